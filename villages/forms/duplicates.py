"""Forms with which two families are told apart or merged, and a decision is taken back."""

from typing import Any, cast

from django import forms
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from p2wkss.forms import ActionForm
from villages.models import Family

DIFFERENT, KEEP_FIRST, KEEP_SECOND = "different", "first", "second"


class DecisionForm(ActionForm, forms.Form):
    """What two families are to each other, and which record is kept; with the versions that were compared."""

    decision = forms.ChoiceField(label=gettext_lazy("Keputusan"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Alasan"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Misalnya: ditanyakan ke ketua RT, satu rumah. Jangan menulis NIK atau No. KK."),
    )
    confirm = forms.BooleanField(label=gettext_lazy("Saya sudah membandingkan kedua data ini."))
    version_first = forms.IntegerField(widget=forms.HiddenInput)
    version_second = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, first: Family, second: Family) -> None:
        super().__init__(data)
        self.pair = first, second
        choices = [(DIFFERENT, _("Keluarga yang berbeda: biarkan keduanya"))]
        if first.target_village_id == second.target_village_id:
            for value, kept in ((KEEP_FIRST, "A"), (KEEP_SECOND, "B")):
                choices.append((value, _("Keluarga yang sama: pertahankan data %s") % kept))
        cast(Any, self.fields["decision"]).choices = choices
        self.fields["version_first"].initial, self.fields["version_second"].initial = first.version, second.version

    def _take_conflict(self, current: Model) -> None:
        data = cast(Any, self.data).copy()
        changed = "version_first" if current.pk == self.pair[0].pk else "version_second"
        data[changed] = str(getattr(current, "version"))
        self.data = data
        self.add_error(None, _("Salah satu keluarga berubah sejak halaman dibuka. Bandingkan lagi, lalu putuskan."))


class UndoForm(ActionForm, forms.Form):
    """Why a decision is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Alasan membatalkan"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
