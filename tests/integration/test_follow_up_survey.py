"""The survey after the year: when it opens, what asks for it, and what it is compared with."""

import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate
from openpyxl import load_workbook
from pypdf import PdfReader

from p2wkss.models import AuditEvent
from p2wkss.report_words import Format
from tests.factories.assets import make_handover
from tests.factories.papers import freeze, make_file, write_file
from tests.factories.places import make_cycle, make_decree, make_family, make_survey, make_village
from tests.factories.world import World
from villages.actions.imports import upload_workbook
from villages.actions.review import submit_survey, verify_survey
from villages.changes import Pair, compare
from villages.enums import YEAR_ROUNDS, SurveyRound, SurveyState
from villages.matched import read_changes
from villages.models import Family, ImportBatch, Survey, TargetVillage
from villages.permissions import check_round_open, open_rounds
from villages.progress import progress_by_place, progress_by_surveyor

pytestmark = pytest.mark.usefixtures("shared_world")

SignIn = Callable[[Any], Client]
FOLLOW_UP = SurveyRound.FOLLOW_UP
LATER = {"surveyed_on": "2020-06-01", "monthly_income": "1.700.000", "version": "0", "entry_seconds": "0"}
ANSWERS = {f"answer_{number}": "y" for number in range(1, 22)}
POOR = "t" + "y" * 20


@pytest.fixture
def village(world: World) -> TargetVillage:
    return world.serang.villages[0]


@pytest.fixture
def this_year(world: World) -> TargetVillage:
    """A village whose programme year is the present one."""
    year, by = localdate().year, world.serang.staff
    decree = make_decree(by, first_year=year, last_year=year)
    return make_village(by, make_cycle(world.secretariat, year), decree, "36.04.15.2006")


def address(family: Family) -> str:
    return reverse("villages:survey_edit", args=[family.pk, FOLLOW_UP])


def test_it_opens_with_the_hand_over_or_the_next_year(world: World, this_year: TargetVillage) -> None:
    year = this_year.cycle.year
    assert open_rounds(this_year, date(year, 12, 31)) == YEAR_ROUNDS
    assert open_rounds(this_year, date(year + 1, 1, 1)) == (*YEAR_ROUNDS, FOLLOW_UP)
    with pytest.raises(PermissionDenied, match=f"setelah tahun {year} berakhir"):
        check_round_open(this_year, FOLLOW_UP, date(year, 12, 31))
    for round in YEAR_ROUNDS:
        check_round_open(this_year, round, date(year, 1, 1))
    make_handover(world.serang.staff, this_year, handed_on=localdate())
    assert open_rounds(this_year, date(year, 12, 31)) == (*YEAR_ROUNDS, FOLLOW_UP)
    check_round_open(this_year, FOLLOW_UP, date(year, 12, 31))


def test_before_that_it_is_refused_with_the_reason(staff: Client, world: World, this_year: TargetVillage) -> None:
    family = make_family(world.serang.staff, this_year, serial=750)
    response = staff.get(address(family))
    assert response.status_code == 403
    assert "Survei lanjutan dibuka setelah desa diserahkan" in response.content.decode()
    assert staff.post(address(family), {**LATER, **ANSWERS}).status_code == 403
    autosave = reverse("villages:survey_autosave", args=[family.pk, FOLLOW_UP])
    assert staff.post(autosave, {**LATER, **ANSWERS}).status_code == 403
    with pytest.raises(PermissionDenied):
        make_survey(world.serang.staff, family, FOLLOW_UP, surveyed_on=localdate())
    assert not Survey.objects.filter(family=family).exists()
    page = staff.get(reverse("villages:family_detail", args=[family.pk]))
    assert [round for round, _survey, _unmet in page.context["rounds"]] == list(YEAR_ROUNDS)
    detail = staff.get(reverse("villages:village_detail", args=[this_year.pk])).content.decode()
    assert "Survei lanjutan dibuka setelah desa diserahkan, atau setelah tahun" in detail
    assert "putaran=lanjutan" not in detail


