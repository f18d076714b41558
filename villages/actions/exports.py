"""Workbooks of families, asked for by one person; written as a background task."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task, task_backends

from p2wkss import audit
from p2wkss.models import Region, User
from villages.exports.running import forget_files, run_export
from villages.models import Export, Family, TargetVillage
from villages.models.export import KEPT_DAYS, KEPT_FILES
from villages.permissions import check_export, check_export_reason


@transaction.atomic
def request_export(
    *,
    by: User,
    target_village: TargetVillage | None = None,
    year: int | None = None,
    region: Region | None = None,
    with_numbers: bool = False,
    reason: str = "",
) -> Export:
    """Ask for the families and surveys of a target village, or of a year in a region, and log that it was asked for.

    NIK and No. KK are masked unless `with_numbers`, which takes the right to see them and a reason of ten letters.
    Raises ValidationError for no or a short reason, and when neither or both a village and a region are named.
    """
    export = Export(
        requested_by=by,
        target_village=target_village,
        year=year,
        region=region,
        with_numbers=with_numbers,
        reason=reason.strip() if with_numbers else "",
    )
    check_export(by, export.region_code, with_numbers=with_numbers)
    if with_numbers:
        check_export_reason(reason)
    families = Family.objects.visible_to(by).registered().filter(target_village__in=export.target_villages())
    export.family_count = families.count()
    export.file_name = _file_name(export)
    export.full_clean()
    export.save()
    audit.record(
        by=by,
        action="family.export",
        target=export,
        region_code=export.region_code,
        year=target_village.cycle.year if target_village else year,
        with_numbers=with_numbers,
        reason=export.reason,
        families=export.family_count,
    )
    _forget_older(by)
    export_task.enqueue(str(export.pk))
    return export


@task()
def export_task(export: str) -> None:
    """Write a workbook, in the background, and have it forgotten in time."""
    run_export(Export.objects.with_places().select_related("requested_by").get(pk=export))
    if task_backends["default"].supports_defer:
        forget_task.using(run_after=timezone.now() + timedelta(days=KEPT_DAYS)).enqueue(export)


@task()
def forget_task(export: str) -> None:
    """Forget a workbook whose time has passed."""
    forget_files(Export.objects.filter(pk=export))


def _forget_older(by: User) -> None:
    """Forget what has been kept for long enough, and of this person's files all but the newest."""
    newest = Export.objects.filter(requested_by=by).values_list("pk", flat=True)[:KEPT_FILES]
    too_long = Q(finished_at__lte=timezone.now() - timedelta(days=KEPT_DAYS))
    too_many = Q(requested_by=by) & ~Q(pk__in=list(newest))
    keys = list(Export.objects.filter(too_long | too_many).exclude(file="").values_list("pk", flat=True))
    transaction.on_commit(lambda: forget_files(Export.objects.filter(pk__in=keys)))


def _file_name(export: Export) -> str:
    """Name the file so that a folder of them sorts itself, and one with numbers is known by its name."""
    year = export.target_village.cycle.year if export.target_village else export.year
    return f"keluarga-{export.region_code}-{year}{'-dengan-nik' if export.with_numbers else ''}.xlsx"
