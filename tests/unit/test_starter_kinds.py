"""The starter list of kinds of activities."""

from villages.enums import Component, ProgrammeField
from villages.starter import starter_kinds


def test_the_list_covers_all_fields_and_components() -> None:
    kinds = starter_kinds()
    assert {kind.field for kind in kinds} == set(ProgrammeField.values)
    assert {kind.component for kind in kinds} == set(Component.values)
    assert len({kind.name.casefold() for kind in kinds}) == len(kinds) >= 20
    assert all(0 < len(kind.name) <= 120 for kind in kinds)
    assert {kind.is_physical for kind in kinds} == {True, False}
