"""The plenary: marks side by side, marks of the plenary with a reason, raw marks that stay, ties, minutes."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from assessments.actions.plenary import moderate, withdraw
from assessments.actions.results import decide_tie, lock_result
from assessments.actions.rounds import open_plenary, reopen_scoring
from assessments.dossier import current_snapshot, moderated_now
from assessments.enums import SheetState
from assessments.forms.plenary import ModerationForm
from assessments.instrument import Indicator, NumberRange
from assessments.models import Entry, Mark, ModeratedMark, Objection, Round, ScoreSheet
from assessments.phases import Phase
from assessments.plenary_page import indicator_blocks, village_lines
from assessments.reading import Reading
from p2wkss.models import AuditEvent
from p2wkss.roles import Role
from tests.factories.judging import fill_sheet, make_round, open_round
from tests.factories.people import make_user
from tests.factories.world import World, grow_province

pytestmark = pytest.mark.usefixtures("shared_world")

NUMBER = Indicator(
    code="N1",
    name="Keluarga dengan jamban",
    weight=Decimal(1),
    levels=(),
    evidence="",
    allows_not_applicable=True,
    number=NumberRange(worst=Decimal(0), best=Decimal(100), unit="%"),
)

SignIn = Callable[[Any], Client]


@pytest.fixture
def entry(world: World) -> Entry:
    """Kamurang in the province's plenary: one assessor gave 4 everywhere, the other 1; Pandeglang has 2 of one."""
    for sheet in ScoreSheet.objects.filter(entry__round=world.round).select_related("member"):
        own = sheet.entry.target_village_id == world.serang.villages[0].pk
        fill_sheet(sheet, 2 if not own else 4 if sheet.member.user_id == world.assessors[0].pk else 1)
    round = open_plenary(by=world.secretariat, round=world.round)
    entry = Entry.objects.select_related("target_village__village").get(
        round=round, target_village=world.serang.villages[0]
    )
    entry.round = round
    return entry


def decided(world: World, entry: Entry, **changes: Any) -> ModeratedMark:
    """Moderate D1 to 3, or as told."""
    about = {"indicator": "D1", "value": Decimal(3), "not_applicable": False, "reason": "Foto jamban tidak sesuai"}
    return moderate(by=world.secretariat, entry=entry, **(about | changes))


def raw(round: Round) -> list[tuple[Any, ...]]:
    """Every mark of the assessors as it stands in the database."""
    marks = Mark.objects.filter(sheet__entry__round=round).order_by("pk")
    return list(marks.values_list("pk", "value", "not_applicable", "reason", "note", "version"))


def score_of(round: Round, entry: Entry, code: str = "D1") -> str | None:
    """The score of an indicator as a lock would freeze it now."""
    components = current_snapshot(round)["results"]["scores"][str(entry.pk)]["components"]
    return next(one["score"] for part in components for one in part["indicators"] if one["code"] == code)


# Marks of the plenary -------------------------------------------------------------------------------------------


def test_a_moderated_mark_counts_and_the_raw_marks_stay(world: World, entry: Entry) -> None:
    before = raw(entry.round)
    assert score_of(entry.round, entry) == "62.50"
    decided(world, entry)
    assert score_of(entry.round, entry) == "75.00"
    assert raw(entry.round) == before
    result = lock_result(by=world.secretariat, round=entry.round)
    [kept] = result.content["moderated"]
    assert (kept["entry"], kept["indicator"], kept["value"]) == (str(entry.pk), "D1", "3")
    assert kept["reason"] == "Foto jamban tidak sesuai"
    own = [sheet for sheet in result.content["sheets"] if sheet["entry"] == str(entry.pk)]
    assert sorted(sheet["marks"]["D1"]["value"] for sheet in own) == ["1", "4"]
    event = AuditEvent.objects.get(action="plenary.moderate")
    assert (event.object_id, event.details["indicator"], event.details["value"]) == (str(entry.pk), "D1", "3")


