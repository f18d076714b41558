"""From what was asked for to a sealed file, and to a file forgotten."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db.models import QuerySet
from django.utils import timezone

from p2wkss.crypto import seal_parts, unseal_parts
from villages.enums import ExportFailure, ExportState
from villages.exports.book import write_export
from villages.models import Export
from villages.permissions import check_export


def run_export(export: Export) -> None:
    """Write the workbook that was asked for, and keep it sealed. Whoever lost the right meanwhile gets none.

    A worker that dies leaves nothing that counts: the same task starts from the beginning, in the same places.
    """
    if not export.is_running:
        return
    if not _is_allowed(export):
        _fail(export, ExportFailure.RIGHTS)
        return
    _note(export, state=ExportState.RUNNING, progress=0)
    try:
        with _workplace(export) as folder, TemporaryFile() as book:
            count = write_export(export, folder, book, lambda done: _report(export, done))
            _keep(export, book, count)
    except Exception:
        _fail(export, ExportFailure.ERROR)
        raise


def read_export(export: Export) -> bytes:
    """Give the workbook in the clear. Raises FileNotFoundError when it was forgotten meanwhile."""
    with export.file.open() as file:
        return b"".join(unseal_parts(file))


def forget_files(exports: QuerySet[Export]) -> None:
    """Delete the workbooks: the receipts stay, the personal data goes."""
    for export in exports.exclude(file=""):
        export.file.delete(save=False)
        _note(export, file="")


def _is_allowed(export: Export) -> bool:
    try:
        check_export(export.requested_by, export.region_code, with_numbers=export.with_numbers)
    except PermissionDenied:
        return False
    return export.requested_by.is_active


@contextmanager
def _workplace(export: Export) -> Iterator[Path]:
    """Make a folder for the open sheets. What a worker that died left there goes first, and all goes at the end."""
    folder = settings.VAR_DIR / "exports" / str(export.pk)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _keep(export: Export, book: IO[bytes], count: int) -> None:
    name = f"{export.pk}.sealed"
    with TemporaryFile() as sealed:
        book.seek(0)
        seal_parts(book, sealed)
        sealed.seek(0)
        export.file.storage.delete(export.file.field.generate_filename(export, name))
        export.file.save(name, File(sealed), save=False)
    _note(
        export,
        file=export.file.name,
        state=ExportState.DONE,
        progress=100,
        family_count=count,
        finished_at=timezone.now(),
    )


def _report(export: Export, done: int) -> None:
    _note(export, progress=min(99, 100 * done // max(export.family_count, done)))


def _fail(export: Export, failure: ExportFailure) -> None:
    _note(export, state=ExportState.FAILED, failure=failure, finished_at=timezone.now())


def _note(export: Export, **facts: object) -> None:
    Export.objects.filter(pk=export.pk).update(**facts)
