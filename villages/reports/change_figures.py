"""The figures of before and after for machines: CSV and JSON, with a point in the numbers. Nobody is named."""

import csv
import json
from datetime import datetime
from fractions import Fraction
from io import StringIO
from typing import Any

from p2wkss.formats import half_up
from villages.changes import STAGES, Changes, IndicatorChange
from villages.matched import Reading


def indicator_csv(reading: Reading) -> str:
    """Write each indicator of each group as CSV."""
    heads = ["group", "indicator", "families", "yes_before", "yes_after", "no_to_yes", "yes_to_no"]
    heads += ["difference_points", "lower_95", "upper_95", "p_exact"]
    rows = [[group, *_figures(one).values()] for group, changes in _codes(reading) for one in changes.indicators]
    return _csv(heads, rows)


def stage_csv(reading: Reading) -> str:
    """Write how many families of each group went from which stage to which as CSV."""
    rows = [
        [group, row.stage.value, after.value, count]
        for group, changes in _codes(reading)
        for row in changes.rows
        for after, count in zip(STAGES, row.counts, strict=True)
    ]
    return _csv(["group", "stage_before", "stage_after", "families"], rows)


def change_json(reading: Reading, made_at: datetime) -> str:
    """Write everything that the report counts as JSON."""
    place = reading.place
    document = {
        "village_code": place.code,
        "village": place.name,
        "year": place.year,
        "made_at": made_at.isoformat(),
        "provisional": True,
        "families": {
            "registered": reading.registered,
            "both_surveys": reading.everybody.matched,
            "both_verified": reading.verified_pairs,
            f"{reading.last.value}_only": reading.last_only,
            "no_survey": reading.unsurveyed,
            f"{reading.first.value}_only": dict(_missing_codes(reading)),
        },
        "surveys": {f"{round.value}_{state.value}": count for (round, state), count in sorted(reading.states.items())},
        "groups": {group: _document(changes) for group, changes in _codes(reading)},
    }
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True)


def _codes(reading: Reading) -> list[tuple[str, Changes]]:
    return [("all", reading.everybody), *((sex.value, changes) for sex, changes in reading.by_sex)]


def _missing_codes(reading: Reading) -> list[tuple[str, int]]:
    statuses = [one.status.value for one in reading.drop_outs]
    return [(status, statuses.count(status)) for status in dict.fromkeys(statuses)]


def _figures(one: IndicatorChange) -> dict[str, Any]:
    low, high = one.interval or (None, None)
    return {
        "indicator": one.indicator.number,
        "families": one.families,
        "yes_before": one.yes_before,
        "yes_after": one.yes_after,
        "no_to_yes": one.gained,
        "yes_to_no": one.lost,
        "difference_points": _text(one.difference, 4),
        "lower_95": _text(None if low is None else 100 * low, 4),
        "upper_95": _text(None if high is None else 100 * high, 4),
        "p_exact": f"{float(one.p):.6g}",
    }


def _document(changes: Changes) -> dict[str, Any]:
    income = changes.income
    return {
        "matched": changes.matched,
        "undecided": changes.undecided,
        "risen": changes.movement.risen,
        "same": changes.movement.same,
        "fallen": changes.movement.fallen,
        "stages": {row.stage.value: dict(zip(STAGES, row.counts, strict=True)) for row in changes.rows},
        "indicators": [_figures(one) for one in changes.indicators],
        "income": {
            "families": income.families,
            "median_before": _text(income.before, 1),
            "median_after": _text(income.after, 1),
            "median_difference": _text(income.difference, 1),
            "interval_95": None if income.interval is None else [_text(limit, 1) for limit in income.interval],
            "up": income.up,
            "same": income.same,
            "down": income.down,
        },
    }


def _text(value: Fraction | float | None, places: int) -> str | None:
    return None if value is None else f"{half_up(value, places):f}"


def _csv(heads: list[str], rows: list[list[Any]]) -> str:
    target = StringIO()
    csv.writer(target).writerows([heads, *rows])
    return target.getvalue()
