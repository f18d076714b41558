"""Keeping the kinds of activities of a programme year: which field and which component each belongs to."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from p2wkss import audit
from p2wkss.actions.saving import save_versioned
from p2wkss.models import User
from p2wkss.permissions import check_permission
from p2wkss.roles import Permission
from villages.models import ActivityKind, Cycle
from villages.starter import StarterKind, starter_kinds
from villages.summaries import refresh_summaries

# What the figures of a village are counted by.
_MAPPING = ("field", "component", "is_physical")


@transaction.atomic
def save_activity_kind(*, by: User, kind: ActivityKind) -> ActivityKind:
    """Enter a kind of activity or correct it; where it is in use, the figures of those villages follow.

    The audit event keeps both values of what was changed, so that a kind never moves to another component unnoticed.
    Raises ValidationError with the faulty fields, and StaleVersion when somebody saved a newer version.
    """
    check_permission(by, Permission.MANAGE_CYCLES, kind.cycle.province_id)
    kind.name = kind.name.strip()
    stood = ActivityKind.objects.filter(pk=kind.pk).first()
    if stood is not None and stood.cycle_id != kind.cycle_id:
        raise ValidationError(_("Jenis kegiatan ini milik tahun program lain."))
    others = ActivityKind.objects.filter(cycle=kind.cycle_id, name__iexact=kind.name).exclude(pk=kind.pk)
    if others.exists():
        raise ValidationError({"name": _("Jenis kegiatan ini sudah ada pada tahun itu.")})
    saved = save_versioned(
        by=by, instance=kind, action="activity_kind.save", region_code=kind.cycle.province_id, log_values=True
    )
    if stood is not None and any(getattr(stood, name) != getattr(saved, name) for name in _MAPPING):
        villages = saved.activities.order_by("target_village").values_list("target_village", flat=True)
        refresh_summaries(list(villages.distinct()))
    return saved


@transaction.atomic
def take_over_kinds(*, by: User, cycle: Cycle) -> list[ActivityKind]:
    """Give a year that has no kinds yet those in use in the last year before it, or else the starter list.

    Raises ValidationError when the year has kinds already.
    """
    check_permission(by, Permission.MANAGE_CYCLES, cycle.province_id)
    Cycle.objects.select_for_update().get(pk=cycle.pk)
    if cycle.activity_kinds.exists():
        raise ValidationError(_("Tahun ini sudah memiliki jenis kegiatan."))
    source = _last_with_kinds(cycle)
    kinds = source.activity_kinds.filter(is_active=True) if source is not None else starter_kinds()
    names = StarterKind._fields
    taken = [ActivityKind(cycle=cycle, **{name: getattr(kind, name) for name in names}) for kind in kinds]
    made = ActivityKind.objects.bulk_create(taken)
    audit.record(
        by=by,
        action="activity_kind.save",
        target=cycle,
        region_code=cycle.province_id,
        taken_over=len(made),
        taken_from=source.year if source is not None else "starter",
    )
    return made


def _last_with_kinds(cycle: Cycle) -> Cycle | None:
    earlier = Cycle.objects.filter(province=cycle.province_id, year__lt=cycle.year)
    return earlier.filter(activity_kinds__is_active=True).order_by("-year").first()
