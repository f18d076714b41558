"""All marks of a locked round, for whoever runs it."""

from django.core.exceptions import PermissionDenied
from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from assessments.access import visible_round
from assessments.marks_csv import marks_csv
from assessments.permissions import check_manage_round
from p2wkss.http import Request


@require_GET
def round_marks(request: Request, pk: int) -> StreamingHttpResponse:
    """Hand out every mark of a round as CSV, from the lock on."""
    round = visible_round(request.user, pk)
    check_manage_round(request.user, round)
    if not round.is_locked or round.is_calibration:
        raise PermissionDenied(_("Nilai dapat diunduh setelah hasil dikunci."))
    name = f"nilai-{round.region_id}-{round.cycle.year}.csv"
    headers = {
        "Content-Disposition": content_disposition_header(True, name) or "attachment",
        "Cache-Control": "private, no-store",
    }
    return StreamingHttpResponse(marks_csv(round), content_type="text/csv; charset=utf-8", headers=headers)
