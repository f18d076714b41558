"""Who may open what: one table of every address, walked as everybody, for the own and for another district.

A new address without a row fails, and so does a row without an address.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from assessments.models import Entry, PanelMember, ScoreSheet
from p2wkss.models import RoleAssignment
from p2wkss.roles import Role
from tests.factories.places import make_family, make_member
from tests.factories.world import District, World, build_world
from tests.meta.access import (
    activities,
    assets,
    core,
    dashboards,
    dossier,
    evidence,
    judging_instruments,
    judging_objections,
    judging_plenary,
    judging_scoring,
    judging_trust,
    letterheads,
    reports,
    stages,
    visits,
)
from tests.meta.access.rows import EMPTY, Arguments, Row
from villages.actions.duplicates import decide_different
from villages.actions.exports import request_export
from villages.actions.imports import upload_workbook
from villages.models import DuplicateDecision, Export, Family, ImportBatch, Member

AREAS = (
    core,
    stages,
    visits,
    activities,
    evidence,
    assets,
    dashboards,
    dossier,
    judging_instruments,
    judging_scoring,
    judging_plenary,
    judging_objections,
    judging_trust,
    letterheads,
    reports,
)
TABLE: dict[str, Row] = {name: row for area in AREAS for name, row in area.TABLE.items()}
FORMS: dict[str, int] = {name: status for area in AREAS for name, status in area.FORMS.items()}
ARGUMENTS: dict[str, Arguments] = {name: make for area in AREAS[1:] for name, make in area.ARGUMENTS.items()}

pytestmark = pytest.mark.django_db


def every_address(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """Name every address of the site."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from every_address(pattern, f"{pattern.namespace}:" if pattern.namespace else prefix)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}"


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Build the world once for the module, in a transaction that is rolled back."""
    from django.db import transaction

    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            yield build_world()
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)


def member_of(district: District) -> Member:
    """Give the one member of the district's family."""
    return district.family.members.first() or make_member(district.staff, district.family)


def import_of(district: District) -> ImportBatch:
    """Give the one upload of the district's village: refused, as it is no workbook."""
    village = district.villages[0]
    made = {"target_village": village, "round": "baseline", "file": ContentFile(b"-", "daftar.xlsx")}
    return village.imports.first() or upload_workbook(by=district.staff, **made)


def export_of(district: District) -> Export:
    """Give the one workbook that the staff of the district asked for."""
    known = Export.objects.visible_to(district.staff).first()
    return known or request_export(by=district.staff, target_village=district.villages[0])


def address(name: str, world: World, district: District, own: bool) -> str:
    """Give the address of the object that a row is about."""
    if name in ARGUMENTS:
        return reverse(name, args=ARGUMENTS[name](world, district, own))
    entry = Entry.objects.get(round=district.round, target_village=district.villages[0])
    sheet = ScoreSheet.objects.get(
        entry__round=world.round,
        entry__target_village=world.serang.villages[0],
        member__user=world.assessors[0 if own else 1],
    )
    keys: dict[str, Any] = {
        "user": district.staff.pk,
        "role_grant": district.staff.pk,
        "role_revoke": RoleAssignment.objects.get(user=district.staff).pk,
        "villages:decree": district.decree.pk,
        "villages:village": district.villages[0].pk,
        "villages:change_": district.villages[0].pk,
        "villages:family_list": district.villages[0].pk,
        "villages:family_create": district.villages[0].pk,
        "villages:family": district.family.pk,
        "villages:survey_copy": district.family.pk,
        "villages:member_create": district.family.pk,
        "villages:member_update": member_of(district).pk,
        "villages:workbooks": district.villages[0].pk,
        "villages:import_": import_of(district).pk,
        "assessments:instrument": world.instrument.pk,
        "assessments:entry_add": district.round.pk,
        "assessments:entry_remove": entry.pk,
        "assessments:member_add": district.round.pk,
        "assessments:member_remove": PanelMember.objects.filter(round=district.round).earliest("pk").pk,
        "assessments:nominate": entry.pk,
        "assessments:scorecard": entry.pk,
        "assessments:sheet_edit": sheet.pk,
    }
    plain = {"_list", "_create", "_load"}
    if name in {"villages:export_detail", "villages:export_file"}:
        return reverse(name, args=[export_of(district).pk])
    if name in {"villages:duplicate_compare", "villages:decision_undo"}:
        return reverse(name, args=pair_of(district) if name.endswith("compare") else [decision_of(district).pk])
    if name in {"villages:survey_submit", "villages:review_queue", "villages:signals", "villages:workbook_template"}:
        return reverse(name, args=[district.villages[0].pk, "baseline"])
    if name in {"villages:survey_edit", "villages:survey_autosave", "villages:survey_review"}:
        return reverse(name, args=[district.family.pk, "baseline"])
    best = max((key for key in keys if name.startswith(key)), key=len, default="")
    if name in keys:
        return reverse(name, args=[keys[name]])
    if any(name.endswith(end) for end in plain) or (
        TABLE[name].other is None
        and name
        not in {
            "assessments:instrument_detail",
            "assessments:instrument_lock",
        }
    ):
        return reverse(name)
    return reverse(name, args=[keys[best] if best else district.round.pk])


