"""Forms for the innovations of a target village."""

from typing import Any

from django import forms
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from p2wkss.forms import ActionForm
from villages.forms.assets import offer_families
from villages.forms.keyed import DayInput, KeyedForm
from villages.models import Family, Innovation, Replication


class InnovationForm(KeyedForm):
    """What an innovation solves, how it works, and who invented it."""

    class Meta:
        model = Innovation
        fields = (
            "name",
            "problem",
            "description",
            "inventor",
            "inventor_sex",
            "inventor_family",
            "started_on",
        )
        widgets = {
            "problem": forms.Textarea(attrs={"rows": 3}),
            "description": forms.Textarea(attrs={"rows": 4}),
            "started_on": DayInput,
        }
        help_texts = {
            "inventor": _("Nama orang atau kelompok."),
            "inventor_family": _("Isi bila penemu dari keluarga binaan."),
        }

    def __init__(self, *args: Any, sees_families: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sees_families = sees_families
        family = self.instance.inventor_family
        if family and family.merged_into_id:
            self.initial["inventor_family"] = family.merged_into_id
        offer_families(self, "inventor_family", self.instance.target_village, sees_families=sees_families)

    def reopened(self, current: Model) -> "InnovationForm":
        """Give the form for what now stands, for the same person."""
        return InnovationForm(instance=current, sees_families=self.sees_families)


class UsesForm(ActionForm, forms.Form):
    """Which families use an innovation, and since when."""

    families = forms.ModelMultipleChoiceField(
        Family.objects.none(),
        label=_("Keluarga yang memakai"),
        error_messages={"required": _("Pilih paling sedikit satu keluarga.")},
    )
    since = forms.DateField(label=_("Memakai sejak"), widget=DayInput)

    def __init__(self, *args: Any, families: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].initial = timezone.localdate
        self.offer("families", families)

    @property
    def ticked(self) -> set[str]:
        """The keys that were ticked, as they were sent."""
        return set(self.data.getlist("families")) if hasattr(self.data, "getlist") else set()


class ReplicationForm(ActionForm, forms.ModelForm):  # type: ignore[type-arg]
    """Where an innovation was taken up."""

    class Meta:
        model = Replication
        fields = ("place", "since", "note")
        widgets = {"since": DayInput}
        help_texts = {"place": _("Misalnya Desa Bakung, Kecamatan Cikande.")}