def test_it_is_entered_handed_in_and_verified_like_any_other(staff: Client, world: World) -> None:
    family, by = world.serang.family, world.serang.staff
    assert "Survei lanjutan" in staff.get(address(family)).content.decode()
    assert staff.post(address(family), {**LATER, **ANSWERS, "next": "1"}).status_code == 302
    survey = Survey.objects.get(family=family, round=FOLLOW_UP)
    assert (survey.state, survey.monthly_income) == (SurveyState.SUBMITTED, 1_700_000)
    assert AuditEvent.objects.filter(action="survey.save_followup").count() == 1
    make_survey(by, family, SurveyRound.ENDLINE, POOR)
    review = staff.get(reverse("villages:survey_review", args=[family.pk, FOLLOW_UP]))
    assert (review.context["before"].round, review.context["changed"]) == (SurveyRound.ENDLINE, 1)
    assert "<dt>Survei akhir</dt>" in review.content.decode()
    verify_survey(by=by, survey=survey)
    detail = staff.get(reverse("villages:village_detail", args=[family.target_village_id])).content.decode()
    assert "1 keluarga sudah disurvei lanjutan." in detail


def test_the_queue_leads_to_the_other_open_rounds(staff: Client, village: TargetVillage) -> None:
    page = staff.get(reverse("villages:review_queue", args=[village.pk, FOLLOW_UP]))
    assert page.context["other_rounds"] == list(YEAR_ROUNDS)
    page = staff.get(reverse("villages:review_queue", args=[village.pk, SurveyRound.BASELINE]))
    assert page.context["other_rounds"] == [SurveyRound.ENDLINE, FOLLOW_UP]


def test_neither_progress_nor_the_next_step_asks_for_it(world: World, staff: Client, village: TargetVillage) -> None:
    by, family = world.serang.staff, world.serang.family
    make_survey(by, family, SurveyRound.ENDLINE)
    make_survey(by, family, FOLLOW_UP, surveyed_on=date(2020, 6, 1))
    places, total = progress_by_place(village)
    assert [one.round for one in total.rounds] == list(YEAR_ROUNDS)
    assert [one.complete for one in total.rounds] == [1, 1]
    assert (total.follow_up.complete, places[0].follow_up.drafts) == (1, 1)
    assert [row["entered"] for row in progress_by_surveyor(village)] == [2]
    page = staff.get(reverse("villages:village_progress", args=[village.pk]))
    assert FOLLOW_UP in [one.round for one in page.context["drafts"]]
    assert "Sesudah tahun program: 1 survei lanjutan lengkap" in page.content.decode()
    counted = TargetVillage.objects.with_progress().get(pk=village.pk)
    assert not hasattr(counted, "followup_waits")
    register = staff.get(reverse("villages:family_list", args=[village.pk]))
    (row,) = register.context["rows"]
    assert row["next"] is None
    assert [round for round, _survey in row["rounds"]] == list(YEAR_ROUNDS)


def test_the_register_finds_who_was_not_surveyed_again(world: World, staff: Client, village: TargetVillage) -> None:
    done, waits = world.serang.family, make_family(world.serang.staff, village, serial=751)
    make_survey(world.serang.staff, done, FOLLOW_UP, surveyed_on=date(2020, 6, 1))
    url = reverse("villages:family_list", args=[village.pk])
    page = staff.get(f"{url}?belum=followup")
    (row,) = page.context["rows"]
    assert (row["family"], row["next"][0]) == (waits, FOLLOW_UP)
    assert "Tahap lanjutan" in page.content.decode()
    assert address(waits) in page.content.decode()
    (row,) = staff.get(f"{url}?survei=followup.draft").context["rows"]
    assert (row["family"], row["next"]) == (done, None)


def test_the_filter_offers_it_only_when_it_is_open(
    world: World, staff: Client, village: TargetVillage, this_year: TargetVillage
) -> None:
    make_family(world.serang.staff, this_year, serial=752)
    for one, rounds in ((village, len(SurveyRound)), (this_year, len(YEAR_ROUNDS))):
        page = staff.get(reverse("villages:family_list", args=[one.pk]))
        assert len(page.context["survey_groups"]) == rounds


def test_workbooks_know_the_rounds_of_the_year_only(world: World, staff: Client, village: TargetVillage) -> None:
    page = staff.get(reverse("villages:workbooks", args=[village.pk]))
    assert [value for value, _label in page.context["form"].fields["round"].choices] == list(YEAR_ROUNDS)
    assert "Survei lanjutan diisi di halaman keluarga" in page.content.decode()
    assert staff.get(reverse("villages:workbook_template", args=[village.pk, FOLLOW_UP])).status_code == 404
    file = ContentFile(b"-", "daftar.xlsx")
    with pytest.raises(ValidationError) as refused:
        upload_workbook(by=world.serang.staff, target_village=village, round=FOLLOW_UP, file=file)
    assert "round" in refused.value.message_dict
    assert not ImportBatch.objects.exists()