def pair_of(district: District) -> list[UUID]:
    """Give the family of the world and one more beside it."""
    return [district.family.pk, make_family(district.staff, district.villages[0], serial=909).pk]


def decision_of(district: District) -> DuplicateDecision:
    """Decide on the same two families."""
    first, second = Family.objects.filter(pk__in=pair_of(district))
    return decide_different(by=district.staff, first=first, second=second, reason="Dua rumah")


def found(url: str, world: World, *, post: bool) -> dict[Role, int]:
    """Open the address as each role and give the statuses."""
    answers = {}
    for role in Role:
        client = Client()
        client.force_login(world.person(role), backend="django.contrib.auth.backends.ModelBackend")
        answers[role] = client.post(url, EMPTY).status_code if post else client.get(url).status_code
    return answers


def test_table_names_every_address() -> None:
    assert set(every_address()) == set(TABLE)


@pytest.mark.parametrize("name", sorted(TABLE))
def test_own_district(name: str, world: World) -> None:
    row = TABLE[name]
    url = address(name, world, world.serang, own=True)
    assert found(url, world, post=row.post) == row.own, url


@pytest.mark.parametrize("name", sorted(name for name, row in TABLE.items() if row.other is not None))
def test_other_district(name: str, world: World) -> None:
    row = TABLE[name]
    url = address(name, world, world.pandeglang, own=False)
    assert found(url, world, post=row.post) == row.other, url


def sent_empty(name: str, rights: dict[Role, int]) -> dict[Role, int]:
    """What a POST with nothing in it gets: whoever may not open a form may not send it either."""
    if name not in FORMS:
        return dict.fromkeys(Role, 405)
    return {role: FORMS[name] if status == 200 else status for role, status in rights.items()}


@pytest.mark.parametrize("name", sorted(name for name, row in TABLE.items() if not row.post))
def test_posting_takes_the_same_rights(name: str, world: World) -> None:
    row = TABLE[name]
    url = address(name, world, world.serang, own=True)
    assert found(url, world, post=True) == sent_empty(name, row.own), url
    if row.other is not None:
        url = address(name, world, world.pandeglang, own=False)
        assert found(url, world, post=True) == sent_empty(name, row.other), url


@pytest.mark.parametrize("name", sorted(name for name, row in TABLE.items() if row.post and name != "set_language"))
def test_a_step_is_never_taken_by_a_link(name: str, world: World) -> None:
    url = address(name, world, world.serang, own=True)
    assert found(url, world, post=False) == dict.fromkeys(Role, 405), url


def test_forms_are_pages_of_the_table() -> None:
    assert set(FORMS) <= {name for name, row in TABLE.items() if not row.post}


@pytest.mark.parametrize("name", sorted(TABLE))
def test_without_signing_in(name: str, world: World) -> None:
    row = TABLE[name]
    url = address(name, world, world.serang, own=True)
    client = Client()
    response = client.post(url, EMPTY) if row.post else client.get(url)
    assert response.status_code == row.anonymous
    if row.anonymous != 200 and name not in {"logout", "set_language", "villages:calendar_feed"}:
        assert response["Location"].startswith(reverse("login")), "a page that is not opened leads to sign-in"
