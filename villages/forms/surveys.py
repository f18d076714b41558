"""The form of a survey."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from p2wkss.forms import VersionedModelForm
from villages.actions.surveys import MAX_ENTRY_SECONDS
from villages.enums import ANSWER_LABELS, INDICATOR_LABELS, SurveyState
from villages.forms.families import RupiahField
from villages.models import Survey
from villages.welfare import INDICATORS, NO_ANSWERS, NOT_APPLICABLE_ALLOWED, Answer


def entered_seconds(text: object) -> int:
    """Read how long the page was worked on, as the browser tells; what makes no sense counts as nothing."""
    written = str(text or "").strip()
    known = written.isascii() and written.isdecimal() and len(written) <= 6
    return min(int(written), MAX_ENTRY_SECONDS) if known else 0


class SurveyForm(VersionedModelForm):
    """The date, the income and the 21 answers of a survey."""

    monthly_income = RupiahField(
        label=gettext_lazy("Penghasilan keluarga sebulan (Rp)"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    entry_seconds = forms.CharField(widget=forms.HiddenInput, required=False, initial="0")

    class Meta:
        model = Survey
        fields = ("surveyed_on", "monthly_income")
        widgets = {"surveyed_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.opened_state = SurveyState(self.instance.state)
        stored = self.instance.answers or NO_ANSWERS
        for indicator in INDICATORS:
            letter = stored[indicator.number - 1]
            self.fields[f"answer_{indicator.number}"] = forms.ChoiceField(
                label=f"{indicator.number}. {INDICATOR_LABELS[indicator.number]}",
                widget=forms.RadioSelect,
                choices=[(answer.value, ANSWER_LABELS[answer]) for answer in allowed_answers(indicator.number)],
                required=False,
                initial="" if letter == Answer.MISSING else letter,
            )

    @property
    def seconds(self) -> int:
        """How long the page was worked on since it was opened or last saved."""
        return entered_seconds(self["entry_seconds"].value())

    @property
    def letters(self) -> str:
        """The 21 letters as they now stand in the form, typed or stored; what is not allowed counts as missing."""
        return "".join(self._letter(indicator.number) for indicator in INDICATORS)

    def _letter(self, number: int) -> str:
        value = self[f"answer_{number}"].value()
        return value if value in allowed_answers(number) else Answer.MISSING

    def _post_clean(self) -> None:
        self.instance.answers = "".join(
            self.cleaned_data.get(f"answer_{indicator.number}") or Answer.MISSING for indicator in INDICATORS
        )
        super()._post_clean()


def allowed_answers(number: int) -> list[Answer]:
    """The answers that an indicator takes."""
    both = [Answer.YES, Answer.NO]
    return [*both, Answer.NOT_APPLICABLE] if number in NOT_APPLICABLE_ALLOWED else both
