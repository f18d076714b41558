"""The papers of a village and a region: what is printed is what was frozen, and what was frozen is what pages say."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pikepdf
import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook
from pypdf import PdfReader

from p2wkss.actions.reports import order_report
from p2wkss.models import User
from p2wkss.report_words import Format, ReportState
from p2wkss.reporting import kind_of
from tests.factories.activities import make_activity, make_agency, make_kind, make_participation
from tests.factories.assets import give_to_family, make_asset, make_handover, make_innovation
from tests.factories.papers import content_of, freeze, make_file, write_file
from tests.factories.places import make_family, make_survey
from tests.factories.stages import make_plan, make_stage
from tests.factories.visits import make_follow_up, make_held_visit, make_visit
from tests.factories.world import World
from tests.pdf_checks import check_pdf
from villages.activity_page import Asked, activity_rows, activity_totals
from villages.enums import FundSource, Outcome, ProgrammeField, SurveyRound
from villages.models import TargetVillage
from villages.reports.papers import written
from villages.summaries import read_summaries

pytestmark = pytest.mark.usefixtures("shared_world")

TODAY = date(2019, 7, 1)
NASTY = "Ketua\N{RIGHT-TO-LEFT OVERRIDE}\N{HOUSE WITH GARDEN}=1+1 " + "N" * 270
SUBJECTS = ("profil-desa", "kunjungan-tahap", "kegiatan-opd", "wilayah")


@pytest.fixture
def village(world: World) -> TargetVillage:
    """A village with something of everything."""
    return fill(world, world.serang.villages[1])


def fill(world: World, village: TargetVillage, count: int = 2) -> TargetVillage:
    """Give a village so many families, visits, activities and things."""
    by = world.serang.staff
    for serial in range(700, 700 + count):
        family = make_family(
            by, village, serial=serial, head_sex="female" if serial % 2 else "male", rt=f"0{serial % 3}"
        )
        make_survey(by, family, SurveyRound.BASELINE, "t" + "y" * 20)
        make_survey(by, family, SurveyRound.ENDLINE, "y" * 21)
        agency = make_agency(by, f"Dinas Nomor {serial}")
        activity = make_activity(
            by, village, agency, make_kind(world.secretariat, world.cycle), title=f"Kegiatan {serial}", women=11, men=3
        )
        make_participation(by, activity, family, outcome=Outcome.BUSINESS)
        visit = make_held_visit(by, village, f"Materi {serial}", agency=agency, findings=f"Temuan {serial}")
        make_follow_up(by, visit, f"Tindak {serial}")
        give_to_family(by, make_asset(by, village, f"Mesin {serial}"), family)
        make_innovation(by, village, f"Kompor {serial}")
    make_plan(by, village, 1, date(2019, 1, 14))
    make_stage(by, village, 1)
    return village


def subject_of(kind: str, village: TargetVillage) -> tuple[str, str]:
    """Give the kind and the subject of one of the papers."""
    if kind == "wilayah":
        return "kegiatan-opd", "wilayah-36.04-2019"
    return kind, f"desa-{village.pk}" if kind == "kegiatan-opd" else str(village.pk)


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def attachments(pdf: bytes) -> dict[str, str]:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return {name: file.attachments[name].get_file().read_bytes().decode() for name in file.attachments}


def tables(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [one["table"] for one in content["sections"] if one["table"]]


def facts(content: dict[str, Any]) -> dict[str, Any]:
    return {label: value for one in content["sections"] for label, value, _shape in one["facts"]}


def rows_of(content: dict[str, Any], key: str) -> list[list[Any]]:
    (found,) = [one for one in tables(content) if one["key"] == key]
    rows: list[list[Any]] = found["rows"]
    return rows


@pytest.mark.paper
@pytest.mark.parametrize("paper", SUBJECTS)
def test_paper_workbook_and_data_say_what_was_frozen(paper: str, world: World, village: TargetVillage) -> None:
    kind, subject = subject_of(paper, village)
    report = freeze(world.serang.staff, kind, subject)
    content = report.content["of"]
    pdf = write_file(report)
    check_pdf(pdf)
    text, files = text_of(pdf).replace(" ", ""), attachments(pdf)
    book = load_workbook(io.BytesIO(make_file(world.serang.staff, kind, subject, Format.XLSX)))
    assert all(f"Halaman{at}dari" in text for at in range(1, len(PdfReader(io.BytesIO(pdf)).pages) + 1))
    for label, value, shape in (fact for one in content["sections"] for fact in one["facts"]):
        assert "".join(f"{label}{written(value, shape)}".split()) in text, label
    for table in tables(content):
        shapes = [shape for _label, shape, _width in table["columns"]]
        for row in table["rows"]:
            words = ["".join(written(cell, shape).split()) for cell, shape in zip(row, shapes, strict=True)]
            seen = [word for word, shape in zip(words, shapes, strict=True) if shape != "under" or word != "–"]
            assert all(word in text for word in seen), row
        if table["total"]:
            line = [word for word, shape in zip(words, shapes, strict=True) if shape != "under"]
            assert "".join(line) in text, "the row of totals stands in one line"
        sheet = list(book[table["sheet"]].iter_rows(values_only=True))
        assert list(sheet[0]) == [column[0] for column in table["columns"]]
        for cells, row in zip(sheet[1:], table["rows"], strict=True):
            plain = [cell.date().isoformat() if hasattr(cell, "date") else cell for cell in cells]
            assert plain == [cell if cell != "" else None for cell in row]
        data = list(csv.reader(io.StringIO(files[f"{table['key']}.csv"])))
        assert len(data) == 1 + len(table["rows"]) - bool(table["total"])
    document = json.loads(files["laporan.json"])
    assert document["provisional"] is True
    assert [one["table"] for one in document["sections"]] == [one["table"] for one in content["sections"]]


@pytest.mark.paper
@pytest.mark.parametrize("paper", SUBJECTS)
def test_a_village_with_no_data_gives_a_correct_paper(paper: str, world: World) -> None:
    kind, subject = subject_of(paper, world.pandeglang.villages[1])
    subject = subject.replace("36.04", "36.01")
    pdf = make_file(world.pandeglang.staff, kind, subject)
    check_pdf(pdf)
    said = {
        "profil-desa": ("Belum ada keluarga yang disurvei.", "Belum ada aset yang dicatat."),
        "kunjungan-tahap": ("Belum ada kunjungan.", "Belum direncanakan", "Belum ada tindak lanjut."),
        "kegiatan-opd": ("Belum ada kegiatan.", "Belum ada keluarga yang terjangkau."),
        "wilayah": ("Belum ada kegiatan yang dicatat.",),
    }[paper]
    assert all(words in text_of(pdf) for words in said)
    assert load_workbook(io.BytesIO(make_file(world.pandeglang.staff, kind, subject, Format.XLSX))).sheetnames


@pytest.mark.paper
@pytest.mark.parametrize("paper", SUBJECTS)
def test_names_that_are_no_names_break_nothing(paper: str, world: World, village: TargetVillage) -> None:
    by = world.serang.staff
    agency = make_agency(by, NASTY[:160])
    activity = make_activity(
        by, village, agency, make_kind(world.secretariat, world.cycle, NASTY[:120]), title=NASTY[:200]
    )
    make_participation(by, activity, village.families.all()[0])
    visit = make_held_visit(by, village, NASTY[:200], agency=agency, findings=NASTY * 20, place=NASTY[:120])
    make_follow_up(by, visit, NASTY[:300])
    make_asset(by, village, NASTY[:160])
    make_innovation(by, village, NASTY[:160])
    TargetVillage.objects.filter(pk=village.pk).update(kampung=NASTY[:120], reason=NASTY, outcome=NASTY)
    kind, subject = subject_of(paper, village)
    pdf = make_file(by, kind, subject)
    check_pdf(pdf)
    assert "NNNNNNNN" in text_of(pdf)
    for sheet in load_workbook(io.BytesIO(make_file(by, kind, subject, Format.XLSX))):
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row), "no formula"


@pytest.mark.parametrize("paper", SUBJECTS)
@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_is_constant(
    paper: str, count: int, world: World, django_assert_num_queries: Any
) -> None:
    kind, subject = subject_of(paper, fill(world, world.serang.villages[1], count))
    person = User.objects.get(pk=world.serang.staff.pk)
    queries = {"profil-desa": 11, "kunjungan-tahap": 5, "kegiatan-opd": 8, "wilayah": 7}[paper]
    with django_assert_num_queries(queries), override("id"):
        kind_of(kind).brief(person, subject)


def test_the_same_question_finds_the_same_report(world: World, village: TargetVillage) -> None:
    for kind, subject in (subject_of(paper, village) for paper in SUBJECTS):
        first = freeze(world.serang.staff, kind, subject)
        assert freeze(world.secretariat, kind, subject).content_sha256 == first.content_sha256
    make_visit(world.serang.staff, village, "Baru")
    kind, subject = subject_of("kunjungan-tahap", village)
    before = content_of(world.serang.staff, kind, subject)
    assert "Baru" in json.dumps(before)


def test_the_profile_says_what_the_pages_say_and_names_no_family(world: World, village: TargetVillage) -> None:
    content = content_of(world.serang.staff, "profil-desa", str(village.pk))
    figures = read_summaries(TargetVillage.objects.filter(pk=village.pk))[0].figures
    known = facts(content)
    assert known["Keluarga terdaftar"] == figures.families == 2
    assert known["Kepala keluarga perempuan"] == figures.women_headed == 1
    assert known["Keluarga yang naik tahap"] == "2 dari 2, 100%"
    assert rows_of(content, "tahap-keluarga")[0] == ["Pra Sejahtera", 2, 0]
    first = rows_of(content, "jawaban")[0]
    assert first == ["1. Pada umumnya anggota keluarga makan dua kali sehari atau lebih", 0, 2, 0, 2, 0, 0]
    assert sum(row[1] for row in rows_of(content, "rt")[:-1]) == rows_of(content, "rt")[-1][1] == 2
    assert sum(row[2] for row in rows_of(content, "sumber")[:-1]) == figures.delivered_total == 50_000_000
    assert rows_of(content, "aset")[0][4] == "Keluarga"
    said = json.dumps(content)
    assert "(contoh)" not in said, "neither a family nor an inventor"


def test_a_village_that_was_handed_over_says_to_whom(world: World, village: TargetVillage) -> None:
    make_handover(world.serang.staff, village)
    known = facts(content_of(world.serang.staff, "profil-desa", str(village.pk)))
    assert known["Diserahkan kepada"] == "TP PKK Kabupaten Serang"


def test_visits_add_up(world: World, village: TargetVillage) -> None:
    by = world.serang.staff
    make_visit(by, village, "Batal", cancelled_reason="Hujan deras")
    make_visit(by, village, "Kelak", planned_on=date(2019, 8, 1), agency=None)
    content = content_of(by, "kunjungan-tahap", str(village.pk))
    known, agencies = facts(content), rows_of(content, "instansi")
    assert (known["Kunjungan yang terlaksana"], known["Hadir, perempuan"], known["Hadir, laki-laki"]) == (2, 40, 10)
    assert known["Tahap yang dilaksanakan"] == "1 dari 12"
    assert known["Tindak lanjut yang belum selesai"] == 2
    assert agencies[-1] == ["Jumlah", 4, 2, 40, 10]
    assert [sum(row[at] for row in agencies[:-1]) for at in range(1, 5)] == agencies[-1][1:]
    assert rows_of(content, "bulan")[2] == ["Maret", 2, 2]
    stages = rows_of(content, "tahap")
    assert len(stages) == 12
    assert stages[0][1:] == ["2019-01-14", "2019-01-20", 40, 12, "Dilaksanakan, terlambat 6 hari"]
    assert [row[2] for row in rows_of(content, "temuan")] == ["Temuan 700", "Temuan 701"]
    assert "Batal: Hujan deras" in [row[-1] for row in rows_of(content, "kunjungan")]


def test_activities_of_a_village_add_up_as_on_its_page(world: World, village: TargetVillage) -> None:
    by = world.serang.staff
    kind = make_kind(world.secretariat, world.cycle, "Penyuluhan", field=ProgrammeField.HEALTH)
    promised: dict[str, Any] = {"held_on": None, "delivered": None, "source": FundSource.VILLAGE}
    make_activity(by, village, make_agency(by, "Dinas Lain"), kind, **promised)
    content = content_of(by, "kegiatan-opd", f"desa-{village.pk}")
    sums = activity_totals(activity_rows(village, Asked(), TODAY))["sums"]
    agencies = rows_of(content, "instansi")
    assert agencies[-1] == ["Jumlah", sums.activities, sums.held, sums.promised, sums.delivered, 22, 6, 2]
    assert next(row for row in agencies if row[0] == "Dinas Lain")[1:] == [1, 0, 25_000_000, 0, None, None, 0]
    assert rows_of(content, "sumber")[-1] == ["Jumlah", sums.promised, sums.delivered]
    assert rows_of(content, "bidang")[-1] == ["Jumlah", sums.promised, sums.delivered]
    assert rows_of(content, "komponen")[-1] == ["Jumlah", sums.held, sums.delivered]
    assert ["Membuka usaha", 2, 1, 1] in rows_of(content, "hasil")
    grid = rows_of(content, "konvergensi")
    assert sum(sum(row[1:]) for row in grid) == 2
    assert len(grid) == 3


def test_a_region_adds_up_its_villages(world: World, village: TargetVillage) -> None:
    content = content_of(world.secretariat, "kegiatan-opd", "wilayah-36-2019")
    known, places, agencies = facts(content), rows_of(content, "wilayah"), rows_of(content, "instansi")
    assert known["Desa binaan"] == 4
    assert [row[0] for row in places] == ["Kabupaten Pandeglang", "Kabupaten Serang", "Jumlah"]
    assert places[-1][4:6] == [50_000_000, 50_000_000]
    assert agencies[-1][2:8] == [2, 2, 50_000_000, 50_000_000, 22, 6]
    assert agencies[-1][8] == known["Keluarga yang terjangkau"] == 2
    assert agencies[0][:2] == ["Dinas Nomor 700", "Kabupaten Serang"]
    fields = rows_of(content, "wilayah-bidang")
    assert sum(sum(row[1:]) for row in fields) == known["Kegiatan terlaksana"]
    own = content_of(world.serang.staff, "kegiatan-opd", "wilayah-36.04-2019")
    assert [row[0] for row in rows_of(own, "wilayah")] == ["Desa Bakung", "Desa Kamurang", "Jumlah"]


@pytest.mark.paper
def test_many_agencies_get_a_grid_in_parts(world: World, village: TargetVillage) -> None:
    by, kind = world.serang.staff, make_kind(world.secretariat, world.cycle)
    for number in range(16):
        make_activity(by, village, make_agency(by, f"Badan {number:02}"), kind)
    content = content_of(by, "kegiatan-opd", f"desa-{village.pk}")
    charts = [chart["title"] for one in content["sections"] for chart in one["charts"]]
    assert "Instansi, bidang dan keluarga, bagian 2 dari 2" in charts
    check_pdf(make_file(by, "kegiatan-opd", f"desa-{village.pk}"))


@pytest.mark.parametrize(
    ("kind", "subject", "readers"),
    [
        ("profil-desa", "{pk}", {"secretariat", "staff", "surveyor", "official"}),
        ("kunjungan-tahap", "{pk}", {"secretariat", "staff", "surveyor"}),
        ("rekap-survei", "{pk}", {"secretariat", "staff", "surveyor"}),
        ("rekap-survei", "{pk}-lanjutan", {"secretariat", "staff", "surveyor"}),
        ("kegiatan-opd", "desa-{pk}", {"secretariat", "staff", "surveyor"}),
        ("kegiatan-opd", "wilayah-36.04-2019", {"secretariat", "staff", "official"}),
        ("kegiatan-opd", "wilayah-36-2019", {"secretariat", "official"}),
    ],
)
def test_each_paper_is_for_who_may_read_its_pages(kind: str, subject: str, readers: set[str], world: World) -> None:
    people = {
        "secretariat": world.secretariat,
        "official": world.official,
        "administrator": world.administrator,
        "assessor": world.assessors[0],
        "staff": world.serang.staff,
        "surveyor": world.serang.surveyor,
        "other": world.pandeglang.staff,
    }
    found, about = kind_of(kind), subject.format(pk=world.serang.villages[0].pk)
    report = order_report(by=world.secretariat, kind=found, subject=about, format=Format.XLSX)
    allowed = {name for name, person in people.items() if found.may_open(person, report)}
    assert allowed == readers
    for name, person in people.items():
        if name in readers:
            assert found.brief(person, about).content
        else:
            with pytest.raises(Http404):
                found.brief(person, about)
    assert found.operator_brief(about).content


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        ("profil-desa", "0"),
        ("profil-desa", "x"),
        ("profil-desa", "١"),
        ("profil-desa", "999999999"),
        ("profil-desa", "9999999999999999999999"),
        ("rekap-survei", "-lanjutan"),
        ("kegiatan-opd", "1"),
        ("kegiatan-opd", "desa-"),
        ("kegiatan-opd", "wilayah-36-1999"),
        ("kegiatan-opd", "wilayah-99-2019"),
        ("kegiatan-opd", "wilayah-36.04.15.2010-2019"),
        ("kegiatan-opd", "wilayah-" + "3" * 60),
    ],
)
def test_what_is_not_there_is_not_found(kind: str, subject: str, world: World, staff: Client) -> None:
    assert staff.get(reverse("report_offer", args=[kind, subject])).status_code == 404
    with pytest.raises(Http404):
        kind_of(kind).operator_brief(subject)


def test_opening_takes_one_query(world: World, village: TargetVillage, django_assert_max_num_queries: Any) -> None:
    for kind, subject in [*(subject_of(paper, village) for paper in SUBJECTS), ("rekap-survei", str(village.pk))]:
        report = freeze(world.serang.staff, kind, subject)
        person = User.objects.get(pk=world.serang.staff.pk)
        person.held_roles  # noqa: B018 (asked once a page)
        with django_assert_max_num_queries(1):
            assert kind_of(kind).may_open(person, report)


def test_the_village_page_leads_to_its_reports(world: World, village: TargetVillage, staff: Client) -> None:
    page = staff.get(reverse("villages:village_detail", args=[village.pk])).content.decode()
    for kind, subject in [*(subject_of(paper, village) for paper in SUBJECTS[:3]), ("rekap-survei", str(village.pk))]:
        address = reverse("report_offer", args=[kind, subject])
        assert f'href="{address}"' in page
        assert staff.get(address).status_code == 200


def test_dashboards_lead_an_official_to_what_is_for_them(
    world: World, village: TargetVillage, sign_in: Callable[[Any], Client]
) -> None:
    official = sign_in(world.official)
    pages = {
        reverse("villages:dashboard"): reverse("report_offer", args=["kegiatan-opd", "wilayah-36-2019"]),
        reverse("villages:village_dashboard", args=[village.pk]): reverse(
            "report_offer", args=["profil-desa", village.pk]
        ),
    }
    for page, address in pages.items():
        assert f'href="{address}"' in official.get(page).content.decode()
        assert official.get(address).status_code == 200


def test_an_order_becomes_a_file_that_is_kept(world: World, village: TargetVillage, staff: Client) -> None:
    answer = staff.post(reverse("report_offer", args=["profil-desa", str(village.pk)]), {"format": "xlsx"})
    report = order_report(
        by=world.secretariat, kind=kind_of("profil-desa"), subject=str(village.pk), format=Format.XLSX
    )
    assert answer["Location"] == reverse("report_detail", args=[report.pk]), "the second question finds the first"
    assert report.state in ReportState.values
