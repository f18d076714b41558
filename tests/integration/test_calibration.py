"""A calibration round: the panel marks one village that it knows, to mark alike; no result, no rank, no nominee."""

from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from assessments.actions.plenary import moderate
from assessments.actions.results import lock_result
from assessments.actions.rounds import (
    add_entry,
    candidates,
    create_round,
    end_calibration,
    nominate,
    open_plenary,
    start_scoring,
)
from assessments.enums import RoundKind
from assessments.models import Entry, PanelMember, Result, Round, ScoreSheet
from assessments.phases import Phase
from p2wkss.models import Region
from tests.factories.judging import fill_sheet, open_round
from tests.factories.places import make_cycle, make_village
from tests.factories.world import World
from villages.models import Cycle

pytestmark = pytest.mark.usefixtures("shared_world")

SignIn = Callable[[Any], Client]


@pytest.fixture
def round(world: World) -> Round:
    """The province's calibration beside its judging: both assessors, Kamurang as the anchor."""
    made = Round(
        cycle=world.cycle,
        region=Region.objects.get(code="36"),
        instrument=world.instrument,
        kind=RoundKind.CALIBRATION,
    )
    round = create_round(by=world.secretariat, round=made)
    add_entry(by=world.secretariat, round=round, target_village=world.serang.villages[1])
    PanelMember.objects.bulk_create(PanelMember(round=round, user=user) for user in world.assessors)
    return round


def bring_to_plenary(world: World, round: Round) -> Round:
    """Let both assessors mark the anchor: 4 and 1."""
    open_round(world.secretariat, round)
    for sheet in ScoreSheet.objects.filter(entry__round=round).select_related("member"):
        fill_sheet(sheet, 4 if sheet.member.user_id == world.assessors[0].pk else 1)
    return open_plenary(by=world.secretariat, round=round)


def test_it_is_set_up_by_its_form_beside_the_judging(world: World, sign_in: SignIn) -> None:
    client = sign_in(world.secretariat)
    sent = {"cycle": world.cycle.pk, "region": "36", "instrument": world.instrument.pk}
    refused = client.post(reverse("assessments:round_create"), {**sent, "kind": "judging"})
    assert "Penilaian untuk wilayah dan tahun ini sudah ada." in refused.content.decode()
    assert client.post(reverse("assessments:round_create"), {**sent, "kind": "calibration"}).status_code == 302
    round = Round.objects.latest("pk")
    assert round.is_calibration
    page = client.get(reverse("assessments:round_detail", args=[round.pk])).content.decode()
    assert "Kalibrasi" in page
    assert "Pilih desa acuan" in page
    assert "Kalibrasi" in client.get(reverse("assessments:round_list")).content.decode()
    form = client.get(reverse("assessments:entry_add", args=[round.pk])).context["form"]
    assert any(label.endswith("(2019)") for _value, label in form.fields["target_village"].choices)


def test_the_anchor_is_one_village_of_the_region_of_any_year(world: World, round: Round) -> None:
    earlier = make_cycle(world.secretariat, 2018)
    old = make_village(world.serang.staff, earlier, world.serang.decree, "36.04.15.2010")
    round.entries.all().delete()
    assert {one.pk for one in candidates(round)} == {
        old.pk,
        *(one.pk for district in (world.serang, world.pandeglang) for one in district.villages),
    }
    assert old not in candidates(world.round)
    add_entry(by=world.secretariat, round=round, target_village=old)
    assert candidates(round) == []
    with pytest.raises(ValidationError, match="satu desa acuan saja"):
        add_entry(by=world.secretariat, round=round, target_village=world.serang.villages[0])


def test_it_needs_the_anchor_and_a_panel(world: World, round: Round) -> None:
    round.entries.all().delete()
    with pytest.raises(PermissionDenied, match="satu desa acuan"):
        start_scoring(by=world.secretariat, round=round)


