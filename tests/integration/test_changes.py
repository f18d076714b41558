"""Before and after: the page, the workbook, the paper and its data all say what the pure comparison says."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook
from pypdf import PdfReader

from p2wkss.letterhead import letterhead_for
from p2wkss.models import User
from p2wkss.report_words import Classification, Format
from p2wkss.reporting import Frame, kind_of
from tests.factories.papers import freeze, make_file
from tests.factories.places import make_family, make_survey
from tests.factories.world import World
from villages.changes import STAGES, Pair, compare
from villages.enums import FamilyStatus, Sex, SurveyRound, SurveyState
from villages.matched import Reading, read_changes
from villages.models import Family, FamilyStatusEvent, Survey, TargetVillage
from villages.reports.change_documents import change_pdf, change_xlsx
from villages.reports.change_frozen import freeze_reading, thaw_reading
from villages.reports.change_section import change_section, p_words

pytestmark = pytest.mark.usefixtures("shared_world")

SignIn = Callable[[Any], Client]
NOW = datetime(2019, 10, 11, 2, 30, tzinfo=UTC)
POOR = "t" + "y" * 20
# Sex of the head, answers before and after, income before and after.
MATCHED = [
    *[("female", POOR, "y" * 14 + "t" + "y" * 6, 1_000_000, 1_000_000 + 50_000 * n) for n in range(1, 8)],
    ("female", "y" * 21, "y" * 21, 2_000_000, 1_900_000),
    ("male", "y" * 6 + "t" + "y" * 14, POOR, 900_000, 900_000),
    ("male", "y" * 4 + "b" + "y" * 16, "y" * 21, None, 900_000),
    ("male", POOR, "-" + "y" * 20, 800_000, 750_000),
]
PAIRS = [Pair(*facts) for facts in MATCHED]


def leave(family: Family, status: FamilyStatus, reason: str, by: User) -> None:
    """Let a family leave the programme, as its record says."""
    Family.objects.filter(pk=family.pk).update(status=status)
    FamilyStatusEvent.objects.create(family=family, status=status, since=date(2019, 6, 3), reason=reason, by=by)


@pytest.fixture
def village(world: World) -> TargetVillage:
    """A village with matched families, some that left, one that waits, one that was merged away."""
    by, village = world.serang.staff, world.serang.villages[1]
    for serial, (sex, before, after, income_before, income_after) in enumerate(MATCHED, 400):
        family = make_family(by, village, serial=serial, head_sex=sex)
        make_survey(by, family, SurveyRound.BASELINE, before, monthly_income=income_before)
        make_survey(by, family, SurveyRound.ENDLINE, after, monthly_income=income_after)
    gone = {
        FamilyStatus.MOVED: "Pindah ke Tangerang",
        FamilyStatus.DIED: "Hidup sendiri",
        FamilyStatus.WITHDREW: "Tidak bersedia",
    }
    for serial, (status, reason) in enumerate(gone.items(), 500):
        family = make_family(by, village, serial=serial)
        make_survey(by, family, SurveyRound.BASELINE, POOR)
        leave(family, FamilyStatus.MOVED, "Alasan pertama", by)
        leave(family, status, reason, by)
    waiting = make_family(by, village, serial=510)
    make_survey(by, waiting, SurveyRound.BASELINE, "y" * 21)
    make_survey(by, make_family(by, village, serial=511), SurveyRound.ENDLINE, "y" * 21)
    make_family(by, village, serial=512)
    merged = make_family(by, village, serial=513)
    make_survey(by, merged, SurveyRound.BASELINE, POOR)
    Family.objects.filter(pk=merged.pk).update(status=FamilyStatus.MERGED, merged_into=waiting)
    Survey.objects.filter(family__head_name="Keluarga 400 (contoh)").update(state=SurveyState.VERIFIED)
    return village


@pytest.fixture
def reading(village: TargetVillage) -> Reading:
    """The village as reports read it."""
    return read_changes(TargetVillage.objects.with_places().get(pk=village.pk))


@pytest.fixture
def frame(reading: Reading) -> Frame:
    """What stands around the report."""
    head = letterhead_for(reading.place.code, NOW.date())
    return Frame("Perubahan keluarga", head, NOW, is_final=False)


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def attachments(pdf: bytes) -> dict[str, str]:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return {name: file.attachments[name].get_file().read_bytes().decode() for name in file.attachments}


def test_reading_is_the_pure_comparison_of_the_matched_families(reading: Reading) -> None:
    assert reading.everybody == compare(PAIRS)
    for sex, changes in reading.by_sex:
        assert changes == compare(pair for pair in PAIRS if pair.head_sex == sex)
    assert (reading.everybody.matched, reading.everybody.undecided) == (11, 1)


def test_everybody_is_somewhere_and_merged_records_are_nowhere(reading: Reading) -> None:
    assert reading.registered == 11 + 3 + 1 + 1 + 1
    assert (len(reading.drop_outs), reading.last_only, reading.unsurveyed) == (4, 1, 1)
    assert "Keluarga 513 (contoh)" not in {one.head_name for one in reading.drop_outs}


def test_who_is_missing_is_named_with_the_newest_reason(reading: Reading) -> None:
    assert [(one.head_name, one.status, one.reason, one.since) for one in reading.drop_outs] == [
        ("Keluarga 500 (contoh)", FamilyStatus.MOVED, "Pindah ke Tangerang", date(2019, 6, 3)),
        ("Keluarga 501 (contoh)", FamilyStatus.DIED, "Hidup sendiri", date(2019, 6, 3)),
        ("Keluarga 502 (contoh)", FamilyStatus.WITHDREW, "Tidak bersedia", date(2019, 6, 3)),
        ("Keluarga 510 (contoh)", FamilyStatus.ACTIVE, "", None),
    ]


def test_a_family_that_came_back_waits_without_its_old_reason(world: World, village: TargetVillage) -> None:
    Family.objects.filter(head_name="Keluarga 500 (contoh)").update(status=FamilyStatus.ACTIVE)
    back = next(one for one in read_changes(village).drop_outs if one.head_name == "Keluarga 500 (contoh)")
    assert (back.status, back.reason) == (FamilyStatus.ACTIVE, "")


def test_states_are_of_the_matched_families(reading: Reading) -> None:
    assert reading.states == {
        (SurveyRound.BASELINE, SurveyState.VERIFIED): 1,
        (SurveyRound.BASELINE, SurveyState.DRAFT): 10,
        (SurveyRound.ENDLINE, SurveyState.VERIFIED): 1,
        (SurveyRound.ENDLINE, SurveyState.DRAFT): 10,
    }
    assert reading.verified_pairs == 1


def test_the_page_says_it_in_words(staff: Client, village: TargetVillage) -> None:
    page = " ".join(staff.get(reverse("villages:change_table", args=[village.pk])).content.decode().split())
    first = compare(PAIRS).indicators[0]
    assert (first.families, first.yes_before, first.gained, first.lost) == (10, 3, 7, 1)
    for words in (
        "11 keluarga disurvei awal dan akhir, 1 di antaranya belum lengkap jawabannya; 4 keluarga",
        "Perubahan ini bukan bukti sebab",
        "Karena 21 indikator diuji sekaligus, kira-kira satu",
        "7 keluarga membaik, 1 memburuk; p = 0,070",
        "+60,0",
        "tidak ada yang berubah",
        "+Rp125.000",
        "Pindah ke Tangerang",
        "3 Juni 2019",
        "1 keluarga aktif belum disurvei akhir",
        "Pada 1 dari 11 keluarga",
    ):
        assert words in page, words
    assert "*" not in page.partition("<main")[2].partition("</main")[0], "no stars"


def test_page_workbook_paper_and_data_agree(staff: Client, village: TargetVillage) -> None:
    page = staff.get(reverse("villages:change_table", args=[village.pk]))
    by = User.objects.get(pk=staff.session["_auth_user_id"])
    book = load_workbook(io.BytesIO(make_file(by, "rekap-survei", str(village.pk), Format.XLSX)))
    pdf = make_file(by, "rekap-survei", str(village.pk))
    text, files = text_of(pdf), attachments(pdf)
    html = page.content.decode()
    sheet = list(book["Indikator"].iter_rows(min_row=2, values_only=True))
    table = list(csv.DictReader(io.StringIO(files["indikator.csv"])))
    expected = [compare(PAIRS), *(compare(one for one in PAIRS if one.head_sex == sex) for sex in Sex)]
    indicators = [one for changes in expected for one in changes.indicators]
    assert len(sheet) == len(table) == len(indicators) == 63
    for one, cells, row in zip(indicators, sheet, table, strict=True):
        assert cells[1] == one.indicator.number == int(row["indicator"])
        assert cells[3:6] == (one.families, one.yes_before, one.yes_after)
        assert cells[11:13] == (one.gained, one.lost) == (int(row["no_to_yes"]), int(row["yes_to_no"]))
        assert float(row["p_exact"]) == pytest.approx(float(one.p), rel=1e-5)
        assert cells[13] == (p_words(one.p) if one.families else None)
        if one.interval is not None:
            assert one.difference is not None
            assert cells[8:11] == pytest.approx(
                [float(one.difference), *(100 * limit for limit in one.interval)], abs=0.05
            )
        assert str(cells[14]) in html
        assert str(cells[14]) in text
    document = json.loads(files["perubahan.json"])
    for key, changes in zip(("all", "female", "male"), expected, strict=True):
        assert document["groups"][key]["stages"] == {
            row.stage.value: {stage.value: count for stage, count in zip(STAGES, row.counts, strict=True)}
            for row in changes.rows
        }
    first = [row[2:7] for row in book["Tahap"].iter_rows(min_row=2, max_row=6, values_only=True)]
    assert first == [row.counts for row in expected[0].rows]


def test_income_agrees(reading: Reading, frame: Frame) -> None:
    income = compare(PAIRS).income
    assert (income.families, income.up, income.same, income.down) == (10, 7, 1, 2)
    book = load_workbook(io.BytesIO(change_xlsx(reading, frame)))
    row = next(book["Penghasilan"].iter_rows(min_row=2, max_row=2, values_only=True))
    limits = income.interval
    assert limits is not None
    money = (income.before, income.after, income.difference, *limits)
    assert row == ("Semua keluarga", 10, *map(float, money), 7, 1, 2)
    text = text_of(change_pdf(reading, frame))
    for words in change_section(reading)["everybody"]["income"].values():
        assert str(words) in text


def test_the_paper_is_provisional_with_its_moment_on_each_page_and_signed_by_nobody(
    reading: Reading, frame: Frame
) -> None:
    pdf = change_pdf(reading, frame)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    assert all("SEMENTARA · 11 Oktober 2019 09.30" in page for page in pages)
    text = text_of(pdf)
    for words in ("PEMERINTAH PROVINSI BANTEN", "Perubahan keluarga sebelum dan sesudah", "Halaman 1 dari"):
        assert words in text
    for words in ("Ketua Tim", "NIP", "DRAF"):
        assert words not in text


def test_the_paper_is_archival_tagged_and_carries_its_data(reading: Reading, frame: Frame) -> None:
    pdf = change_pdf(reading, frame)
    with pikepdf.open(io.BytesIO(pdf)) as file:
        xmp = file.Root.Metadata.read_bytes().decode()
        assert 'pdfaid:part="3"' in xmp
        assert 'pdfaid:conformance="A"' in xmp
        assert str(file.Root.Lang) == "id"
        assert bool(file.Root.MarkInfo.Marked)
    files = attachments(pdf)
    assert set(files) == {"perubahan.json", "indikator.csv", "tahap.csv"}
    assert json.loads(files["perubahan.json"])["families"] == {
        "registered": 17,
        "both_surveys": 11,
        "both_verified": 1,
        "endline_only": 1,
        "no_survey": 1,
        "baseline_only": {"moved": 1, "died": 1, "withdrew": 1, "active": 1},
    }
    assert "Keluarga 5" not in "".join(files.values()), "the data names nobody"


def test_the_workbook_names_who_is_missing_and_what_it_rests_upon(reading: Reading, frame: Frame) -> None:
    book = load_workbook(io.BytesIO(change_xlsx(reading, frame)))
    assert book.sheetnames == ["Tahap", "Indikator", "Penghasilan", "Tanpa survei akhir", "Keterangan"]
    rows = list(book["Tanpa survei akhir"].iter_rows(min_row=2, values_only=True))
    assert rows[0] == ("Keluarga 500 (contoh)", "01", "Pra Sejahtera", "Pindah", "3 Juni 2019", "Pindah ke Tangerang")
    assert rows[3][3:] == ("Aktif, belum disurvei akhir", None, None)
    notes = {row[0]: row[1] for row in book["Keterangan"].iter_rows(values_only=True)}
    assert notes["Kedua survei terverifikasi"] == 1
    assert notes["Survei awal: Draf"] == 10
    assert notes["Tanpa survei akhir: Pindah"] == 1
    assert "bukan bahwa program" in notes["Perubahan ini bukan bukti sebab"]


def test_reports_are_indonesian_whatever_the_page_speaks(staff: Client, village: TargetVillage) -> None:
    staff.post(reverse("set_language"), {"language": "en"})
    staff.get(reverse("villages:change_table", args=[village.pk]))
    by = User.objects.get(pk=staff.session["_auth_user_id"])
    text = text_of(make_file(by, "rekap-survei", str(village.pk)))
    assert "p = 0,070" in text
    assert "21. Ada anggota keluarga" in text
    book = load_workbook(io.BytesIO(make_file(by, "rekap-survei", str(village.pk), Format.XLSX)))
    assert book["Indikator"]["O2"].value == "7 keluarga membaik, 1 memburuk; p = 0,070"


def test_the_page_leads_to_the_report(staff: Client, village: TargetVillage) -> None:
    address = reverse("report_offer", args=["rekap-survei", str(village.pk)])
    assert f'href="{address}"' in staff.get(reverse("villages:change_table", args=[village.pk])).content.decode()
    answer = staff.get(address)
    assert "Rekap survei sebelum dan sesudah" in answer.content.decode()
    assert "Keluarga 500 (contoh)" not in answer.content.decode()


def test_the_report_is_restricted_and_named_so_that_a_folder_sorts_itself(world: World, village: TargetVillage) -> None:
    report = freeze(world.serang.staff, "rekap-survei", str(village.pk))
    assert report.file_name == "perubahan-desa-bakung-2019-sementara.pdf"
    assert report.title == "Perubahan keluarga sebelum dan sesudah: Desa Bakung 2019"
    assert report.classification == Classification.RESTRICTED, "it names families"


def test_a_frozen_reading_comes_back_whole(reading: Reading) -> None:
    data = json.loads(json.dumps(freeze_reading(reading)))
    assert thaw_reading(data) == reading
    assert "NIK" not in json.dumps(data)


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_is_constant(
    count: int, staff: Client, world: World, django_assert_num_queries: Any
) -> None:
    by, village = world.serang.staff, world.serang.villages[1]
    for serial in range(200, 200 + count):
        family = make_family(by, village, serial=serial)
        for round in SurveyRound:
            make_survey(by, family, round)
        gone = make_family(by, village, serial=1000 + serial)
        make_survey(by, gone, SurveyRound.BASELINE)
        leave(gone, FamilyStatus.MOVED, "Pindah", by)
    with django_assert_num_queries(8):
        staff.get(reverse("villages:change_table", args=[village.pk]))
    kind, person = kind_of("rekap-survei"), User.objects.get(pk=by.pk)
    with django_assert_num_queries(5), override("id"):  # roles, village, families, surveys, statuses
        kind.brief(person, str(village.pk))


@pytest.mark.parametrize("surveyed", [False, True])
def test_a_village_without_pairs_has_nothing_to_compare(surveyed: bool, staff: Client, world: World) -> None:
    by, village = world.serang.staff, world.serang.villages[1]
    if surveyed:
        make_survey(by, make_family(by, village, serial=300), SurveyRound.BASELINE, POOR)
    page = staff.get(reverse("villages:change_table", args=[village.pk])).content.decode()
    assert "Belum ada keluarga yang disurvei awal dan akhir" in page
    assert ("Keluarga 300 (contoh)" in page) is surveyed
    assert "rekap-survei" not in page
    text = text_of(make_file(by, "rekap-survei", str(village.pk)))
    assert "Belum ada keluarga yang disurvei awal dan akhir." in text
    book = load_workbook(io.BytesIO(make_file(by, "rekap-survei", str(village.pk), Format.XLSX)))
    assert book["Indikator"]["O2"].value == "belum dapat dibandingkan"


def test_a_place_without_families_of_one_sex_still_reports(world: World, staff: Client) -> None:
    by, village = world.serang.staff, world.serang.villages[1]
    family = make_family(by, village, serial=300, head_sex="female")
    for round in SurveyRound:
        make_survey(by, family, round, monthly_income=None)
    assert staff.get(reverse("villages:change_table", args=[village.pk])).status_code == 200
    for format in (Format.PDF, Format.XLSX):
        assert make_file(by, "rekap-survei", str(village.pk), format)


def test_the_command_writes_the_report_without_a_result(village: TargetVillage, tmp_path: Path) -> None:
    target, said = tmp_path / "perubahan.pdf", io.StringIO()
    call_command("report", "changes", year=2019, village=village.village_id, out=target, stdout=said)
    assert "7 keluarga membaik, 1 memburuk; p = 0,070" in text_of(target.read_bytes())
    assert "sementara" in said.getvalue()


@pytest.mark.parametrize("options", [{"village": "36.04.15.9999"}, {"village": None}])
def test_the_command_says_which_village_is_not_there(options: dict[str, Any], world: World, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="bukan desa binaan"):
        call_command("report", "changes", year=2019, out=tmp_path / "x", **options)


def test_the_command_asks_for_the_region_of_a_result(world: World, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--region"):
        call_command("report", "ranking", year=2019, out=tmp_path / "x")
