"""Before and after: the same families at the first survey and at the last, as a page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from p2wkss.http import Request
from p2wkss.permissions import check_permission, has_permission
from p2wkss.roles import Permission
from villages.change_page import change_context
from villages.enums import SurveyRound
from villages.models import TargetVillage
from villages.permissions import open_rounds
from villages.views.target_villages import find_village


@require_GET
def change_table(request: Request, pk: int) -> HttpResponse:
    """Show how the same families stood before and after the year."""
    village = _find(request, pk)
    may_enter = has_permission(request.user, Permission.ENTER_FAMILIES, village.village_id)
    is_over = SurveyRound.FOLLOW_UP in open_rounds(village, localdate())
    context = change_context(village, _last(request), may_enter=may_enter, is_over=is_over)
    return render(request, "villages/change_table.html", context)


def _find(request: Request, pk: int) -> TargetVillage:
    """Find a village whose families the person may see, as the report names those that are missing."""
    village = find_village(request, pk)
    check_permission(request.user, Permission.VIEW_FAMILIES, village.village_id)
    return village


def _last(request: Request) -> SurveyRound:
    """Read from the address what is compared: the year, or the time after it."""
    return SurveyRound.FOLLOW_UP if request.GET.get("putaran") == "lanjutan" else SurveyRound.ENDLINE