def test_the_newest_decision_counts_and_a_withdrawn_one_gives_the_word_back(world: World, entry: Entry) -> None:
    decided(world, entry)
    decided(world, entry, value=Decimal(2), reason="Dibahas lagi")
    assert score_of(entry.round, entry) == "50.00"
    withdraw(by=world.secretariat, entry=entry, indicator="D1", reason="Bukti baru diterima")
    assert score_of(entry.round, entry) == "62.50"
    assert moderated_now(ModeratedMark.objects.filter(entry=entry)) == {}
    assert ModeratedMark.objects.filter(entry=entry).count() == 3
    with pytest.raises(PermissionDenied, match="Tidak ada nilai hasil pleno"):
        withdraw(by=world.secretariat, entry=entry, indicator="D1", reason="Lagi")


def test_withdrawing_needs_a_reason(world: World, entry: Entry) -> None:
    decided(world, entry)
    with pytest.raises(ValidationError, match="Tulis alasan pembatalan"):
        withdraw(by=world.secretariat, entry=entry, indicator="D1", reason=" ")


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"reason": "  "}, "reason", "Tulis alasan keputusan pleno."),
        ({"value": Decimal(7)}, "value", "Pilih salah satu tingkat."),
        ({"value": Decimal("2.5")}, "value", "Pilih salah satu tingkat."),
        ({"value": None}, "value", "Pilih satu nilai, atau tidak berlaku."),
        ({"indicator": "K3", "not_applicable": True}, "value", "Pilih satu nilai, atau tidak berlaku."),
        ({"value": None, "not_applicable": True}, "value", "Indikator ini selalu berlaku."),
        ({"indicator": "X9"}, "indicator", "Indikator ini tidak ada dalam instrumen."),
    ],
)
def test_what_is_no_mark_is_refused_at_its_field(
    changes: dict[str, Any], field: str, words: str, world: World, entry: Entry
) -> None:
    with pytest.raises(ValidationError) as caught:
        decided(world, entry, **changes)
    assert caught.value.message_dict == {field: [words]}
    assert not ModeratedMark.objects.exists()


def test_not_applicable_where_the_instrument_allows_it(world: World, entry: Entry) -> None:
    decided(world, entry, indicator="K3", value=None, not_applicable=True, reason="Tidak ada perusahaan")
    assert score_of(entry.round, entry, "K3") is None
    assert not current_snapshot(entry.round)["results"]["incomplete"]


def test_a_component_never_loses_its_last_indicator_that_applies(world: World, entry: Entry) -> None:
    instrument = entry.round.instrument.instrument
    optional = [one for part in instrument.components for one in part.indicators if one.allows_not_applicable]
    assert optional, "the starter instrument allows it somewhere"
    for one in optional:
        decided(world, entry, indicator=one.code, value=None, not_applicable=True)
    assert not current_snapshot(entry.round)["results"]["incomplete"]


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.PLENARY])
def test_marks_are_decided_in_the_plenary_only(phase: Phase, world: World, entry: Entry) -> None:
    decided(world, entry)
    Round.objects.filter(pk=entry.round_id).update(phase=phase)
    with pytest.raises(PermissionDenied, match="tidak terbuka pada fase"):
        decided(world, entry)
    with pytest.raises(PermissionDenied, match="tidak terbuka pada fase"):
        withdraw(by=world.secretariat, entry=entry, indicator="D1", reason="Terlambat")


def test_only_whoever_manages_the_round_decides(world: World, entry: Entry) -> None:
    for user in (world.assessors[0], world.official, world.serang.staff, world.administrator):
        with pytest.raises(PermissionDenied):
            moderate(by=user, entry=entry, indicator="D1", value=Decimal(3), not_applicable=False, reason="-")


