"""The plan comes back as it was written, or not at all; and keys of rows are signed, stable and our own."""

import io
from collections.abc import Mapping, Sequence
from uuid import UUID

import pytest
from cryptography.fernet import InvalidToken
from hypothesis import given, settings
from hypothesis import strategies as st

from villages.imports.keys import read_row_key, row_key, sheet_signature
from villages.imports.plan import PAGE, PlanReader, PlanWriter
from villages.imports.rows import Outcome, new_key, village_key
from villages.models import TargetVillage

KINDS = [*(one.value for one in Outcome), "warning", "duplicate"]
counts = st.dictionaries(st.sampled_from(KINDS), st.integers(0, 3 * PAGE + 1))


def written(rows: Sequence[tuple[str, object]]) -> tuple[io.BytesIO, dict[str, list[list[int]]]]:
    file = io.BytesIO()
    plan = PlanWriter(file)
    for kind, row in rows:
        plan.add(kind, row)
    return file, plan.close()


def interleaved(numbers: Mapping[str, int]) -> list[tuple[str, object]]:
    """Give rows of all kinds in turn, as a sheet brings them."""
    longest = max(numbers.values(), default=0)
    return [(kind, [at, f"{kind} é ✓ “{at}”", None]) for at in range(longest) for kind in numbers if at < numbers[kind]]


@settings(deadline=None)
@given(counts)
def test_every_kind_comes_back_in_its_order(numbers: dict[str, int]) -> None:
    rows = interleaved(numbers)
    file, index = written(rows)
    plan = PlanReader(file, index)
    for kind in KINDS:
        expected = [row for other, row in rows if other == kind]
        assert plan.count(kind) == len(expected)
        assert list(plan.rows(kind)) == expected
        pages = -(-len(expected) // PAGE)
        for number in range(1, pages + 1):
            assert plan.page(kind, number) == expected[(number - 1) * PAGE : number * PAGE]
        assert plan.page(kind, 0) == plan.page(kind, pages + 1) == plan.page(kind, -1) == []


@settings(deadline=None, max_examples=30)
@given(st.integers(1, PAGE + 1), st.data())
def test_a_changed_byte_is_refused(rows: int, data: st.DataObject) -> None:
    file, index = written([(Outcome.NEW, [at, "Siti Aminah"]) for at in range(rows)])
    whole = bytearray(file.getvalue())
    assert b"Siti" not in whole
    # A token is Base64: of its last characters before "=", some bits mean nothing, so the byte lies before them.
    at = data.draw(st.integers(0, index[Outcome.NEW][0][1] - 5))
    whole[at] ^= 1
    with pytest.raises(InvalidToken):
        list(PlanReader(io.BytesIO(whole), index).rows(Outcome.NEW))


def test_a_page_is_read_without_the_others() -> None:
    file, index = written([(Outcome.NEW, [at]) for at in range(PAGE * 3)])
    start, length, _rows = index[Outcome.NEW][1]
    alone = io.BytesIO(b"\0" * start + file.getvalue()[start : start + length])
    assert PlanReader(alone, index).page(Outcome.NEW, 2) == [[at] for at in range(PAGE, PAGE * 2)]


# Keys ---------------------------------------------------------------------------------------------------------------

plain_text = st.text(st.characters(exclude_categories=["Cs"]))


@given(plain_text, plain_text)
def test_a_new_key_is_a_uuid_of_version_5_and_stays(parent: str, name: str) -> None:
    key = new_key(parent, name)
    assert new_key(parent, name) == key == UUID(key).hex
    assert UUID(key).version == 5
    assert UUID(key).variant == "specified in RFC 4122"


@given(st.lists(plain_text, min_size=2, max_size=20, unique=True))
def test_other_names_have_other_keys(names: list[str]) -> None:
    assert len({new_key("1", name) for name in names}) == len(names)
    assert len({village_key(number) for number in range(len(names))}) == len(names)


@given(st.uuids(), st.integers(1, 2**31), st.integers(1, 2**31))
def test_a_row_key_is_read_in_its_own_village_alone(family: UUID, village: int, other: int) -> None:
    token = row_key(TargetVillage(pk=village), family)
    assert read_row_key(TargetVillage(pk=village), token) == family.hex
    assert (read_row_key(TargetVillage(pk=other), token) == family.hex) == (village == other)


@given(
    st.one_of(
        plain_text,
        st.from_regex(r"[0-9a-f]{32}\.[0-9a-f]{16}", fullmatch=True),
        plain_text.map(("0" * 32 + ".").__add__),
    )
)
def test_what_somebody_typed_is_no_row_key(text: str) -> None:
    assert read_row_key(TargetVillage(pk=1), text) is None


@given(st.uuids(), st.integers(0, 48), st.characters(exclude_categories=["Cs"]))
def test_a_changed_row_key_is_refused(family: UUID, at: int, letter: str) -> None:
    token = row_key(TargetVillage(pk=1), family)
    changed = f"{token[:at]}{letter}{token[at + 1 :]}"
    assert (read_row_key(TargetVillage(pk=1), changed) is not None) == (changed == token)


def test_a_template_is_signed_for_its_village_and_round() -> None:
    signatures = {sheet_signature(TargetVillage(pk=pk), round) for pk in (1, 2) for round in ("baseline", "endline")}
    assert len(signatures) == 4
