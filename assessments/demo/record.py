"""A village's programme year in the demo: stages, visits, what was done and for whom, and what is left of it."""

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from random import Random
from typing import NamedTuple

from assessments.demo import record_facts as facts
from assessments.demo.facts import MARK, YEAR, Place, Regency
from assessments.demo.photos import add_photo, add_photos
from p2wkss.models import Region, User
from villages.actions.activities import save_activity
from villages.actions.agencies import save_agency
from villages.actions.assets import check_asset, hand_over, save_asset
from villages.actions.handovers import hand_over_village
from villages.actions.innovations import add_replication, add_uses, save_innovation
from villages.actions.participation import save_participation, save_participations
from villages.actions.stages import hold_stage, plan_year
from villages.actions.visits import close_follow_up, save_follow_up, save_visit
from villages.enums import AssetCondition, HolderKind, Outcome, Sex
from villages.models import (
    Activity,
    ActivityKind,
    Agency,
    Asset,
    Family,
    FollowUp,
    Handover,
    Innovation,
    Participation,
    TargetVillage,
    Visit,
)

TRAINEES = 11
Agencies = Mapping[str, Agency]


class Doings(NamedTuple):
    """What the parts of a year need to be recorded."""

    by: User
    village: TargetVillage
    agencies: Agencies
    kinds: Mapping[str, ActivityKind]
    families: Sequence[Family]
    chance: Random


def enter_agencies(by: User, regency: Regency) -> dict[str, Agency]:
    """Enter the agencies of a regency; give them by their short names."""
    region = Region.objects.get(code=regency.code)
    return {
        one.short: save_agency(by=by, agency=Agency(region=region, name=one.name, short_name=one.short, kind=one.kind))
        for one in facts.OFFICES
    }


def record_year(by: User, village: TargetVillage, place: Place, agencies: Agencies, chance: Random) -> None:
    """Record the year of a village: all of it where it is the village of the report, less of the others."""
    families = list(Family.objects.filter(target_village=village).active().order_by("rt", "head_name", "pk"))
    kinds = {kind.name: kind for kind in ActivityKind.objects.filter(cycle=village.cycle)}
    year = Doings(by, village, agencies, kinds, families, chance)
    if place.is_eventful:
        _whole_year(year)
    else:
        _plain_year(year, place)


def _whole_year(year: "Doings") -> None:
    by, village, families = year.by, year.village, year.families
    _hold_stages(by, village, 0)
    visits = _hold_visits(year, facts.VISIT_MONTHS)
    deeds = {deed.title: _do(year, deed) for deed in facts.DEEDS}
    _follow_up(by, visits)
    _teach_sewing(by, deeds[facts.SEWING], families)
    road = _give(by, deeds, families)
    innovation = _invent(by, village, facts.INNOVATION, families)
    add_replication(by=by, innovation=innovation, place="Desa Bakung", since=date(YEAR, 9, 9), note=MARK)
    add_photos(by, village, visits, deeds, road, innovation)
    _hand_over(by, village)
    _come_back(by, village, year.agencies)


def _plain_year(year: "Doings", place: Place) -> None:
    by, village = year.by, year.village
    _hold_stages(by, village, round((1 - place.strength) * 20))
    _hold_visits(year, {month: round(count * place.strength) for month, count in facts.VISIT_MONTHS.items()})
    for at in facts.PLAIN_DEEDS:
        came = year.chance.random() < place.strength + 0.15
        _do(year, facts.DEEDS[at] if came else facts.DEEDS[at]._replace(held=None))
    if place.strength > facts.INVENTIVE:
        _invent(by, village, facts.OTHER_INNOVATION, year.families)
    if place.village == facts.PHOTO_AGAIN:
        add_photo(by, village, "sewing", "Pelatihan menjahit di balai desa", ("stage:5",))


