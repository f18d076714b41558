"""Files that come in piece by piece (tus 1.0.0), and the form that makes evidence of them."""

from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.http import UnreadablePostError
from django.test import Client, RequestFactory
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from p2wkss.models import RoleAssignment
from tests.factories.pictures import make_photo
from tests.factories.world import World
from tests.integration.test_evidence import faults, files_stored
from villages.actions.uploads import (
    KEPT_DAYS,
    TooMuch,
    WrongOffset,
    append_piece,
    drop_old,
    open_upload,
    part_of,
)
from villages.models import Evidence, TargetVillage, Upload
from villages.views.uploads import read_metadata, upload_part

pytestmark = pytest.mark.usefixtures("shared_world")

SignIn = Callable[[Any], Client]
TUS = {"Tus-Resumable": "1.0.0"}
PIECE = "application/offset+octet-stream"


def metadata(**facts: object) -> str:
    return ",".join(f"{name} {b64encode(str(value).encode()).decode()}" for name, value in facts.items())


def begin(client: Client, village: TargetVillage, size: int, name: str = "IMG_1.jpg", **headers: str) -> Any:
    facts = metadata(filename=name, village=village.pk)
    sent = {**TUS, "Upload-Length": str(size), "Upload-Metadata": facts, **headers}
    return client.post(reverse("villages:upload_create"), headers=sent, data=b"", content_type="text/plain")


def patch(client: Client, url: str, offset: int, piece: bytes, **headers: str) -> Any:
    sent = {**TUS, "Upload-Offset": str(offset), **headers}
    return client.patch(url, data=piece, content_type=PIECE, headers=sent)


def send_whole(client: Client, village: TargetVillage, data: bytes, name: str = "IMG_1.jpg") -> str:
    url: str = begin(client, village, len(data), name)["Location"]
    half = len(data) // 2
    assert patch(client, url, 0, data[:half])["Upload-Offset"] == str(half)
    assert patch(client, url, half, data[half:])["Upload-Offset"] == str(len(data))
    return url.rstrip("/").rpartition("/")[2]


def fill_form(client: Client, village: TargetVillage, keys: list[str], **changes: Any) -> Any:
    data = {"upload": keys, "caption": "Rapat di balai desa", **changes}
    return client.post(reverse("villages:evidence_create", args=[village.pk]), data, follow=True)


def test_a_file_comes_in_pieces_and_becomes_evidence(
    staff: Client, world: World, django_capture_on_commit_callbacks: Any
) -> None:
    village, data = world.serang.villages[0], make_photo(1)
    created = begin(staff, village, len(data))
    url = created["Location"]
    assert (created.status_code, created["Tus-Resumable"], created["Upload-Offset"]) == (201, "1.0.0", "0")
    assert patch(staff, url, 0, data[:1000]).status_code == 204
    upload = Upload.objects.get()
    assert (upload.received, upload.file_name, upload.user) == (1000, "IMG_1.jpg", world.serang.staff)
    assert part_of(upload).read_bytes() == data[:1000]
    assert part_of(upload).stat().st_mode & 0o077 == 0
    answer = staff.head(url, headers=TUS)
    assert (answer.status_code, answer["Upload-Offset"], answer["Upload-Length"]) == (200, "1000", str(len(data)))
    assert answer["Cache-Control"] == "no-store"
    patch(staff, url, 1000, data[1000:])
    with django_capture_on_commit_callbacks(execute=True):
        page = fill_form(staff, village, [str(upload.pk)])
    evidence = Evidence.objects.get()
    assert (evidence.pk, evidence.file_name, evidence.size) == (upload.pk, "IMG_1.jpg", len(data))
    assert "1 bukti tersimpan." in page.content.decode()
    assert not Upload.objects.exists()
    assert not part_of(upload).exists()


def test_several_files_are_saved_together_and_once(staff: Client, world: World) -> None:
    village = world.serang.villages[0]
    keys = [send_whole(staff, village, make_photo(seed), f"IMG_{seed}.jpg") for seed in (1, 2, 3)]
    form = staff.get(reverse("villages:evidence_create", args=[village.pk])).content.decode()
    assert all(key in form for key in keys), "what has arrived is offered again after a reload"
    for _send in range(2):
        assert fill_form(staff, village, keys).status_code == 200
    assert Evidence.objects.count() == 3
    assert {str(one.pk) for one in Evidence.objects.all()} == set(keys)


