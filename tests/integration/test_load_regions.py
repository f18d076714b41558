"""`manage.py load_regions`: the table comes in whole or not at all, and nothing is ever deleted."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count

from p2wkss.models import AuditEvent, Region, RegionLevel

pytestmark = pytest.mark.django_db

BANTEN = {
    "36": "BANTEN",
    "36.04": "KAB. SERANG",
    "36.04.15": "Cikande",
    "36.04.15.2006": "Bakung",
    "36.04.15.2010": "Kamurang",
    "36.72": "KOTA CILEGON",
}
BALI = {"51": "BALI", "51.71": "KOTA DENPASAR"}


class Table:
    """A file of region codes that a test writes and loads."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self, rows: dict[str, str]) -> str:
        return self.load_text("".join(f"{code},{name}\n" for code, name in rows.items()))

    def load_text(self, text: str) -> str:
        self.path.write_text(text, encoding="utf-8")
        out = StringIO()
        call_command("load_regions", file=self.path, stdout=out)
        return out.getvalue().strip()


@pytest.fixture
def table(tmp_path: Path) -> Table:
    return Table(tmp_path / "wilayah.csv")


def state() -> list[tuple[str, str, bool]]:
    return list(Region.objects.order_by("code").values_list("code", "name", "is_active"))


def without(rows: dict[str, str], *codes: str) -> dict[str, str]:
    return {code: name for code, name in rows.items() if code not in codes}


def test_the_whole_country_loads_and_the_second_run_changes_nothing() -> None:
    out = StringIO()
    call_command("load_regions", stdout=out)
    assert "91219 baru" in out.getvalue()
    counts = dict(Region.objects.values_list("level").annotate(Count("code")).order_by("level"))
    assert counts == {1: 34, 2: 514, 3: 7230, 4: 83441}
    kamurang = Region.objects.select_related("parent__parent__parent").get(code="36.04.15.2010")
    assert kamurang.full_name == "Desa Kamurang"
    assert kamurang.parent is not None
    assert kamurang.parent.full_name == "Kecamatan Cikande"
    assert kamurang.parent.parent is not None
    assert kamurang.parent.parent.full_name == "Kabupaten Serang"
    assert kamurang.parent.parent.parent is not None
    assert kamurang.parent.parent.parent.full_name == "Provinsi Banten"
    events = AuditEvent.objects.count()
    again = StringIO()
    call_command("load_regions", stdout=again)
    assert "91219, tidak ada perubahan" in again.getvalue()
    assert AuditEvent.objects.count() == events


def test_a_table_becomes_a_tree(table: Table) -> None:
    assert table.load(BANTEN) == ("Wilayah: 6 baru, 0 berganti nama, 0 berlaku lagi, 0 tidak berlaku, 0 tetap.")
    parents = dict(Region.objects.values_list("code", "parent"))
    assert parents == {
        "36": None,
        "36.04": "36",
        "36.04.15": "36.04",
        "36.04.15.2006": "36.04.15",
        "36.04.15.2010": "36.04.15",
        "36.72": "36",
    }
    assert Region.objects.get(code="36.72").level == RegionLevel.REGENCY
    assert Region.objects.get(code="36.72").name == "Kota Cilegon"


def test_the_order_of_lines_does_not_matter(table: Table) -> None:
    table.load(dict(reversed(BANTEN.items())))
    assert Region.objects.filter(is_active=True).count() == 6


def test_the_same_table_again_changes_nothing(table: Table) -> None:
    table.load(BANTEN)
    before = state()
    assert "6, tidak ada perubahan" in table.load(BANTEN)
    assert state() == before


def test_a_renamed_region_is_renamed(table: Table) -> None:
    table.load(BANTEN)
    assert "0 baru, 1 berganti nama" in table.load(BANTEN | {"36.04.15.2010": "Kamurang Baru"})
    assert Region.objects.get(code="36.04.15.2010").name == "Kamurang Baru"
    assert Region.objects.count() == 6


def test_one_that_is_gone_becomes_inactive_and_returns(table: Table) -> None:
    table.load(BANTEN)
    table.load(without(BANTEN, "36.04.15.2010"))
    assert not Region.objects.get(code="36.04.15.2010").is_active
    assert "1 berlaku lagi, 0 tidak berlaku" in table.load(BANTEN)
    assert Region.objects.get(code="36.04.15.2010").is_active
    assert Region.objects.count() == 6


def test_a_run_that_only_deactivates_says_so(table: Table) -> None:
    table.load(BANTEN)
    assert "1 tidak berlaku, 5 tetap" in table.load(without(BANTEN, "36.04.15.2010"))
    assert "5, tidak ada perubahan" in table.load(without(BANTEN, "36.04.15.2010"))


def test_an_empty_file_is_refused_and_deactivates_nothing(table: Table) -> None:
    table.load(BANTEN)
    with pytest.raises(CommandError, match="kosong"):
        table.load_text("")
    assert Region.objects.filter(is_active=True).count() == 6


def test_a_region_that_returns_under_a_new_name_is_both(table: Table) -> None:
    table.load(BANTEN)
    table.load(without(BANTEN, "36.04.15.2006"))
    said = table.load(BANTEN | {"36.04.15.2006": "Bakung Jaya"})
    assert "1 berganti nama, 1 berlaku lagi, 0 tidak berlaku, 5 tetap" in said
    assert ("36.04.15.2006", "Bakung Jaya", True) in state()


def test_a_table_of_one_province_leaves_the_others_alone(table: Table) -> None:
    table.load(BANTEN | BALI)
    assert "tidak ada perubahan" in table.load(BALI)
    assert Region.objects.filter(is_active=True).count() == 8


def test_one_audit_event_a_run_with_its_counts(table: Table) -> None:
    table.load(BANTEN)
    table.load(without(BANTEN, "36.72") | {"36.04.15": "Cikande Raya"})
    first, second = AuditEvent.objects.filter(action="regions.load").order_by("pk")
    assert first.details == {"created": 6, "renamed": 0, "reactivated": 0, "deactivated": 0, "unchanged": 0}
    assert second.details["renamed"] == 1
    assert second.details["deactivated"] == 1
    assert first.actor is None


def test_bad_lines_are_named_and_nothing_changes(table: Table) -> None:
    table.load(BANTEN)
    before, events = state(), AuditEvent.objects.count()
    with pytest.raises(CommandError) as refused:
        table.load_text(
            "36,BANTEN BARU\n36.4,KAB. SERANG\n36.04,KAB. SERANG\n36.04,KAB. SERANG\n\n36.04.15,\n36.71\n"
            "51.71,KOTA DENPASAR\n36.04.15.201,Kamurang\n"
        )
    lines = str(refused.value).splitlines()
    assert lines[0] == "6 baris tidak dapat dibaca; tidak ada yang diubah:"
    assert [line.split(":")[0].strip() for line in lines[1:]] == [
        "baris 2",
        "baris 4",
        "baris 6",
        "baris 7",
        "baris 8",
        "baris 9",
    ]
    assert refused.value.returncode == 1
    assert state() == before
    assert AuditEvent.objects.count() == events


def test_a_heading_and_a_byte_order_mark_are_passed_over(table: Table) -> None:
    assert "2 baru" in table.load_text("\ufeffcode,name\n51,BALI\n51.71,KOTA DENPASAR\n")


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"hilang\.csv"):
        call_command("load_regions", file=tmp_path / "hilang.csv")
    assert not Region.objects.exists()
