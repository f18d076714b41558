"""Objections: who may file what and when, that a decision is made once, and that only granted ones change a result."""

import copy
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.actions.objections import decide_objection, file_objection
from assessments.actions.results import close_objections
from assessments.actions.rounds import open_objections
from assessments.models import Entry, ModeratedMark, Objection, ObjectionDecision, Result, Round
from assessments.phases import Phase
from assessments.reading import Reading
from p2wkss.models import AuditEvent
from p2wkss.roles import Role
from tests.factories.evidence import make_evidence
from tests.factories.objections import entry_of, grant, object_to, objections_round, refuse
from tests.factories.result_papers import fetch, order, text_of
from tests.factories.world import World
from villages.actions.evidence import withdraw_evidence

pytestmark = pytest.mark.usefixtures("shared_world")
SignIn = Callable[[Any], Client]


@pytest.fixture(scope="module")
def shared_round(shared_world: World, django_db_blocker: Any) -> Round:
    """The province's round made once for the module, in the transaction of its world."""
    with django_db_blocker.unblock():
        return objections_round(shared_world)


@pytest.fixture
def round(world: World, shared_round: Round) -> Round:
    """The province's round, published and open to objections."""
    return copy.deepcopy(shared_round)


@pytest.fixture
def entry(world: World, round: Round) -> Entry:
    """Pandeglang's village, second in rank."""
    return entry_of(round, world.pandeglang.villages[0].pk)


@pytest.fixture
def objection(world: World, entry: Entry) -> Objection:
    """What Pandeglang files about D1."""
    return object_to(world.pandeglang.staff, entry)


# Filing


def test_the_district_objects_to_the_newest_result_with_its_own_evidence(world: World, entry: Entry) -> None:
    photo = make_evidence(world.pandeglang.staff, entry.target_village)
    filed = object_to(world.pandeglang.staff, entry, evidence=(photo,))
    assert filed.result == entry.round.results.latest("number")
    assert [one.evidence for one in filed.evidence.all()] == [photo]
    event = AuditEvent.objects.get(action="objection.file")
    assert (event.actor, event.region_code) == (world.pandeglang.staff, entry.target_village.village_id)


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase != Phase.OBJECTIONS])
def test_objections_are_filed_and_decided_in_their_period_only(
    phase: Phase, world: World, entry: Entry, objection: Objection, sign_in: SignIn
) -> None:
    Round.objects.filter(pk=entry.round_id).update(phase=phase)
    with pytest.raises(PermissionDenied):
        object_to(world.pandeglang.staff, entry, "D2")
    with pytest.raises(PermissionDenied):
        refuse(world.secretariat, objection)
    # Before the result is public the district does not even see the round.
    expected = 403 if phase in {Phase.PUBLISHED, Phase.FINAL} else 404
    client = sign_in(world.pandeglang.staff)
    for name, arguments in (("objection_choose", [entry.pk]), ("objection_create", [entry.pk, "D2"])):
        assert client.get(reverse(f"assessments:{name}", args=arguments)).status_code == expected
    assert (
        sign_in(world.secretariat).get(reverse("assessments:objection_decide", args=[objection.pk])).status_code == 403
    )


@pytest.mark.parametrize("who", ["serang", "secretariat", "official", "assessor", "surveyor"])
def test_nobody_else_objects_for_the_district(who: str, world: World, entry: Entry, sign_in: SignIn) -> None:
    person = {
        "serang": world.serang.staff,
        "secretariat": world.secretariat,
        "official": world.official,
        "assessor": world.assessors[0],
        "surveyor": world.pandeglang.surveyor,
    }[who]
    with pytest.raises(PermissionDenied):
        object_to(person, entry)
    client = sign_in(person)
    assert client.get(reverse("assessments:objection_choose", args=[entry.pk])).status_code == 404
    url = reverse("assessments:objection_create", args=[entry.pk, "D1"])
    assert client.get(url).status_code == 404
    assert client.post(url, {"claim": "Keliru"}).status_code == 404


