"""Facts on the score sheet: shown beside the levels, a level proposed, another one only with a note."""

import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.actions.sheets import save_sheet, submit_sheet
from assessments.forms.sheets import Row
from assessments.instrument import parse, to_mapping
from assessments.models import InstrumentVersion, Mark, Round, ScoreSheet
from assessments.proposals import evidence_counts, figures_of
from p2wkss.models import AuditEvent
from tests.factories.evidence import make_evidence
from tests.factories.world import World
from villages.actions.evidence import withdraw_evidence
from villages.figures import Figures
from villages.models import VillageSummary

pytestmark = pytest.mark.usefixtures("shared_world")

SignIn = Callable[[Any], Client]
YEAR = Figures(villages=1, quota=100, families=100, baseline=85, visits_planned=40, visits_held=38)


@pytest.fixture
def sheet(world: World) -> ScoreSheet:
    """The sheet of the first assessor for Kamurang, of whose year 38 visits and 85 of 100 surveys are recorded."""
    village = world.serang.villages[0]
    record(village.pk, YEAR)
    sheets = ScoreSheet.objects.with_places().filter(entry__round=world.round)
    return sheets.get(member__user=world.assessors[0], entry__target_village=village)


@pytest.fixture
def assessor(world: World, sign_in: SignIn) -> Client:
    """The assessor, signed in."""
    return sign_in(world.assessors[0])


def record(village_id: int, figures: Figures) -> None:
    """Let the village's summary say so."""
    facts = {"figures": figures.to_row(), "refreshed_at": timezone.now()}
    VillageSummary.objects.update_or_create(target_village_id=village_id, defaults=facts)


def address(sheet: ScoreSheet) -> str:
    return reverse("assessments:sheet_edit", args=[sheet.pk])


def posted(sheet: ScoreSheet, **changes: str) -> dict[str, str]:
    """Give a whole sheet that follows what the facts of the year propose: D2 and D3 are level 3."""
    codes = sheet.entry.round.instrument.instrument.indicators
    return {"version": str(sheet.version), **{f"mark_{code}": "3" for code in codes}, **changes}


def row(response: Any, code: str) -> Row:
    found: Row = next(one for one in response.context["form"].rows if one.code == code)
    return found


def field(page: str, code: str) -> str:
    """Give what stands at one indicator."""
    found = re.search(rf'<fieldset class="level-row[^>]*id="div_id_mark_{code}">.*?</fieldset>', page, re.DOTALL)
    assert found
    return " ".join(found[0].split())


def test_fact_stands_beside_the_levels_and_proposes_one_that_nobody_has_chosen(
    sheet: ScoreSheet, assessor: Client
) -> None:
    response = assessor.get(address(sheet))
    shown = field(response.content.decode(), "D3")
    assert "Pembinaan dalam setahun: <strong>38 kunjungan, 3,2 sebulan</strong>" in shown
    assert "Usulan: tingkat 3." in shown
    level = re.search(r'<label class="level"[^>]*><input[^>]*value="3".*?</label>', shown)
    assert level
    assert "usulan" in level[0]
    assert shown.count("level-proposed") == 1
    assert "checked" not in shown
    assert response.context["form"].given == 0
    assert not Mark.objects.filter(sheet=sheet).exists()


def test_what_is_not_recorded_is_said_so_and_proposes_nothing(sheet: ScoreSheet, assessor: Client) -> None:
    shown = field(assessor.get(address(sheet)).content.decode(), "K1")
    assert "<strong>belum tercatat</strong>" in shown
    assert "usulan" not in shown


def test_a_fact_that_tells_a_part_of_the_level_is_shown_and_proposes_nothing(
    sheet: ScoreSheet, assessor: Client
) -> None:
    record(sheet.entry.target_village_id, Figures(innovations=1, replications=2))
    shown = field(assessor.get(address(sheet)).content.decode(), "I4")
    assert "Replikasi inovasi: <strong>2</strong>" in shown
    assert "usulan" not in shown


def test_an_indicator_without_a_fact_is_as_it_was(sheet: ScoreSheet, assessor: Client) -> None:
    shown = field(assessor.get(address(sheet)).content.decode(), "D4")
    assert "Fakta" not in shown
    assert "_fact" not in shown


def test_a_mark_keeps_what_was_shown_and_proposed(sheet: ScoreSheet, assessor: Client) -> None:
    sent = {"version": "0", "mark_D3": "3", "mark_D3_fact": "38/12", "mark_I4": "1", "mark_D4": "2", "save": "1"}
    assert assessor.post(address(sheet), sent).status_code == 302
    marks = {mark.indicator: (mark.fact, mark.proposed) for mark in Mark.objects.filter(sheet=sheet)}
    assert marks == {"D3": ("38/12", Decimal(3)), "I4": ("", None), "D4": ("", None)}
    event = AuditEvent.objects.filter(action="sheet.save", object_id=str(sheet.pk)).latest("pk")
    before, after = event.details["changes"]["D3"]
    assert before is None
    assert (after["fact"], after["proposed"]) == ("38/12", "3")


