"""Families that look like one: found by their numbers in a constant number of queries, and by name within a village."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations, pairwise
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Model, Q, QuerySet
from rapidfuzz import fuzz

from p2wkss.models import User
from p2wkss.permissions import has_permission
from p2wkss.roles import Permission
from villages.enums import FamilyStatus, Verdict
from villages.matching import Head, candidate_pairs
from villages.models import Cycle, DuplicateDecision, Family, Member, TargetVillage

Key = tuple[UUID, UUID]
CLOSED = frozenset({Verdict.DIFFERENT.value, Verdict.MERGED.value})
# A number that stands in more families than this is no mark of a person; each is then compared with the next only.
CROWD = 20


class Ground(StrEnum):
    """Why two families look like one."""

    NIK = "nik"
    PERSON = "person"
    KK = "kk"
    NAME = "name"


class Level(StrEnum):
    """How near the two records are: in one village, in one year, or in different years (once a target before)."""

    VILLAGE = "village"
    CYCLE = "cycle"
    EARLIER = "earlier"


@dataclass(frozen=True)
class Pair:
    """Two families that look like one, the smaller key first."""

    keys: Key
    level: Level
    grounds: tuple[Ground, ...]


@dataclass
class Found:
    """What was found for somebody.

    `outside` are families that the person sees, of which a number also stands where the person may not look.
    """

    open: list[Pair] = field(default_factory=list)
    earlier: list[Pair] = field(default_factory=list)
    outside: list[UUID] = field(default_factory=list)


class _Record(NamedTuple):
    """Where a number stands: the family, and its place in the programme."""

    family: UUID
    village: int
    cycle: int
    province: str
    region: str


def pair_key(one: UUID, other: UUID) -> Key:
    """Give the key of a pair: the smaller key first."""
    return (one, other) if one < other else (other, one)


def duplicates_of_village(user: User, village: TargetVillage) -> Found:
    """Find the pairs with a family of the village, by number and by name."""
    cycle = village.cycle
    seen = _by_number([cycle.province_id], lambda record: record.village == village.pk)
    for candidate in candidate_pairs(_heads(village), fuzz.token_sort_ratio):
        one, other = (
            _Record(UUID(key), village.pk, cycle.pk, cycle.province_id, village.village_id)
            for key in (candidate.first, candidate.second)
        )
        seen.setdefault(pair_key(one.family, other.family), _Seen(one, other)).grounds.add(Ground.NAME)
    return _sorted_out(user, seen)


def duplicates_of_year(user: User, year: int) -> Found:
    """Find the pairs by number with a family of the year that the person may see; earlier years are left out."""
    cycles = dict(Cycle.objects.visible_to(user).filter(year=year).values_list("pk", "province"))
    seen = _by_number(set(cycles.values()), lambda one: one.cycle in cycles and _sees(user, one))
    found = _sorted_out(user, seen)
    return Found(found.open, [], found.outside)


def load_families(keys: Iterable[UUID]) -> dict[UUID, Family]:
    """Load families with the places that a list shows, by key."""
    places = "target_village__village__parent__parent", "target_village__cycle"
    return {one.pk: one for one in Family.objects.filter(pk__in=set(keys)).select_related(*places)}


def newest_decision(first: Family, second: Family) -> DuplicateDecision | None:
    """Give the decision that counts for a pair."""
    first_key, second_key = pair_key(first.pk, second.pk)
    decisions = DuplicateDecision.objects.filter(first=first_key, second=second_key)
    return decisions.select_related("by").order_by("pk").last()


def grounds_of(first: Family, second: Family) -> tuple[Ground, ...]:
    """Say why two families look like one; nothing when they do not."""
    own, others = ({one.nik_hash, *_members_of(one)} - {""} for one in (first, second))
    same_nik = bool(first.nik_hash) and first.nik_hash == second.nik_hash
    heads = [Head(str(one.pk), one.rt, one.head_name, one.head_birth_date) for one in (first, second)]
    said = {
        Ground.NIK: same_nik,
        Ground.PERSON: bool((own & others) - ({first.nik_hash} if same_nik else set())),
        Ground.KK: bool(first.kk_hash) and first.kk_hash == second.kk_hash,
        Ground.NAME: first.target_village_id == second.target_village_id
        and bool(candidate_pairs(heads, fuzz.token_sort_ratio)),
    }
    return tuple(ground for ground, is_so in said.items() if is_so)


# Finding ----------------------------------------------------------------------------------------------------


@dataclass
class _Seen:
    """Two records with what they have in common."""

    one: _Record
    other: _Record
    grounds: set[Ground] = field(default_factory=set)


def _members_of(family: Family) -> Iterable[str]:
    return family.members.filter(left_on=None).values_list("nik_hash", flat=True)


def _heads(village: TargetVillage) -> list[Head]:
    families = Family.objects.registered().filter(target_village=village)
    rows = families.order_by().values_list("pk", "rt", "head_name", "head_birth_date")
    return [Head(str(key), rt, name, born) for key, rt, name, born in rows]


def _by_number(provinces: Collection[str], is_own: Callable[[_Record], bool]) -> dict[Key, _Seen]:
    """Compare the numbers of some families with all of their provinces, in three queries.

    The database finds the numbers that stand twice anywhere, from the index alone, and only those rows are read and
    looked at. Members who left a family do not count: they may well live in another one now.
    """
    families = Family.objects.registered().filter(target_village__cycle__province__in=provinces)
    members = Member.objects.filter(left_on=None, family__target_village__cycle__province__in=provinces)
    members = members.exclude(family__status=FamilyStatus.MERGED)
    as_head = _rows(families, "nik_hash", _twice(Family, "nik_hash") | _in_both())
    as_member = _rows(members, "nik_hash", _twice(Member, "nik_hash") | _in_both(), "family__")
    as_card = _rows(families, "kk_hash", _twice(Family, "kk_hash"))
    seen: dict[Key, _Seen] = {}
    for ground, one, other in (
        *_pairs(as_head, Ground.NIK),
        *_pairs(_together(as_head, as_member), Ground.PERSON),
        *_pairs(as_card, Ground.KK),
    ):
        if one.province == other.province and (is_own(one) or is_own(other)):
            pair = seen.setdefault(pair_key(one.family, other.family), _Seen(one, other))
            if not (ground is Ground.PERSON and Ground.NIK in pair.grounds):
                pair.grounds.add(ground)
    return seen


def _in_both() -> Q:
    """Keep the rows whose number stands among the heads and among the members."""
    both = _numbers(Member, "nik_hash").filter(nik_hash__in=_numbers(Family, "nik_hash"))
    return Q(nik_hash__in=both)


def _twice(model: type[Model], name: str) -> Q:
    """Keep the rows whose number stands more than once in a table."""
    numbers = _numbers(model, name).annotate(times=Count("*")).filter(times__gt=1)
    return Q(**{f"{name}__in": numbers.values(name)})


def _numbers(model: type[Model], name: str) -> QuerySet[Any, Any]:
    return model._default_manager.exclude(**{name: ""}).order_by().values(name)


def _rows(rows: QuerySet[Any], name: str, wanted: Q, path: str = "") -> dict[str, set[_Record]]:
    """Give the records by number."""
    village = f"{path}target_village"
    family = path.removesuffix("__") or "pk"
    fields = (family, village, f"{village}__cycle", f"{village}__cycle__province", f"{village}__village")
    by_number: dict[str, set[_Record]] = defaultdict(set)
    for number, *place in rows.filter(wanted).exclude(**{name: ""}).order_by().values_list(name, *fields):
        by_number[number].add(_Record(*place))
    return by_number


def _together(one: dict[str, set[_Record]], other: dict[str, set[_Record]]) -> dict[str, set[_Record]]:
    return {number: one.get(number, set()) | records for number, records in other.items()}


def _pairs(by_number: dict[str, set[_Record]], ground: Ground) -> Iterator[tuple[Ground, _Record, _Record]]:
    """Pair the families that share a number."""
    for records in by_number.values():
        in_order = sorted(records)
        for one, other in combinations(in_order, 2) if len(in_order) <= CROWD else pairwise(in_order):
            yield ground, one, other


def _sees(user: User, record: _Record) -> bool:
    return has_permission(user, Permission.VIEW_FAMILIES, record.region)


def _sorted_out(user: User, seen: dict[Key, _Seen]) -> Found:
    """Leave out what was decided, and keep what the person may not see to the bare hint that there is something."""
    found = Found()
    decided = _decided({pair.one.province for pair in seen.values()})
    order = {ground: place for place, ground in enumerate(Ground)}
    outside = set()
    for keys, pair in seen.items():
        hidden = [one for one in (pair.one, pair.other) if not _sees(user, one)]
        if hidden:
            outside |= {one.family for one in (pair.one, pair.other)} - {one.family for one in hidden}
        elif decided.get(keys) not in CLOSED:
            row = Pair(keys, _level(pair), tuple(sorted(pair.grounds, key=lambda ground: order[ground])))
            (found.earlier if row.level is Level.EARLIER else found.open).append(row)
    for rows in (found.open, found.earlier):
        rows.sort(key=lambda row: (row.level is not Level.VILLAGE, order[row.grounds[0]], row.keys))
    found.outside = sorted(outside)
    return found


def _level(pair: _Seen) -> Level:
    if pair.one.village == pair.other.village:
        return Level.VILLAGE
    return Level.CYCLE if pair.one.cycle == pair.other.cycle else Level.EARLIER


def _decided(provinces: Collection[str]) -> dict[Key, str]:
    """Give the newest verdict of each pair that somebody decided on."""
    rows = DuplicateDecision.objects.filter(first__target_village__cycle__province__in=provinces).order_by("pk")
    return {(first, second): verdict for first, second, verdict in rows.values_list("first", "second", "verdict")}