def test_an_unknown_indicator_is_refused(world: World, entry: Entry, sign_in: SignIn) -> None:
    with pytest.raises(ValidationError) as error:
        object_to(world.pandeglang.staff, entry, "X9")
    assert "indicator" in error.value.message_dict
    url = reverse("assessments:objection_create", args=[entry.pk, "X9"])
    assert sign_in(world.pandeglang.staff).get(url).status_code == 404


def test_an_indicator_is_objected_to_once(world: World, objection: Objection, sign_in: SignIn) -> None:
    url = reverse("assessments:objection_create", args=[objection.entry_id, "D1"])
    response = sign_in(world.pandeglang.staff).post(url, {"claim": "Sekali lagi"})
    assert response.status_code == 422
    assert "sudah disanggah" in response.content.decode()
    assert "Sekali lagi" in response.content.decode()
    assert Objection.objects.count() == 1


@pytest.mark.parametrize("claim", ["", "   "])
def test_an_objection_says_something(claim: str, world: World, entry: Entry) -> None:
    with pytest.raises(ValidationError) as error:
        file_objection(by=world.pandeglang.staff, entry=entry, indicator="D1", claim=claim, evidence=[])
    assert "claim" in error.value.message_dict


def test_evidence_of_another_village_or_withdrawn_is_refused(world: World, entry: Entry, sign_in: SignIn) -> None:
    foreign = make_evidence(world.serang.staff, world.serang.villages[0])
    sibling = make_evidence(world.pandeglang.staff, world.pandeglang.villages[1], 2)
    gone = make_evidence(world.pandeglang.staff, entry.target_village, 3)
    withdraw_evidence(by=world.pandeglang.staff, evidence=gone, reason="Foto keliru")
    client = sign_in(world.pandeglang.staff)
    url = reverse("assessments:objection_create", args=[entry.pk, "D1"])
    for one in (foreign, sibling, gone):
        with pytest.raises(ValidationError) as error:
            object_to(world.pandeglang.staff, entry, evidence=(one,))
        assert "evidence" in error.value.message_dict
        response = client.post(url, {"claim": "Keliru", "evidence": [str(one.pk)]})
        assert response.status_code == 422
        assert "bukti milik desa ini" in response.content.decode()
    assert client.post(url, {"claim": "Keliru", "evidence": ["bukan-kunci"]}).status_code == 422
    assert not Objection.objects.exists()


def test_the_form_shows_the_score_and_the_marks_and_puts_linked_evidence_first(
    world: World, entry: Entry, sign_in: SignIn
) -> None:
    by, village = world.pandeglang.staff, entry.target_village
    make_evidence(by, village, 2, caption="Kegiatan lain")
    linked = make_evidence(by, village, 3, caption="Daftar hadir D1", links=("indicator:D1",))
    client = sign_in(by)
    page = client.get(reverse("assessments:objection_create", args=[entry.pk, "D1"])).content.decode()
    indicator = world.instrument.instrument.indicators["D1"]
    for text in (indicator.name, "50,00", *(level.text for level in indicator.levels)):
        assert text in page
    assert page.index("Daftar hadir D1") < page.index("Kegiatan lain")
    assert reverse("villages:evidence_create", args=[village.pk]) in page
    sent = {"claim": "Pembinaan setiap minggu", "evidence": [str(linked.pk)]}
    response = client.post(reverse("assessments:objection_create", args=[entry.pk, "D1"]), sent, follow=True)
    assert "Sanggahan diajukan." in response.content.decode()
    assert "Menunggu putusan" in response.content.decode()
    assert "Daftar hadir D1" in response.content.decode()


# Seeing


