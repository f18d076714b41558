"""Stages of a village's year for tests, noted through the actions of the site."""

from datetime import date

from p2wkss.models import User
from villages.actions.stages import hold_stage, plan_stage
from villages.models import StageEvent, TargetVillage


def make_plan(by: User, village: TargetVillage, stage: int, on: date) -> StageEvent | None:
    """Plan a stage."""
    return plan_stage(by=by, target_village=village, stage=stage, on=on)


def make_stage(by: User, village: TargetVillage, stage: int = 1, **facts: object) -> StageEvent:
    """Hold a stage; out of its order with a reason that is given anyway."""
    values = {"on": date(2019, 1, 20), "women": 40, "men": 12, "reason": "Menurut jadwal kabupaten", **facts}
    return hold_stage(by=by, target_village=village, stage=stage, **values)  # type: ignore[arg-type]


def make_stages(by: User, village: TargetVillage, last: int, year: int = 2019) -> None:
    """Hold the stages up to one, a month each, on the day that they were planned for."""
    for stage in range(1, last + 1):
        day = date(year, stage, 10)
        make_plan(by, village, stage, day)
        make_stage(by, village, stage, on=day)
