"""One small world for page tests: a province, two regencies, everybody in it, and a judged round in each."""

from dataclasses import dataclass

from assessments.actions.rounds import nominate, publish
from assessments.models import Entry, InstrumentVersion, Round, ScoreSheet
from p2wkss.models import Region, RegionLevel, User
from p2wkss.roles import Role
from tests.factories.judging import fill_sheet, lock_round, make_instrument, make_round, open_round
from tests.factories.people import make_user
from tests.factories.places import (
    make_cycle,
    make_decree,
    make_family,
    make_regions,
    make_survey,
    make_village,
)
from villages.models import Cycle, Decree, Family, TargetVillage

SERANG, PANDEGLANG, BANTEN = "36.04", "36.01", "36"


@dataclass
class District:
    """A regency with its staff, decree, two villages, a family, and its district round."""

    staff: User
    surveyor: User
    assessor: User
    decree: Decree
    villages: list[TargetVillage]
    family: Family
    round: Round


@dataclass
class World:
    """Everything that page tests look at. The district rounds are published, the province's is being scored."""

    administrator: User
    secretariat: User
    official: User
    assessors: list[User]
    cycle: Cycle
    instrument: InstrumentVersion
    serang: District
    pandeglang: District
    round: Round

    def person(self, role: Role) -> User:
        """The person who holds a role in, or over, Kabupaten Serang."""
        return {
            Role.ADMINISTRATOR: self.administrator,
            Role.SECRETARIAT: self.secretariat,
            Role.DISTRICT_STAFF: self.serang.staff,
            Role.SURVEYOR: self.serang.surveyor,
            Role.ASSESSOR: self.assessors[0],
            Role.OFFICIAL: self.official,
        }[role]


def build_world() -> World:
    """Make the world."""
    make_regions()
    administrator = make_user("admin", Role.ADMINISTRATOR)
    secretariat = make_user("sekretariat", Role.SECRETARIAT, BANTEN)
    cycle = make_cycle(secretariat)
    instrument = make_instrument(secretariat)
    serang = _district(SERANG, ["36.04.15.2010", "36.04.15.2006"], cycle, instrument, 3)
    pandeglang = _district(PANDEGLANG, ["36.01.01.2001", "36.01.01.2002"], cycle, instrument, 2)
    nominees = [district.villages[0] for district in (serang, pandeglang)]
    assessors = [
        make_user("penilai1", Role.ASSESSOR, BANTEN, home=None),
        make_user("penilai2", Role.ASSESSOR, BANTEN, home=PANDEGLANG),
    ]
    round = open_round(secretariat, make_round(secretariat, cycle, BANTEN, instrument, nominees, assessors))
    return World(
        administrator=administrator,
        secretariat=secretariat,
        official=make_user("pimpinan", Role.OFFICIAL, BANTEN),
        assessors=assessors,
        cycle=cycle,
        instrument=instrument,
        serang=serang,
        pandeglang=pandeglang,
        round=round,
    )


def _district(code: str, places: list[str], cycle: Cycle, instrument: InstrumentVersion, best: int) -> District:
    staff = make_user(f"staf-{code}", Role.DISTRICT_STAFF, code)
    surveyor = make_user(f"kader-{code}", Role.SURVEYOR, places[0])
    assessor = make_user(f"penilai-{code}", Role.ASSESSOR, code, home=code)
    decree = make_decree(staff, code)
    villages = [make_village(staff, cycle, decree, place) for place in places]
    family = make_family(staff, villages[0], serial=best)
    make_survey(staff, family)
    round = open_round(staff, make_round(staff, cycle, code, instrument, villages, [assessor]))
    for sheet in ScoreSheet.objects.filter(entry__round=round):
        fill_sheet(sheet, best if sheet.entry.target_village_id == villages[0].pk else 1)
    lock_round(staff, round)
    publish(by=staff, round=round)
    entry = Entry.objects.get(round=round, target_village=villages[0])
    entry.round = Round.objects.with_places().get(pk=round.pk)
    nominate(by=staff, entry=entry, reason="")
    return District(staff, surveyor, assessor, decree, villages, family, entry.round)


def grow_province(world: World, count: int) -> None:
    """Let `count` further villages stand before the province, each with a sheet of everybody."""
    parent, first = Region.objects.get(code="36.04.15"), world.serang.villages[0]
    for number in range(count):
        code = f"36.04.15.{2100 + number}"
        place = Region.objects.create(code=code, name=f"Desa {number:02}", level=RegionLevel.VILLAGE, parent=parent)
        village = TargetVillage.objects.create(cycle=world.cycle, village=place, decree=first.decree, reason="-")
        entry = Entry.objects.create(round=world.round, target_village=village)
        ScoreSheet.objects.bulk_create(ScoreSheet(entry=entry, member=member) for member in world.round.panel.all())
