"""Who may open what: writing, checking and comparing instruments."""

from typing import Any

from assessments.actions.instruments import copy_instrument
from assessments.models import InstrumentVersion
from tests.factories.world import District, World
from tests.meta.access.rows import (
    DONE,
    INCOMPLETE,
    NOBODY,
    OTHER_RESULT,
    RESULT,
    UNSEEN,
    Arguments,
    Row,
    only,
)

READ = only(UNSEEN, secretariat=200, district_staff=200)
EDIT = only(UNSEEN, secretariat=200, district_staff=403)
STEP = only(UNSEEN, secretariat=DONE, district_staff=403)


def _draft_of(world: World) -> InstrumentVersion:
    """Give the one draft of the province."""
    known = InstrumentVersion.objects.filter(parent=world.instrument, locked_at=None).first()
    return known or copy_instrument(by=world.secretariat, version=world.instrument)


def _draft(world: World, district: District, own: bool) -> list[Any]:
    return [_draft_of(world).pk]


def _rows(world: World, district: District, own: bool) -> list[Any]:
    return [_draft_of(world).pk, "bagian"]


def _component(world: World, district: District, own: bool) -> list[Any]:
    return [_draft_of(world).pk, 0]


def _indicator(world: World, district: District, own: bool) -> list[Any]:
    return [_draft_of(world).pk, 0, 0]


def _round(world: World, district: District, own: bool) -> list[Any]:
    return [district.round.pk]


TABLE: dict[str, Row] = {
    "assessments:instrument_upload": Row(only(NOBODY, secretariat=200)),
    "assessments:instrument_check": Row(STEP, post=True),
    "assessments:instrument_copy": Row(STEP, post=True),
    "assessments:instrument_toml": Row(READ),
    "assessments:instrument_xlsx": Row(READ),
    "assessments:instrument_changes": Row(READ),
    "assessments:instrument_edit": Row(EDIT),
    "assessments:instrument_head": Row(EDIT),
    "assessments:instrument_rows": Row(EDIT),
    "assessments:component_add": Row(EDIT),
    "assessments:component_edit": Row(EDIT),
    "assessments:component_move": Row(STEP, post=True),
    "assessments:component_remove": Row(EDIT),
    "assessments:indicator_add": Row(EDIT),
    "assessments:indicator_edit": Row(EDIT),
    "assessments:indicator_move": Row(STEP, post=True),
    "assessments:indicator_remove": Row(EDIT),
    "assessments:sandbox": Row(RESULT, OTHER_RESULT),
}
FORMS: dict[str, int] = {
    "assessments:instrument_upload": INCOMPLETE,
    "assessments:instrument_edit": INCOMPLETE,
    "assessments:instrument_head": INCOMPLETE,
    "assessments:instrument_rows": INCOMPLETE,
    "assessments:component_add": INCOMPLETE,
    "assessments:component_edit": INCOMPLETE,
    # An answer that was not sent from the page removes nothing, and leads back to it.
    "assessments:component_remove": DONE,
    "assessments:indicator_add": INCOMPLETE,
    "assessments:indicator_edit": INCOMPLETE,
    "assessments:indicator_remove": DONE,
}
ARGUMENTS: dict[str, Arguments] = {
    **dict.fromkeys(
        [f"assessments:instrument_{end}" for end in ("check", "copy", "toml", "xlsx", "changes", "edit", "head")],
        _draft,
    ),
    "assessments:instrument_rows": _rows,
    "assessments:component_add": _draft,
    **dict.fromkeys([f"assessments:component_{end}" for end in ("edit", "move", "remove")], _component),
    "assessments:indicator_add": _component,
    **dict.fromkeys([f"assessments:indicator_{end}" for end in ("edit", "move", "remove")], _indicator),
    "assessments:sandbox": _round,
}
