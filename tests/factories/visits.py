"""Coaching visits and follow-ups for tests, made through the actions."""

from datetime import date

from p2wkss.models import User
from villages.actions.visits import save_follow_up, save_visit
from villages.models import FollowUp, TargetVillage, Visit

DAY = date(2019, 3, 5)


def make_visit(by: User, village: TargetVillage, topic: str = "Gizi balita", **facts: object) -> Visit:
    """Plan a visit for 5 March 2019, in stage 3."""
    values = {"stage": 3, "planned_on": DAY, **facts}
    return save_visit(by=by, visit=Visit(target_village=village, topic=topic, **values))


def make_held_visit(by: User, village: TargetVillage, topic: str = "Gizi balita", **facts: object) -> Visit:
    """Record a visit that was held as planned, before 20 women and 5 men."""
    day = facts.get("planned_on", DAY)
    return make_visit(by, village, topic, **{"held_on": day, "women": 20, "men": 5, **facts})


def make_follow_up(by: User, visit: Visit, what: str = "Antar buku KIA", **facts: object) -> FollowUp:
    """Note what is to be done after a visit, within two weeks, by whoever notes it."""
    values = {"owner": by, "due_on": date(2019, 3, 19), **facts}
    return save_follow_up(by=by, follow_up=FollowUp(visit=visit, what=what, **values))
