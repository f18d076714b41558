"""Forms for agencies, kinds of activities, activities and whom they reached."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from p2wkss.forms import ActionForm, VersionedModelForm
from p2wkss.models import Region, RegionLevel, User
from p2wkss.permissions import regions_of
from p2wkss.roles import Permission
from villages.enums import Outcome
from villages.forms.families import RupiahField
from villages.forms.keyed import DayInput, KeyedForm
from villages.models import Activity, ActivityKind, Agency, Participation


class AtFieldForm(VersionedModelForm):
    """A form that leaves what the database refuses to its action, which says at the field what a constraint cannot."""

    def _update_errors(self, errors: Any) -> None:
        errors.error_dict.pop(NON_FIELD_ERRORS, None)
        super()._update_errors(errors)  # type: ignore[misc]


class AgencyForm(AtFieldForm):
    """An agency of a regency or a province; which one, is said once."""

    class Meta:
        model = Agency
        fields = ("region", "name", "short_name", "kind", "is_active")
        help_texts = {
            "short_name": gettext_lazy("Dipakai pada daftar dan peta, misalnya Diskoperindag."),
            "is_active": gettext_lazy("Yang tidak aktif tidak ditawarkan untuk kegiatan baru."),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if self.instance._state.adding:
            self.offer("region", _managed(user), lambda region: region.full_name)
            self.initial["region"] = _managed(user).first()
        else:
            del self.fields["region"]

    def reopened(self, current: Model) -> "AgencyForm":
        """Give the form for what now stands, for the same person."""
        return AgencyForm(instance=current, user=self.user)


class KindForm(AtFieldForm):
    """A kind of activity, its field and its component."""

    class Meta:
        model = ActivityKind
        fields = ("name", "field", "component", "is_physical", "is_active")
        help_texts = {
            "component": gettext_lazy("Komponen penilaian yang dihitung dari kegiatan jenis ini."),
            "is_active": gettext_lazy("Yang tidak dipakai tidak ditawarkan untuk kegiatan baru."),
        }


class ActivityForm(AtFieldForm, KeyedForm):
    """An activity: what is promised, then what was delivered, or why it was called off."""

    promised = RupiahField(
        label=gettext_lazy("Nilai yang dijanjikan (Rp)"),
        help_text=gettext_lazy("0 bila tanpa biaya."),
    )
    delivered = RupiahField(label=gettext_lazy("Nilai yang terlaksana (Rp)"), required=False)

    class Meta:
        model = Activity
        fields = (
            "agency",
            "kind",
            "title",
            "source",
            "planned_on",
            "promised",
            "held_on",
            "delivered",
            "women",
            "men",
            "result",
            "cancelled_reason",
        )
        widgets = {"planned_on": DayInput, "held_on": DayInput, "result": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "title": gettext_lazy("Misalnya Pelatihan menjahit."),
            "planned_on": gettext_lazy("Menurut janji instansi."),
            "result": gettext_lazy("Apa yang dihasilkan, dengan kata-kata."),
            "cancelled_reason": gettext_lazy("Isi hanya bila kegiatan ini tidak jadi dilaksanakan."),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        village, used = self.instance.target_village, self.instance
        active = Q(is_active=True, region__in=(village.village_id[:2], village.village_id[:5]))
        agencies = Agency.objects.visible_to(user).filter(active | Q(pk=used.agency_id))
        self.offer("agency", agencies, lambda agency: agency.name)
        kinds = ActivityKind.objects.filter(Q(is_active=True) | Q(pk=used.kind_id), cycle=village.cycle_id)
        self.offer("kind", kinds.order_by("name"), _kind_words)

    def reopened(self, current: Model) -> "ActivityForm":
        """Give the form for what now stands, for the same person."""
        return ActivityForm(instance=current, user=self.user)


class FamiliesField(forms.Field):
    """The families that are ticked, by their keys."""

    widget = forms.CheckboxSelectMultiple

    def to_python(self, value: Any) -> list[UUID]:
        """Give the keys; refuses what no page of ours sends."""
        try:
            return [UUID(str(key)) for key in value or ()]
        except ValueError:
            raise ValidationError(_("Pilihan keluarga tidak dikenal. Muat ulang halaman lalu pilih lagi.")) from None


class TickForm(ActionForm, forms.Form):
    """Many families of a village that an activity reached, with one outcome for all of them."""

    outcome = forms.ChoiceField(label=gettext_lazy("Hasil untuk semua yang dicentang"), choices=Outcome)
    pick = FamiliesField(
        label=gettext_lazy("Keluarga"),
        error_messages={"required": gettext_lazy("Centang paling sedikit satu keluarga.")},
    )

    @property
    def ticked(self) -> set[str]:
        """What was ticked, also when the form comes back."""
        return set(self.data.getlist("pick")) if self.is_bound else set()  # type: ignore[attr-defined]

    @property
    def families(self) -> dict[UUID, str]:
        """The outcome of each family that was ticked."""
        return dict.fromkeys(self.cleaned_data["pick"], self.cleaned_data["outcome"])


class ParticipationForm(AtFieldForm):
    """What came of an activity for one family."""

    monthly_income = RupiahField(
        label=gettext_lazy("Penghasilan usaha sebulan (Rp)"),
        required=False,
        help_text=gettext_lazy("Isi hanya bila hasilnya membuka usaha."),
    )

    class Meta:
        model = Participation
        fields = ("member", "outcome", "outcome_on", "monthly_income", "note")
        widgets = {"outcome_on": DayInput}
        help_texts = {"member": ""}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        family = self.instance.family
        self.offer("member", family.members.all())
        self.fields["member"].empty_label = _("%s (kepala keluarga)") % family.head_name  # type: ignore[attr-defined]


def _managed(user: User) -> QuerySet[Region]:
    """Give the provinces and regencies whose list of agencies the person keeps."""
    found = Region.objects.none()
    for code in regions_of(user, Permission.MANAGE_AGENCIES):
        found = found | Region.objects.active().under(code)
    return found.filter(level__in=(RegionLevel.PROVINCE, RegionLevel.REGENCY)).order_by("code")


def _kind_words(kind: ActivityKind) -> str:
    return f"{kind.name} ({kind.get_component_display()} · {kind.get_field_display()})"
