"""Who may open what: one table of every address, walked as everybody, for the own and for another district.

A new address without a row fails, and so does a row without an address.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple
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
from villages.actions.duplicates import decide_different
from villages.actions.exports import request_export
from villages.actions.imports import upload_workbook
from villages.models import DuplicateDecision, Export, Family, ImportBatch, Member

ADMIN, SECRETARIAT, STAFF = Role.ADMINISTRATOR, Role.SECRETARIAT, Role.DISTRICT_STAFF
SURVEYOR, ASSESSOR, OFFICIAL = Role.SURVEYOR, Role.ASSESSOR, Role.OFFICIAL
EVERYBODY = dict.fromkeys(Role, 200)
NOBODY = dict.fromkeys(Role, 403)
UNSEEN = dict.fromkeys(Role, 404)
# A form that is sent without anything in it comes back with what is missing.
INCOMPLETE, DONE = 422, 302
EMPTY = {"csrfmiddlewaretoken": "-"}


class Row(NamedTuple):
    """What is expected of one address: by role, for an object of the own and of another district."""

    own: dict[Role, int]
    other: dict[Role, int] | None = None
    post: bool = False
    anonymous: int = 302


def only(base: dict[Role, int], **roles: int) -> dict[Role, int]:
    """The base with some roles set otherwise."""
    return {**base, **{Role[name.upper()]: status for name, status in roles.items()}}


PROGRAMME = only(NOBODY, secretariat=200, district_staff=200, surveyor=200)
PLACE = only(UNSEEN, secretariat=200, district_staff=200, surveyor=200)
OTHER_PLACE = only(UNSEEN, secretariat=200)
ENTER = only(UNSEEN, secretariat=403, district_staff=200, surveyor=200)
OTHER_ENTER = only(UNSEEN, secretariat=403)
MANAGE_PLACE = only(UNSEEN, secretariat=403, district_staff=200, surveyor=403)
OWN_IMPORT = only(UNSEEN, district_staff=200, surveyor=200)
USERS = only(NOBODY, administrator=200)
# District rounds of the world are published: officials of the province read them, and each district its own.
RESULT = only(UNSEEN, secretariat=200, district_staff=200, official=200)
OTHER_RESULT = only(UNSEEN, secretariat=200, official=200)
RUN_ROUND = only(UNSEEN, secretariat=403, district_staff=403, official=403)
OTHER_RUN_ROUND = only(UNSEEN, secretariat=403, official=403)

pytestmark = pytest.mark.django_db

TABLE: dict[str, Row] = {
    "home": Row(EVERYBODY),
    "login": Row(dict.fromkeys(Role, 302), anonymous=200),
    "logout": Row(dict.fromkeys(Role, 302), post=True, anonymous=302),
    "password_change": Row(EVERYBODY),
    "password_change_done": Row(EVERYBODY),
    "set_language": Row(dict.fromkeys(Role, 302), post=True, anonymous=302),
    "region_options": Row(EVERYBODY),
    "user_list": Row(USERS),
    "user_create": Row(USERS),
    "user_detail": Row(USERS, USERS),
    "user_update": Row(USERS, USERS),
    "user_password": Row(USERS, USERS),
    "role_grant": Row(USERS, USERS),
    "role_revoke": Row(USERS, USERS),
    "audit_list": Row(USERS),
    "villages:cycle_list": Row(PROGRAMME),
    "villages:cycle_create": Row(only(NOBODY, secretariat=200)),
    "villages:decree_list": Row(PROGRAMME),
    "villages:decree_create": Row(only(NOBODY, district_staff=200)),
    "villages:decree_detail": Row(only(UNSEEN, secretariat=200, district_staff=200), OTHER_PLACE),
    "villages:decree_update": Row(only(UNSEEN, secretariat=403, district_staff=200), OTHER_ENTER),
    "villages:decree_file": Row(UNSEEN, UNSEEN),
    "villages:village_list": Row(PROGRAMME),
    "villages:village_create": Row(only(NOBODY, district_staff=200)),
    "villages:village_detail": Row(PLACE, OTHER_PLACE),
    "villages:village_update": Row(MANAGE_PLACE, OTHER_ENTER),
    "villages:change_table": Row(PLACE, OTHER_PLACE),
    "villages:change_pdf": Row(PLACE, OTHER_PLACE),
    "villages:change_xlsx": Row(PLACE, OTHER_PLACE),
    "villages:family_list": Row(PLACE, OTHER_PLACE),
    "villages:family_create": Row(ENTER, OTHER_ENTER),
    "villages:family_detail": Row(PLACE, OTHER_PLACE),
    "villages:family_update": Row(ENTER, OTHER_ENTER),
    "villages:family_numbers": Row(MANAGE_PLACE, OTHER_ENTER),
    "villages:family_status": Row(ENTER, OTHER_ENTER),
    "villages:member_create": Row(ENTER, OTHER_ENTER),
    "villages:member_update": Row(ENTER, OTHER_ENTER),
    "villages:village_progress": Row(PLACE, OTHER_PLACE),
    "villages:survey_edit": Row(ENTER, OTHER_ENTER),
    # The page's script gets what is missing in the draft that it sends.
    "villages:survey_autosave": Row(
        only(ENTER, district_staff=INCOMPLETE, surveyor=INCOMPLETE), OTHER_ENTER, post=True
    ),
    "villages:survey_submit": Row(only(ENTER, district_staff=DONE, surveyor=DONE), OTHER_ENTER, post=True),
    "villages:survey_copy": Row(only(ENTER, district_staff=DONE, surveyor=DONE), OTHER_ENTER, post=True),
    "villages:survey_review": Row(MANAGE_PLACE, OTHER_ENTER),
    "villages:review_queue": Row(MANAGE_PLACE, OTHER_ENTER),
    "villages:signals": Row(MANAGE_PLACE, OTHER_ENTER),
    "villages:duplicate_list": Row(only(NOBODY, secretariat=200, district_staff=200)),
    "villages:village_duplicates": Row(only(PLACE, surveyor=403), OTHER_PLACE),
    "villages:duplicate_compare": Row(only(PLACE, surveyor=403), OTHER_PLACE),
    "villages:decision_list": Row(only(NOBODY, secretariat=200, district_staff=200)),
    "villages:decision_undo": Row(only(PLACE, surveyor=403), OTHER_PLACE),
    "villages:workbooks": Row(ENTER, OTHER_ENTER),
    "villages:workbook_template": Row(ENTER, OTHER_ENTER),
    "villages:import_detail": Row(OWN_IMPORT, UNSEEN),
    "villages:import_columns": Row(only(UNSEEN, district_staff=DONE, surveyor=DONE), UNSEEN),
    "villages:import_errors": Row(UNSEEN, UNSEEN),
    "villages:import_confirm": Row(only(UNSEEN, district_staff=DONE, surveyor=DONE), UNSEEN, post=True),
    "villages:import_recheck": Row(only(UNSEEN, district_staff=DONE, surveyor=DONE), UNSEEN, post=True),
    "villages:import_cancel": Row(only(UNSEEN, district_staff=DONE, surveyor=DONE), UNSEEN, post=True),
    "villages:export_create": Row(PROGRAMME),
    # What the staff of each district asked for is theirs alone.
    "villages:export_detail": Row(only(UNSEEN, district_staff=200), UNSEEN),
    "villages:export_file": Row(only(UNSEEN, district_staff=200), UNSEEN),
    "assessments:instrument_list": Row(only(NOBODY, secretariat=200, district_staff=200)),
    "assessments:instrument_load": Row(only(NOBODY, secretariat=DONE), post=True),
    "assessments:instrument_detail": Row(only(UNSEEN, secretariat=200, district_staff=200)),
    "assessments:instrument_lock": Row(only(UNSEEN, secretariat=403, district_staff=403), post=True),
    "assessments:round_list": Row(EVERYBODY),
    "assessments:round_create": Row(only(NOBODY, secretariat=200, district_staff=200)),
    "assessments:round_detail": Row(RESULT, OTHER_RESULT),
    "assessments:entry_add": Row(RUN_ROUND, OTHER_RUN_ROUND),
    "assessments:entry_remove": Row(RUN_ROUND, OTHER_RUN_ROUND, post=True),
    "assessments:member_add": Row(RUN_ROUND, OTHER_RUN_ROUND),
    "assessments:member_remove": Row(RUN_ROUND, OTHER_RUN_ROUND, post=True),
    # Whoever runs the round is told on its own page why a step is not open.
    "assessments:round_start": Row(only(RUN_ROUND, district_staff=DONE), OTHER_RUN_ROUND, post=True),
    "assessments:round_stop": Row(only(RUN_ROUND, district_staff=DONE), OTHER_RUN_ROUND, post=True),
    "assessments:round_lock": Row(only(RUN_ROUND, district_staff=DONE), OTHER_RUN_ROUND, post=True),
    "assessments:round_publish": Row(only(RUN_ROUND, district_staff=DONE), OTHER_RUN_ROUND, post=True),
    "assessments:tie_decide": Row(RUN_ROUND, OTHER_RUN_ROUND),
    "assessments:nominate": Row(only(RUN_ROUND, district_staff=200), OTHER_RUN_ROUND),
    "assessments:ranking": Row(RESULT, OTHER_RESULT),
    "assessments:ranking_pdf": Row(RESULT, OTHER_RESULT),
    "assessments:ranking_xlsx": Row(RESULT, OTHER_RESULT),
    "assessments:scorecard": Row(RESULT, OTHER_RESULT),
    "assessments:scorecard_pdf": Row(RESULT, OTHER_RESULT),
    "assessments:sheet_list": Row(only(NOBODY, assessor=200)),
    # The own sheet is that of the province's round; the other is a colleague's.
    "assessments:sheet_edit": Row(only(UNSEEN, assessor=200), UNSEEN),
    "assessments:result_list": Row(EVERYBODY),
}

# The pages that take a form, with what they answer when it comes back empty from somebody who may send it. All other
# pages take no POST at all.
FORMS: dict[str, int] = {
    "login": DONE,
    "password_change": INCOMPLETE,
    "user_create": INCOMPLETE,
    "user_update": INCOMPLETE,
    "user_password": INCOMPLETE,
    "role_grant": INCOMPLETE,
    "role_revoke": DONE,
    "villages:cycle_create": INCOMPLETE,
    "villages:decree_create": INCOMPLETE,
    "villages:decree_update": INCOMPLETE,
    "villages:village_create": INCOMPLETE,
    "villages:village_update": INCOMPLETE,
    "villages:family_create": INCOMPLETE,
    "villages:family_update": INCOMPLETE,
    "villages:family_list": DONE,  # a search for nothing leads to the plain list
    "villages:family_numbers": INCOMPLETE,
    "villages:family_status": INCOMPLETE,
    "villages:member_create": INCOMPLETE,
    "villages:member_update": INCOMPLETE,
    "villages:survey_edit": INCOMPLETE,
    "villages:survey_review": INCOMPLETE,
    "villages:review_queue": INCOMPLETE,
    "villages:duplicate_compare": INCOMPLETE,
    "villages:decision_undo": INCOMPLETE,
    "villages:workbooks": INCOMPLETE,
    "villages:import_columns": INCOMPLETE,
    "villages:export_create": INCOMPLETE,
    "assessments:round_create": INCOMPLETE,
    "assessments:entry_add": INCOMPLETE,
    "assessments:member_add": INCOMPLETE,
    "assessments:tie_decide": INCOMPLETE,
    "assessments:nominate": INCOMPLETE,
    "assessments:sheet_edit": INCOMPLETE,
}


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
    if name not in {"login", "logout", "set_language"}:
        assert response["Location"].startswith(reverse("login")), "a page that is not opened leads to sign-in"
