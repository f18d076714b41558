"""Workbooks: taken in, checked, agreed to, stored. The long parts run as background tasks."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task, task_backends

from p2wkss import audit
from p2wkss.crypto import seal
from p2wkss.models import User
from p2wkss.permissions import check_permission
from p2wkss.roles import Permission
from villages.enums import ImportState
from villages.imports.checking import run_check
from villages.imports.columns import HEADS, REQUIRED, fingerprint
from villages.imports.storing import forget_files, run_import
from villages.models import ColumnMapping, ImportBatch, TargetVillage

KEPT_DAYS = 30
_UNDECIDED = (ImportState.MAPPING, ImportState.CHECKED)
_OPEN = (*_UNDECIDED, ImportState.REFUSED)


@transaction.atomic
def upload_workbook(
    *, by: User, target_village: TargetVillage, round: str, file: "File[bytes]", queued: bool = True
) -> ImportBatch:
    """Take in a workbook and have it checked. The file is kept encrypted, and only until somebody decides.

    Nothing of it reaches the register before `confirm_import`. Here and below, `queued=False` leaves the long part to
    the caller, who does it by `run_waiting`.
    """
    check_permission(by, Permission.ENTER_FAMILIES, target_village.village_id)
    data = file.read()
    batch = ImportBatch(
        target_village=target_village,
        round=round,
        file_name=(file.name or "")[:200],
        file_sha256=hashlib.sha256(data).hexdigest(),
        state=ImportState.CHECKING,
        uploaded_by=by,
    )
    batch.file.save(f"{batch.pk}.sealed", ContentFile(seal(data)), save=False)
    batch.full_clean(exclude=["columns", "index", "summary"])
    batch.save()
    _record(by, "import.upload", batch, sha256=batch.file_sha256, bytes=len(data))
    if queued:
        check_task.enqueue(str(batch.pk))
    if task_backends["default"].supports_defer:
        drop_task.using(run_after=timezone.now() + timedelta(days=KEPT_DAYS)).enqueue(str(batch.pk))
    return batch


@transaction.atomic
def choose_columns(*, by: User, batch: ImportBatch, columns: Mapping[str, str], queued: bool = True) -> ImportBatch:
    """Say which column is which fact ({fact: head}), remember it for the regency, and have the workbook checked.

    Raises ValidationError when a fact that every family needs has no column, or one column stands for two facts.
    """
    current = _locked(by, batch, ImportState.MAPPING, ImportState.CHECKED)
    missing = [HEADS[code] for code in REQUIRED if code not in columns]
    if missing:
        raise ValidationError(_("Pilih kolom untuk: %s.") % ", ".join(missing))
    twice = {head for head in columns.values() if list(columns.values()).count(head) > 1}
    if twice:
        raise ValidationError(_("Satu kolom dipakai untuk dua isian: %s.") % ", ".join(sorted(twice)))
    heads = current.columns.get("heads", [])
    regency = current.target_village.village.regency_code
    kept, _made = ColumnMapping.objects.update_or_create(
        regency_id=regency, heads=fingerprint(heads), defaults={"columns": dict(columns), "saved_by": by}
    )
    current.columns = {**current.columns, "chosen": kept.columns}
    return _check_again(current, queued)


@transaction.atomic
def check_again(*, by: User, batch: ImportBatch) -> ImportBatch:
    """Check a workbook again, as the register may have moved on."""
    return _check_again(_locked(by, batch, ImportState.CHECKED), queued=True)


@transaction.atomic
def confirm_import(*, by: User, batch: ImportBatch, queued: bool = True) -> ImportBatch:
    """Agree to what the check found: new and changed rows will be stored, rows with an error will not.

    Raises ValidationError when there is nothing to store.
    """
    current = _locked(by, batch, ImportState.CHECKED)
    if not current.has_changes:
        raise ValidationError(_("Tidak ada baris baru atau berubah untuk disimpan."))
    if current.refusal:
        raise ValidationError(_("Periksa lagi berkas ini dulu."))
    current.state, current.progress = ImportState.IMPORTING, 0
    current.save(update_fields=["state", "progress"])
    _record(by, "import.confirm", current, new=current.new_count, changed=current.changed_count)
    if queued:
        import_task.enqueue(str(current.pk))
    return current


@transaction.atomic
def cancel_import(*, by: User, batch: ImportBatch) -> ImportBatch:
    """Drop an upload: its file is deleted, the register is as it was."""
    current = _locked(by, batch, *_OPEN)
    current.state = ImportState.CANCELLED
    current.save(update_fields=["state"])
    _record(by, "import.cancel", current)
    transaction.on_commit(lambda: forget_files(current))
    return current


def drop_undecided(batch: ImportBatch) -> None:
    """Drop an upload on which nobody decided: personal data is not kept for nothing. The machine does it by itself."""
    with transaction.atomic():
        waiting = ImportBatch.objects.filter(pk=batch.pk, state__in=_UNDECIDED)
        if not waiting.update(state=ImportState.CANCELLED):
            return
        _record(None, "import.cancel", batch)
    forget_files(batch)


@task()
def check_task(batch: str) -> None:
    """Check an upload, in the background."""
    run_check(_batches().get(pk=batch))


@task()
def drop_task(batch: str) -> None:
    """Drop an upload that still waits for a decision when its time has passed."""
    drop_undecided(_batches().get(pk=batch))


@task()
def import_task(batch: str) -> None:
    """Store an upload, in the background."""
    run_import(_batches().get(pk=batch))


def run_waiting(batch: ImportBatch) -> ImportBatch:
    """Do in this process what was not queued; for commands. Gives the batch as it then stands."""
    current = _batches().get(pk=batch.pk)
    run_check(current)
    run_import(current)
    return _batches().get(pk=batch.pk)


def _batches() -> QuerySet[ImportBatch]:
    return ImportBatch.objects.select_related(
        "target_village__village__parent__parent", "target_village__cycle", "uploaded_by"
    )


def _check_again(batch: ImportBatch, queued: bool) -> ImportBatch:
    batch.state, batch.progress, batch.refusal = ImportState.CHECKING, 0, ""
    batch.save(update_fields=["state", "progress", "refusal", "columns"])
    if queued:
        check_task.enqueue(str(batch.pk))
    return batch


def _locked(by: User, batch: ImportBatch, *states: ImportState) -> ImportBatch:
    """Lock the batch as it now stands; refuse who may not, and a step that its state does not allow."""
    check_permission(by, Permission.ENTER_FAMILIES, batch.target_village.village_id)
    current = (
        ImportBatch.objects.select_for_update(of=("self",)).select_related("target_village__village").get(pk=batch.pk)
    )
    if current.state not in states:
        raise ValidationError(_("Langkah ini tidak dapat diambil: unggahan %s.") % current.get_state_display().lower())
    return current


def _record(by: User | None, action: str, batch: ImportBatch, **details: object) -> None:
    region = batch.target_village.village_id
    audit.record(by=by, action=action, target=batch, region_code=region, round=batch.round, **details)
