"""The family register of a village: search, filters, and a row a family, in a constant number of queries.

A NIK or No. KK never stands in an address, where logs and the browser's history would keep it: the form is posted, and
the address that it leads to carries the keyed hash of the number.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from p2wkss.fields import FULL_LENGTH, PersonalNumber
from villages.enums import INDICATOR_LABELS, YEAR_ROUNDS, FamilyStatus, SurveyRound, SurveyState
from villages.identity import normalise
from villages.models import Family, Member, Survey, TargetVillage

_BEGIN = {
    SurveyRound.BASELINE: _("Isi survei awal"),
    SurveyRound.ENDLINE: _("Isi survei akhir"),
    SurveyRound.FOLLOW_UP: _("Isi survei lanjutan"),
}
_GO_ON = {
    SurveyRound.BASELINE: _("Lanjutkan survei awal"),
    SurveyRound.ENDLINE: _("Lanjutkan survei akhir"),
    SurveyRound.FOLLOW_UP: _("Lanjutkan survei lanjutan"),
}
EVERY = "semua"
OPEN = "open"  # no complete survey of the round
# No name holds so many digits, and fewer are too little of a NIK to harm where they are kept.
_NUMBER_FROM = 8
_HASH = re.compile(r"[0-9a-f]{64}")
STATUS_CHOICES = (
    (FamilyStatus.ACTIVE.value, FamilyStatus.ACTIVE.label),
    (EVERY, _("Semua")),
    *((one.value, one.label) for one in FamilyStatus if one is not FamilyStatus.ACTIVE),
)
SURVEY_CHOICES = tuple(
    (round.label, ((f"{round}.{OPEN}", _("Belum selesai")), *((f"{round}.{one}", one.label) for one in SurveyState)))
    for round in SurveyRound
)
_SURVEYS = frozenset(value for _label, group in SURVEY_CHOICES for value, _words in group)


@dataclass(frozen=True)
class Search:
    """What the address asks for. `number` is a keyed hash; `survey` a round and a state, such as "baseline.draft"."""

    name: str = ""
    number: str = ""
    rt: str = ""
    rw: str = ""
    status: str = ""
    survey: str = ""
    surveyor: int = 0

    @property
    def shown_status(self) -> str:
        """The status that is listed: what is asked for, else the active families; a number is looked for in all.

        Who left the programme waits for no survey.
        """
        if self.survey.endswith(f".{OPEN}"):
            return FamilyStatus.ACTIVE
        return self.status or (EVERY if self.number else FamilyStatus.ACTIVE)

    @property
    def asks_follow_up(self) -> bool:
        """Whether the search is about the survey after the year."""
        return self.survey.startswith(f"{SurveyRound.FOLLOW_UP}.")

    @property
    def rounds(self) -> tuple[SurveyRound, ...]:
        """The rounds that the list shows: those of the year, and the follow-up where the search is about it."""
        return (*YEAR_ROUNDS, SurveyRound.FOLLOW_UP) if self.asks_follow_up else YEAR_ROUNDS

    @property
    def address(self) -> str:
        """The part of the address that asks for this, with its question mark; "" for the plain list."""
        round, _dot, state = self.survey.partition(".")
        asked = {
            "q": self.name,
            "nomor": self.number,
            "rt": self.rt,
            "rw": self.rw,
            "status": self.status,
            "belum": round if state == OPEN else "",
            "survei": self.survey if state != OPEN else "",
            "pendata": self.surveyor,
        }
        given = {key: value for key, value in asked.items() if value}
        return f"?{urlencode(given)}" if given else ""

    def apply(self, families: Any) -> Any:
        """Narrow the families down, and bring along their surveys and the members that the search was for."""
        families = families.registered() if self.shown_status == EVERY else families.filter(status=self.shown_status)
        if self.number:
            families = families.filter(_has_number(self.number))
        if self.name:
            named = Member.objects.filter(family=OuterRef("pk"), name__icontains=self.name)
            families = families.filter(Q(head_name__icontains=self.name) | Exists(named))
        if self.rt:
            families = families.filter(rt=self.rt)
        if self.rw:
            families = families.filter(rw=self.rw)
        shown = "family_id", "round", "state", "welfare_stage", "is_complete", "answers", "version"
        surveys = Prefetch("surveys", Survey.objects.only(*shown), to_attr="own_surveys")
        families = self._by_survey(families).prefetch_related(surveys)
        return families.prefetch_related(self._members()) if self.name or self.number else families

    def _by_survey(self, families: Any) -> Any:
        round, _dot, state = self.survey.partition(".")
        if state == OPEN:
            families = without_survey(families, round)
        asks_state = bool(state) and state != OPEN
        if not (asks_state or self.surveyor):
            return families
        # The rounds are named even when all are meant: so the key of family and round finds the surveys of a family.
        surveys = Survey.objects.filter(family=OuterRef("pk"), round__in=[round] if round else SurveyRound.values)
        surveys = surveys.filter(state=state) if asks_state else surveys
        return families.filter(Exists(surveys.filter(surveyor=self.surveyor) if self.surveyor else surveys))

    def _members(self) -> Prefetch[Any]:
        wanted = Q(nik_hash=self.number) if self.number else Q(name__icontains=self.name)
        return Prefetch("members", Member.objects.filter(wanted).only("family_id", "name"), to_attr="found_members")


def register_search(query: Mapping[str, str]) -> Search:
    """Read the address; what makes no sense counts as not asked, and so does a number that was put in as a name."""
    name, number = _cut(query.get("q", ""), 100), query.get("nomor", "")
    name = "" if is_number(name) else name
    without = query.get("belum", "")
    survey = f"{without}.{OPEN}" if without in SurveyRound.values else query.get("survei", "")
    status, surveyor = query.get("status", ""), query.get("pendata", "")
    return Search(
        name=name,
        number=number if _HASH.fullmatch(number) and not name else "",
        rt=_cut(query.get("rt", ""), 3),
        rw=_cut(query.get("rw", ""), 3),
        status=status if status == EVERY or status in FamilyStatus.values else "",
        survey=survey if survey in _SURVEYS else "",
        surveyor=int(surveyor) if surveyor.isascii() and surveyor.isdecimal() and len(surveyor) < 10 else 0,
    )


def typed_search(typed: Mapping[str, str]) -> Search:
    """Read what was typed into the search form; a whole number is looked for in all families of the village.

    Raises ValidationError, with the reason in words, for a number that is not whole.
    """
    text = typed.get("q", "")
    if not is_number(text):
        return register_search(typed)
    digits = normalise(text)
    if not (digits.isascii() and digits.isdecimal() and len(digits) == FULL_LENGTH):
        raise ValidationError(
            gettext("NIK dan No. KK dicari dengan 16 angka lengkap. Nomor yang disamarkan tidak dapat dicari.")
        )
    return Search(number=PersonalNumber(digits).lookup)


def survey_choices(rounds: Iterable[SurveyRound]) -> list[tuple[Any, Any]]:
    """Give what a search can ask about the surveys of these rounds, in groups."""
    shown = set(rounds)
    return [group for round, group in zip(SurveyRound, SURVEY_CHOICES, strict=True) if round in shown]


def _cut(text: str, length: int) -> str:
    """Give the beginning of a text without blanks around it; PostgreSQL takes no NUL."""
    return text.replace("\0", "").strip()[:length].strip()


def is_number(text: str) -> bool:
    """Say whether a text holds so many digits that it must be a number of a person, or most of one."""
    return sum(letter.isdigit() for letter in text) >= _NUMBER_FROM


def _has_number(number: str) -> Q:
    """Match the NIK or No. KK of a family, of a record that was merged into it, or the NIK of a member."""
    own = Q(nik_hash=number) | Q(kk_hash=number)
    merged = Family.objects.filter(own, merged_into__isnull=False).values("merged_into")
    return own | Q(pk__in=Member.objects.filter(nik_hash=number).values("family")) | Q(pk__in=merged)


def register_places(village: TargetVillage) -> dict[str, list[str]]:
    """Give the RT and the RW in which the village has families, in one query."""
    pairs = Family.objects.filter(target_village=village).order_by().values_list("rt", "rw").distinct()
    rts, rws = {rt for rt, _rw in pairs}, {rw for _rt, rw in pairs if rw}
    return {"rts": sorted(rts), "rws": sorted(rws)}


def surveyor_name(village: TargetVillage, surveyor: int) -> str:
    """Name the surveyor whose families are asked for; "" for nobody, and for who surveyed nobody here."""
    if not surveyor:
        return ""
    surveys = Survey.objects.filter(family__target_village=village, surveyor=surveyor)
    survey = surveys.select_related("surveyor").order_by().first()
    return survey.surveyor.full_name if survey else ""


def without_survey(families: Any, round: str) -> Any:
    """Keep the families that have no complete survey of the round."""
    complete = Survey.objects.filter(family=OuterRef("pk"), round=round, is_complete=True)
    return families.filter(~Exists(complete))


def next_without(family: Family, round: str) -> Family | None:
    """Give the next active family, in the order of the register and then from its top, that lacks a whole survey."""
    waiting = without_survey(family.target_village.families.active().exclude(pk=family.pk), round)
    same_rt = Q(rt=family.rt)
    after = (
        Q(rt__gt=family.rt)
        | (same_rt & Q(head_name__gt=family.head_name))
        | (same_rt & Q(head_name=family.head_name, pk__gt=family.pk))
    )
    following: Family | None = waiting.filter(after).first() or waiting.first()
    return following


def register_rows(families: Iterable[Family], search: Search) -> list[dict[str, Any]]:
    """Give each family with its surveys by round, and the words and round of the survey that is next.

    The follow-up is next only where the search is about it: the year does not ask for it.
    """
    rows = []
    for family in families:
        surveys = {survey.round: survey for survey in getattr(family, "own_surveys")}
        rounds = [(round, surveys.get(round.value)) for round in search.rounds]
        due = [(round, one) for round, one in rounds if (round in YEAR_ROUNDS) != search.asks_follow_up]
        is_active = family.status == FamilyStatus.ACTIVE
        rows.append(
            {
                "family": family,
                "members": getattr(family, "found_members", []),
                "rounds": rounds,
                "is_active": is_active,
                "next": next_survey(due) if is_active else None,
            }
        )
    return rows


def next_survey(rounds: Iterable[tuple[SurveyRound, Survey | None]]) -> tuple[SurveyRound, Any] | None:
    """Name the first round of a family without a complete survey, and what to do there; None when all is done."""
    for round, survey in rounds:
        if survey is None:
            return round, _BEGIN[round]
        if not survey.is_complete:
            return round, _GO_ON[round]
    return None


def first_unmet_text(survey: Survey | None) -> Any:
    """Give the words of the first indicator that a family does not meet, or None."""
    return INDICATOR_LABELS.get(survey.welfare.first_unmet or 0) if survey else None
