"""Files that come in piece by piece, so that a line that was cut goes on where it stopped (tus 1.0.0).

A piece is appended under a lock on the row of its upload: of two senders the later one is told where the file stands.
"""

from collections.abc import Iterable
from datetime import timedelta
from os import O_CREAT, O_RDWR, fdopen
from os import open as open_file
from pathlib import Path, PurePath
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_tasks import task, task_backends

from p2wkss.models import User
from villages.actions.evidence import Facts, Parcel, all_or_nothing, check_size, open_parcel, store
from villages.models import Evidence, TargetVillage, Upload
from villages.permissions import check_record

KEPT_DAYS = 2
GONE = gettext_lazy("Unggahan ini tidak ada lagi. Kirim berkasnya sekali lagi.")


class WrongOffset(Exception):
    """The piece does not follow what has arrived; `received` says how much that is."""

    def __init__(self, received: int) -> None:
        super().__init__(f"{received} bytes have arrived")
        self.received = received


class TooMuch(Exception):
    """The piece goes beyond the size that the file was said to have."""


@transaction.atomic
def open_upload(*, by: User, target_village: TargetVillage, file_name: str, size: int) -> Upload:
    """Make room for a file of `size` bytes; ValidationError when it is empty or over the limit.

    What is not evidence after two days is dropped.
    """
    check_record(by, target_village)
    check_size(size)
    key, name = uuid4(), PurePath(file_name).name[:200] or _("berkas")
    facts = {"file_name": name, "size": size, "path": f"uploads/{key}.part"}
    upload = Upload.objects.create(uuid=key, target_village=target_village, user=by, **facts)
    if task_backends["default"].supports_defer:
        drop_task.using(run_after=timezone.now() + timedelta(days=KEPT_DAYS)).enqueue(str(key))
    return upload


@transaction.atomic
def append_piece(*, by: User, upload: Upload, offset: int, piece: bytes) -> Upload:
    """Append a piece that begins at `offset`. Raises WrongOffset, TooMuch, or PermissionDenied once the right is gone.

    What an earlier try wrote without its row being stored is written over.
    """
    check_record(by, upload.target_village)
    current = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk, user=by)
    if offset != current.received:
        raise WrongOffset(current.received)
    if offset + len(piece) > current.size:
        raise TooMuch
    path = part_of(current)
    path.parent.mkdir(parents=True, exist_ok=True)
    with fdopen(open_file(path, O_RDWR | O_CREAT, 0o600), "r+b") as file:
        file.seek(offset)
        file.write(piece)
        file.truncate()
    current.received += len(piece)
    current.save(update_fields=["received"])
    return current


@transaction.atomic
def drop_upload(*, by: User, upload: Upload) -> None:
    """Throw away a file that was not wanted after all."""
    _drop(Upload.objects.get(pk=upload.pk, user=by))


def send_in(
    *,
    by: User,
    target_village: TargetVillage,
    facts: Facts,
    uploads: Iterable[UUID] = (),
    file: "File[bytes] | None" = None,
    uuid: UUID | None = None,
) -> list[Evidence]:
    """Turn files that arrived whole, and one that came with the form, into evidence: all or none.

    An upload's key becomes that of its evidence, so the same form sent twice is harmless. Raises ValidationError at
    `upload`, with the name of the file, for one that is not whole, not there any more, or no safe photo or PDF; at
    `file` for the one with the form; with the faulty fields for the rest.
    """
    check_record(by, target_village)
    keys = list(dict.fromkeys(uploads))
    waiting = {one.pk: one for one in Upload.objects.filter(pk__in=keys, user=by, target_village=target_village)}
    done = {one.pk: one for one in Evidence.objects.filter(pk__in=keys, target_village=target_village, uploaded_by=by)}
    if not all(key in waiting or key in done for key in keys):
        raise ValidationError({"upload": GONE})
    parcels = {key: _parcel(waiting[key]) for key in keys if key not in done}
    if file is not None:
        parcels[uuid or uuid4()] = open_parcel(file)
    with all_or_nothing() as stored:
        for key, parcel in parcels.items():
            done[key] = store(by, target_village, parcel, facts, key, stored)
            if key in waiting:
                _drop(waiting[key])
    return list(done.values())


def drop_old(key: str) -> None:
    """Drop what nobody made evidence of, row and file. The machine does it by itself."""
    with transaction.atomic():
        for upload in Upload.objects.filter(pk=key):
            _drop(upload)


@task()
def drop_task(key: str) -> None:
    """Drop an upload when its time has passed."""
    drop_old(key)


def part_of(upload: Upload) -> Path:
    """Give the place of what has arrived; it is reached by no address."""
    return Path(settings.MEDIA_ROOT) / upload.path


def _parcel(upload: Upload) -> Parcel:
    try:
        if upload.received != upload.size:
            raise ValidationError(_("berkas ini belum terkirim seluruhnya."))
        return open_parcel(ContentFile(part_of(upload).read_bytes(), upload.file_name))
    except FileNotFoundError as error:  # another window made evidence of it a moment ago, or nobody did for two days
        raise ValidationError({"upload": GONE}) from error
    except ValidationError as error:
        words = [f"{upload.file_name}: {message}" for message in error.messages]
        raise ValidationError({"upload": words}) from error


def _drop(upload: Upload) -> None:
    path = part_of(upload)
    upload.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))