def test_its_plenary_shows_agreement_and_ends_without_a_result(world: World, round: Round, sign_in: SignIn) -> None:
    opened = bring_to_plenary(world, round)
    client = sign_in(world.secretariat)
    page = client.get(reverse("assessments:plenary", args=[round.pk])).content.decode()
    for words in ("Keselarasan penilai", "lebih ketat dari rekan", "Kalibrasi"):
        assert words in page
    assert "berita acara" not in page
    entry = Entry.objects.get(round=round)
    shown = client.get(reverse("assessments:plenary_entry", args=[entry.pk])).content.decode()
    assert "Tetapkan nilai pleno" not in shown
    assert (
        client.get(reverse("assessments:round_detail", args=[round.pk])).context["next"]["label"] == "Akhiri kalibrasi"
    )
    with pytest.raises(PermissionDenied, match="tidak menghasilkan peringkat"):
        lock_result(by=world.secretariat, round=opened)
    client.post(reverse("assessments:round_end", args=[round.pk]))
    assert Round.objects.get(pk=round.pk).phase == Phase.FINAL
    assert not Result.objects.filter(round=round).exists()
    assert client.get(reverse("assessments:plenary", args=[round.pk])).status_code == 200


def test_no_mark_is_replaced_in_it(world: World, round: Round) -> None:
    bring_to_plenary(world, round)
    entry = Entry.objects.get(round=round)
    about = {"indicator": "D1", "value": Decimal(3), "not_applicable": False, "reason": "Dibahas"}
    with pytest.raises(PermissionDenied, match="nilainya tidak diganti"):
        moderate(by=world.secretariat, entry=entry, **about)


def test_a_judging_never_ends_as_a_calibration(world: World, round: Round) -> None:
    bring_to_plenary(world, round)
    Round.objects.filter(pk=round.pk).update(
        kind=RoundKind.JUDGING, cycle=Cycle.objects.create(year=2001, province_id="36")
    )
    with pytest.raises(PermissionDenied, match="Hanya kalibrasi"):
        end_calibration(by=world.secretariat, round=round)


@pytest.mark.parametrize("phase", list(Phase))
def test_nobody_outside_ever_sees_it(phase: Phase, world: World, round: Round, sign_in: SignIn) -> None:
    bring_to_plenary(world, round)
    Round.objects.filter(pk=round.pk).update(phase=phase)
    entry = Entry.objects.get(round=round)
    for user in (world.official, world.serang.staff):
        client = sign_in(user)
        for name, pk in (
            ("round_detail", round.pk),
            ("ranking", round.pk),
            ("plenary", round.pk),
            ("scorecard", entry.pk),
        ):
            assert client.get(reverse(f"assessments:{name}", args=[pk])).status_code == 404, (name, user)
        for kind, subject in (("peringkat", round.pk), ("berita-acara", round.pk), ("kartu-nilai", entry.pk)):
            assert client.get(reverse("report_offer", args=[kind, subject])).status_code == 404, (kind, user)
        assert "Kalibrasi" not in client.get(reverse("assessments:round_list")).content.decode()
    manager = sign_in(world.secretariat)
    for name, pk in (("ranking", round.pk), ("scorecard", entry.pk)):
        assert manager.get(reverse(f"assessments:{name}", args=[pk])).status_code == 403
    for kind, subject, status in (
        ("peringkat", round.pk, 403),
        ("kartu-nilai", entry.pk, 403),
        ("berita-acara", round.pk, 404),
    ):
        assert manager.get(reverse("report_offer", args=[kind, subject])).status_code == status


def test_it_never_ranks_and_never_nominates(world: World, round: Round) -> None:
    bring_to_plenary(world, round)
    end_calibration(by=world.secretariat, round=round)
    with pytest.raises(CommandError, match="Belum ada hasil"):
        call_command("ranking", year=2019, province="36", stdout=StringIO())
    Round.objects.filter(pk=round.pk).update(region="36.04")
    entry = Entry.objects.select_related("round__region", "round__cycle", "target_village").get(round=round)
    with pytest.raises(PermissionDenied):
        nominate(by=world.serang.staff, entry=entry, reason="Coba")