def test_an_objection_moves_only_its_own_indicator_and_only_in_its_period(world: World, entry: Entry) -> None:
    result = lock_result(by=world.secretariat, round=entry.round)
    made = {"result": result, "entry": entry, "claim": "Jamban ada", "filed_by": world.serang.staff}
    objection = Objection.objects.create(indicator="D1", **made)
    with pytest.raises(PermissionDenied, match="tidak terbuka pada fase"):
        decided(world, entry, objection=objection)
    Round.objects.filter(pk=entry.round_id).update(phase=Phase.OBJECTIONS)
    with pytest.raises(PermissionDenied, match="bukan tentang indikator ini"):
        decided(world, entry, indicator="D2", objection=objection)
    with pytest.raises(PermissionDenied, match="tidak terbuka pada fase"):
        decided(world, entry)
    assert decided(world, entry, objection=objection).objection == objection


def test_scoring_does_not_open_again_after_a_decision(world: World, entry: Entry) -> None:
    decided(world, entry)
    with pytest.raises(PermissionDenied, match="Pleno sudah memutuskan"):
        reopen_scoring(by=world.secretariat, round=entry.round)


@pytest.mark.parametrize(
    "statement", ["UPDATE assessments_moderatedmark SET reason='x'", "DELETE FROM assessments_moderatedmark"]
)
def test_a_decision_is_never_changed(statement: str, world: World, entry: Entry) -> None:
    decided(world, entry)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_recused_sheets_count_nowhere_and_are_named(world: World, entry: Entry) -> None:
    sheet = ScoreSheet.objects.get(entry=entry, member__user=world.assessors[1])
    ScoreSheet.objects.filter(pk=sheet.pk).update(state=SheetState.RECUSED, submitted_at=None)
    assert score_of(entry.round, entry) == "100.00"
    document = current_snapshot(entry.round)
    assert document["recusals"] == [{"entry": str(entry.pk), "assessor": str(sheet.member_id)}]
    assert {cell.assessor for cell in indicator_blocks(entry)[0].cells} == {world.assessors[0].full_name}


# Ties, panels of one ------------------------------------------------------------------------------------------


def test_all_marks_equal_wait_for_the_plenary_to_the_last_rung(world: World, sign_in: SignIn) -> None:
    for sheet in ScoreSheet.objects.filter(entry__round=world.round):
        fill_sheet(sheet, 2)
    round = open_plenary(by=world.secretariat, round=world.round)
    client, url = sign_in(world.secretariat), reverse("assessments:round_detail", args=[round.pk])
    assert client.get(url).context["next"]["text"].startswith("Ada nilai yang tetap sama")
    with pytest.raises(PermissionDenied, match="tetap sama sampai akhir"):
        lock_result(by=world.secretariat, round=round)
    page = client.get(reverse("assessments:plenary", args=[round.pk])).content.decode()
    assert "tidak dapat dihitung: semua nilai sama" in page
    [tie] = Reading(current_snapshot(round)).open_ties
    order = [int(one) for one in tie.entries]
    decide_tie(by=world.secretariat, round=round, ordered_entries=order, shared=False, reason="BA 12")
    assert client.get(url).context["next"]["label"] == "Kunci hasil"
    lock_result(by=world.secretariat, round=round)


def test_a_moderated_mark_can_break_a_tie_that_was_decided(world: World) -> None:
    for sheet in ScoreSheet.objects.filter(entry__round=world.round):
        fill_sheet(sheet, 2)
    round = open_plenary(by=world.secretariat, round=world.round)
    [tie] = Reading(current_snapshot(round)).open_ties
    order = [int(one) for one in tie.entries]
    decide_tie(by=world.secretariat, round=round, ordered_entries=order, shared=False, reason="BA 12")
    last = Entry.objects.get(pk=order[-1])
    last.round = round
    decided(world, last)
    assert Reading(current_snapshot(round)).ranking[0].entry["id"] == str(last.pk)
    assert lock_result(by=world.secretariat, round=round).content["results"]["ties"] == []