def test_a_district_sees_its_own_and_the_secretariat_all(world: World, round: Round, sign_in: SignIn) -> None:
    first = object_to(world.pandeglang.staff, entry_of(round, world.pandeglang.villages[0].pk))
    second = object_to(world.serang.staff, entry_of(round, world.serang.villages[0].pk), "D2")
    seen = {world.pandeglang.staff: [first], world.serang.staff: [second], world.secretariat: [first, second]}
    for person, own in seen.items():
        client = sign_in(person)
        page = client.get(reverse("assessments:objection_list", args=[round.pk])).content.decode()
        paper = text_of(fetch(client, "putusan-sanggahan", round.pk))
        for one in (first, second):
            url = reverse("assessments:objection_detail", args=[one.pk])
            assert (url in page) is (one in own)
            assert (f"{one.entry.target_village.name}: {one.indicator}" in paper) is (one in own)
            assert client.get(url).status_code == (200 if one in own else 404)


@pytest.mark.parametrize("role", [Role.OFFICIAL, Role.ASSESSOR, Role.SURVEYOR, Role.ADMINISTRATOR])
def test_others_do_not_see_objections(role: Role, world: World, objection: Objection, sign_in: SignIn) -> None:
    client = sign_in(world.person(role))
    for name, key in (
        ("objection_list", objection.entry.round_id),
        ("objection_detail", objection.pk),
        ("objection_decide", objection.pk),
    ):
        assert client.get(reverse(f"assessments:{name}", args=[key])).status_code == 404
    offer = reverse("report_offer", args=["putusan-sanggahan", objection.entry.round_id])
    assert client.get(offer).status_code == client.post(offer, {"format": "pdf"}).status_code == 404


def test_the_district_does_not_decide(world: World, objection: Objection, sign_in: SignIn) -> None:
    url = reverse("assessments:objection_decide", args=[objection.pk])
    assert sign_in(world.pandeglang.staff).get(url).status_code == 403
    assert sign_in(world.serang.staff).get(url).status_code == 404
    with pytest.raises(PermissionDenied):
        refuse(world.pandeglang.staff, objection)


def test_the_pages_ask_the_database_no_more_for_more(world: World, round: Round, sign_in: SignIn) -> None:
    client = sign_in(world.secretariat)
    pages = (
        reverse("assessments:objection_list", args=[round.pk]),
        reverse("report_offer", args=["putusan-sanggahan", round.pk]),
    )
    counts: dict[str, list[int]] = {page: [] for page in pages}
    entry = entry_of(round, world.pandeglang.villages[0].pk)
    for codes in (("D1",), ("D2", "D3")):
        for seed, code in enumerate(codes):
            photo = make_evidence(world.pandeglang.staff, entry.target_village, 10 + seed + len(codes))
            grant(world.secretariat, object_to(world.pandeglang.staff, entry, code, evidence=(photo,)))
        for page, found in counts.items():
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            found.append(len(queries))
    assert all(len(set(found)) == 1 for found in counts.values()), counts


# Deciding


def test_a_granted_objection_sets_a_mark_in_the_same_act(world: World, objection: Objection) -> None:
    before = Result.objects.latest("pk").sha256
    grant(world.secretariat, objection)
    mark = ModeratedMark.objects.get(objection=objection)
    assert (mark.entry, mark.indicator, mark.value) == (objection.entry, "D1", Decimal(4))
    assert mark.reason == objection.decision.reason
    assert AuditEvent.objects.get(action="objection.decide").details["granted"] is True
    assert Result.objects.latest("pk").sha256 == before, "the result changes when the period is closed"


def test_it_is_decided_once(world: World, objection: Objection, sign_in: SignIn) -> None:
    refuse(world.secretariat, objection)
    with pytest.raises(ValidationError):
        grant(world.secretariat, objection)
    assert not ModeratedMark.objects.filter(objection=objection).exists()
    response = sign_in(world.secretariat).get(reverse("assessments:objection_decide", args=[objection.pk]), follow=True)
    assert "sudah diputuskan" in response.content.decode()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"reason": "  ", "granted": False}, "reason"),
        ({"reason": "", "granted": True, "value": Decimal(4)}, "reason"),
        ({"reason": "Bukti cukup", "granted": True}, "value"),
        ({"reason": "Bukti cukup", "granted": True, "value": Decimal("2.5")}, "value"),
        ({"reason": "Bukti cukup", "granted": True, "value": Decimal(9)}, "value"),
    ],
)
def test_a_decision_has_its_reasons_and_a_mark_of_the_instrument(
    said: dict[str, Any], field: str, world: World, objection: Objection
) -> None:
    with pytest.raises(ValidationError) as error:
        decide_objection(by=world.secretariat, objection=objection, **said)
    assert field in error.value.message_dict
    assert not ObjectionDecision.objects.exists()
    assert not ModeratedMark.objects.filter(objection=objection).exists()


