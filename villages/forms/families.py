"""Forms for families."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from p2wkss.forms import ActionForm
from villages.amounts import read_rupiah
from villages.enums import FamilyStatus
from villages.forms.numbers import NumberField, NumbersForm
from villages.identity import check_kk, check_nik
from villages.models import Family


class UnitField(forms.CharField):
    """The number of an RT or RW, written in one way so that it sorts and filters: 3, 03 and 003 are 03."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=3, widget=forms.TextInput(attrs={"inputmode": "numeric"}), **kwargs)

    def to_python(self, value: Any) -> Any:
        """Give two digits at least; what is no number stays as it is."""
        text = str(super().to_python(value))
        return text.lstrip("0").zfill(2) if text.isascii() and text.isdecimal() and len(text) <= 3 else text


class FamilyForm(NumbersForm):
    """A family by its head, with the poverty decile that the state gives it, when known."""

    numbers = ("nik", "kk")
    nik = NumberField(label="NIK", check=check_nik)
    kk = NumberField(label=gettext_lazy("No. KK"), check=check_kk)
    rt = UnitField(label=gettext_lazy("RT"))
    rw = UnitField(label=gettext_lazy("RW"), required=False)
    decile = forms.TypedChoiceField(
        label=gettext_lazy("Desil kesejahteraan"),
        choices=[("", gettext_lazy("Belum diketahui")), *((number, str(number)) for number in range(1, 11))],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=gettext_lazy("1 (termiskin) sampai 10, disalin dari sumbernya dan tidak pernah dihitung di sini."),
    )

    class Meta:
        model = Family
        fields = (
            "head_name",
            "head_sex",
            "head_birth_date",
            "nik",
            "no_nik_reason",
            "kk",
            "rt",
            "rw",
            "address",
            "decile",
            "decile_source",
            "decile_on",
        )
        widgets = {
            "head_birth_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "decile_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {"decile_source": gettext_lazy("Biasanya DTSEN.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["no_nik_reason"].help_text = _("Isi hanya bila kepala keluarga belum punya NIK.")

    def clean(self) -> dict[str, Any]:
        """Ask for a NIK or a reason, and for all three facts of a decile or none."""
        cleaned: dict[str, Any] = super().clean()
        if "nik" in cleaned and not cleaned["nik"] and not cleaned.get("no_nik_reason"):
            self.add_error("nik", _("Isi NIK, atau alasan belum punya NIK."))
        decile = {name: cleaned[name] for name in ("decile", "decile_source", "decile_on") if name in cleaned}
        if len(decile) == 3 and any(decile.values()):
            words = _("Isi desil 1 sampai 10 bersama sumber dan tanggalnya, atau kosongkan ketiganya.")
            for name in [name for name, value in decile.items() if not value]:
                self.add_error(name, words)
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()
        self._point_out_doubles()

    def _point_out_doubles(self) -> None:
        """Say at the field when the village has the number already."""
        village = self.instance.target_village
        others = Family.objects.registered().filter(target_village=village).exclude(pk=self.instance.pk)
        for name, words in (
            ("nik", _("NIK ini sudah terdaftar di desa binaan ini: %s.")),
            ("kk", _("No. KK ini sudah terdaftar di desa binaan ini: %s.")),
        ):
            number = self.cleaned_data.get(name)
            same = others.filter(**{f"{name}_hash": number.lookup}).first() if number else None
            if same is not None:
                self.add_error(name, words % same.head_name)


class StatusForm(ActionForm, forms.Form):
    """Since when, and why, a family is no longer with the programme, or is with it again."""

    status = forms.ChoiceField(label=gettext_lazy("Status baru"))
    since = forms.DateField(
        label=gettext_lazy("Sejak"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(label=gettext_lazy("Alasan"), max_length=200)

    def __init__(self, *args: Any, family: Family, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [one for one in FamilyStatus if one not in {family.status, FamilyStatus.MERGED}]
        cast(Any, self.fields["status"]).choices = [("", "---------"), *((one.value, one.label) for one in others)]
        self.fields["since"].initial = timezone.localdate


class RevealForm(ActionForm, forms.Form):
    """Why somebody must see the digits."""

    reason = forms.CharField(
        label=gettext_lazy("Alasan membuka NIK dan No. KK"),
        min_length=10,
        max_length=300,
        help_text=gettext_lazy("Alasan dan nama Anda dicatat."),
    )


class RupiahField(forms.CharField):
    """An amount as people write it: 1.500.000, Rp 1.500.000,- or 1500000."""

    def to_python(self, value: Any) -> Any:
        """Give whole rupiah, or None for nothing; refuses cents and what could be read in two ways."""
        text = "".join(str(value or "").split())
        if not text:
            return None
        try:
            return read_rupiah(text)
        except ValueError:
            raise ValidationError(_("Isi rupiah tanpa sen, misalnya 1.500.000.")) from None

    def prepare_value(self, value: Any) -> Any:
        """Show the amount in the reader's form."""
        return formats.number_format(value, 0, force_grouping=True) if isinstance(value, int) else value
