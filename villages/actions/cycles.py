"""Opening a programme year."""

from django.db import transaction

from p2wkss import audit
from p2wkss.models import User
from p2wkss.permissions import check_permission
from p2wkss.roles import Permission
from villages.models import Cycle


@transaction.atomic
def open_cycle(*, by: User, cycle: Cycle) -> Cycle:
    """Open a programme year for a province. Raises ValidationError when it is open already."""
    check_permission(by, Permission.MANAGE_CYCLES, cycle.province_id)
    cycle.full_clean()
    cycle.save()
    audit.record(by=by, action="cycle.open", target=cycle, region_code=cycle.province_id, year=cycle.year)
    return cycle