def test_an_action_without_a_form_keeps_the_fact_as_it_is_now(sheet: ScoreSheet, world: World) -> None:
    marks = [Mark(indicator="D2", value=Decimal(3))]
    save_sheet(by=world.assessors[0], sheet=sheet, marks=marks, expected_version=0)
    mark = Mark.objects.get(sheet=sheet)
    assert (mark.fact, mark.proposed) == ("85/100", Decimal(3))


@pytest.mark.parametrize("forged", ["banyak", "38/0", "<script>", "9" * 60])
def test_what_is_no_fact_is_not_kept(sheet: ScoreSheet, assessor: Client, forged: str) -> None:
    sent = {"version": "0", "mark_D3": "4", "mark_D3_fact": forged, "save": "1"}
    assert assessor.post(address(sheet), sent).status_code == 302
    mark = Mark.objects.get(sheet=sheet)
    assert (mark.fact, mark.proposed) == ("", None)


def test_a_draft_may_go_another_way_without_a_note_but_is_not_handed_in(sheet: ScoreSheet, assessor: Client) -> None:
    assert assessor.post(address(sheet), posted(sheet, mark_D3="4", save="1")).status_code == 302
    sheet.refresh_from_db()
    response = assessor.post(address(sheet), posted(sheet, mark_D3="4", submit="1"))
    assert response.status_code == 422
    page = response.content.decode()
    words = "Berbeda dari usulan tingkat 3 (38 kunjungan, 3,2 sebulan): tulis alasannya pada catatan."
    assert words in field(page, "D3")
    assert [one.code for one in response.context["form"].faulty] == ["D3"]
    assert "Isian Anda sudah tersimpan sebagai konsep." in page
    sheet.refresh_from_db()
    assert not sheet.is_submitted
    assert Mark.objects.get(sheet=sheet, indicator="D3").value == 4


@pytest.mark.parametrize(
    "changes",
    [{}, {"mark_D3": "4", "mark_D3_note": "Dua kunjungan lagi tercatat di buku tamu"}],
    ids=["taken", "noted"],
)
def test_the_proposal_is_taken_as_it_is_or_left_with_a_note(
    sheet: ScoreSheet, assessor: Client, changes: dict[str, str]
) -> None:
    assert assessor.post(address(sheet), posted(sheet, submit="1", **changes)).status_code == 302
    sheet.refresh_from_db()
    assert sheet.is_submitted


def test_blanks_are_no_note(sheet: ScoreSheet, world: World) -> None:
    codes = sheet.entry.round.instrument.instrument.indicators
    marks = [Mark(indicator=code, value=Decimal(1), note="  ") for code in codes]
    saved = save_sheet(by=world.assessors[0], sheet=sheet, marks=marks, expected_version=0)
    with pytest.raises(ValidationError) as refused:
        submit_sheet(by=world.assessors[0], sheet=saved, expected_version=saved.version)
    assert set(refused.value.message_dict) == {"D2", "D3"}


def test_not_applicable_gives_its_own_reason(sheet: ScoreSheet, world: World) -> None:
    _let_d3_be_not_applicable(world)
    sheet = ScoreSheet.objects.with_places().get(pk=sheet.pk)
    codes = sheet.entry.round.instrument.instrument.indicators
    marks = [Mark(indicator=code, value=Decimal(3)) for code in codes if code != "D3"]
    marks.append(Mark(indicator="D3", not_applicable=True, reason="Desa terisolasi banjir"))
    saved = save_sheet(by=world.assessors[0], sheet=sheet, marks=marks, expected_version=0)
    assert submit_sheet(by=world.assessors[0], sheet=saved, expected_version=saved.version).is_submitted


def _let_d3_be_not_applicable(world: World) -> None:
    definition = to_mapping(world.instrument.instrument)
    next(one for one in definition["components"][0]["indicators"] if one["code"] == "D3")["allows_not_applicable"] = (
        True
    )
    version = InstrumentVersion.objects.create(
        province_id="36",
        code="lain",
        title="Lain",
        definition=json.dumps(to_mapping(parse(definition))),
        created_by=world.secretariat,
    )
    Round.objects.filter(pk=world.round.pk).update(instrument=version)