# Compared with the end of the year -----------------------------------------------------------------------------


@pytest.fixture
def compared(world: World) -> TargetVillage:
    """A village with families surveyed at the end of the year and after it."""
    by, village = world.serang.staff, world.serang.villages[1]
    for serial, (endline, later) in enumerate([(POOR, "y" * 21), ("y" * 21, POOR), ("y" * 21, "y" * 21)], 760):
        family = make_family(by, village, serial=serial)
        make_survey(by, family, SurveyRound.BASELINE, POOR)
        make_survey(by, family, SurveyRound.ENDLINE, endline, monthly_income=1_000_000)
        make_survey(by, family, FOLLOW_UP, later, monthly_income=1_200_000, surveyed_on=date(2020, 6, 1))
    waits = make_family(by, village, serial=770)
    make_survey(by, waits, SurveyRound.ENDLINE)
    alone = make_survey(by, make_family(by, village, serial=771), FOLLOW_UP, surveyed_on=date(2020, 6, 1))
    submit_survey(by=by, survey=alone)
    make_family(by, village, serial=772)
    return TargetVillage.objects.with_places().get(pk=village.pk)


def test_the_same_families_are_compared_by_the_same_rules(compared: TargetVillage) -> None:
    reading = read_changes(compared, FOLLOW_UP)
    pairs = [(POOR, "y" * 21), ("y" * 21, POOR), ("y" * 21, "y" * 21)]
    assert reading.everybody == compare(Pair("male", *pair, 1_000_000, 1_200_000) for pair in pairs)
    assert (reading.first, reading.last) == (SurveyRound.ENDLINE, FOLLOW_UP)
    assert ([one.head_name for one in reading.drop_outs], reading.last_only, reading.unsurveyed) == (
        ["Keluarga 770 (contoh)"],
        1,
        1,
    )
    assert read_changes(compared).everybody.movement.risen == 2, "the year is compared as before"


def test_the_page_lets_the_reader_choose(staff: Client, compared: TargetVillage) -> None:
    url = reverse("villages:change_table", args=[compared.pk])
    year, after = staff.get(url).content.decode(), staff.get(f"{url}?putaran=lanjutan").content.decode()
    for shown in (year, after):
        assert "bukan bahwa program menjadi sebabnya" in shown
        assert f'href="{url}?putaran=lanjutan"' in shown
    assert "3 keluarga disurvei awal dan akhir" in year
    assert "3 keluarga disurvei akhir dan lanjutan" in after
    assert "Lanjutan (%)" in after
    assert "Awal (%)" not in after
    assert reverse("report_offer", args=["rekap-survei", f"{compared.pk}-lanjutan"]) in after
    waits = Family.objects.get(head_name="Keluarga 770 (contoh)")
    assert address(waits) in after
    assert "Aktif, belum disurvei lanjutan" in after


def test_during_the_year_there_is_nothing_to_choose(staff: Client, this_year: TargetVillage) -> None:
    url = reverse("villages:change_table", args=[this_year.pk])
    assert "putaran=lanjutan" not in staff.get(url).content.decode()
    assert (
        "Belum ada keluarga yang disurvei akhir dan lanjutan" in staff.get(f"{url}?putaran=lanjutan").content.decode()
    )


def test_paper_and_workbook_follow(world: World, compared: TargetVillage) -> None:
    by, subject = world.serang.staff, f"{compared.pk}-lanjutan"
    report = freeze(by, "rekap-survei", subject)
    assert report.file_name == "perubahan-lanjutan-desa-bakung-2019-sementara.pdf"
    pdf = write_file(report)
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())
    for words in ("Perubahan keluarga sesudah tahun program", "Disurvei akhir dan lanjutan", "bukan bukti sebab"):
        assert words in text
    with pikepdf.open(io.BytesIO(pdf)) as file:
        data = json.loads(file.attachments["perubahan.json"].get_file().read_bytes())
    assert data["families"] == {
        "registered": 6,
        "both_surveys": 3,
        "both_verified": 0,
        "followup_only": 1,
        "no_survey": 1,
        "endline_only": {"active": 1},
    }
    assert data["surveys"] == {"endline_draft": 3, "followup_draft": 3}
    sheets = load_workbook(io.BytesIO(make_file(by, "rekap-survei", subject, Format.XLSX)))
    assert "Tanpa survei lanjutan" in sheets.sheetnames
    assert [cell.value for cell in sheets["Tahap"][1]][1] == "Tahap akhir"
