"""The figures of target villages: counted from their records, and kept as a summary that is in step with them.

A family that was merged into another counts for nothing: what reached it went with the merge, and what stays on its
record stands on the other's too.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Count, FilteredRelation, Q, QuerySet
from django.utils import timezone

from villages.custody import custody_of
from villages.enums import (
    AssetCondition,
    AssetEventKind,
    EvidenceKind,
    FamilyStatus,
    Sex,
    SurveyRound,
)
from villages.figures import Figures, Row, is_current, stage_pairs
from villages.models import (
    Activity,
    Asset,
    Evidence,
    Family,
    Innovation,
    Participation,
    StageEvent,
    TargetVillage,
    VillageSummary,
    Visit,
)
from villages.reached import STEPS
from villages.stages import stage_states

_TOGETHER = 100
_changed: ContextVar[set[int] | None] = ContextVar("changed", default=None)


class _Village(NamedTuple):
    """One village while it is counted: its year, and the values of its `Figures` so far."""

    year: int
    values: dict[str, Any]

    def add(self, name: str, number: int = 1) -> None:
        self.values[name] = self.values.get(name, 0) + number

    def add_to(self, name: str, key: object, number: int = 1) -> None:
        if number:
            counts = self.values.setdefault(name, {})
            counts[str(key)] = counts.get(str(key), 0) + number


_Villages = dict[int, _Village]


class Kept(NamedTuple):
    """What is kept of one village: its key, the code of its place, its figures as a row, and when they were counted."""

    pk: int
    code: str
    row: Row
    refreshed_at: datetime

    @property
    def figures(self) -> Figures:
        """The figures by name."""
        return Figures.from_row(self.row)

    @property
    def stages(self) -> list[tuple[str, str]]:
        """The twelve stages as (planned, held), ISO dates or ""; nothing when none was noted."""
        return list(stage_pairs(self.row[4]))


def read_summaries(villages: QuerySet[TargetVillage]) -> list[Kept]:
    """Read what is kept of villages, in one query; one without a summary, or with an older one, is counted now.

    None is without one that was named since the programme keeps summaries; for the others there is
    `manage.py refresh_summaries`.
    """
    columns = ("pk", "village_id", "summary__figures", "summary__refreshed_at")
    # Put in order here: the database would sort the long rows on disk.
    rows = sorted(villages.order_by().values_list(*columns), key=lambda row: (row[1], row[0]))
    now = timezone.now()
    missing = [pk for pk, _code, row, _at in rows if not is_current(row)]
    live = {pk: figures.to_row() for pk, figures in read_figures(missing).items()} if missing else {}
    return [Kept(pk, code, live.get(pk) or row, at or now) for pk, code, row, at in rows]


def refresh_summary(target_village_id: int) -> None:
    """Count a village's figures again; the last step of whatever changed its record, in the same transaction.

    The row is locked before anything is counted. Of two transactions in one village the second waits here until the
    first has committed, and, as each statement of READ COMMITTED sees what was committed before it, counts the first
    one's change too. Counted before locking, both could miss each other, and the one that writes last would stay.
    """
    if (changed := _changed.get()) is not None:
        changed.add(target_village_id)
        return
    mine = VillageSummary.objects.filter(pk=target_village_id)
    if not _lock(mine):
        _add_missing([target_village_id])
        _lock(mine)
    figures = read_figures([target_village_id])[target_village_id]
    mine.update(figures=figures.to_row(), refreshed_at=timezone.now())


@contextmanager
def count_once() -> Iterator[None]:
    """Count each village that the block changes once, at its end: for a transaction that does very many things."""
    changed: set[int] = set()
    with transaction.atomic():
        token = _changed.set(changed)
        try:
            yield
        finally:
            _changed.reset(token)
        for pk in sorted(changed):
            refresh_summary(pk)


def refresh_summaries(village_ids: Sequence[int]) -> None:
    """Count many villages again, some at a time, each part in a transaction of its own."""
    for at in range(0, len(village_ids), _TOGETHER):
        part = village_ids[at : at + _TOGETHER]
        with transaction.atomic():
            _add_missing(part)
            _lock(VillageSummary.objects.filter(pk__in=part))
            now = timezone.now()
            rows = [
                VillageSummary(pk=pk, figures=figures.to_row(), refreshed_at=now)
                for pk, figures in read_figures(part).items()
            ]
            VillageSummary.objects.bulk_update(rows, ("figures", "refreshed_at"))


def _add_missing(village_ids: Sequence[int]) -> None:
    """Add empty rows; whoever adds the same at this moment is waited for, as ON CONFLICT has to know the end of it."""
    now = timezone.now()
    rows = [VillageSummary(target_village_id=pk, refreshed_at=now) for pk in village_ids]
    VillageSummary.objects.bulk_create(rows, ignore_conflicts=True)


def _lock(summaries: QuerySet[VillageSummary]) -> bool:
    """Lock rows, all in the same order so that nobody waits in a circle; say whether there are any."""
    return bool(list(summaries.order_by("pk").select_for_update().values_list("pk")))


def read_figures(village_ids: Collection[int]) -> dict[int, Figures]:
    """Count the figures of target villages, in the same number of queries for one and for many."""
    rows = TargetVillage.objects.filter(pk__in=village_ids).order_by()
    villages: _Villages = {}
    for pk, year, quota, handed_on in rows.values_list("pk", "cycle__year", "family_quota", "handover__handed_on"):
        villages[pk] = _Village(year, {"villages": 1, "quota": quota, "handed_over": int(handed_on is not None)})
    _families(villages)
    _stages(villages)
    _visits(villages)
    _activities(villages)
    _reach(villages)
    _assets(villages)
    _innovations(villages)
    _evidence(villages)
    return {pk: Figures(**village.values) for pk, village in villages.items()}


def _families(villages: _Villages) -> None:
    """Families, their whole surveys, and how those with both stood before and after."""
    families: Any = Family.objects.registered().filter(target_village__in=villages).order_by()
    families = families.annotate(
        before=FilteredRelation("surveys", condition=_whole(SurveyRound.BASELINE)),
        after=FilteredRelation("surveys", condition=_whole(SurveyRound.ENDLINE)),
    )
    grouped = families.values_list(
        "target_village", "head_sex", "status", "before__welfare_stage", "after__welfare_stage"
    )
    for pk, sex, status, before, after, number in grouped.annotate(Count("pk")):
        village = villages[pk]
        village.add("families", number)
        village.add("women_headed", number if sex == Sex.FEMALE else 0)
        village.add("left", number if status != FamilyStatus.ACTIVE else 0)
        village.add("baseline", number if before else 0)
        village.add("endline", number if after else 0)
        if before and after:
            village.add_to("transitions", f"{before}>{after}", number)


def _whole(round: SurveyRound) -> Q:
    return Q(surveys__round=round, surveys__is_complete=True)


class _Noted(NamedTuple):
    """An event of a stage, as `stage_states` reads it."""

    target_village_id: int
    stage: int
    kind: str
    on: date | None


def _stages(villages: _Villages) -> None:
    rows = StageEvent.objects.filter(target_village__in=villages).order_by("pk")
    events: dict[int, list[_Noted]] = {}
    for row in rows.values_list("target_village", "stage", "kind", "on"):
        events.setdefault(row[0], []).append(_Noted(*row))
    for pk, noted in events.items():
        states = stage_states(noted)
        villages[pk].values["stages"] = tuple((_iso(one.planned_on), _iso(one.held_on)) for one in states)
        villages[pk].values["stages_held"] = sum(one.is_held for one in states)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _visits(villages: _Villages) -> None:
    """Visits for a stage of the year are counted against its plan; those after the year by themselves."""
    visits = Visit.objects.filter(target_village__in=villages).order_by()
    columns = ("target_village", "stage", "held_on", "cancelled_reason", "women", "men", "pk")
    waiting = Count("follow_ups", filter=Q(follow_ups__closed_on=None))
    for row in visits.values_list(*columns).annotate(Count("follow_ups"), waiting=waiting):
        pk, stage, held_on, cancelled, women, men, _visit, follow_ups, waiting_now = row
        village = villages[pk]
        village.add("follow_ups", follow_ups)
        village.add("follow_ups_open", waiting_now)
        after_year = stage is None or (held_on is not None and held_on.year > village.year)
        if held_on and after_year:
            village.add("visits_after_year")
        elif not after_year and not cancelled:
            village.add("visits_planned")
        if held_on and not after_year:
            village.add("visits_held")
            village.add("visit_women", women)
            village.add("visit_men", men)
            if held_on.year == village.year:
                village.add_to("visits_by_month", held_on.month)


def _activities(villages: _Villages) -> None:
    """What the agencies promised, called off or not, against what they delivered."""
    rows = (
        Activity.objects.filter(target_village__in=villages)
        .order_by()
        .values_list(
            "target_village",
            "agency",
            "kind__component",
            "kind__field",
            "kind__is_physical",
            "source",
            "promised",
            "held_on",
            "delivered",
            "cancelled_reason",
        )
    )
    promising: dict[int, set[int]] = {pk: set() for pk in villages}
    delivering: dict[int, set[int]] = {pk: set() for pk in villages}
    for pk, agency, component, field, physical, source, promised, held_on, delivered, cancelled in rows:
        village = villages[pk]
        village.add("activities")
        village.add_to("promised", source, promised)
        village.add_to("activities_by_field", field)
        village.add_to("promised_by_field", field, promised)
        promising[pk].add(agency)
        if cancelled:
            village.add("activities_cancelled")
        if held_on:
            village.add("activities_held")
            village.add("physical_held", int(physical))
            village.add_to("delivered", source, delivered or 0)
            village.add_to("delivered_by_component", component, delivered or 0)
            village.add_to("held_by_component", component)
            village.add_to("held_by_field", field)
            village.add_to("delivered_by_field", field, delivered or 0)
            delivering[pk].add(agency)
    for pk, village in villages.items():
        village.values["agencies_promised"] = tuple(sorted(promising[pk]))
        village.values["agencies_delivered"] = tuple(sorted(delivering[pk]))


def _reach(villages: _Villages) -> None:
    """Count families by the furthest that came of what was delivered to them; each step takes in those before it."""
    rows = Participation.objects.filter(activity__target_village__in=villages, activity__held_on__isnull=False)
    rows = rows.filter(family__merged_into=None)
    furthest: dict[tuple[int, Any], int] = {}
    for pk, family, outcome in rows.order_by().values_list("activity__target_village", "family", "outcome").distinct():
        key = pk, family
        furthest[key] = max(furthest.get(key, 0), STEPS.index(outcome))
    for (pk, _family), step in furthest.items():
        for name in STEPS[: step + 1]:
            villages[pk].add(name)


class _AssetNoted(NamedTuple):
    """A hand-over of an asset or a check on it, as `custody_of` reads it."""

    kind: str
    on: date
    holder_kind: str
    condition: str


def _assets(villages: _Villages) -> None:
    """Where each thing is by its newest hand-over, and how it was found by those who checked it later."""
    columns = ("target_village", "pk", "events__kind", "events__on", "events__holder_kind", "events__condition")
    rows = Asset.objects.filter(target_village__in=villages).order_by("events__on", "events__pk")
    events: dict[tuple[int, Any], list[_AssetNoted]] = {}
    for pk, asset, kind, *noted in rows.values_list(*columns):
        events.setdefault((pk, asset), []).extend([_AssetNoted(kind, *noted)] if kind else [])
    for (pk, _asset), found in events.items():
        custody = custody_of(found)
        checked = any(one.kind == AssetEventKind.CHECK for one in found)
        villages[pk].add("assets")
        villages[pk].add("assets_at_office", int(custody.is_at_office))
        villages[pk].add("assets_checked", int(checked))
        villages[pk].add("assets_used", int(checked and custody.condition == AssetCondition.USED))


def _innovations(villages: _Villages) -> None:
    """Innovations with those who use them, a family once for each that it uses, and where they were taken up."""
    rows = Innovation.objects.filter(target_village__in=villages).order_by()
    columns = ("target_village", "pk", "inventor_sex", "uses__family", "uses__family__merged_into")
    users: dict[tuple[int, Any], set[Any]] = {}
    for pk, innovation, sex, family, merged, taken_up in rows.values_list(*columns).annotate(Count("replications")):
        if (pk, innovation) not in users:
            villages[pk].add("innovations")
            villages[pk].add("innovations_by_women", int(sex == Sex.FEMALE))
            villages[pk].add("replications", taken_up)
        users.setdefault((pk, innovation), set()).update([family] if family and not merged else [])
    for (pk, _innovation), families in users.items():
        villages[pk].add("innovation_users", len(families))


def _evidence(villages: _Villages) -> None:
    """Photos and documents that were not withdrawn."""
    rows = Evidence.objects.filter(target_village__in=villages, removed_at=None).order_by()
    names = {EvidenceKind.PHOTO: "photos", EvidenceKind.DOCUMENT: "documents"}
    for pk, kind, number in rows.values_list("target_village", "kind").annotate(Count("pk")):
        villages[pk].add(names[EvidenceKind(kind)], number)