def test_a_fact_that_changed_since_is_told_until_the_sheet_is_saved_again(sheet: ScoreSheet, assessor: Client) -> None:
    assessor.post(address(sheet), {"version": "0", "mark_D3": "3", "mark_D3_fact": "38/12", "save": "1"})
    record(sheet.entry.target_village_id, Figures(visits_planned=48, visits_held=48))
    shown = field(assessor.get(address(sheet)).content.decode(), "D3")
    assert "Saat nilai ini disimpan: 38 kunjungan, 3,2 sebulan." in shown
    assert "Fakta sekarang: 48 kunjungan, 4 sebulan." in shown
    assert "Usulan: tingkat 4." in shown
    assessor.post(address(sheet), {"version": "1", "mark_D3": "3", "mark_D3_fact": "48/12", "save": "1"})
    mark = Mark.objects.get(sheet=sheet)
    assert (mark.value, mark.fact, mark.proposed) == (Decimal(3), "48/12", Decimal(4))
    assert "Fakta berubah" not in assessor.get(address(sheet)).content.decode()


def test_a_fact_that_changed_while_the_page_was_open_is_kept_as_it_was_shown(
    sheet: ScoreSheet, assessor: Client
) -> None:
    sent = {"version": "0", "mark_D3": "2", "mark_D3_fact": "20/12", "save": "1"}
    assert assessor.post(address(sheet), sent).status_code == 302
    mark = Mark.objects.get(sheet=sheet)
    assert (mark.fact, mark.proposed) == ("20/12", Decimal(2))
    shown = field(assessor.get(address(sheet)).content.decode(), "D3")
    assert "Saat nilai ini disimpan: 20 kunjungan, 1,7 sebulan." in shown
    # Handing in is held against the fact as it is now.
    sheet.refresh_from_db()
    response = assessor.post(address(sheet), posted(sheet, mark_D3="2", mark_D3_fact="20/12", submit="1"))
    assert response.status_code == 422
    assert "Berbeda dari usulan tingkat 3" in row(response, "D3").error


def test_a_village_without_a_summary_is_counted_from_its_record(sheet: ScoreSheet, assessor: Client) -> None:
    village = sheet.entry.target_village_id
    VillageSummary.objects.filter(pk=village).delete()
    assert figures_of(village).baseline == 1
    assert "1 dari 100, 1%" in field(assessor.get(address(sheet)).content.decode(), "D2")
    assert not VillageSummary.objects.filter(pk=village).exists()


def test_a_fact_that_is_not_measured_any_more_is_left_out(world: World, sheet: ScoreSheet, assessor: Client) -> None:
    definition = to_mapping(world.instrument.instrument)
    for indicator in definition["components"][0]["indicators"]:
        if indicator["code"] == "D3":
            indicator["fact"] = "was_measured_once"
    version = InstrumentVersion(
        province_id="36", code="lama", title="Lama", definition=json.dumps(definition), created_by=world.secretariat
    )
    version.save()
    Round.objects.filter(pk=world.round.pk).update(instrument=version)
    response = assessor.get(address(sheet))
    assert row(response, "D3").fact is None
    assert "Fakta" not in field(response.content.decode(), "D3")


def test_each_indicator_leads_to_its_evidence_and_says_how_much_there_is(
    world: World, sheet: ScoreSheet, assessor: Client
) -> None:
    village, staff = world.serang.villages[0], world.serang.staff
    make_evidence(staff, village, 1, links=["indicator:D3"])
    make_evidence(staff, village, 2, links=["indicator:D3"])
    gone = make_evidence(staff, village, 3, links=["indicator:D3"])
    withdraw_evidence(by=staff, evidence=gone, reason="Foto dari desa lain")
    make_evidence(world.pandeglang.staff, world.pandeglang.villages[0], 4, links=["indicator:D3"])
    assert evidence_counts(village.pk) == {"D3": 2}
    page = assessor.get(address(sheet)).content.decode()
    dossier = reverse("assessments:dossier", args=[sheet.pk])
    assert f'<a href="{dossier}#indikator-D3" data-proof="D3">bukti 2</a>' in field(page, "D3")
    assert f'<a href="{dossier}#indikator-D4" data-proof="D4">bukti 0</a>' in field(page, "D4")


def test_the_instruments_page_says_which_fact_proposes_from_when(world: World, sign_in: SignIn) -> None:
    page = sign_in(world.secretariat).get(reverse("assessments:instrument_detail", args=[world.instrument.pk]))
    text = " ".join(page.content.decode().split())
    assert "Fakta di sampingnya: Pembinaan dalam setahun · mengusulkan nilai" in text
    assert "Fakta di sampingnya: Replikasi inovasi</p>" in text
    assert '<td>Rata-rata 4 kali sebulan atau lebih</td><td class="num">4</td>' in text
