"""What a photo or document can be evidence of in a target village: the choices, the words, and the check.

In forms and addresses a thing is written as its kind and key: `visit:8a…`, `stage:3`, `indicator:D1`.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from p2wkss.formats import longdate
from villages.enums import STAGE_LABELS
from villages.models import Activity, Asset, EvidenceLink, Handover, Innovation, TargetVillage, Visit
from villages.models.evidence import LINK_TARGETS

TARGET_WORDS = {
    "stage": gettext_lazy("Tahap"),
    "visit": gettext_lazy("Kunjungan pembinaan"),
    "activity": gettext_lazy("Kegiatan"),
    "asset": gettext_lazy("Aset"),
    "innovation": gettext_lazy("Inovasi"),
    "handover": gettext_lazy("Serah terima desa"),
    "indicator": gettext_lazy("Indikator penilaian"),
}
_MODELS: dict[str, type[Model]] = {
    "visit": Visit,
    "activity": Activity,
    "asset": Asset,
    "innovation": Innovation,
    "handover": Handover,
}
INDICATOR = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,19}", re.ASCII)

Group = tuple[str, list[tuple[str, str]]]


def read_links(village: TargetVillage, values: Iterable[str]) -> list[EvidenceLink]:
    """Give a link, not saved yet, for each thing named; raise ValidationError where one is not of this village."""
    links: dict[str, EvidenceLink] = {}
    for value in values:
        target, _colon, key = value.partition(":")
        links[value] = EvidenceLink(**{target: _thing(village, target, key)})
    return list(links.values())


def _thing(village: TargetVillage, target: str, key: str) -> Any:
    if target == "stage" and key.isdecimal() and int(key) in STAGE_LABELS:
        return int(key)
    if target == "indicator" and INDICATOR.fullmatch(key):
        return key
    if target in _MODELS:
        model = _MODELS[target]
        try:
            return model._default_manager.get(target_village=village, pk=model._meta.pk.to_python(key))
        except (ObjectDoesNotExist, ValidationError) as error:
            raise _unknown() from error
    raise _unknown()


def _unknown() -> ValidationError:
    return ValidationError({"links": _("Bukti hanya dapat dikaitkan dengan catatan desa ini sendiri.")})


def target_of(link: EvidenceLink) -> str:
    """Give the kind of thing that a link points at."""
    return next(target for target in LINK_TARGETS if _key(link, target))


def value_of(link: EvidenceLink) -> str:
    """Write a link as its kind and key."""
    target = target_of(link)
    return f"{target}:{_key(link, target)}"


def _key(link: EvidenceLink, target: str) -> Any:
    return getattr(link, f"{target}_id" if target in _MODELS else target)


def words_of(link: EvidenceLink) -> str:
    """Say what a link points at."""
    target = target_of(link)
    if target == "stage":
        return _stage(link.stage or 0)
    if target == "handover":
        return str(TARGET_WORDS[target])
    return f"{TARGET_WORDS[target]}: {link.indicator or getattr(link, target)}"


def _stage(number: int) -> str:
    return f"{TARGET_WORDS['stage']} {number}: {STAGE_LABELS[number]}"


def link_choices(village: TargetVillage) -> list[Group]:
    """Give everything of the village that may be proven, by kind; kinds of which there is nothing are left out."""
    groups: list[Group] = [
        (str(TARGET_WORDS["stage"]), [(f"stage:{number}", _stage(number)) for number in STAGE_LABELS]),
        (str(TARGET_WORDS["visit"]), [(f"visit:{one.pk}", _dated(one, one.day)) for one in village.visits.all()]),
        (
            str(TARGET_WORDS["activity"]),
            [(f"activity:{one.pk}", _dated(one, one.held_on or one.planned_on)) for one in village.activities.all()],
        ),
        (str(TARGET_WORDS["asset"]), [(f"asset:{one.pk}", str(one)) for one in village.assets.all()]),
        (str(TARGET_WORDS["innovation"]), [(f"innovation:{one.pk}", str(one)) for one in village.innovations.all()]),
    ]
    if handover := Handover.objects.filter(target_village=village).first():
        groups.append((str(TARGET_WORDS["handover"]), [(f"handover:{handover.pk}", str(handover.receiver))]))
    return [group for group in groups if group[1]]


def _dated(thing: object, day: Any) -> str:
    return f"{thing} · {longdate(day)}"
