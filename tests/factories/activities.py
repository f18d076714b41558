"""Agencies, activities and whom they reached, for tests, made through the actions of the site."""

from datetime import date

from p2wkss.models import Region, User
from villages.actions.activities import save_activity
from villages.actions.activity_kinds import save_activity_kind
from villages.actions.agencies import save_agency
from villages.actions.participation import save_participation
from villages.enums import AgencyKind, Component, FundSource, Outcome, ProgrammeField
from villages.models import Activity, ActivityKind, Agency, Cycle, Family, Participation, TargetVillage


def make_agency(by: User, name: str = "Dinas Koperasi", region: str = "36.04", **facts: object) -> Agency:
    """Enter an agency, once a name and region."""
    known = Agency.objects.filter(region=region, name=name).first()
    values = {"kind": AgencyKind.GOVERNMENT, **facts}
    return known or save_agency(by=by, agency=Agency(region=Region.objects.get(code=region), name=name, **values))


def make_kind(by: User, cycle: Cycle, name: str = "Pelatihan keterampilan", **facts: object) -> ActivityKind:
    """Enter a kind of activity, once a name and year."""
    known = ActivityKind.objects.filter(cycle=cycle, name=name).first()
    values = {"field": ProgrammeField.ECONOMY, "component": Component.ADVANCED, **facts}
    return known or save_activity_kind(by=by, kind=ActivityKind(cycle=cycle, name=name, **values))


def make_activity(by: User, village: TargetVillage, agency: Agency, kind: ActivityKind, **facts: object) -> Activity:
    """Record an activity that was delivered as promised; `held_on=None, delivered=None` for one to come."""
    values = {
        "title": "Pelatihan menjahit",
        "source": FundSource.REGENCY,
        "planned_on": date(2019, 3, 1),
        "promised": 25_000_000,
        "held_on": date(2019, 3, 4),
        "delivered": 25_000_000,
        **facts,
    }
    return save_activity(by=by, activity=Activity(target_village=village, agency=agency, kind=kind, **values))


def make_participation(by: User, activity: Activity, family: Family, **facts: object) -> Participation:
    """Note that an activity reached a family."""
    values = {"outcome": Outcome.TRAINED, **facts}
    return save_participation(by=by, participation=Participation(activity=activity, family=family, **values))
