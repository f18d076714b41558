"""The invented year of one of very many villages, as rows for the database: plausible, quick, and read by nobody."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

from django.db.models import Model

from assessments.demo.facts import MARK, YEAR
from assessments.demo.families import Household, invent_households
from p2wkss.bulk import insert_rows
from p2wkss.crypto import encrypt
from p2wkss.fields import PersonalNumber
from villages.enums import (
    AssetCondition,
    AssetEventKind,
    FamilyStatus,
    FundSource,
    HolderKind,
    Outcome,
    Sex,
    StageEventKind,
    SurveyRound,
    SurveyState,
)
from villages.models import (
    Activity,
    ActivityKind,
    Agency,
    Asset,
    AssetEvent,
    Family,
    FollowUp,
    Innovation,
    InnovationUse,
    Participation,
    StageEvent,
    Survey,
    TargetVillage,
    Visit,
)
from villages.stages import STAGE_COUNT

VISITS, ASSETS, REACHED_A_DAY = 48, 5, 20
_MOMENT = f"{YEAR}-12-01 00:00:00"
_FIRST_DAY = date(YEAR, 1, 14)
_MADE = ("created_by", "created_at")
# In the order in which they are stored, each with the fields of its rows.
FIELDS: dict[type[Model], tuple[str, ...]] = {
    Family: (
        *("uuid", "target_village", "head_name", "head_sex", "head_birth_date", "nik", "nik_hash", "no_nik_reason"),
        *("kk", "kk_hash", "rw", "rt", "address", "decile_source", "status", *_MADE, "version"),
    ),
    Survey: (
        *("uuid", "family", "round", "surveyed_on", "answers", "monthly_income"),
        *("surveyor", "state", "saved_at", "version"),
    ),
    StageEvent: ("target_village", "stage", "kind", "on", "women", "men", "minutes", "reason", "by", "at"),
    Visit: (
        *("uuid", "target_village", "stage", "topic", "place", "planned_on", "held_on", "women", "men"),
        *("findings", "cancelled_reason", *_MADE, "version"),
    ),
    FollowUp: ("visit", "what", "owner", "due_on", "closed_on", "closing_note", "closed_by", *_MADE, "version"),
    Activity: (
        *("uuid", "target_village", "agency", "kind", "title", "source", "planned_on", "promised"),
        *("held_on", "delivered", "result", "cancelled_reason", *_MADE, "version"),
    ),
    Participation: ("activity", "family", "outcome", "note", *_MADE, "version"),
    Asset: ("uuid", "target_village", "activity", "name", "quantity", "unit", "value", *_MADE, "version"),
    AssetEvent: ("asset", "kind", "on", "holder_kind", "family", "holder", "condition", "note", "by", "at"),
    Innovation: (
        *("uuid", "target_village", "name", "problem", "description", "inventor", "inventor_sex", "started_on"),
        *(*_MADE, "version"),
    ),
    InnovationUse: ("innovation", "family", "since", "by", "at"),
}


class Held(NamedTuple):
    """An activity that took place: its key and its day."""

    key: str
    on: str


class Years:
    """Writes the years of villages, and stores what was written."""

    def __init__(self, by: int, kinds: Sequence[ActivityKind], chance: Random) -> None:
        self.by, self.kinds, self.chance = by, kinds, chance
        self.rows: dict[type[Model], list[tuple[Any, ...]]] = {model: [] for model in FIELDS}

    def write(
        self, village: TargetVillage, agencies: Sequence[Agency], activities: int, serials: Iterator[int]
    ) -> None:
        """Write the year of one village with its quota of families."""
        strength = self.chance.uniform(0.3, 0.9)
        households = invent_households(village, strength, self.chance, serials)
        families = [self._family(village, household) for household in households]
        self._stages(village, strength)
        self._visits(village, strength)
        held = list(filter(None, (self._activity(village, agencies, strength) for _ in range(activities))))
        self._reach(held, families)
        self._things(village, held, families)
        self._innovation(village, families)

    def store(self) -> None:
        """Store what was written so far, and forget it."""
        for model, fields in FIELDS.items():
            insert_rows(model, fields, self.rows[model])
            self.rows[model].clear()

    def _key(self) -> str:
        return f"{self.chance.getrandbits(128):032x}"

    def _on(self, first: int, days: int) -> str:
        """Give a day of the year, from so many days after its first work."""
        return (_FIRST_DAY + timedelta(first + self.chance.randrange(days))).isoformat()

    @property
    def _made(self) -> tuple[Any, ...]:
        return self.by, _MOMENT

    def _family(self, village: TargetVillage, one: Household) -> str:
        key = self._key()
        nik, kk = PersonalNumber(one.nik), PersonalNumber(one.kk)
        status = FamilyStatus.ACTIVE if self.chance.random() < 0.98 else FamilyStatus.MOVED
        self.rows[Family].append(
            (
                *(key, village.pk, one.name, one.sex.value, one.born.isoformat()),
                *(encrypt(one.nik), nik.lookup, "", encrypt(one.kk), kk.lookup),
                *(one.rw, one.rt, one.address, "", status.value, *self._made, 1),
            )
        )
        for round, seen in ((SurveyRound.BASELINE, one.before), (SurveyRound.ENDLINE, one.after)):
            self.rows[Survey].append(
                (
                    *(self._key(), key, round.value, seen.day.isoformat(), seen.answers, seen.income),
                    *(self.by, SurveyState.VERIFIED.value, _MOMENT, 1),
                )
            )
        return key

    def _stages(self, village: TargetVillage, strength: float) -> None:
        reached = round(STAGE_COUNT * min(strength + 0.2, 1))
        for stage in range(1, STAGE_COUNT + 1):
            planned = self._on((stage - 1) * 27, 14)
            self._stage(village, stage, StageEventKind.PLANNED, planned, None)
            if stage <= reached:
                self._stage(village, stage, StageEventKind.HELD, self._on((stage - 1) * 27, 30), 20)

    def _stage(self, village: TargetVillage, stage: int, kind: str, on: str, crowd: int | None) -> None:
        self.rows[StageEvent].append((village.pk, stage, str(kind), on, crowd, crowd, "", "", *self._made))

    def _visits(self, village: TargetVillage, strength: float) -> None:
        for at in range(VISITS):
            key, planned = self._key(), self._on(at * 7, 5)
            held = planned if self.chance.random() < 0.4 + strength * 0.6 else None
            women, men = (self.chance.randrange(8, 40), self.chance.randrange(12)) if held else (None, None)
            stage = (3, 7, 10)[at * 3 // VISITS]
            self.rows[Visit].append(
                (key, village.pk, stage, "Pembinaan", "", planned, held, women, men, "", "", *self._made, 1)
            )
            if held and at % 12 == 0:
                done = (self._on(at * 7 + 7, 7), "Sudah", self.by) if self.chance.random() < 0.7 else (None, "", None)
                what = "Lengkapi daftar hadir"
                self.rows[FollowUp].append((key, what, self.by, self._on(at * 7 + 14, 7), *done, *self._made, 1))

    def _activity(self, village: TargetVillage, agencies: Sequence[Agency], strength: float) -> Held | None:
        chance, kind = self.chance, self.chance.choice(self.kinds)
        key, planned, promised = self._key(), self._on(20, 300), chance.randrange(2, 200) * 1_000_000
        held = planned if chance.random() < 0.3 + strength * 0.7 else None
        delivered = promised * chance.randrange(60, 101) // 100 if held else None
        cancelled = "Anggaran dialihkan" if not held and chance.random() < 0.2 else ""
        agency, source = chance.choice(agencies).pk, chance.choice(FundSource.values)
        self.rows[Activity].append(
            (
                *(key, village.pk, agency, kind.pk, f"{kind.name} {MARK}", source, planned, promised),
                *(held, delivered, "", cancelled, *self._made, 1),
            )
        )
        return Held(key, planned) if held else None

    def _reach(self, held: Sequence[Held], families: Sequence[str]) -> None:
        for activity in held[::5]:
            for family in self.chance.sample(families, min(REACHED_A_DAY, len(families))):
                outcome = self.chance.choices(Outcome.values, (6, 3, 2, 1))[0]
                self.rows[Participation].append((activity.key, family, outcome, "", *self._made, 1))

    def _things(self, village: TargetVillage, held: Sequence[Held], families: Sequence[str]) -> None:
        for activity in held[:ASSETS]:
            key = self._key()
            self.rows[Asset].append(
                (key, village.pk, activity.key, f"Mesin jahit {MARK}", 1, "unit", 3_500_000, *self._made, 1)
            )
            at_office = self.chance.random() < 0.2
            holder = (
                (HolderKind.OFFICE.value, None, "Kantor desa")
                if at_office
                else (
                    HolderKind.FAMILY.value,
                    self.chance.choice(families),
                    "",
                )
            )
            self.rows[AssetEvent].append(
                (key, AssetEventKind.HANDOVER.value, activity.on, *holder, "", "", *self._made)
            )
            found = self.chance.choice(AssetCondition.values)
            self.rows[AssetEvent].append(
                (key, AssetEventKind.CHECK.value, f"{YEAR}-12-01", "", None, "", found, "", *self._made)
            )

    def _innovation(self, village: TargetVillage, families: Sequence[str]) -> None:
        key, sex = self._key(), self.chance.choice(Sex.values)
        self.rows[Innovation].append(
            (
                *(key, village.pk, f"Kompor sekam {MARK}", "Kayu bakar mahal", "Sekam dibakar dalam kaleng"),
                *(f"Warga {MARK}", sex, f"{YEAR}-04-01", *self._made, 1),
            )
        )
        for family in self.chance.sample(families, min(5, len(families))):
            self.rows[InnovationUse].append((key, family, f"{YEAR}-05-01", *self._made))
