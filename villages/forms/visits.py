"""Forms for coaching visits, follow-ups and the address of a calendar."""

from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from p2wkss.formats import longdate
from p2wkss.forms import ActionForm, VersionedModelForm
from p2wkss.models import User
from p2wkss.permissions import holders_of
from p2wkss.roles import Permission
from villages.calendar import Month
from villages.enums import STAGE_LABELS
from villages.forms.keyed import DayInput, KeyedForm
from villages.models import Agency, FollowUp, Visit
from villages.models.visit import COACHING_STAGES

AFTER_YEAR = ("", _("Sesudah tahun program"))


def stage_choices() -> list[tuple[Any, Any]]:
    """The stages that a visit may belong to, in words, with "after the year" last."""
    return [*((at, f"{words}: {STAGE_LABELS[at]}") for at, words in COACHING_STAGES.items()), AFTER_YEAR]


class VisitForm(KeyedForm):
    """A visit: its plan, what came of it, or why it was called off."""

    class Meta:
        model = Visit
        fields = (
            "topic",
            "stage",
            "planned_on",
            "starts_at",
            "place",
            "agency",
            "held_on",
            "women",
            "men",
            "findings",
            "cancelled_reason",
        )
        widgets = {
            "planned_on": DayInput(),
            "held_on": DayInput(),
            "starts_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "findings": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "stage": _("Kunjungan sesudah tahun program tidak termasuk tahap mana pun."),
            "starts_at": _("Waktu Indonesia Barat; boleh dikosongkan."),
            "agency": _("Instansi yang membina, bila ada."),
            "held_on": _("Isi sesudah kunjungan terlaksana."),
            "cancelled_reason": _("Isi hanya bila kunjungan batal; kosongkan bila jadi dilaksanakan."),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        cast(Any, self.fields["stage"]).choices = stage_choices()
        village = self.instance.target_village.village
        in_use = Q(is_active=True) | Q(pk=self.instance.agency_id)
        near = Agency.objects.visible_to(user).filter(in_use, region__in=(village.regency_code, village.province_code))
        self.offer("agency", near, lambda agency: str(agency.name))

    def _get_validation_exclusions(self) -> set[str]:
        """Leave to the action what the constraints would say of the whole form: it says so at the field."""
        return {*super()._get_validation_exclusions(), "held_on", "women", "men", "cancelled_reason"}  # type: ignore[misc]

    def reopened(self, current: Model) -> "VisitForm":
        """Give the form for what now stands in the database, for the same person."""
        return VisitForm(instance=current, user=self.user)


class SeriesForm(ActionForm, forms.Form):
    """Several visits of one month, with one topic."""

    topic = forms.CharField(label=_("Materi"), max_length=200)
    stage = forms.TypedChoiceField(label=_("Tahap"), coerce=int, empty_value=None, required=False)
    dates = forms.TypedMultipleChoiceField(
        label=_("Tanggal"), coerce=date.fromisoformat, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, month: Month, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(Any, self.fields["stage"]).choices = stage_choices()
        dates = cast(Any, self.fields["dates"])
        dates.choices = [(day.isoformat(), longdate(day)) for day in month.days]
        dates.error_messages["required"] = _("Pilih tanggalnya.")


class FollowUpForm(VersionedModelForm):
    """What is to be done after a visit, by whom, until when."""

    class Meta:
        model = FollowUp
        fields = ("what", "owner", "due_on")
        widgets = {"due_on": DayInput()}
        help_texts = {"owner": _("Tampil di berandanya sampai selesai.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region = self.instance.visit.target_village.village_id
        self.offer("owner", holders_of(Permission.VIEW_PROGRAMME, region))


class CloseForm(ActionForm, forms.Form):
    """What came of a follow-up, and since when it is done."""

    note = forms.CharField(label=_("Hasilnya"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    on = forms.DateField(label=_("Selesai tanggal"), widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate


class CalendarStepForm(ActionForm, forms.Form):
    """Whether to make a calendar address or to end it."""

    OPEN, REVOKE = "buat", "cabut"
    step = forms.ChoiceField(label=_("Langkah"), choices=[(OPEN, _("Buat alamat")), (REVOKE, _("Cabut alamat"))])
