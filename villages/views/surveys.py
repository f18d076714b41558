"""The page on which a family's 21 answers are entered."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from p2wkss.http import Request
from p2wkss.pages import show_form
from villages.actions.surveys import save_survey
from villages.enums import SurveyRound
from villages.forms.surveys import SurveyForm
from villages.models import Family, Survey
from villages.permissions import check_enter_family
from villages.register import next_without
from villages.survey_page import survey_context
from villages.views.families import find_family


@require_http_methods(["GET", "POST"])
def survey_edit(request: Request, pk: UUID, round: SurveyRound) -> HttpResponse:
    """Enter or correct the survey of a family at one round; then stay, or go to the next open family."""
    family = find_family(request, pk)
    check_enter_family(request.user, family)
    survey = Survey.objects.filter(family=family, round=round).first()
    if survey is None:
        survey = Survey(family=family, round=round, surveyed_on=timezone.localdate())
    survey.family = family
    form = SurveyForm(request.POST or None, instance=survey)
    if request.method == "POST" and (saved := form.submit(save_survey, by=request.user, survey=form.instance)):
        messages.success(request, _("Survei %s tersimpan.") % saved.family.head_name)
        return _after(request, family, round)
    return show_form(request, form, "villages/survey_form.html", **survey_context(form, family, round))


def _after(request: Request, family: Family, round: SurveyRound) -> HttpResponse:
    if "next" not in request.POST:
        return redirect("villages:family_detail", family.pk)
    following = next_without(family, round)
    if following is None:
        messages.info(request, _("Semua keluarga sudah lengkap disurvei pada putaran ini."))
        return redirect("villages:family_list", family.target_village_id)
    return redirect("villages:survey_edit", following.pk, round)