def test_a_panel_of_one_has_marks_but_no_agreement(world: World, sign_in: SignIn) -> None:
    villages = [world.serang.villages[0], world.pandeglang.villages[0]]
    Round.objects.filter(pk=world.round.pk).update(kind="calibration")
    round = make_round(
        world.secretariat, world.cycle, "36", world.instrument, villages, [make_user("penilai9", Role.ASSESSOR, "36")]
    )
    open_round(world.secretariat, round)
    for sheet, value in zip(ScoreSheet.objects.filter(entry__round=round), (3, 2), strict=True):
        fill_sheet(sheet, value)
    open_plenary(by=world.secretariat, round=round)
    page = sign_in(world.secretariat).get(reverse("assessments:plenary", args=[round.pk]))
    assert "terlalu sedikit nilai bersama" in page.content.decode()
    assert {line.largest for line in page.context["page"].object_list} == {0}
    assert lock_result(by=world.secretariat, round=round).number == 1


# Pages ----------------------------------------------------------------------------------------------------------


def test_villages_stand_by_disagreement_and_can_be_filtered(world: World, entry: Entry, sign_in: SignIn) -> None:
    client, url = sign_in(world.secretariat), reverse("assessments:plenary", args=[entry.round_id])
    page = client.get(url)
    lines = page.context["page"].object_list
    assert lines[0].entry == entry
    assert [line.largest for line in lines] == [75, 0]
    assert lines[0].wide == len(entry.round.instrument.instrument.indicators)
    found = client.get(url, {"desa": "kamurang", "komponen": "dasar"}).context
    assert [line.entry for line in found["page"].object_list] == [entry]
    assert found["page"].object_list[0].wide == len(found["component"].indicators)
    nothing = client.get(url, {"desa": "tidak ada"}).content.decode()
    assert "Tidak ada desa di sini" in nothing


def test_who_finds_it_not_applicable_differs_too(world: World, entry: Entry) -> None:
    mark = Mark.objects.filter(sheet__entry=entry, indicator="K3").first()
    assert mark is not None
    Mark.objects.filter(pk=mark.pk).update(value=None, not_applicable=True, reason="Tidak ada")
    [line, _other] = village_lines(entry.round.instrument.instrument, entry.round.entries.all(), None)
    assert line.splits == {"K3"}
    block = next(one for one in indicator_blocks(entry) if one.indicator.code == "K3")
    assert block.is_split
    assert block.is_wide


def test_the_page_of_a_village_shows_marks_facts_and_decisions(world: World, entry: Entry, sign_in: SignIn) -> None:
    decided(world, entry)
    decided(world, entry, value=Decimal(2), reason="Dibahas lagi")
    client, url = sign_in(world.secretariat), reverse("assessments:plenary_entry", args=[entry.pk])
    page = client.get(url)
    text = page.content.decode()
    for words in (
        *(user.full_name for user in world.assessors),
        "Menurut kunjungan",
        "Foto jamban tidak sesuai",
        "Dibahas lagi",
        "Tetapkan nilai pleno",
        "Batalkan nilai pleno",
    ):
        assert words in text
    first = page.context["items"][0]
    assert (first.spread, [cell.value for cell in first.cells]) == (75, ["4", "1"])
    by_sheet = client.get(url, {"urut": "instrumen", "komponen": "inovasi"}).context["items"]
    assert [one.component.code for one in by_sheet] == ["inovasi"] * len(by_sheet)
    block = next(one for one in page.context["items"] if one.indicator.code == "D1")
    assert [(one.value, one.is_current) for one in block.decided] == [("2", True), ("3", False)]


def test_an_assessor_sees_only_villages_with_a_sheet_of_the_own(world: World, entry: Entry, sign_in: SignIn) -> None:
    # The second assessor comes from Pandeglang and does not judge it.
    client = sign_in(world.assessors[1])
    page = client.get(reverse("assessments:plenary", args=[entry.round_id]))
    assert [line.entry for line in page.context["page"].object_list] == [entry]
    assert "Anda melihat desa yang lembar nilainya sudah Anda ajukan." in page.content.decode()
    other = entry.round.entries.exclude(pk=entry.pk).get()
    assert client.get(reverse("assessments:plenary_entry", args=[other.pk])).status_code == 404
    own = client.get(reverse("assessments:plenary_entry", args=[entry.pk])).content.decode()
    assert world.assessors[0].full_name in own
    assert "Tetapkan nilai pleno" not in own