def test_one_bad_file_among_several_stores_none_and_loses_nothing(staff: Client, world: World) -> None:
    village, before = world.serang.villages[0], files_stored()
    good = send_whole(staff, village, make_photo(1), "baik.jpg")
    bad = send_whole(staff, village, b"MZ" * 500, "virus.jpg")
    response = fill_form(staff, village, [good, bad])
    assert faults(response)["upload"].startswith("virus.jpg: Isi berkas ini bukan foto")
    assert not Evidence.objects.exists()
    assert {path.suffix for path in files_stored() - before} == {".part"}
    assert response.content.decode().count(" checked") >= 2, "both still stand ticked in the form"
    assert fill_form(staff, village, [good]).status_code == 200
    assert Evidence.objects.count() == 1


def test_an_upload_that_is_not_whole_makes_no_evidence(staff: Client, world: World) -> None:
    village, data = world.serang.villages[0], make_photo(1)
    url = begin(staff, village, len(data))["Location"]
    patch(staff, url, 0, data[:-1])
    key = url.rstrip("/").rpartition("/")[2]
    assert "belum terkirim seluruhnya" in faults(fill_form(staff, village, [key]))["upload"]
    assert not Evidence.objects.exists()


def test_a_cut_line_goes_on_where_it_stopped(staff: Client, world: World) -> None:
    village, data = world.serang.villages[0], make_photo(1)
    url = begin(staff, village, len(data))["Location"]
    upload = Upload.objects.get()
    request = RequestFactory().patch(url, data, PIECE, headers={**TUS, "Upload-Offset": "0"})
    blocks = iter([data[:700], data[700:900]])

    def read(_size: int) -> bytes:
        if block := next(blocks, b""):
            return block
        raise UnreadablePostError("the line was cut")

    request.user, request.read = world.serang.staff, read  # type: ignore[method-assign,assignment]
    upload_part(request, pk=upload.pk)
    offset = int(staff.head(url, headers=TUS)["Upload-Offset"])
    assert offset == 900
    patch(staff, url, offset, data[offset:])
    assert part_of(upload).read_bytes() == data


def test_of_two_senders_the_later_one_hears_where_the_file_stands(staff: Client, world: World) -> None:
    by, village = world.serang.staff, world.serang.villages[0]
    url = begin(staff, village, 30)["Location"]
    upload = Upload.objects.get()
    append_piece(by=by, upload=upload, offset=0, piece=b"a" * 10)
    with pytest.raises(WrongOffset) as refused:
        append_piece(by=by, upload=upload, offset=0, piece=b"b" * 10)
    assert refused.value.received == 10
    answer = patch(staff, url, 0, b"b" * 10)
    assert (answer.status_code, answer["Upload-Offset"]) == (409, "10")
    assert patch(staff, url, 20, b"b" * 10).status_code == 409
    assert part_of(upload).read_bytes() == b"a" * 10


def test_what_a_broken_try_wrote_is_written_over(world: World) -> None:
    by = world.serang.staff
    upload = open_upload(by=by, target_village=world.serang.villages[0], file_name="a.jpg", size=20)
    append_piece(by=by, upload=upload, offset=0, piece=b"a" * 10)
    with part_of(upload).open("ab") as file:
        file.write(b"left over" * 5)
    assert append_piece(by=by, upload=upload, offset=10, piece=b"c" * 5).received == 15
    assert part_of(upload).read_bytes() == b"a" * 10 + b"c" * 5


def test_more_than_was_said_is_refused(staff: Client, world: World) -> None:
    url = begin(staff, world.serang.villages[0], 10)["Location"]
    assert patch(staff, url, 0, b"a" * 11).status_code == 413
    upload = Upload.objects.get()
    assert upload.received == 0
    with pytest.raises(TooMuch):
        append_piece(by=world.serang.staff, upload=upload, offset=0, piece=b"a" * 11)


@pytest.mark.parametrize(
    ("size", "headers", "status"),
    [
        (10_000, {}, 413),
        (0, {}, 400),
        (9, {"Upload-Length": "-1"}, 400),
        (9, {"Upload-Length": "9" * 40}, 400),
        (9, {"Upload-Metadata": ""}, 400),
        (9, {"Upload-Metadata": "filename Zm90bw==, village !!!"}, 400),
        (9, {"Upload-Metadata": metadata(village="9" * 12)}, 404),
        (9, {"Tus-Resumable": "0.2.2"}, 412),
    ],
)
def test_a_beginning_that_makes_no_sense_is_refused(
    staff: Client, world: World, settings: Any, size: int, headers: dict[str, str], status: int
) -> None:
    settings.EVIDENCE_LIMIT = 5000
    response = begin(staff, world.serang.villages[0], size, **headers)
    assert response.status_code == status
    assert response.get("Tus-Version") == (None if status == 404 else "1.0.0")
    assert not Upload.objects.exists()


