"""Forms for families."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from p2wkss.fields import PersonalNumber
from p2wkss.forms import ActionForm, VersionedModelForm
from villages.enums import IDENTITY_MESSAGES
from villages.identity import Severity, check_kk, check_nik, normalise
from villages.models import Family


class NumberField(forms.CharField):
    """A NIK or No. KK as people type it: with spaces, dots or an apostrophe from a spreadsheet."""

    def __init__(self, *, check: Any, **kwargs: Any) -> None:
        self.check = check
        attrs = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__(max_length=40, required=False, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> Any:
        """Give the number, or say at the field what makes it impossible."""
        digits = normalise(super().clean(value))
        errors = [finding for finding in self.check(digits) if finding.severity is Severity.ERROR] if digits else []
        if errors:
            raise ValidationError([str(IDENTITY_MESSAGES[finding.code]) for finding in errors])
        return PersonalNumber(digits)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Say whether another number was typed; nothing typed keeps the stored one."""
        digits = normalise(data or "")
        return bool(digits) and PersonalNumber(digits) != initial


class UnitField(forms.CharField):
    """The number of an RT or RW, written in one way so that it sorts and filters: 3, 03 and 003 are 03."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=3, widget=forms.TextInput(attrs={"inputmode": "numeric"}), **kwargs)

    def to_python(self, value: Any) -> Any:
        """Give two digits at least; what is no number stays as it is."""
        text = str(super().to_python(value))
        return text.lstrip("0").zfill(2) if text.isascii() and text.isdecimal() and len(text) <= 3 else text


class FamilyForm(VersionedModelForm):
    """A family by its head. A number that is stored is not shown; an empty field keeps it."""

    nik = NumberField(label="NIK", check=check_nik)
    kk = NumberField(label=gettext_lazy("No. KK"), check=check_kk)
    rt = UnitField(label=gettext_lazy("RT"))
    rw = UnitField(label=gettext_lazy("RW"), required=False)
    uuid = forms.UUIDField(widget=forms.HiddenInput, required=False)

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
        )
        widgets = {"head_birth_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uuid"].initial = self.instance.pk
        self.fields["no_nik_reason"].help_text = _("Isi hanya bila kepala keluarga belum punya NIK.")
        for name in ("nik", "kk"):
            stored = getattr(self.instance, name)
            self.initial[name] = ""
            if stored:
                self.fields[name].help_text = _("Tersimpan: %s. Isi hanya bila hendak mengganti.") % stored
            else:
                self.fields[name].help_text = _("16 angka; spasi dan titik boleh.")

    def reopened(self, current: Model) -> "FamilyForm":
        """Give the form for what now stands, with its numbers masked."""
        form = FamilyForm(instance=current)
        form.initial.update(nik=getattr(current, "nik"), kk=getattr(current, "kk"))
        return form

    def clean(self) -> dict[str, Any]:
        """Keep stored numbers where nothing was typed, and ask for a NIK or a reason."""
        cleaned = super().clean() or {}
        for name in ("nik", "kk"):
            if name in cleaned and not cleaned[name]:
                cleaned[name] = getattr(self.instance, name)
        if "nik" in cleaned and not cleaned["nik"] and not cleaned.get("no_nik_reason"):
            self.add_error("nik", _("Isi NIK, atau alasan belum punya NIK."))
        if cleaned.get("uuid") and self.instance._state.adding:
            self.instance.uuid = cleaned["uuid"]
        return cleaned

    def _post_clean(self) -> None:
        for name in ("nik", "kk"):
            if name in self.cleaned_data:
                setattr(self.instance, f"{name}_hash", self.cleaned_data[name].lookup)
        super()._post_clean()
        self._point_out_doubles()

    def _point_out_doubles(self) -> None:
        """Say at the field when the village has the number already."""
        others = Family.objects.filter(target_village=self.instance.target_village).exclude(pk=self.instance.pk)
        for name, words in (
            ("nik", _("NIK ini sudah terdaftar di desa binaan ini: %s.")),
            ("kk", _("No. KK ini sudah terdaftar di desa binaan ini: %s.")),
        ):
            number = self.cleaned_data.get(name)
            same = others.filter(**{f"{name}_hash": number.lookup}).first() if number else None
            if same is not None:
                self.add_error(name, words % same.head_name)


class RevealForm(ActionForm, forms.Form):
    """Why somebody must see the digits."""

    reason = forms.CharField(
        label=gettext_lazy("Alasan membuka NIK dan No. KK"),
        min_length=10,
        max_length=300,
        help_text=gettext_lazy("Alasan dan nama Anda dicatat."),
    )


# Digits, or groups of three; zero cents only behind the other separator, as "1.500.00" is a slip and not 1.500.
_RUPIAH = re.compile(r"(?:Rp\.?)?(\d+|\d{1,3}(?:\.\d{3})+(?:,00)?|\d{1,3}(?:,\d{3})+(?:\.00)?)(?:,-)?", re.I | re.A)


class RupiahField(forms.CharField):
    """An amount as people write it: 1.500.000, Rp 1.500.000,- or 1500000."""

    def to_python(self, value: Any) -> Any:
        """Give whole rupiah, or None for nothing; refuses cents and what could be read in two ways."""
        text = "".join(str(value or "").split())
        if not text:
            return None
        found = _RUPIAH.fullmatch(text)
        digits = re.sub(r"[.,]00$|[.,]", "", found[1]) if found else ""
        if not digits or len(digits) > 12:
            raise ValidationError(_("Isi rupiah tanpa sen, misalnya 1.500.000."))
        return int(digits)

    def prepare_value(self, value: Any) -> Any:
        """Show the amount in the reader's form."""
        return formats.number_format(value, 0, force_grouping=True) if isinstance(value, int) else value