def test_the_mark_form_decides_and_says_what_is_wrong(world: World, entry: Entry, sign_in: SignIn) -> None:
    client, url = sign_in(world.secretariat), reverse("assessments:plenary_mark", args=[entry.pk, "K3"])
    assert world.assessors[0].full_name in client.get(url).content.decode()
    refused = client.post(url, {"value": "na", "reason": ""})
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["reason"]
    empty = client.post(url, {"value": "", "reason": "Tanpa nilai"})
    assert empty.context["form"].errors["value"] == ["Pilih satu nilai, atau tidak berlaku."]
    assert client.post(url, {"value": "na", "reason": "Tidak ada perusahaan"}).status_code == 302
    assert ModeratedMark.objects.get().not_applicable
    back = reverse("assessments:plenary_withdraw", args=[entry.pk, "K3"])
    assert client.post(back, {"reason": "Ternyata ada"}).status_code == 302
    assert ModeratedMark.objects.latest("pk").withdrawn
    assert client.get(reverse("assessments:plenary_mark", args=[entry.pk, "X9"])).status_code == 404


@pytest.mark.parametrize(
    ("sent", "value", "not_applicable"),
    [
        ({"value": "7,5"}, Decimal("7.5"), False),
        ({"value": "80"}, Decimal(80), False),
        ({"value": "", "not_applicable": "on"}, None, True),
    ],
)
def test_a_number_is_decided_as_it_is_written(
    sent: dict[str, str], value: Decimal | None, not_applicable: bool
) -> None:
    form = ModerationForm({**sent, "reason": "Dihitung ulang"}, indicator=NUMBER)
    assert form.is_valid()
    assert form.decided() == {"value": value, "not_applicable": not_applicable, "reason": "Dihitung ulang"}
    assert form.choices == []


def test_what_is_no_number_is_refused_in_words() -> None:
    form = ModerationForm({"value": "banyak", "reason": "-"}, indicator=NUMBER)
    assert form.errors["value"] == ["Tulis angka saja, misalnya 75 atau 7,5."]


def test_agreement_and_severity_are_shown_with_their_meaning(world: World, entry: Entry, sign_in: SignIn) -> None:
    for name in ("plenary", "plenary_agreement"):
        page = sign_in(world.secretariat).get(reverse(f"assessments:{name}", args=[entry.round_id]))
        text = page.content.decode()
        assert "tidak pernah diterapkan diam-diam" in text
        whole, assessors = page.context["agreement"].whole, page.context["agreement"].assessors
        assert whole.alpha < Decimal("0.667")
        assert "kurang sepakat, bahas bersama" in text
        assert [(line.signed, line.word) for line in assessors] == [
            ("+75,0", "lebih longgar dari rekan"),
            ("−75,0", "lebih ketat dari rekan"),
        ]
        # A component with too few shared marks has no figure of its own.
        assert all(line.alpha is None for line in page.context["agreement"].components if line.units < 10)


@pytest.mark.parametrize("count", [1, 4])
def test_pages_ask_as_often_whatever_their_length(
    count: int, world: World, sign_in: SignIn, django_assert_num_queries: Any
) -> None:
    grow_province(world, count)
    for sheet in ScoreSheet.objects.filter(entry__round=world.round, state=SheetState.DRAFT):
        fill_sheet(sheet, 1 + sheet.pk % 4)
    round = open_plenary(by=world.secretariat, round=world.round)
    for entry in round.entries.all()[:count]:
        decided(world, entry)
    client = sign_in(world.secretariat)
    client.get(reverse("assessments:round_list"))
    with django_assert_num_queries(13):
        client.get(reverse("assessments:plenary", args=[round.pk]))
    with django_assert_num_queries(12):
        client.get(reverse("assessments:plenary_entry", args=[round.entries.earliest("pk").pk]))
    with django_assert_num_queries(8):
        current_snapshot(round)
