"""The pages of the workbooks of families: asked for, waited for, fetched by who asked for them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from p2wkss.models import Region
from tests.factories.exports import make_export
from tests.factories.places import make_family
from tests.factories.world import World
from villages.exports.running import read_export
from villages.models import Export

pytestmark = pytest.mark.usefixtures("shared_world")

SignIn = Callable[[Any], Client]
REASON = "Pencocokan data bansos"


@pytest.fixture(autouse=True)
def workplace(settings: Any, tmp_path: Path) -> None:
    """Keep the open sheets of these tests in a place of their own."""
    settings.VAR_DIR = tmp_path


def place(world: World) -> dict[str, Any]:
    return {"target_village": world.serang.villages[0]}


def options(page: Any) -> list[str]:
    return [key for _group, choices in page.context["form"].fields["scope"].choices[1:] for key, _words in choices]


def test_the_form_offers_what_the_person_may_see(world: World, sign_in: SignIn) -> None:
    url = reverse("villages:export_create")
    own = [f"desa-{one.pk}" for one in world.serang.villages]
    others = [f"desa-{one.pk}" for one in world.pandeglang.villages]
    for person, expected, numbers in (
        (world.secretariat, ["wilayah-36", "wilayah-36.01", "wilayah-36.04", *others, *own], False),
        (world.serang.staff, ["wilayah-36.04", *own], True),
        (world.serang.surveyor, own[:1], False),
    ):
        page = sign_in(person).get(url)
        assert sorted(options(page)) == sorted(expected)
        assert ("with_numbers" in page.context["form"].fields) is numbers
        assert ("NIK dan No. KK disamarkan." in page.content.decode()) is not numbers


def test_from_the_register_to_the_file(world: World, staff: Client) -> None:
    village = world.serang.villages[0]
    register = staff.get(reverse("villages:family_list", args=[village.pk])).content.decode()
    url = f"{reverse('villages:export_create')}?desa={village.pk}"
    assert f'href="{url}"' in register
    assert f'href="{reverse("villages:workbooks", args=[village.pk])}"' in register
    page = staff.get(url)
    assert page.context["form"]["scope"].value() == f"desa-{village.pk}"
    answer = staff.post(url, {"scope": f"desa-{village.pk}"})
    export = Export.objects.get()
    assert answer["Location"] == reverse("villages:export_detail", args=[export.pk])
    file_url = reverse("villages:export_file", args=[export.pk])
    assert file_url in staff.get(answer["Location"]).content.decode()
    file = staff.get(file_url)
    assert file["Content-Disposition"] == 'attachment; filename="keluarga-36.04.15.2010-2019.xlsx"'
    assert file["Cache-Control"] == "private, no-store"
    assert file.content == read_export(export)


def test_a_short_reason_comes_back_at_its_field(world: World, staff: Client) -> None:
    typed = {"scope": "wilayah-36.04", "with_numbers": "1", "reason": "singkat"}
    page = staff.post(reverse("villages:export_create"), typed)
    assert page.status_code == 422
    form = page.context["form"]
    assert form.errors == {"reason": ["Tulis alasan membuka NIK, paling sedikit 10 huruf."]}
    assert [form[name].value() for name in typed] == list(typed.values()), "nothing typed is lost"


def test_what_is_not_offered_is_refused(world: World, staff: Client, sign_in: SignIn) -> None:
    url, other = reverse("villages:export_create"), world.pandeglang.villages[0]
    for scope in ("wilayah-36", f"desa-{other.pk}", "desa-0", "wilayah-36.04; --", "x"):
        assert staff.post(url, {"scope": scope}).status_code == 422
    assert staff.get(url, {"desa": other.pk}).status_code == 404
    assert staff.get(url, {"desa": "x"}).status_code == 404
    assert staff.get(url, {"desa": "9" * 30}).status_code == 404
    assert staff.get(url, {"tahun": "1066"}).status_code == 200
    sender = sign_in(world.secretariat)
    sender.post(url, {"scope": "wilayah-36", "with_numbers": "1", "reason": REASON})
    assert not Export.objects.get().with_numbers, "a field that is not offered counts for nothing"


def test_only_the_own_are_seen(world: World, sign_in: SignIn) -> None:
    export = make_export(world.serang.staff, **place(world))
    client = sign_in(world.secretariat)
    for name in ("villages:export_detail", "villages:export_file"):
        assert client.get(reverse(name, args=[export.pk])).status_code == 404
    assert client.get(reverse("villages:export_create")).context["page"].paginator.count == 0


def test_while_it_runs_the_page_asks_again(world: World, staff: Client) -> None:
    export = make_export(world.serang.staff, **place(world))
    for state, words in (("waiting", "Menunggu giliran"), ("running", "Menyiapkan berkas")):
        Export.objects.filter(pk=export.pk).update(state=state, progress=40, file="", finished_at=None)
        page = staff.get(reverse("villages:export_detail", args=[export.pk])).content.decode()
        assert words in page
        assert 'hx-trigger="every 1s"' in page
        assert 'http-equiv="refresh"' in page
        assert staff.get(reverse("villages:export_file", args=[export.pk])).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_ask_as_many_queries_whatever_their_length(rows: int, world: World, staff: Client) -> None:
    user = world.serang.staff
    for at in range(rows):
        make_family(user, world.serang.villages[1], 500 + at)
        region = {"year": 2019, "region": Region.objects.get(code="36.04")}
        export = make_export(user, **(place(world) if at % 2 else region))
    with CaptureQueriesContext(connection) as queries:
        assert staff.get(reverse("villages:export_create")).status_code == 200
    assert len(queries) == 9
    with CaptureQueriesContext(connection) as queries:
        assert staff.get(reverse("villages:export_detail", args=[export.pk])).status_code == 200
    assert len(queries) == 5


def test_links_to_the_workbooks(world: World, staff: Client, sign_in: SignIn) -> None:
    village = world.serang.villages[0]
    detail, listing = reverse("villages:village_detail", args=[village.pk]), reverse("villages:village_list")
    upload, download = reverse("villages:workbooks", args=[village.pk]), reverse("villages:export_create")
    for url in (detail, reverse("villages:family_list", args=[village.pk])):
        assert upload in staff.get(url).content.decode()
    assert f"{download}?tahun=2019" in staff.get(listing).content.decode()
    client = sign_in(world.secretariat)
    for url in (detail, reverse("villages:family_list", args=[village.pk])):
        page = client.get(url).content.decode()
        assert upload not in page
        assert f"{download}?desa={village.pk}" in page