def test_the_decision_is_made_on_its_page(world: World, objection: Objection, sign_in: SignIn) -> None:
    client = sign_in(world.secretariat)
    url = reverse("assessments:objection_decide", args=[objection.pk])
    refused = client.post(url, {"decision": "grant", "reason": "Bukti cukup"})
    assert refused.status_code == 422
    assert "Pilih nilai perbaikan" in refused.content.decode()
    assert "Bukti cukup" in refused.content.decode()
    assert client.post(url, {"decision": "grant", "reason": "x", "value": "9"}).status_code == 422
    assert not ObjectionDecision.objects.exists()
    done = client.post(url, {"decision": "grant", "reason": "Bukti cukup", "value": "4"}, follow=True)
    assert "Putusan sanggahan dicatat." in done.content.decode()
    page = sign_in(world.pandeglang.staff).get(reverse("assessments:objection_detail", args=[objection.pk]))
    for text in ("Dikabulkan", "Bukti cukup", "Nilai perbaikan:"):
        assert text in page.content.decode()


def test_a_mark_sent_along_with_a_refusal_counts_for_nothing(
    world: World, objection: Objection, sign_in: SignIn
) -> None:
    url = reverse("assessments:objection_decide", args=[objection.pk])
    sent = {"decision": "refuse", "reason": "Tidak terbukti", "value": "4"}
    assert sign_in(world.secretariat).post(url, sent).status_code == 302
    assert not ModeratedMark.objects.filter(objection=objection).exists()


# Closing


def test_a_granted_objection_makes_a_new_chained_result(world: World, round: Round, objection: Objection) -> None:
    old = round.results.get()
    grant(world.secretariat, objection)
    new = close_objections(by=world.secretariat, round=round)
    assert (new.number, new.previous_sha256) == (2, old.sha256)
    names = [card.entry["village_name"] for card in Reading(new.content).ranking]
    assert names[0] == objection.entry.target_village.name
    assert [card.entry["village_name"] for card in Reading(old.content).ranking] == names[::-1]
    out = StringIO()
    call_command("verify_results", stdout=out)
    assert "hasil sesuai" in out.getvalue()


def test_refused_objections_change_nothing(world: World, round: Round, objection: Objection, sign_in: SignIn) -> None:
    old = round.results.get()
    refuse(world.secretariat, objection)
    assert close_objections(by=world.secretariat, round=round) == old
    assert round.results.count() == 1
    assert sign_in(world.secretariat).get(reverse("assessments:result_diff", args=[round.pk])).status_code == 404


def test_the_period_does_not_end_while_an_objection_waits(world: World, round: Round, objection: Objection) -> None:
    with pytest.raises(PermissionDenied, match="1 sanggahan"):
        close_objections(by=world.secretariat, round=round)


@pytest.mark.parametrize("who", ["secretariat", "pandeglang", "serang", "official"])
def test_the_change_of_ranks_is_public_with_its_cause(
    who: str, world: World, round: Round, objection: Objection, sign_in: SignIn
) -> None:
    person = {
        "secretariat": world.secretariat,
        "pandeglang": world.pandeglang.staff,
        "serang": world.serang.staff,
        "official": world.official,
    }[who]
    client = sign_in(person)
    url = reverse("assessments:result_diff", args=[round.pk])
    grant(world.secretariat, objection)
    assert client.get(url).status_code == 404, "nothing leaks before the new result"
    close_objections(by=world.secretariat, round=round)
    old, new = round.results.order_by("number")
    page = client.get(url).content.decode()
    paper = text_of(fetch(client, "perubahan-peringkat", round.pk))
    for text in (old.code, new.code, "Bukti cukup dan sesuai", "50,00", "100,00"):
        assert text in page
        assert text in paper
    link = reverse("assessments:objection_detail", args=[objection.pk])
    assert (link in page) is (who in {"secretariat", "pandeglang"})
    shown = client.get(reverse("assessments:round_detail", args=[round.pk])).content.decode()
    assert f"Hasil ini menggantikan hasil nomor 1, kode {old.code}" in " ".join(shown.split())
    assert url in shown


