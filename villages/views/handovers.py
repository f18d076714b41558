"""Pages of the hand-over of a target village to TP PKK."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from p2wkss.http import Request
from p2wkss.pages import show_form
from villages.actions.handovers import hand_over_village
from villages.evidence_page import evidence_of
from villages.forms.handovers import HandoverForm
from villages.models import Handover
from villages.permissions import check_record
from villages.views.assets import may_record
from villages.views.target_villages import find_village


@require_GET
def handover(request: Request, pk: int) -> HttpResponse:
    """Show to whom a village was handed over, and say what comes after."""
    village = find_village(request, pk)
    context = {
        "village": village,
        "handover": Handover.objects.filter(target_village=village).select_related("by").first(),
        "evidence": evidence_of(village, "handover", village.pk),
        "may_record": may_record(request, village),
    }
    return render(request, "villages/handover.html", context)


@require_http_methods(["GET", "POST"])
def handover_record(request: Request, pk: int) -> HttpResponse:
    """Note the hand-over of a village, or correct the note."""
    village = find_village(request, pk)
    check_record(request.user, village)
    noted = Handover.objects.filter(target_village=village).first() or Handover(target_village=village)
    noted.target_village = village
    form = HandoverForm(request.POST or None, instance=noted)
    if request.method == "POST" and (saved := form.submit(hand_over_village, by=request.user, handover=form.instance)):
        messages.success(request, _("Serah terima %s tercatat.") % village.name)
        return redirect("villages:handover", saved.pk)
    is_new = noted._state.adding
    return show_form(request, form, "villages/handover_form.html", village=village, is_new=is_new)
