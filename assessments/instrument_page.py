"""What the pages of an instrument show beside the definition itself: what is still wrong, and where to mend it."""

import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.actions.instruments import problems_of
from assessments.definition import Problem, number_text
from assessments.instrument import PLENARY, TOTAL, Instrument
from assessments.instrument_diff import Change
from assessments.instrument_words import AGGREGATION_HELP, AGGREGATION_WORDS, CHANGE_STATES, CHANGE_WORDS, KIND_WORDS
from assessments.models import InstrumentVersion
from assessments.problem_words import KEY_WORDS, NUMBER, problem_place, problem_text, written
from p2wkss.models import User
from p2wkss.permissions import has_permission
from p2wkss.roles import Permission
from villages.enums import FACT_LABELS

_PIECE = re.compile(r"components\[(\d+)\](?:\.indicators\[(\d+)\])?")


class Finding(NamedTuple):
    """One fault in words, with the page on which it is mended."""

    place: str
    text: str
    url: str


def findings(version: InstrumentVersion, problems: Iterable[Problem] | None = None) -> list[Finding]:
    """Say what is wrong with a version, each with its page."""
    data = json.loads(version.definition)
    found = problems_of(version) if problems is None else problems
    return [Finding(problem_place(one.path, data), problem_text(one, data), _page_of(version.pk, one)) for one in found]


def _page_of(pk: int, problem: Problem) -> str:
    if piece := _PIECE.match(problem.path):
        if piece[2] is not None:
            return reverse("assessments:indicator_edit", args=[pk, int(piece[1]), int(piece[2])])
        return reverse("assessments:component_edit", args=[pk, int(piece[1])])
    key = problem.path.partition("[")[0].partition(".")[0]
    if key in LIST_SLUGS:
        return reverse("assessments:instrument_rows", args=[pk, LIST_SLUGS[key]])
    if key == "components":
        return reverse("assessments:instrument_edit", args=[pk]) + "#komponen"
    return reverse("assessments:instrument_head", args=[pk])


# The lists of an instrument: the last part of the address of the page of each.
LIST_SLUGS = {"parts": "bagian", "categories": "kategori", "awards": "penghargaan", "rank_names": "sebutan"}
LIST_WORDS = {
    "bagian": gettext_lazy("Bagian penilaian"),
    "kategori": gettext_lazy("Kategori"),
    "penghargaan": gettext_lazy("Penghargaan"),
    "sebutan": gettext_lazy("Sebutan peringkat"),
}


def detail_context(user: User, version: InstrumentVersion) -> dict[str, Any]:
    """Put together what the page of one version shows; nothing of the definition while it has faults."""
    problems = problems_of(version) if not version.is_locked else ()
    may_manage = has_permission(user, Permission.MANAGE_INSTRUMENTS, version.province_id)
    shown = {} if problems else _shown(version.instrument)
    return {
        "version": version,
        "findings": findings(version, problems) if may_manage else [],
        "is_faulty": bool(problems),
        "may_manage": may_manage,
        "before": earlier(version),
        "shown": shown,
    }


def earlier(version: InstrumentVersion) -> InstrumentVersion | None:
    """Give the version that this one was made from, or else the one before it."""
    if version.parent is not None:
        return version.parent
    known = InstrumentVersion.objects.filter(province=version.province_id, code=version.code)
    return known.filter(version__lt=version.version).order_by("-version").first()


def _shown(instrument: Instrument) -> dict[str, Any]:
    names = {component.code: component.name for component in instrument.components}
    names |= {code: f"{code} {indicator.name}" for code, indicator in instrument.indicators.items()}
    part_names = {part.code: part.name for part in instrument.parts}
    return {
        "instrument": instrument,
        "aggregation": AGGREGATION_WORDS[instrument.aggregation],
        "aggregation_help": AGGREGATION_HELP[instrument.aggregation],
        "ladder": [names[key] for key in instrument.tie_break if key not in {TOTAL, PLENARY}],
        "categories": [(category.name, KIND_WORDS[category.kind]) for category in instrument.categories],
        "awards": [
            (award, _("total") if award.basis == (TOTAL,) else ", ".join(names[code] for code in award.basis))
            for award in instrument.awards
        ],
        "components": [
            (
                component,
                [
                    (one, FACT_LABELS.get(one.fact, one.fact), ", ".join(part_names[code] for code in one.parts))
                    for one in component.indicators
                ],
            )
            for component in instrument.components
        ],
    }


class ChangeRow(NamedTuple):
    """One difference in words."""

    state: str
    word: str
    place: str
    key: str
    old: str
    new: str


def change_rows(changes: Iterable[Change]) -> list[ChangeRow]:
    """Say differences in words."""
    return [
        ChangeRow(
            CHANGE_STATES[change.kind],
            str(CHANGE_WORDS[change.kind]),
            " › ".join([*change.where, _piece_words(change)]),
            str(KEY_WORDS.get(change.key, change.key)),
            _value_words(change.key, change.old),
            _value_words(change.key, change.new),
        )
        for change in changes
    ]


def _piece_words(change: Change) -> str:
    kind = str(KEY_WORDS.get(change.what, _("instrumen")))
    return f"{kind} {written(change.name)}" if change.what != "indicators" else change.name or kind


def _value_words(key: str, value: str) -> str:
    known: dict[str, Mapping[Any, Any]] = {"aggregation": AGGREGATION_WORDS, "kind": KIND_WORDS, "fact": FACT_LABELS}
    if key == "allows_not_applicable":
        return _("ya") if value == "yes" else _("tidak")
    return str(known.get(key, {}).get(value, written(value)))


def weights_total(pieces: Iterable[Mapping[str, Any]]) -> str:
    """Add up weights as they are typed; "" where one of them is no number."""
    weights = [str(piece.get("weight", "")) for piece in pieces]
    if not weights or not all(NUMBER.fullmatch(weight) for weight in weights):
        return ""
    return written(number_text(sum(map(Decimal, weights), Decimal(0))))
