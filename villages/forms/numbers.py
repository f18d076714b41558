"""Fields and forms for records that hold a NIK or No. KK."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from p2wkss.fields import PersonalNumber
from p2wkss.forms import VersionedModelForm
from villages.enums import IDENTITY_MESSAGES
from villages.identity import Severity, normalise


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


class NumbersForm(VersionedModelForm):
    """A record with personal numbers, and with a key that is made where the form is opened.

    A number that is stored is not shown; an empty field keeps it. The form sent twice makes one record.
    """

    numbers: tuple[str, ...] = ("nik",)
    uuid = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["uuid"].initial = self.instance.pk
        for name in self.numbers:
            stored = getattr(self.instance, name)
            self.initial[name] = ""
            if stored:
                self.fields[name].help_text = _("Tersimpan: %s. Isi hanya bila hendak mengganti.") % stored
            else:
                self.fields[name].help_text = _("16 angka; spasi dan titik boleh.")

    def reopened(self, current: Model) -> "NumbersForm":
        """Give the form for what now stands, with its numbers masked."""
        form = type(self)(instance=current)
        form.initial.update({name: getattr(current, name) for name in self.numbers})
        return form

    def clean(self) -> dict[str, Any]:
        """Keep stored numbers where nothing was typed."""
        cleaned = super().clean() or {}
        for name in self.numbers:
            if name in cleaned and not cleaned[name]:
                cleaned[name] = getattr(self.instance, name)
        if cleaned.get("uuid") and self.instance._state.adding:
            self.instance.uuid = cleaned["uuid"]
        return cleaned

    def _post_clean(self) -> None:
        for name in self.numbers:
            if name in self.cleaned_data:
                setattr(self.instance, f"{name}_hash", self.cleaned_data[name].lookup)
        super()._post_clean()
