"""A reading of before and after as JSON, and back: what a report is printed from however late it is made.

What follows from counts alone (p and the intervals of shares) is worked out again; everything else is kept.
"""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

from villages.changes import STAGES, Changes, IncomeChange, IndicatorChange, Movement, StageRow
from villages.enums import FamilyStatus, Sex, SurveyRound, SurveyState
from villages.matched import DropOut, Place, Reading
from villages.paired import Amount, difference_interval, mcnemar_exact
from villages.reports.papers import iso
from villages.welfare import INDICATORS, WelfareStage

Data = dict[str, Any]


def freeze_reading(reading: Reading) -> Data:
    """Give a reading as JSON."""
    return {
        "place": list(reading.place),
        "first": reading.first.value,
        "last": reading.last.value,
        "everybody": _freeze(reading.everybody),
        "by_sex": [[sex.value, _freeze(changes)] for sex, changes in reading.by_sex],
        "states": sorted([round.value, state.value, count] for (round, state), count in reading.states.items()),
        "verified_pairs": reading.verified_pairs,
        "drop_outs": [_freeze_drop_out(one) for one in reading.drop_outs],
        "registered": reading.registered,
        "last_only": reading.last_only,
    }


def thaw_reading(data: Data) -> Reading:
    """Read what `freeze_reading` gave."""
    return Reading(
        place=Place(*data["place"]),
        first=SurveyRound(data["first"]),
        last=SurveyRound(data["last"]),
        everybody=_thaw(data["everybody"]),
        by_sex=tuple((Sex(sex), _thaw(changes)) for sex, changes in data["by_sex"]),
        states={(SurveyRound(round), SurveyState(state)): count for round, state, count in data["states"]},
        verified_pairs=data["verified_pairs"],
        drop_outs=tuple(_thaw_drop_out(one) for one in data["drop_outs"]),
        registered=data["registered"],
        last_only=data["last_only"],
    )


def _freeze(changes: Changes) -> Data:
    income, movement = changes.income, changes.movement
    amounts = (income.before, income.after, income.difference)
    return {
        "matched": changes.matched,
        "undecided": changes.undecided,
        "stages": [list(row.counts) for row in changes.rows],
        "movement": [movement.risen, movement.same, movement.fallen],
        "indicators": [[one.families, one.yes_before, one.gained, one.lost] for one in changes.indicators],
        "income": {
            "families": income.families,
            "medians": [_text(one) for one in amounts],
            "interval": [_text(one) for one in income.interval or ()],
            "moved": [income.up, income.same, income.down],
        },
    }


def _thaw(data: Data) -> Changes:
    return Changes(
        matched=data["matched"],
        undecided=data["undecided"],
        rows=tuple(StageRow(stage, tuple(counts)) for stage, counts in zip(STAGES, data["stages"], strict=True)),
        movement=Movement(*data["movement"]),
        indicators=tuple(_thaw_indicators(data["indicators"])),
        income=_thaw_income(data["income"]),
    )


def _thaw_indicators(rows: Iterable[list[int]]) -> Iterable[IndicatorChange]:
    for indicator, (families, yes_before, gained, lost) in zip(INDICATORS, rows, strict=True):
        interval = difference_interval(gained, lost, families)
        yield IndicatorChange(indicator, families, yes_before, gained, lost, mcnemar_exact(gained, lost), interval)


def _thaw_income(data: Data) -> IncomeChange:
    before, after, difference = (None if text is None else Fraction(text) for text in data["medians"])
    limits = [Fraction(text) for text in data["interval"]]
    interval: tuple[Amount, Amount] | None = (limits[0], limits[1]) if limits else None
    return IncomeChange(data["families"], before, after, difference, interval, *data["moved"])


def _freeze_drop_out(one: DropOut) -> list[Any]:
    return [str(one.uuid), one.head_name, one.rt, one.status.value, iso(one.since), one.reason, one.stage.value]


def _thaw_drop_out(row: list[Any]) -> DropOut:
    key, name, rt, status, since, reason, stage = row
    day = None if since is None else date.fromisoformat(since)
    return DropOut(UUID(key), name, rt, FamilyStatus(status), day, reason, WelfareStage(stage))


def _text(amount: Amount | None) -> str | None:
    return None if amount is None else str(amount)
