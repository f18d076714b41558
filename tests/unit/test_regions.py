"""Reading a table of region codes: names as people write them, and each bad line with its number and reason."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from p2wkss.regions import (
    BadLine,
    LineProblem,
    RegionRow,
    level_of,
    packaged_table,
    parse,
    tidy_name,
)

BANTEN = b"36,BANTEN\n36.04,KAB. SERANG\n36.04.15,Cikande\n36.04.15.2010,Kamurang\n"


@pytest.fixture(scope="module")
def country() -> dict[str, RegionRow]:
    """The packaged table, read once."""
    rows, bad = parse(packaged_table().read_bytes())
    assert bad == []
    return {row.code: row for row in rows}


def bad_of(table: str | bytes) -> list[tuple[int, LineProblem]]:
    _rows, bad = parse(table.encode() if isinstance(table, str) else table)
    return [(line.line, line.problem) for line in bad]


def test_a_table_is_read_into_rows() -> None:
    assert parse(BANTEN) == (
        [
            RegionRow("36", "Banten", 1, None),
            RegionRow("36.04", "Kabupaten Serang", 2, "36"),
            RegionRow("36.04.15", "Cikande", 3, "36.04"),
            RegionRow("36.04.15.2010", "Kamurang", 4, "36.04.15"),
        ],
        [],
    )


def test_the_packaged_table_is_whole(country: dict[str, RegionRow]) -> None:
    levels = [row.level for row in country.values()]
    assert len(country) == 91219
    assert [levels.count(level) for level in (1, 2, 3, 4)] == [34, 514, 7230, 83441]
    assert all(row.parent is None or row.parent in country for row in country.values())
    assert list(country) == sorted(country)


def test_every_province_and_regency_is_written_for_people(country: dict[str, RegionRow]) -> None:
    for row in country.values():
        if row.level > 2:
            continue
        for word in row.name.split():
            assert re.fullmatch(r"dan|DKI|[A-Z][a-z]+(-[A-Z][a-z]+)?", word), row
        if row.level == 2:
            kind = "Kota" if row.code[3:] > "70" else "Kabupaten"
            assert row.name.split()[0] == kind, row


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("31", "DKI Jakarta"),
        ("34", "Daerah Istimewa Yogyakarta"),
        ("36", "Banten"),
        ("19", "Kepulauan Bangka Belitung"),
        ("36.04", "Kabupaten Serang"),
        ("36.72", "Kota Cilegon"),
        ("36.74", "Kota Tangerang Selatan"),
        ("31.01", "Kabupaten Administrasi Kepulauan Seribu"),
        ("31.71", "Kota Administrasi Jakarta Pusat"),
        ("53.02", "Kabupaten Timor Tengah Selatan"),
        ("91.12", "Kabupaten Pegunungan Bintang"),
        ("16.08", "Kabupaten Ogan Komering Ulu Timur"),
        ("16.12", "Kabupaten Penukal Abab Lematang Ilir"),
        ("71.09", "Kabupaten Kepulauan Siau Tagulandang Biaro"),
        ("71.11", "Kabupaten Bolaang Mongondow Selatan"),
        ("72.04", "Kabupaten Toli-Toli"),
        ("73.10", "Kabupaten Pangkajene dan Kepulauan"),
        ("73.72", "Kota Parepare"),
        ("75.04", "Kabupaten Pohuwato"),
        ("14.02.09.2010", "Lambang Sari I, II, III"),
        ("33.07.07.2016", "Lamuk"),
        ("53.02.10", "KI'E"),
        ("36.04.15.2010", "Kamurang"),
    ],
)
def test_names_that_are_easily_wrong(country: dict[str, RegionRow], code: str, name: str) -> None:
    assert country[code].name == name


@pytest.mark.parametrize(
    ("raw", "level", "tidy"),
    [
        ("DI YOGYAKARTA", 1, "DI Yogyakarta"),
        ("Kab. Serang", 2, "Kabupaten Serang"),
        ("Kabupaten Serang", 2, "Kabupaten Serang"),
        ("KABUPATEN  SERANG ", 2, "Kabupaten Serang"),
        ("KOTA BAU-BAU", 2, "Kota Bau-Bau"),
        ("KAB. CONTOH III", 2, "Kabupaten Contoh III"),
        ("IV Koto  Aur Malintang", 3, "IV Koto Aur Malintang"),
        ("wonokromo kidul", 4, "Wonokromo Kidul"),
        ("MKCM", 4, "MKCM"),
        ("SoE", 4, "SoE"),
    ],
)
def test_a_name_is_tidied_by_its_level(raw: str, level: int, tidy: str) -> None:
    assert tidy_name(raw, level) == tidy


@given(st.text(max_size=40), st.integers(1, 4))
def test_tidying_leaves_no_stray_space(name: str, level: int) -> None:
    tidy = tidy_name(name, level)
    assert tidy == " ".join(tidy.split())


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("36", LineProblem.COLUMNS),
        ("36,BANTEN,lagi", LineProblem.COLUMNS),
        ("36;BANTEN", LineProblem.COLUMNS),
        ('36,"BANTEN', LineProblem.COLUMNS),
        (",BANTEN", LineProblem.CODE),
        ("3,BANTEN", LineProblem.CODE),
        ("06,BANTEN", LineProblem.CODE),
        ("3604,KAB. SERANG", LineProblem.CODE),
        ("36.4,KAB. SERANG", LineProblem.CODE),
        ("36.00,KAB. SERANG", LineProblem.CODE),
        ("36.70,KAB. SERANG", LineProblem.CODE),
        ("36.04.00,Cikande", LineProblem.CODE),
        ("36.04.15.201,Kamurang", LineProblem.CODE),
        ("36.04.15.4010,Kamurang", LineProblem.CODE),
        ("36.04.15.20100,Kamurang", LineProblem.CODE),
        ("36.04.,Kamurang", LineProblem.CODE),
        ("٣٦,BANTEN", LineProblem.CODE),
        ("36,", LineProblem.NAME),
        ("36,   ", LineProblem.NAME),
        ("36,BAN\u200bTEN", LineProblem.NAME),
        ("36,BAN\x00TEN", LineProblem.NAME),
        (f"36,{'A' * 121}", LineProblem.NAME_LENGTH),
    ],
)
def test_a_bad_line_is_named_with_its_reason(line: str, problem: LineProblem) -> None:
    assert bad_of(f"51,BALI\n{line}\n52,NUSA TENGGARA BARAT\n") == [(2, problem)]


def test_a_strange_code_is_shown_in_plain_letters() -> None:
    _rows, bad = parse(b"\x1b[31m36,BANTEN\n")
    assert bad == [BadLine(1, LineProblem.CODE, {"code": r"\x1b[31m36"})]


def test_a_longest_name_is_taken() -> None:
    assert bad_of(f"36,{'A' * 120}\n") == []


def test_a_customary_village_is_a_village() -> None:
    rows, bad = parse(BANTEN + b"36.04.15.3001,Adat\n")
    assert bad == []
    assert rows[-1].level == 4


def test_a_second_line_of_a_code_is_named_with_the_first() -> None:
    _rows, bad = parse(BANTEN + b"36.04,KAB. SERANG\n")
    assert bad == [BadLine(5, LineProblem.DUPLICATE, {"code": "36.04", "first": 2})]


def test_a_region_without_what_it_lies_in_is_named() -> None:
    _rows, bad = parse(b"36,BANTEN\n51.71,KOTA DENPASAR\n")
    assert bad == [BadLine(2, LineProblem.PARENT, {"code": "51.71", "parent": "51"})]


def test_children_are_not_blamed_for_the_line_of_their_parent() -> None:
    assert bad_of(BANTEN.replace(b"Cikande", b"")) == [(3, LineProblem.NAME)]


def test_a_stray_quotation_mark_spoils_its_own_line_only() -> None:
    assert bad_of(BANTEN.replace(b"Cikande", b'"Cikande')) == [(3, LineProblem.COLUMNS)]


def test_a_line_in_another_encoding_is_named() -> None:
    assert bad_of(BANTEN.replace(b"Cikande", "Cikandé".encode("latin-1"))) == [(3, LineProblem.ENCODING)]


def test_bad_lines_come_in_the_order_of_the_file() -> None:
    assert bad_of("51.71,KOTA DENPASAR\n36,\n\nx,y\n36.04.15,Cikande\n") == [
        (1, LineProblem.PARENT),
        (2, LineProblem.NAME),
        (4, LineProblem.CODE),
        (5, LineProblem.PARENT),
    ]


@pytest.mark.parametrize("heading", [b"code,name\n", b"Kode,Nama\n", b"\xef\xbb\xbfcode,name\r\n", b"\n"])
def test_a_heading_a_byte_order_mark_and_empty_lines_are_passed_over(heading: bytes) -> None:
    assert parse(heading + BANTEN) == parse(BANTEN)


def test_a_heading_further_down_is_a_bad_line() -> None:
    assert bad_of(BANTEN + b"code,name\n") == [(5, LineProblem.CODE)]


def test_an_empty_table_has_nothing() -> None:
    assert parse(b"") == ([], [])


@given(st.permutations(BANTEN.splitlines(keepends=True)))
def test_the_order_of_lines_does_not_matter(lines: list[bytes]) -> None:
    assert parse(b"".join(lines)) == parse(BANTEN)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(table: bytes) -> None:
    _rows, bad = parse(table)
    numbers = [line.line for line in bad]
    assert numbers == sorted(set(numbers))
    assert all(1 <= number <= len(table.splitlines()) for number in numbers)


@pytest.mark.parametrize(("code", "level"), [("36", 1), ("36.04", 2), ("36.04.15", 3), ("36.04.15.2010", 4)])
def test_the_level_is_in_the_code(code: str, level: int) -> None:
    assert level_of(code) == level
