"""Forms with which surveys are checked: one with its remarks, or many at once."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from p2wkss.forms import ActionForm
from villages.survey_states import Step
from villages.welfare import INDICATOR_COUNT


class ReviewForm(ActionForm, forms.Form):
    """One step on a survey: accept it, or send it back with remarks on single answers or a note on the whole."""

    step = forms.ChoiceField(
        choices=[(Step.VERIFY.value, gettext_lazy("Verifikasi")), (Step.RETURN.value, gettext_lazy("Kembalikan"))],
        widget=forms.HiddenInput,
        error_messages={"required": gettext_lazy("Pilih Verifikasi atau Kembalikan.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=gettext_lazy("Catatan umum"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Dibaca kader pada halaman survei."),
    )

    def __init__(self, data: Any = None, *, version: int) -> None:
        super().__init__(data)
        self.fields["version"].initial = version
        for number in range(1, INDICATOR_COUNT + 1):
            self.fields[f"remark_{number}"] = forms.CharField(
                label=_("Yang harus diperbaiki pada jawaban %d") % number,
                required=False,
                max_length=300,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @property
    def remarks(self) -> dict[int, str]:
        """What is to be corrected, by the number of the indicator."""
        said = {n: self.cleaned_data.get(f"remark_{n}", "") for n in range(1, INDICATOR_COUNT + 1)}
        return {number: text for number, text in said.items() if text}

    def clean(self) -> dict[str, Any]:
        """Refuse to accept a survey together with remarks, as nobody would read them."""
        cleaned = super().clean() or {}
        if cleaned.get("step") == Step.VERIFY and self.remarks:
            self.add_error(
                None, _("Catatan pada jawaban hanya sampai bila survei dikembalikan. Kosongkan, atau kembalikan.")
            )
        return cleaned

    def _take_conflict(self, current: Model) -> None:
        data = cast(Any, self.data).copy()
        data["version"] = str(getattr(current, "version"))
        self.data = data
        self.add_error(None, _("Survei ini berubah sejak halaman dibuka. Periksa lagi jawabannya, lalu putuskan."))


class PickField(forms.Field):
    """The surveys that are ticked, each with the version that was on the page: "key:version"."""

    widget = forms.CheckboxSelectMultiple

    def to_python(self, value: Any) -> dict[UUID, int]:
        """Give the versions by key; refuses what no page of ours sends."""
        picked = {}
        for text in value or ():
            key, _colon, version = str(text).partition(":")
            try:
                picked[UUID(key)] = int(version)
            except ValueError as error:
                raise ValidationError(_("Pilihan ini tidak dikenal. Muat ulang halaman.")) from error
        return picked


class BulkReviewForm(ActionForm, forms.Form):
    """Many surveys to be accepted at once."""

    pick = PickField(
        label=gettext_lazy("Pilihan"), error_messages={"required": gettext_lazy("Pilih paling sedikit satu survei.")}
    )

    @property
    def ticked(self) -> set[str]:
        """What was ticked, to show it again."""
        return set(self["pick"].value() or ())
