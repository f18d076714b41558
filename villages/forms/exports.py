"""The form that asks for a workbook of families."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from p2wkss.forms import ActionForm
from p2wkss.models import Region, User
from p2wkss.permissions import has_permission
from p2wkss.roles import Permission
from villages.models import TargetVillage

MASKED, WHOLE = "", "1"


class ExportForm(ActionForm, forms.Form):
    """Which families of a year, and whether with NIK and No. KK; that is offered to who may see them somewhere."""

    scope = forms.ChoiceField(label=gettext_lazy("Keluarga"))
    with_numbers = forms.ChoiceField(
        label=gettext_lazy("NIK dan No. KK"),
        choices=(
            (MASKED, gettext_lazy("Disamarkan, misalnya 360415********01")),
            (WHOLE, gettext_lazy("Lengkap 16 angka")),
        ),
        widget=forms.RadioSelect,
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Alasan membuka NIK dan No. KK"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Hanya untuk nomor lengkap, paling sedikit 10 huruf. Alasan dan nama Anda dicatat."),
    )

    def __init__(self, *args: Any, user: User, year: int, villages: Iterable[TargetVillage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._year, self._villages = year, {f"desa-{one.pk}": one for one in villages}
        places = [one.village for one in self._villages.values()]
        codes = {code for place in places for code in (place.province_code, place.regency_code)}
        seen = [code for code in codes if has_permission(user, Permission.VIEW_FAMILIES, code)]
        self._regions = {f"wilayah-{one.code}": one for one in Region.objects.filter(code__in=seen)}
        scope: Any = self.fields["scope"]
        scope.choices = [("", _("— pilih —")), *self._groups()]
        if not has_permission(user, Permission.REVEAL_NUMBERS):
            del self.fields["with_numbers"], self.fields["reason"]

    def _groups(self) -> list[tuple[str, list[tuple[str, str]]]]:
        regions = [(key, f"{one.full_name} · {self._year}") for key, one in self._regions.items()]
        villages = [
            (key, f"{one.name}, {one.village.parent.full_name if one.village.parent else ''} · {self._year}")
            for key, one in self._villages.items()
        ]
        groups = [(_("Seluruh wilayah"), regions), (_("Satu desa binaan"), villages)]
        return [group for group in groups if group[1]]

    @property
    def arguments(self) -> dict[str, Any]:
        """What was chosen, as `request_export` takes it."""
        scope = self.cleaned_data["scope"]
        region = self._regions.get(scope)
        return {
            "target_village": self._villages.get(scope),
            "region": region,
            "year": self._year if region else None,
            "with_numbers": self.cleaned_data.get("with_numbers") == WHOLE,
            "reason": self.cleaned_data.get("reason", ""),
        }
