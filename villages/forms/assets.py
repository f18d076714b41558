"""Forms for what was given in a target village."""

from typing import Any, cast

from django import forms
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from p2wkss.forms import ActionForm
from villages.enums import AssetCondition, HolderKind
from villages.forms.families import RupiahField
from villages.forms.keyed import DayInput, KeyedForm
from villages.models import Asset, Family, TargetVillage


class AssetForm(KeyedForm):
    """A thing that was given, or a work that was built."""

    quantity = forms.IntegerField(label=_("Jumlah"), min_value=1, initial=1)
    value = RupiahField(
        label=_("Nilai (Rp)"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("Nilai seluruhnya. Kosongkan bila tidak diketahui."),
    )

    class Meta:
        model = Asset
        fields = ("name", "activity", "quantity", "unit", "value")
        help_texts = {"name": _("Misalnya mesin jahit, jalan lingkungan, jamban keluarga.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("activity", self.instance.target_village.activities.all())

    def reopened(self, current: Model) -> "AssetForm":
        """Give the form for what now stands in the database."""
        return AssetForm(instance=current)


class HandOverForm(ActionForm, forms.Form):
    """Who holds an asset from a day on. Families can be chosen by whoever may see them."""

    on = forms.DateField(label=_("Tanggal serah terima"), widget=DayInput)
    holder_kind = forms.ChoiceField(label=_("Dipegang oleh"), choices=HolderKind.choices, widget=forms.RadioSelect)
    family = forms.ModelChoiceField(
        Family.objects.none(), label=_("Keluarga"), required=False, help_text=_("Isi bila dipegang keluarga.")
    )
    holder = forms.CharField(
        label=_("Nama pemegang"),
        max_length=120,
        required=False,
        help_text=_("Isi bila dipegang kelompok, kantor, atau untuk umum: siapa yang bertanggung jawab."),
    )
    note = forms.CharField(
        label=_("Catatan"), max_length=300, required=False, help_text=_("Misalnya nomor berita acara serah terima.")
    )

    def __init__(self, *args: Any, village: TargetVillage, sees_families: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate
        offer_families(self, "family", village, sees_families=sees_families)


class CheckForm(ActionForm, forms.Form):
    """How an asset was found on a day."""

    on = forms.DateField(label=_("Tanggal pemeriksaan"), widget=DayInput)
    condition = forms.ChoiceField(label=_("Keadaan barang"), choices=AssetCondition.choices, widget=forms.RadioSelect)
    note = forms.CharField(label=_("Catatan"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate


def offer_families(form: ActionForm, name: str, village: TargetVillage, *, sees_families: bool) -> None:
    """Let a field offer the families of a village; whoever may not see families gets no such field."""
    if not sees_families:
        del cast(Any, form).fields[name]
        return
    rows = village.families.registered().order_by("rt", "head_name", "uuid")
    form.offer(name, rows, lambda family: f"RT {family.rt} · {family.head_name}")
