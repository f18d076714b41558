"""What the agencies promise a village and deliver: its form, its rules, its list."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from p2wkss.models import AuditEvent
from tests.factories.activities import make_activity, make_agency, make_kind, make_participation
from tests.factories.places import make_cycle
from tests.factories.summaries import kept_figures
from tests.factories.world import BANTEN, PANDEGLANG, World
from villages.actions.activities import save_activity
from villages.models import Activity, TargetVillage

pytestmark = pytest.mark.usefixtures("shared_world")
SignIn = Callable[[Any], Client]


def village_of(world: World) -> TargetVillage:
    return world.serang.villages[0]


def make(world: World, **facts: Any) -> Activity:
    by = world.serang.staff
    village = facts.pop("village", village_of(world))
    agency = facts.pop("agency", None) or make_agency(by)
    kind = facts.pop("kind", None) or make_kind(world.secretariat, world.cycle)
    return make_activity(by, village, agency, kind, **facts)


PLANNED = {"held_on": None, "delivered": None}


def data(world: World, **changes: str) -> dict[str, str]:
    facts = {
        "agency": str(make_agency(world.serang.staff).pk),
        "kind": str(make_kind(world.secretariat, world.cycle).pk),
        "title": "Pelatihan menjahit",
        "source": "regency",
        "planned_on": "2019-03-01",
        "promised": "25.000.000",
    }
    empty = dict.fromkeys(("held_on", "delivered", "women", "men", "result", "cancelled_reason"), "")
    return {**facts, **empty, **changes}


def create(client: Client, world: World, **changes: str) -> Any:
    return client.post(reverse("villages:activity_create", args=[village_of(world).pk]), data(world, **changes))


def test_an_activity_is_promised_and_then_delivered(staff: Client, world: World) -> None:
    assert create(staff, world).status_code == 302
    activity = Activity.objects.get()
    assert (activity.promised, activity.is_held, activity.created_by) == (25_000_000, False, world.serang.staff)
    held = {"held_on": "2019-03-04", "delivered": "Rp 20.000.000", "women": "11", "men": "0", "version": "1"}
    url = reverse("villages:activity_update", args=[activity.pk])
    page = staff.post(url, data(world, **held), follow=True).content.decode()
    for words in ("Kegiatan “Pelatihan menjahit” tersimpan.", "Kurang dari janji", "11 perempuan, 0 laki-laki"):
        assert words in page
    activity.refresh_from_db()
    assert (activity.held_on, activity.delivered, activity.version) == (date(2019, 3, 4), 20_000_000, 2)
    figures = kept_figures(village_of(world).pk)
    assert (figures.promised, figures.delivered) == ({"regency": 25_000_000}, {"regency": 20_000_000})
    event = AuditEvent.objects.filter(action="activity.save").latest("pk")
    assert event.details["fields"] == ["delivered", "held_on", "women"]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"title": ""}, "title", "tidak boleh kosong"),
        ({"agency": "999999"}, "agency", "Masukkan pilihan yang valid"),
        ({"kind": ""}, "kind", "tidak boleh kosong"),
        ({"source": "kas"}, "source", "kas"),
        ({"promised": "-5"}, "promised", "Isi rupiah tanpa sen"),
        ({"promised": ""}, "promised", "tidak boleh kosong"),
        ({"planned_on": "0219-03-01"}, "planned_on", "antara 1 Januari 2018 dan 31 Desember 2020"),
        ({"held_on": "2999-01-01", "delivered": "0"}, "held_on", "tidak boleh di masa depan"),
        ({"held_on": "2017-12-31", "delivered": "0"}, "held_on", "tidak boleh sebelum 1 Januari 2018"),
        ({"held_on": "2019-03-04"}, "delivered", "Isi nilai yang terlaksana"),
        ({"delivered": "5.000"}, "held_on", "Isi tanggal terlaksananya"),
        ({"women": "5"}, "women", "setelah kegiatan terlaksana"),
        ({"men": "-1", "held_on": "2019-03-04", "delivered": "0"}, "men", "lebih besar"),
        ({"cancelled_reason": "batal"}, "cancelled_reason", "paling sedikit 10 huruf"),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    staff: Client, world: World, changes: dict[str, str], field: str, words: str
) -> None:
    response = create(staff, world, **changes)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert words in str(response.context["form"].errors[field])
    assert not Activity.objects.exists()


def test_what_was_delivered_is_not_called_off(staff: Client, world: World) -> None:
    response = create(staff, world, held_on="2019-03-04", delivered="0", cancelled_reason="Anggaran dialihkan")
    assert list(response.context["form"].errors) == ["cancelled_reason"]
    assert create(staff, world, cancelled_reason="Anggaran dialihkan").status_code == 302
    page = staff.get(reverse("villages:activity_detail", args=[Activity.objects.get().pk])).content.decode()
    assert "Batal" in page
    assert "Anggaran dialihkan" in page


def test_the_action_refuses_what_no_form_sends(world: World) -> None:
    for facts, words in (
        ({"promised": -1}, "yang dijanjikan tidak boleh kurang"),
        ({"delivered": -1}, "yang terlaksana tidak boleh kurang"),
        ({"agency": make_agency(world.secretariat, "Dinas lain", PANDEGLANG)}, "tidak dikenal"),
        ({"kind": make_kind(world.secretariat, make_cycle(world.secretariat, 2018))}, "bukan dari tahun program"),
        ({"cancelled_reason": "   ", **PLANNED, "planned_on": date(2025, 1, 1)}, "antara 1 Januari"),
        ({"held_on": timezone.localdate() + timedelta(1)}, "masa depan"),
    ):
        with pytest.raises(ValidationError, match=words):
            make(world, **facts)
    assert not Activity.objects.exists()


def test_agencies_of_the_province_contribute_too(world: World) -> None:
    agency = make_agency(world.secretariat, "Biro Kesra", BANTEN)
    assert make(world, agency=agency).agency == agency


def test_what_is_no_longer_in_use_is_kept_and_not_offered_anew(staff: Client, world: World) -> None:
    activity = make(world)
    agency, kind = activity.agency, activity.kind
    type(agency).objects.update(is_active=False)
    type(kind).objects.update(is_active=False)
    for facts in ({"agency": agency}, {"kind": kind}):
        active = {
            "agency": make_agency(world.serang.staff, "Lain"),
            "kind": make_kind(world.secretariat, world.cycle, "B"),
        }
        with pytest.raises(ValidationError, match="lagi"):
            make(world, **{**active, **facts})
    form = staff.get(reverse("villages:activity_create", args=[village_of(world).pk])).context["form"]
    assert agency not in form.fields["agency"].queryset
    assert kind not in form.fields["kind"].queryset
    url = reverse("villages:activity_update", args=[activity.pk])
    form = staff.get(url).context["form"]
    assert agency in form.fields["agency"].queryset
    assert kind in form.fields["kind"].queryset
    kept = {"held_on": "2019-03-04", "delivered": "25.000.000", "title": "Menjahit", "version": "1"}
    assert staff.post(url, data(world, **kept)).status_code == 302


def test_a_form_sent_twice_makes_one_activity_of_one_village(staff: Client, world: World) -> None:
    key = str(uuid4())
    for _send in range(2):
        assert create(staff, world, uuid=key).status_code == 302
    assert Activity.objects.count() == 1
    url = reverse("villages:activity_create", args=[world.serang.villages[1].pk])
    response = staff.post(url, data(world, uuid=key))
    assert response.status_code == 422
    assert "sudah dipakai untuk desa lain" in response.content.decode()


def test_a_stale_form_shows_both(staff: Client, world: World) -> None:
    activity = make(world, **PLANNED)
    url = reverse("villages:activity_update", args=[activity.pk])
    assert staff.post(url, data(world, title="Dari tab baru", version="1")).status_code == 302
    response = staff.post(url, data(world, title="Dari tab lama", version="1"))
    assert response.status_code == 422
    assert [(one.saved, one.typed) for one in response.context["form"].conflicts] == [
        ("Dari tab baru", "Dari tab lama")
    ]


def test_what_reached_families_stays_held(world: World) -> None:
    activity = make(world)
    make_participation(world.serang.staff, activity, world.serang.family, outcome_on=date(2019, 5, 1))
    for facts, words in (
        ({**PLANNED}, "sudah mencatat peserta"),
        ({"held_on": date(2019, 6, 1)}, "sebelum tanggal ini"),
    ):
        changed = Activity.objects.get(pk=activity.pk)
        for name, value in facts.items():
            setattr(changed, name, value)
        with pytest.raises(ValidationError, match=words):
            save_activity(by=world.serang.staff, activity=changed)
    earlier = Activity.objects.get(pk=activity.pk)
    earlier.held_on = date(2019, 3, 1)
    assert save_activity(by=world.serang.staff, activity=earlier).version == 2


def test_who_records(world: World) -> None:
    activity = make(world)
    for user in (world.secretariat, world.serang.surveyor, world.pandeglang.staff, world.official):
        with pytest.raises(PermissionDenied):
            save_activity(by=user, activity=activity)


def test_the_empty_page_offers_the_first_step_and_says_what_is_missing(staff: Client, world: World) -> None:
    page = staff.get(reverse("villages:activity_list", args=[village_of(world).pk])).content.decode()
    assert "Belum ada kegiatan" in page
    page = staff.get(reverse("villages:activity_create", args=[village_of(world).pk])).content.decode()
    assert "Belum ada instansi yang dapat dipilih." in page
    assert "belum diisi sekretariat provinsi" in page


def listed(client: Client, world: World, **query: str) -> Any:
    return client.get(reverse("villages:activity_list", args=[village_of(world).pk]), query)


def test_promised_against_delivered_with_words_sums_and_bars(staff: Client, world: World) -> None:
    road = make_kind(world.secretariat, world.cycle, "Jalan", field="works", component="dukungan", is_physical=True)
    other = make_agency(world.serang.staff, "PT Maju", kind="company")
    make(world, delivered=20_000_000)
    make(world, title="Jalan", kind=road, agency=other, source="company", promised=0, delivered=150_000_000)
    make(world, title="Lama", planned_on=date(2019, 1, 1), promised=1_000_000, **PLANNED)
    make(world, title="Batal", promised=2_000_000, cancelled_reason="Anggaran dialihkan", **PLANNED)
    make(world, title="Nanti", planned_on=date(2020, 12, 31), promised=0, **PLANNED)
    response = listed(staff, world)
    sums = response.context["sums"]
    assert tuple(sums) == (5, 2, 1, 28_000_000, 170_000_000)
    words = {row.activity.title: str(row.words) for row in response.context["page"]}
    assert words["Pelatihan menjahit"] == "Kurang dari janji"
    assert words["Jalan"] == "Terlaksana"
    assert words["Lama"] == "Lewat rencana"
    assert words["Batal"] == "Batal"
    page = response.content.decode()
    assert "Jumlah 5 kegiatan: 2 terlaksana, 1 batal." in page
    component, source = response.context["charts"]
    assert [(row.label, [figure for _column, figure in row.cells]) for row in component.rows] == [
        ("Lanjutan", ["Rp28.000.000", "Rp20.000.000"]),
        ("Dukungan", ["Rp0", "Rp150.000.000"]),
    ]
    assert [row.label for row in source.rows] == ["APBD kabupaten/kota", "CSR/mitra"]


def test_the_filter_stands_in_the_address(staff: Client, world: World) -> None:
    road = make_kind(world.secretariat, world.cycle, "Jalan", field="works", component="dukungan")
    other = make_agency(world.serang.staff, "PT Maju")
    make(world)
    make(world, title="Jalan", kind=road, agency=other)
    make(world, title="Lama", **PLANNED)
    for query, expected in (
        ({"instansi": str(other.pk)}, {"Jalan"}),
        ({"bidang": "works"}, {"Jalan"}),
        ({"komponen": "lanjutan"}, {"Pelatihan menjahit", "Lama"}),
        ({"keadaan": "late"}, {"Lama"}),
        ({"komponen": "lanjutan", "keadaan": "held"}, {"Pelatihan menjahit"}),
        ({"bidang": "apa", "instansi": "x²", "keadaan": "?"}, {"Pelatihan menjahit", "Jalan", "Lama"}),
    ):
        response = listed(staff, world, **query)
        assert {row.activity.title for row in response.context["page"]} == expected, query
        assert response.context["sums"].activities == len(expected)
    assert "Tidak ada kegiatan yang cocok" in listed(staff, world, bidang="law").content.decode()


@pytest.mark.parametrize("count", [1, 3, 30])
def test_a_list_of_activities(count: int, staff: Client, world: World, django_assert_num_queries: Any) -> None:
    for number in range(count):
        activity = make(
            world, title=f"Kegiatan {number}", agency=make_agency(world.serang.staff, f"Dinas {number % 7}")
        )
        make_participation(world.serang.staff, activity, world.serang.family)
    with django_assert_num_queries(7):
        response = listed(staff, world)
    assert response.context["sums"].activities == count
    assert all(row.activity.reached == 1 for row in response.context["page"])
