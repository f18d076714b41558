"""Pages of what was given in a target village."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from p2wkss.http import Request
from p2wkss.pages import sent_before, show_form
from p2wkss.permissions import has_permission
from p2wkss.roles import Permission
from villages.actions.assets import check_asset, hand_over, save_asset
from villages.asset_page import detail_context, list_context
from villages.forms.assets import AssetForm, CheckForm, HandOverForm
from villages.models import Asset, TargetVillage
from villages.permissions import check_record
from villages.views.target_villages import find_village


@require_GET
def asset_list(request: Request, pk: int) -> HttpResponse:
    """List what was given in a village, with who holds it and how it was found last."""
    village = find_village(request, pk)
    sees_families = sees_families_of(request, village)
    context = list_context(village, request.GET.get("pemegang", ""), localdate(), sees_families=sees_families)
    return render(request, "villages/asset_list.html", {**context, "may_record": may_record(request, village)})


@require_http_methods(["GET", "POST"])
def asset_create(request: Request, pk: int) -> HttpResponse:
    """Note a thing that was given; the same form sent again finds the asset that it made."""
    village = find_village(request, pk)
    check_record(request.user, village)
    return _edit(request, sent_before(request, village.assets.all()) or Asset(target_village=village))


@require_GET
def asset_detail(request: Request, pk: UUID) -> HttpResponse:
    """Show who held an asset, how it was found, and what proves it."""
    asset = _find(request, pk)
    village = asset.target_village
    context = detail_context(asset, localdate(), sees_families=sees_families_of(request, village))
    return render(request, "villages/asset_detail.html", {**context, "may_record": may_record(request, village)})


@require_http_methods(["GET", "POST"])
def asset_update(request: Request, pk: UUID) -> HttpResponse:
    """Correct what is known of an asset."""
    asset = _find(request, pk)
    check_record(request.user, asset.target_village)
    return _edit(request, asset)


@require_http_methods(["GET", "POST"])
def asset_hand_over(request: Request, pk: UUID) -> HttpResponse:
    """Note who holds an asset from a day on."""
    asset = _find(request, pk)
    village = asset.target_village
    check_record(request.user, village)
    form = HandOverForm(request.POST or None, village=village, sees_families=sees_families_of(request, village))
    if request.method == "POST" and form.is_valid():
        event = form.submit(hand_over, by=request.user, asset=asset, **form.cleaned_data)
        if event is not None:
            messages.success(request, _("Serah terima %s tercatat.") % asset.name)
            return redirect("villages:asset_detail", asset.pk)
    return show_form(request, form, "villages/asset_hand_over.html", asset=asset, village=village)


@require_http_methods(["GET", "POST"])
def asset_check(request: Request, pk: UUID) -> HttpResponse:
    """Note how an asset was found."""
    asset = _find(request, pk)
    check_record(request.user, asset.target_village)
    form = CheckForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        event = form.submit(check_asset, by=request.user, asset=asset, **form.cleaned_data)
        if event is not None:
            messages.success(request, _("Pemeriksaan %s tercatat.") % asset.name)
            return redirect("villages:asset_detail", asset.pk)
    return show_form(request, form, "villages/asset_check.html", asset=asset, village=asset.target_village)


def may_record(request: Request, village: TargetVillage) -> bool:
    """Say whether the reader records the programme year of the village."""
    return has_permission(request.user, Permission.RECORD_PROGRAMME, village.village_id)


def sees_families_of(request: Request, village: TargetVillage) -> bool:
    """Say whether the reader may see the families of the village by name."""
    return has_permission(request.user, Permission.VIEW_FAMILIES, village.village_id)


def _find(request: Request, pk: UUID) -> Asset:
    rows = Asset.objects.visible_to(request.user).with_places().select_related("activity__agency")
    return get_object_or_404(rows, pk=pk)


def _edit(request: Request, asset: Asset) -> HttpResponse:
    form = AssetForm(request.POST or None, instance=asset)
    if request.method == "POST" and (saved := form.submit(save_asset, by=request.user, asset=form.instance)):
        messages.success(request, _("%s tersimpan.") % saved.name)
        return redirect("villages:asset_detail", saved.pk)
    context = {"village": asset.target_village, "is_new": asset._state.adding}
    return show_form(request, form, "villages/asset_form.html", **context)
