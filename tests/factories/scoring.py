"""A round of its own that is being scored, and instruments with parts and numbers, for tests of the scoring."""

import json
from collections.abc import Mapping
from typing import Any

from assessments.instrument import parse, to_mapping
from assessments.models import InstrumentVersion, PanelMember, Round, ScoreSheet
from p2wkss.models import User
from tests.factories.judging import make_round, open_round
from tests.factories.places import make_cycle, make_decree, make_village
from tests.factories.world import World

PLACES = ("36.04.15.2010", "36.04.15.2006")
PARTS = [
    {"code": "berkas", "name": "Berkas", "weight": "60"},
    {"code": "lapangan", "name": "Lapangan", "weight": "40"},
]


def fresh_round(world: World, *, opened: bool = True, declared: bool = False, **changes: Any) -> Round:
    """Set up a round of Kabupaten Serang in another year with two villages and both assessors of the province."""
    year = 2021 + Round.objects.filter(cycle__year__gt=2020).count()
    staff, cycle = world.serang.staff, make_cycle(world.secretariat, year)
    decree = make_decree(staff, title=f"Lokasi binaan {year}", first_year=year, last_year=year)
    villages = [make_village(staff, cycle, decree, place) for place in PLACES]
    round = make_round(staff, cycle, "36.04", world.instrument, villages, world.assessors)
    if changes:
        Round.objects.filter(pk=round.pk).update(instrument=variant(world, f"uji-{year}", **changes))
    round = Round.objects.with_places().get(pk=round.pk)
    if opened:
        open_round(staff, round, declared=declared)
    return Round.objects.with_places().get(pk=round.pk)


def variant(
    world: World,
    code: str,
    *,
    parts: list[dict[str, str]] | None = None,
    only: Mapping[str, list[str]] | None = None,
    numbers: Mapping[str, dict[str, str]] | None = None,
) -> InstrumentVersion:
    """Write the starter instrument down with parts (and indicators marked in some `only`), or numbers for levels."""
    definition = to_mapping(world.instrument.instrument)
    if parts:
        definition["parts"] = parts
    for component in definition["components"]:
        for indicator in component["indicators"]:
            if chosen := (only or {}).get(indicator["code"]):
                indicator["parts"] = chosen
            if number := (numbers or {}).get(indicator["code"]):
                indicator["number"] = number
                del indicator["levels"]
    text = json.dumps(to_mapping(parse(definition)))
    return InstrumentVersion.objects.create(
        province_id="36", code=code, title=code, definition=text, created_by=world.secretariat
    )


def sheet_in(round: Round, user: User, place: str = PLACES[0], part: str = "") -> ScoreSheet:
    """Give the sheet of a person for a village."""
    sheets = ScoreSheet.objects.with_places().filter(entry__round=round, member__user=user, part=part)
    return sheets.get(entry__target_village__village=place)


def member_in(round: Round, user: User) -> PanelMember:
    """Give the place of a person in the panel."""
    return PanelMember.objects.select_related("user", "round").get(round=round, user=user)