def _hold_stages(by: User, village: TargetVillage, late: int) -> None:
    plan = {at: date(YEAR, *planned) for at, (planned, _held) in enumerate(facts.STAGE_DAYS, start=1)}
    plan_year(by=by, target_village=village, dates=plan)
    for at, (_planned, held) in enumerate(facts.STAGE_DAYS, start=1):
        judged = at in {9, 12}
        if at == 12 and late:
            continue  # the province visits the nominees only
        hold_stage(
            by=by,
            target_village=village,
            stage=at,
            on=date(YEAR, *held) + timedelta(days=0 if judged else late * at // 12),
            women=18 + at,
            men=9,
            minutes=f"{facts.MINUTES.get(at, 'Berjalan sesuai rencana.')} {MARK}",
        )


def _hold_visits(year: Doings, months: Mapping[int, int]) -> list[Visit]:
    chance = year.chance
    visits: list[Visit] = []
    for month, count in months.items():
        for week in range(count):
            short, topic = facts.VISIT_TOPICS[len(visits) % len(facts.VISIT_TOPICS)]
            day = date(YEAR, month, 2 + 6 * week)
            visit = Visit(
                target_village=year.village,
                stage=3 if month < 6 else 7 if month < 9 else 10,
                agency=year.agencies[short],
                topic=f"{topic} {MARK}",
                place="Balai warga",
                planned_on=day,
                starts_at=time(15 if month > 4 else 9, 30),
                held_on=day + timedelta(days=chance.choice((0, 0, 0, 1))),
                women=chance.randint(22, 61) if month > 4 else chance.randint(9, 24),
                men=chance.randint(2, 14),
                findings=facts.FINDINGS if month == 3 else "",
            )
            visits.append(save_visit(by=year.by, visit=visit))
    return visits


def _follow_up(by: User, visits: Sequence[Visit]) -> None:
    for at, (what, due, closed) in enumerate(facts.FOLLOW_UPS):
        visit = visits[6 + at * 8 if at * 8 + 6 < len(visits) else -1]
        due_on = max(date(YEAR, *due), visit.day)
        follow_up = save_follow_up(
            by=by, follow_up=FollowUp(visit=visit, what=f"{what} {MARK}", owner=by, due_on=due_on, created_by=by)
        )
        if closed:
            close_follow_up(by=by, follow_up=follow_up, note=closed, on=due_on)


def _do(year: Doings, deed: facts.Deed) -> Activity:
    activity = Activity(
        target_village=year.village,
        agency=year.agencies[deed.office],
        kind=year.kinds[deed.kind],
        title=f"{deed.title} {MARK}" if deed.title not in {facts.SEWING, facts.ROAD} else deed.title,
        source=deed.source,
        planned_on=date(YEAR, *deed.planned),
        promised=deed.promised * 1000,
        held_on=date(YEAR, *deed.held) if deed.held else None,
        delivered=deed.delivered * 1000 if deed.held else None,
        cancelled_reason=deed.cancelled,
    )
    activity = save_activity(by=year.by, activity=activity)
    reached = round(len(year.families) * deed.reached / 100)
    if deed.held and reached:
        chosen = {one.pk: deed.outcome for one in year.chance.sample(year.families, reached)}
        save_participations(by=year.by, activity=activity, families=chosen)
    return activity


def _teach_sewing(by: User, sewing: Activity, families: Sequence[Family]) -> None:
    """Eleven heads of families learnt to sew and opened a business (seed)."""
    for at, family in enumerate(families[:TRAINEES]):
        save_participation(
            by=by,
            participation=Participation(
                activity=sewing,
                family=family,
                outcome=Outcome.BUSINESS,
                outcome_on=date(YEAR, 7, 8) + timedelta(days=at * 3),
                monthly_income=450_000 + at * 65_000,
                note=f"Jahitan pesanan tetangga dan seragam sekolah {MARK}",
                created_by=by,
            ),
        )


def _give(by: User, deeds: Mapping[str, Activity], families: Sequence[Family]) -> Asset:
    """Hand out the sewing machines, two of which wait at the office; and the road, which is everybody's."""
    machines = deeds["Mesin jahit untuk lulusan pelatihan"]
    for at, family in enumerate(families[:TRAINEES]):
        machine = _asset(by, machines, f"Mesin jahit {at + 1:02} {MARK}", 3_000_000)
        if at >= TRAINEES - 2:
            hand_over(by=by, asset=machine, on=date(YEAR, 7, 2), holder_kind=HolderKind.OFFICE, holder="Kantor desa")
            continue
        hand_over(by=by, asset=machine, on=date(YEAR, 7, 2), holder_kind=HolderKind.FAMILY, family=family)
        found = AssetCondition.UNUSED if at == 6 else AssetCondition.USED
        check_asset(by=by, asset=machine, on=date(YEAR, 11, 5), condition=found, note=MARK)
    got = {family.pk: Outcome.SERVED for family in families[: TRAINEES - 2]}
    save_participations(by=by, activity=machines, families=got)
    road = _asset(by, deeds[facts.ROAD], "Jalan cor Kampung Meliyas", 395_000_000)
    hand_over(by=by, asset=road, on=date(YEAR, 8, 26), holder_kind=HolderKind.PUBLIC, holder="Warga Kampung Meliyas")
    return road


def _asset(by: User, activity: Activity, name: str, value: int) -> Asset:
    asset = Asset(target_village=activity.target_village, activity=activity, name=name, value=value)
    return save_asset(by=by, asset=asset)


def _invent(by: User, village: TargetVillage, words: tuple[str, str, str], families: Sequence[Family]) -> Innovation:
    inventor = next((one for one in families if one.head_sex == Sex.FEMALE), families[0])
    innovation = Innovation(
        target_village=village,
        name=words[0],
        problem=words[1],
        description=words[2],
        inventor=inventor.head_name,
        inventor_sex=inventor.head_sex,
        inventor_family=inventor,
        started_on=date(YEAR, 7, 3),
    )
    innovation = save_innovation(by=by, innovation=innovation)
    add_uses(by=by, innovation=innovation, families=families[: max(len(families) // 6, 1)], since=date(YEAR, 8, 1))
    return innovation


def _hand_over(by: User, village: TargetVillage) -> Handover:
    """The site passes to TP PKK (seed); the day is invented."""
    handover = Handover(
        target_village=village,
        handed_on=facts.HANDED_ON,
        receiver="TP PKK Kabupaten Serang",
        note=f"Kampung Meliyas tetap dikunjungi tiap tiga bulan {MARK}.",
    )
    return hand_over_village(by=by, handover=handover)


def _come_back(by: User, village: TargetVillage, agencies: Agencies) -> None:
    """Two visits after the year, by whom the site passed to."""
    for month in (3, 6):
        day = date(YEAR + 1, month, 11)
        visit = Visit(
            target_village=village,
            agency=agencies["TP PKK"],
            topic=f"Kunjungan lanjutan usaha jahit {MARK}",
            planned_on=day,
            held_on=day,
            women=14,
            men=1,
        )
        save_visit(by=by, visit=visit)
