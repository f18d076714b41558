"""Forms with which the twelve stages are planned, held and opened again."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from p2wkss.forms import ActionForm
from villages.enums import STAGE_LABELS
from villages.forms.keyed import DayInput
from villages.stages import StageState, open_before

PLAN, HOLD, REOPEN = "plan", "hold", "reopen"


class StageForm(ActionForm, forms.Form):
    """One step on one stage; `step` says which of the page's forms was sent."""

    step = forms.CharField(widget=forms.HiddenInput)
    kind = ""

    def __init__(self, data: Any = None, *, states: Sequence[StageState], stage: int, today: date) -> None:
        super().__init__(data, auto_id=f"id_{self.kind}_%s", initial={"step": self.kind})
        self.states, self.state, self.today = states, states[stage - 1], today

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "step"}


class PlanForm(StageForm):
    """The day that a stage is planned for."""

    kind = PLAN
    on = forms.DateField(label=gettext_lazy("Tanggal rencana"), widget=DayInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = self.state.planned_on


class HoldForm(StageForm):
    """When a stage was held, who came and what was said; why, when an earlier one is still to come."""

    kind = HOLD
    on = forms.DateField(label=gettext_lazy("Tanggal pelaksanaan"), widget=DayInput)
    reason = forms.CharField(
        label=gettext_lazy("Alasan didahulukan"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    women = forms.IntegerField(label=gettext_lazy("Hadir, perempuan"), min_value=0, required=False)
    men = forms.IntegerField(label=gettext_lazy("Hadir, laki-laki"), min_value=0, required=False)
    minutes = forms.CharField(
        label=gettext_lazy("Notulen"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Apa yang dibahas dan diputuskan. Notulen yang ditandatangani diunggah sebagai bukti."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].widget.attrs["max"] = self.today.isoformat()
        if waiting := open_before(self.states, self.state.stage):
            numbers = ", ".join(str(stage) for stage in waiting)
            words = _("Tahap yang belum dilaksanakan: %s. Tulis dengan kata-kata mengapa tahap ini didahulukan.")
            self.fields["reason"].help_text = words % numbers
        else:
            del self.fields["reason"]


class ReopenForm(StageForm):
    """Why a stage that was held is open again."""

    kind = REOPEN
    reason = forms.CharField(
        label=gettext_lazy("Alasan dibuka lagi"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


FORMS: dict[str, type[StageForm]] = {form.kind: form for form in (PlanForm, HoldForm, ReopenForm)}


class YearPlanForm(ActionForm, forms.Form):
    """The days of all twelve stages; what was held keeps its plan, and what stays empty is not planned."""

    any_order = forms.BooleanField(
        label=gettext_lazy("Ada tahap yang memang direncanakan lebih awal daripada tahap sebelumnya."), required=False
    )

    def __init__(self, data: Any = None, *, states: Sequence[StageState]) -> None:
        super().__init__(data)
        self.states = states
        for state in states:
            self.fields[f"stage_{state.stage}"] = forms.DateField(
                label=f"{state.stage}. {STAGE_LABELS[state.stage]}",
                required=False,
                initial=state.planned_on,
                disabled=state.is_held and state.planned_on is not None,
                widget=DayInput,
            )
        self.order_fields([*(name for name in self.fields if name != "any_order"), "any_order"])

    def clean(self) -> dict[str, Any]:
        """Refuse to empty a day that is planned: what was noted is never taken away."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name in [f"stage_{state.stage}" for state in self.states if state.planned_on]:
            if name in cleaned and cleaned[name] is None:
                self.add_error(name, _("Rencana tidak dapat dikosongkan, hanya dipindah ke hari lain."))
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """What was typed, as the action takes it."""
        given = {stage: self.cleaned_data.get(f"stage_{stage}") for stage in STAGE_LABELS}
        dates = {stage: day for stage, day in given.items() if day}
        return {"dates": dates, "any_order": self.cleaned_data["any_order"]}
