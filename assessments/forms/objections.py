"""Forms for objections: what a district claims, and what is decided about it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.definition import number_text
from assessments.instrument import Indicator
from p2wkss.forms import ActionForm
from villages.models import Evidence, TargetVillage

GRANT, REFUSE, NOT_APPLICABLE = "grant", "refuse", "na"


class ObjectionForm(ActionForm, forms.Form):
    """What is wrong with the score of one indicator, and the village's own photos and documents that show it."""

    claim = forms.CharField(
        label=gettext_lazy("Isi sanggahan"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Tulis nilai mana yang keliru, dan apa keadaan yang sebenarnya di desa."),
    )
    evidence = forms.ModelMultipleChoiceField(
        Evidence.objects.none(),
        label=gettext_lazy("Bukti"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": gettext_lazy("Pilih hanya bukti milik desa ini yang tidak ditarik."),
            "invalid_pk_value": gettext_lazy("Pilih hanya bukti milik desa ini yang tidak ditarik."),
        },
    )

    def __init__(self, *args: Any, village: TargetVillage, indicator: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = Evidence.objects.filter(target_village=village, removed_at=None).order_by("-uploaded_at", "uuid")
        self.offer("evidence", kept)
        self._indicator = indicator

    @property
    def groups(self) -> list[dict[str, Any]]:
        """What may be ticked: first what is linked to this indicator, then, folded, all else of the village."""
        ticked = {str(key) for key in self["evidence"].value() or ()}
        field: Any = self.fields["evidence"]
        linked: list[dict[str, Any]] = []
        others: list[dict[str, Any]] = []
        for one in field.queryset.prefetch_related("links"):
            codes = {link.indicator for link in one.links.all()}
            row = {"evidence": one, "words": _words(one), "ticked": str(one.pk) in ticked}
            (linked if self._indicator in codes else others).append(row)
        heads = ((_("Bukti untuk indikator ini"), linked), (_("Bukti lain dari desa ini"), others))
        return [
            {"label": label, "rows": rows, "is_open": rows is linked or any(row["ticked"] for row in rows)}
            for label, rows in heads
            if rows
        ]


class DecisionForm(ActionForm, forms.Form):
    """Whether an objection is granted, why, and, where it is, the mark that now counts."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Putusan"),
        choices=((GRANT, gettext_lazy("Dikabulkan")), (REFUSE, gettext_lazy("Ditolak"))),
        widget=forms.RadioSelect,
    )
    value = forms.ChoiceField(
        label=gettext_lazy("Nilai perbaikan"),
        required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Hanya bila dikabulkan. Nilai ini menggantikan nilai para penilai pada indikator ini."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Pertimbangan"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Dibaca kabupaten/kota yang menyanggah, dan tercetak dalam laporan."),
    )

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if indicator.number:
            self._ask_for_number(indicator)
        else:
            field: Any = self.fields["value"]
            levels = [(number_text(level.value), level.text) for level in indicator.levels]
            field.choices = [(value, f"{value} – {text}") for value, text in levels]
            if indicator.allows_not_applicable:
                field.choices = [*field.choices, (NOT_APPLICABLE, _("Tidak berlaku"))]

    @property
    def granted(self) -> bool:
        """Whether the objection is granted."""
        return bool(self.cleaned_data["decision"] == GRANT)

    @property
    def not_applicable(self) -> bool:
        """Whether the corrected mark is "tidak berlaku"; never for what is refused."""
        found = self.cleaned_data
        return self.granted and (found.get("value") == NOT_APPLICABLE or bool(found.get("not_applicable")))

    @property
    def mark(self) -> Decimal | None:
        """The corrected mark; None for what is refused, for "tidak berlaku", and where nothing was chosen."""
        value = self.cleaned_data.get("value")
        if not self.granted or value in {None, "", NOT_APPLICABLE}:
            return None
        return Decimal(value)

    def _ask_for_number(self, indicator: Indicator) -> None:
        unit = indicator.number.unit if indicator.number else ""
        self.fields["value"] = forms.DecimalField(
            label=_("Nilai perbaikan (%s)") % unit,
            help_text=self.fields["value"].help_text,
            required=False,
            min_value=0,
            max_digits=8,
            decimal_places=3,
        )
        if indicator.allows_not_applicable:
            self.fields["not_applicable"] = forms.BooleanField(label=_("Tidak berlaku"), required=False)
        self.order_fields(["decision", "value", "not_applicable", "reason"])


def _words(evidence: Evidence) -> str:
    day = evidence.effective_on or localdate(evidence.taken_at or evidence.uploaded_at)
    return f"{evidence.get_kind_display()} · {date_format(day, 'j F Y')}"