def test_what_the_server_can_do_is_told(staff: Client, settings: Any) -> None:
    response = staff.options(reverse("villages:upload_create"))
    assert (response.status_code, response["Tus-Version"]) == (204, "1.0.0")
    assert response["Tus-Extension"] == "creation,termination"
    assert response["Tus-Max-Size"] == str(settings.EVIDENCE_LIMIT)


def test_pieces_that_make_no_sense_are_refused(staff: Client, world: World) -> None:
    url = begin(staff, world.serang.villages[0], 10)["Location"]
    assert staff.patch(url, b"a", "text/plain", headers={**TUS, "Upload-Offset": "0"}).status_code == 415
    assert patch(staff, url, 0, b"a", **{"Upload-Offset": "apa"}).status_code == 400
    assert patch(staff, url, 0, b"a", **{"Tus-Resumable": "2"}).status_code == 412
    assert Upload.objects.get().received == 0
    assert read_metadata("filename Zm90by5qcGc=,empty,x y z") == {"filename": "foto.jpg", "empty": ""}


def test_a_file_is_thrown_away(staff: Client, world: World, django_capture_on_commit_callbacks: Any) -> None:
    url = begin(staff, world.serang.villages[0], 10)["Location"]
    patch(staff, url, 0, b"abc")
    upload = Upload.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        assert staff.delete(url, headers=TUS).status_code == 204
    assert not Upload.objects.exists()
    assert not part_of(upload).exists()
    assert staff.head(url, headers=TUS).status_code == 404


def test_only_own_uploads_are_reached(staff: Client, world: World) -> None:
    village = world.serang.villages[0]
    key = send_whole(staff, village, make_photo(1))
    url = reverse("villages:upload_part", args=[key])
    other = Client()
    for person, status in ((world.pandeglang.staff, 404), (world.secretariat, 403), (world.serang.surveyor, 403)):
        other.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        assert other.head(url, headers=TUS).status_code == status
        assert patch(other, url, 0, b"x").status_code == status
        assert other.delete(url, headers=TUS).status_code == status
        assert begin(other, village, 9).status_code == status
    other.force_login(world.pandeglang.staff, backend="django.contrib.auth.backends.ModelBackend")
    foreign = fill_form(other, world.pandeglang.villages[0], [key])
    assert "tidak ada lagi" in faults(foreign)["upload"]
    elsewhere = fill_form(staff, world.serang.villages[1], [key])
    assert "tidak ada lagi" in faults(elsewhere)["upload"], "an upload belongs to the village that it was begun for"


def test_who_lost_the_right_goes_no_further(staff: Client, world: World) -> None:
    by = world.serang.staff
    url = begin(staff, world.serang.villages[0], 10)["Location"]
    upload = Upload.objects.select_related("target_village").get()
    RoleAssignment.objects.filter(user=by).delete()
    assert patch(staff, url, 0, b"abc").status_code == 403
    assert staff.head(url, headers=TUS).status_code == 403
    with pytest.raises(PermissionDenied):
        append_piece(by=type(by).objects.get(pk=by.pk), upload=upload, offset=0, piece=b"abc")


def test_a_forged_request_is_refused(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.serang.staff, backend="django.contrib.auth.backends.ModelBackend")
    village = world.serang.villages[0]
    assert begin(client, village, 10).status_code == 403
    client.get(reverse("villages:evidence_create", args=[village.pk]))
    token = {"X-CSRFToken": client.cookies["csrftoken"].value}
    url = begin(client, village, 10, **token)["Location"]
    assert patch(client, url, 0, b"abc").status_code == 403
    assert patch(client, url, 0, b"abc", **token).status_code == 204


def test_what_nobody_made_evidence_of_is_dropped(
    world: World, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    by, village = world.serang.staff, world.serang.villages[0]
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    upload = open_upload(by=by, target_village=village, file_name="a.jpg", size=9)
    append_piece(by=by, upload=upload, offset=0, piece=b"abc")
    task = DBTaskResult.objects.get(task_path="villages.actions.uploads.drop_task")
    assert (
        timedelta(days=KEPT_DAYS, minutes=-5)
        < task.run_after - upload.created_at
        < timedelta(days=KEPT_DAYS, minutes=5)
    )
    with django_capture_on_commit_callbacks(execute=True):
        drop_old(str(upload.pk))
        drop_old(str(uuid4()))
    assert not Upload.objects.exists()
    assert not part_of(upload).exists()