def test_the_paper_of_decisions_says_all_that_was_said(
    world: World, round: Round, objection: Objection, sign_in: SignIn
) -> None:
    client = sign_in(world.secretariat)
    draft = order(client, "putusan-sanggahan", round.pk)
    words = text_of(b"".join(draft.parts()))
    assert "SEMENTARA" in words
    assert "menunggu putusan" in words
    assert draft.file_name == "putusan-sanggahan-provinsi-banten-2019-sementara.pdf"
    other = object_to(world.serang.staff, entry_of(round, world.serang.villages[0].pk), "L1")
    grant(world.secretariat, objection)
    refuse(world.secretariat, other)
    close_objections(by=world.secretariat, round=round)
    paper = order(client, "putusan-sanggahan", round.pk)
    text = text_of(b"".join(paper.parts()))
    assert paper.file_name == "putusan-sanggahan-provinsi-banten-2019.pdf"
    assert "SEMENTARA" not in text
    level = world.instrument.instrument.indicators["D1"].levels[-1]
    for words in (objection.claim, "Dikabulkan", "Bukti cukup dan sesuai", f"4 {level.text}", "Ditolak", "L1"):
        assert words in text
    assert round.results.earliest("number").code in text


def everything_in(pdf: bytes) -> str:
    """What a PDF says, and all that travels inside it."""
    with pikepdf.open(BytesIO(pdf)) as file:
        inside = [file.attachments[name].get_file().read_bytes().decode() for name in file.attachments]
    return "\n".join([text_of(pdf), *inside])


def test_assessors_have_numbers_for_who_does_not_run_the_round(
    world: World, round: Round, objection: Objection, sign_in: SignIn
) -> None:
    names = [member.user.full_name for member in round.panel.select_related("user")]
    staff, entry = sign_in(world.pandeglang.staff), objection.entry_id
    seen = [
        staff.get(reverse("assessments:objection_create", args=[entry, "D2"])).content.decode(),
        staff.get(reverse("assessments:objection_detail", args=[objection.pk])).content.decode(),
        everything_in(fetch(staff, "putusan-sanggahan", round.pk)),
    ]
    grant(world.secretariat, objection)
    close_objections(by=world.secretariat, round=round)
    seen += [
        everything_in(fetch(sign_in(person), "perubahan-peringkat", round.pk))
        for person in (world.pandeglang.staff, world.official)
    ]
    # Their names in this world differ from "Penilai 1" by the space alone.
    assert all(name not in text for name in names for text in seen)
    url = reverse("assessments:objection_detail", args=[objection.pk])
    assert names[0] in sign_in(world.secretariat).get(url).content.decode()


def test_a_district_round_is_objected_to_in_the_district(world: World, sign_in: SignIn) -> None:
    by = world.serang.staff
    round = open_objections(by=by, round=world.serang.round)
    filed = object_to(by, entry_of(round, world.serang.villages[1].pk))
    grant(by, filed)
    assert close_objections(by=by, round=round).number == 2
    assert (
        sign_in(world.pandeglang.staff).get(reverse("assessments:objection_list", args=[round.pk])).status_code == 404
    )


def test_a_tie_after_corrections_is_decided_before_the_end(world: World, round: Round, objection: Objection) -> None:
    """Granting the second village the mark that put the first ahead leaves a tie to decide."""
    grant(world.secretariat, objection, 3)
    with pytest.raises(PermissionDenied, match="keputusan pleno"):
        close_objections(by=world.secretariat, round=round)
