"""When a family leaves the programme or comes back: noted with date and reason, never taken back, nothing lost."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from p2wkss.actions.saving import StaleVersion
from p2wkss.models import AuditEvent
from tests.factories.places import make_family, make_survey, nik
from tests.factories.world import World
from villages.actions.families import save_family, set_family_status
from villages.enums import FamilyStatus, SurveyRound
from villages.models import Family, FamilyStatusEvent, Survey

pytestmark = pytest.mark.usefixtures("shared_world")

SignIn = Callable[[Any], Client]
LEFT = {"status": "moved", "since": "2019-05-01", "reason": "Ikut anak ke Lebak"}


def address(world: World) -> str:
    return reverse("villages:family_status", args=[world.serang.family.pk])


def change(world: World, status: str, **facts: Any) -> FamilyStatusEvent:
    values = {"since": date(2019, 5, 1), "reason": "Ikut anak", **facts}
    return set_family_status(by=world.serang.staff, family=world.serang.family, status=status, **values)


def test_a_family_leaves_and_comes_back_with_its_history(staff: Client, world: World) -> None:
    response = staff.post(address(world), LEFT, follow=True)
    assert "sekarang: Pindah." in response.content.decode()
    staff.post(address(world), {"status": "active", "since": "2019-07-01", "reason": "Kembali ke rumah"})
    family = Family.objects.get(pk=world.serang.family.pk)
    assert (family.status, family.version) == ("active", world.serang.family.version + 2)
    events = family.status_events.values_list("status", "since", "reason", "by")
    assert list(events) == [
        ("moved", date(2019, 5, 1), "Ikut anak ke Lebak", world.serang.staff.pk),
        ("active", date(2019, 7, 1), "Kembali ke rumah", world.serang.staff.pk),
    ]
    page = staff.get(reverse("villages:family_detail", args=[family.pk])).content.decode()
    for words in ("Riwayat status", "1 Mei 2019", "Ikut anak ke Lebak", "Kembali ke rumah", "1 Juli 2019"):
        assert words in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"status": "active"}, "status"),
        ({"status": "merged"}, "status"),
        ({"status": ""}, "status"),
        ({"since": "2999-01-01"}, "since"),
        ({"since": ""}, "since"),
        ({"reason": "   "}, "reason"),
    ],
)
def test_what_is_wrong_stands_at_its_field(staff: Client, world: World, changes: dict[str, str], field: str) -> None:
    response = staff.post(address(world), {**LEFT, **changes})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not FamilyStatusEvent.objects.exists()


@pytest.mark.parametrize(
    ("status", "facts", "field"),
    [
        ("active", {}, "status"),
        ("merged", {}, "status"),
        ("gone", {}, "status"),
        ("moved", {"since": timezone.localdate() + timedelta(days=1)}, "since"),
        ("moved", {"reason": " "}, "reason"),
    ],
)
def test_the_action_refuses_the_same_itself(world: World, status: str, facts: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        change(world, status, **facts)
    assert set(refusal.value.message_dict) == {field}


def test_the_same_status_again_is_refused_by_what_the_database_holds(world: World) -> None:
    change(world, "moved")
    with pytest.raises(ValidationError, match="sudah berstatus"):
        change(world, "moved")
    assert FamilyStatusEvent.objects.count() == 1


def test_only_who_enters_families_there_may(world: World) -> None:
    for user in (world.secretariat, world.pandeglang.staff, world.official):
        with pytest.raises(PermissionDenied):
            set_family_status(by=user, family=world.serang.family, status="moved", since=date(2019, 5, 1), reason="x")


def test_the_log_says_what_and_when_but_no_reason(world: World) -> None:
    change(world, "died", reason="Sakit lama di rumah")
    event = AuditEvent.objects.get(action="family.set_status")
    assert event.details == {"status": "died", "since": "2019-05-01"}


def test_the_history_takes_no_changes(world: World) -> None:
    change(world, "withdrew")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        FamilyStatusEvent.objects.update(reason="lain")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows = FamilyStatusEvent.objects.all()
        rows._raw_delete(rows.db)


def test_a_form_that_was_open_meanwhile_does_not_bring_the_old_status_back(world: World) -> None:
    opened = Family.objects.get(pk=world.serang.family.pk)
    change(world, "moved")
    opened.address = "Kampung Meliyas"
    with pytest.raises(StaleVersion):
        save_family(by=world.serang.staff, family=opened)
    assert Family.objects.get(pk=opened.pk).status == FamilyStatus.MOVED


def test_who_left_keeps_its_surveys_and_they_may_be_corrected(staff: Client, world: World) -> None:
    change(world, "moved")
    url = reverse("villages:survey_edit", args=[world.serang.family.pk, SurveyRound.BASELINE])
    survey = Survey.objects.get(family=world.serang.family, round=SurveyRound.BASELINE)
    answers = {f"answer_{number}": "t" for number in range(1, 22)}
    response = staff.post(url, {"surveyed_on": "2019-01-15", "version": str(survey.version), **answers})
    assert response.status_code == 302
    survey.refresh_from_db()
    assert survey.answers == "t" * 21


def test_a_merged_record_leads_to_the_other_and_takes_no_changes(staff: Client, world: World) -> None:
    by, village = world.serang.staff, world.serang.villages[0]
    twin = make_family(by, village, serial=70, head_name="Ibu Rohayatii (contoh)")
    survey = make_survey(by, twin)
    Family.objects.filter(pk=twin.pk).update(status=FamilyStatus.MERGED, merged_into=world.serang.family)
    page = staff.get(reverse("villages:family_detail", args=[twin.pk])).content.decode()
    assert "Data ini digabung ke data lain" in page
    assert f'href="{reverse("villages:family_detail", args=[world.serang.family.pk])}"' in page
    for name in ("family_update", "family_status", "member_create"):
        url = reverse(f"villages:{name}", args=[twin.pk])
        assert url not in page
        assert staff.get(url).status_code == 403
    edit = reverse("villages:survey_edit", args=[twin.pk, SurveyRound.BASELINE])
    assert staff.post(edit, {"version": str(survey.version)}).status_code == 403
    assert nik(70) not in page
