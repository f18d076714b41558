"""What the pages of checking show: the queue, and one survey beside the round before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from p2wkss.models import User
from villages.enums import ANSWER_LABELS, INDICATOR_LABELS, ROUND_BEFORE, TIER_LABELS, SurveyRound, SurveyState
from villages.forms.review import ReviewForm
from villages.haste import find_signals
from villages.models import Survey, TargetVillage
from villages.permissions import open_rounds
from villages.signal_page import facts_of, signal_title, surveys_of
from villages.survey_states import Step, next_state
from villages.welfare import INDICATORS, TIERS, Answer

EVERY_STATE = "semua"
STATE_BADGES = {
    SurveyState.DRAFT: "neutral",
    SurveyState.SUBMITTED: "attention",
    SurveyState.RETURNED: "problem",
    SurveyState.VERIFIED: "good",
}


@dataclass(frozen=True)
class QueueSearch:
    """What the address asks for; without a word about the state, what waits for checking."""

    rt: str = ""
    surveyor: str = ""
    state: str = SurveyState.SUBMITTED

    def apply(self, surveys: QuerySet[Survey]) -> QuerySet[Survey]:
        """Narrow the surveys down, in the order of the register."""
        wanted = {"family__rt": self.rt, "surveyor": self.surveyor, "state": self.state.replace(EVERY_STATE, "")}
        found = surveys.filter(**{path: value for path, value in wanted.items() if value})
        return found.order_by("family__rt", "family__head_name", "family")

    @property
    def query(self) -> str:
        """The same search as an address."""
        named = {"rt": self.rt, "kader": self.surveyor, "status": self.state}
        return urlencode({name: value for name, value in named.items() if value and value != SurveyState.SUBMITTED})


def queue_search(query: Mapping[str, str]) -> QueueSearch:
    """Read the address; what makes no sense counts as not asked."""
    state, surveyor = query.get("status", ""), query.get("kader", "")
    known = state if state in {*SurveyState.values, EVERY_STATE} else SurveyState.SUBMITTED.value
    whose = surveyor if surveyor.isascii() and surveyor.isdecimal() and len(surveyor) < 10 else ""
    return QueueSearch(query.get("rt", "").strip()[:3], whose, known)


def queue_context(village: TargetVillage, round: SurveyRound, search: QueueSearch) -> dict[str, Any]:
    """Gather what stands around the list, in three queries."""
    surveys = surveys_of(village, round)
    counts = dict(surveys.order_by().values_list("state").annotate(Count("pk")))
    surveyors = User.objects.filter(pk__in=surveys.values("surveyor")).order_by("full_name", "username")
    return {
        "village": village,
        "round": round,
        "other_rounds": [one for one in open_rounds(village, localdate()) if one != round],
        "search": search,
        "counts": [(state.label, counts.get(state.value, 0)) for state in SurveyState],
        "states": [*SurveyState.choices, (EVERY_STATE, _("Semua status"))],
        "surveyors": [(str(one.pk), str(one)) for one in surveyors],
        "rts": surveys.order_by("family__rt").values_list("family__rt", flat=True).distinct(),
        "signal_count": len(find_signals(facts_of(village, round))),
    }


def queue_rows(surveys: Iterable[Survey], user: User, ticked: set[str]) -> list[dict[str, Any]]:
    """Give each survey with its state, its hints, and what its tick box sends."""
    rows = []
    for survey in surveys:
        value = f"{survey.pk}:{survey.version}"
        rows.append(
            {
                "survey": survey,
                "badge": STATE_BADGES[SurveyState(survey.state)],
                "hints": hints_of(survey, user),
                "value": value if next_state(survey.state, Step.VERIFY) else "",
                "ticked": value in ticked,
            }
        )
    return rows


def hints_of(survey: Survey, user: User) -> list[str]:
    """Say what the checker should know of how a survey was made."""
    hints = []
    if survey.surveyor_id == user.pk:
        hints.append(_("diisi sendiri"))
    if (source := survey.copied_from) is not None:
        unchanged = (source.answers, source.monthly_income) == (survey.answers, survey.monthly_income)
        hints.append(_("sama persis dengan yang disalin") if unchanged else _("disalin lalu diubah"))
    if survey.import_batch_id is not None:
        hints.append(_("dari buku kerja"))
    return hints


def next_submitted(survey: Survey, search: QueueSearch) -> Survey | None:
    """Give the next survey that waits for checking, in the order of the register and then from its top."""
    family = survey.family
    waiting = surveys_of(family.target_village, SurveyRound(survey.round)).exclude(pk=survey.pk)
    listed = QueueSearch(search.rt, search.surveyor).apply(waiting)
    name = Q(family__head_name__gt=family.head_name) | Q(family__head_name=family.head_name, family__gt=family.pk)
    after = Q(family__rt__gt=family.rt) | Q(family__rt=family.rt) & name
    return listed.filter(after).first() or listed.first()


# One survey -------------------------------------------------------------------------------------------------


def review_context(survey: Survey, form: ReviewForm, user: User) -> dict[str, Any]:
    """Gather the page of one survey, beside the survey of the round before where there is one."""
    family, round = survey.family, SurveyRound(survey.round)
    before = family.surveys.filter(round=ROUND_BEFORE[round]).first() if round in ROUND_BEFORE else None
    return {
        "family": family,
        "round": round,
        "survey": survey,
        "before": before,
        "badge": STATE_BADGES[SurveyState(survey.state)],
        "hints": hints_of(survey, user),
        "tiers": [(TIER_LABELS[number], _answers(survey, before, form, number)) for number in range(1, len(TIERS) + 1)],
        "changed": sum(a != b for a, b in zip(survey.answers, before.answers, strict=True)) if before else 0,
        "history": [(event, _remarks(event.remarks)) for event in survey.events.select_related("by")],
        "may_verify": next_state(survey.state, Step.VERIFY) is not None,
        "may_return": next_state(survey.state, Step.RETURN) is not None,
        "signals": [
            signal_title(one)
            for one in find_signals(facts_of(family.target_village, round))
            if str(family.pk) in one.families
        ],
    }


def _answers(survey: Survey, before: Survey | None, form: ReviewForm, tier: int) -> list[dict[str, Any]]:
    rows = []
    for indicator in INDICATORS:
        if indicator.tier != tier:
            continue
        at, remark = indicator.number - 1, form[f"remark_{indicator.number}"]
        now, then = survey.answers[at], before.answers[at] if before else ""
        rows.append(
            {
                "number": indicator.number,
                "text": INDICATOR_LABELS[indicator.number],
                "now": ANSWER_LABELS[Answer(now)],
                "then": ANSWER_LABELS[Answer(then)] if then else "",
                "differs": bool(then) and now != then,
                "remark": remark,
                "is_open": bool(remark.value() or remark.errors),
            }
        )
    return rows


def _remarks(remarks: Mapping[str, str]) -> list[tuple[int, Any, str]]:
    numbers = sorted(int(number) for number in remarks)
    return [(number, INDICATOR_LABELS[number], remarks[str(number)]) for number in numbers]
