"""Forms of the plenary: a mark in place of the assessors', taking it back, and the minutes."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from assessments.forms.sheets import NOT_APPLICABLE, number_of, plain
from assessments.instrument import Indicator
from assessments.models import PanelMember, PlenaryMinutes, Round
from p2wkss.forms import ActionForm

LONG = forms.Textarea(attrs={"rows": 4})


class ModerationForm(ActionForm, forms.Form):
    """Which mark of an indicator the plenary puts in place of the assessors', and why."""

    value = forms.CharField(label=_("Nilai hasil pleno"), required=False, max_length=12)
    not_applicable = forms.BooleanField(label=_("Tidak berlaku"), required=False)
    reason = forms.CharField(
        label=_("Alasan keputusan pleno"),
        widget=LONG,
        help_text=_("Tertulis dalam berita acara dan di kartu nilai desa."),
    )

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.indicator = indicator
        if indicator.number is None or not indicator.allows_not_applicable:
            del self.fields["not_applicable"]

    @property
    def chosen(self) -> str:
        """What stands in the form: a value, or "na"."""
        return str(self["value"].value() or "")

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """The levels as (value, text, is chosen); none where the mark is a number."""
        return [(plain(level.value), level.text, plain(level.value) == self.chosen) for level in self.indicator.levels]

    @property
    def is_not_applicable(self) -> bool:
        """Whether "tidak berlaku" is chosen among the levels."""
        return self.chosen == NOT_APPLICABLE

    def clean_value(self) -> Decimal | None:
        """Read the number, with a comma or a point; "na" is no value."""
        text: str = self.cleaned_data["value"].strip()
        if text in {"", NOT_APPLICABLE}:
            return None
        value = number_of(text)
        if value is None:
            raise forms.ValidationError(_now("Tulis angka saja, misalnya 75 atau 7,5."))
        return value

    def decided(self) -> dict[str, Any]:
        """What was decided, as the action takes it."""
        chosen = self.cleaned_data.get("not_applicable") or self.is_not_applicable
        return {
            "value": self.cleaned_data["value"],
            "not_applicable": bool(chosen),
            "reason": self.cleaned_data["reason"],
        }


class WithdrawalForm(ActionForm, forms.Form):
    """Why the assessors' marks count again."""

    reason = forms.CharField(label=_("Alasan pembatalan"), widget=LONG)


class MinutesForm(ActionForm, forms.ModelForm):  # type: ignore[type-arg]
    """What the minutes of the plenary say beside the result."""

    class Meta:
        model = PlenaryMinutes
        fields = ("number", "held_on", "place", "notes")
        widgets = {"held_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), "notes": LONG}

    attendees = forms.ModelMultipleChoiceField(
        PanelMember.objects.none(), label=_("Tim penilai yang hadir"), widget=forms.CheckboxSelectMultiple
    )

    field_order = ("number", "held_on", "place", "attendees", "notes")

    def __init__(self, *args: Any, round: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("attendees", round.panel.select_related("user"), lambda one: one.user.full_name)
        self.fields["attendees"].initial = self.instance.attendees
