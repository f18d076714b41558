"""An instrument as plain data, as the one text that stands for it, and as the fingerprint of that text."""

import hashlib
import json
from typing import Any

from assessments.definition import number_text
from assessments.instrument.types import Award, Category, Component, Indicator, Instrument, Level, Part


def to_mapping(instrument: Instrument) -> dict[str, Any]:
    """Give the definition as plain data, numbers as text, that `parse` reads back to an equal instrument."""
    mapping = {
        "code": instrument.code,
        "title": instrument.title,
        "year": instrument.year,
        "source_note": instrument.source_note,
        "scale_max": number_text(instrument.scale_max),
        "aggregation": instrument.aggregation.value,
        "tie_break": list(instrument.tie_break),
        "components": [_component(component) for component in instrument.components],
    }
    return mapping | _said(
        parts=[_part(part) for part in instrument.parts],
        categories=[_category(category) for category in instrument.categories],
        awards=[_award(award) for award in instrument.awards],
        rank_names=list(instrument.rank_names),
    )


def canonical_json(instrument: Instrument) -> str:
    """Give the one text that stands for a definition: equal instruments always give the same text."""
    return json.dumps(to_mapping(instrument), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(instrument: Instrument) -> str:
    """Give the fingerprint of a definition, 64 hex digits."""
    return hashlib.sha256(canonical_json(instrument).encode()).hexdigest()


def _said(**values: Any) -> dict[str, Any]:
    """Keep what is said; what is left out leaves no trace, so that older texts stay as they were."""
    return {key: value for key, value in values.items() if value}


def _component(component: Component) -> dict[str, Any]:
    return {
        "code": component.code,
        "name": component.name,
        "weight": number_text(component.weight),
        "indicators": [_indicator(indicator) for indicator in component.indicators],
    }


def _indicator(indicator: Indicator) -> dict[str, Any]:
    mapping = {
        "code": indicator.code,
        "name": indicator.name,
        "weight": number_text(indicator.weight),
        "evidence": indicator.evidence,
        "allows_not_applicable": indicator.allows_not_applicable,
    }
    number = indicator.number
    return mapping | _said(
        levels=[_level(level) for level in indicator.levels],
        number=number and {"worst": number_text(number.worst), "best": number_text(number.best), "unit": number.unit},
        fact=indicator.fact,
        parts=list(indicator.parts),
    )


def _level(level: Level) -> dict[str, Any]:
    mapping = {"value": number_text(level.value), "text": level.text}
    return mapping if level.least is None else {**mapping, "from": number_text(level.least)}


def _part(part: Part) -> dict[str, Any]:
    return {"code": part.code, "name": part.name, "weight": number_text(part.weight)}


def _category(category: Category) -> dict[str, Any]:
    return {"code": category.code, "name": category.name, "kind": category.kind.value}


def _award(award: Award) -> dict[str, Any]:
    return {"code": award.code, "name": award.name, "basis": list(award.basis), "places": award.places}
