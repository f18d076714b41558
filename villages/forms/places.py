"""Forms for cycles, decrees and target villages."""

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _

from p2wkss.forms import ActionForm, VersionedModelForm
from p2wkss.models import Region, RegionLevel, User
from p2wkss.permissions import regions_of
from p2wkss.roles import Permission
from p2wkss.uploads import SIGNATURES, check_document
from villages.models import Cycle, Decree, TargetVillage


def regencies_of(user: User, permission: Permission) -> Any:
    """The regencies and cities in which the person holds the permission."""
    found = Region.objects.none()
    for code in regions_of(user, permission):
        found = found | Region.objects.active().under(code[:5])
    return found.filter(level=RegionLevel.REGENCY).order_by("code")


class CycleForm(ActionForm, forms.ModelForm):  # type: ignore[type-arg]
    """The year and the province of a programme year."""

    class Meta:
        model = Cycle
        fields = ("year", "province")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = {code[:2] for code in regions_of(user, Permission.MANAGE_CYCLES)}
        self.offer("province", Region.objects.filter(code__in=codes))
        self.initial["province"] = min(codes, default=None)


class DecreeForm(VersionedModelForm):
    """A decree, and its scan."""

    upload = forms.FileField(
        label=_("Berkas SK"),
        required=False,
        help_text=_("PDF, JPG atau PNG, paling besar 10 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(SIGNATURES)}),
    )

    class Meta:
        model = Decree
        fields = ("regency", "number", "title", "issued_on", "first_year", "last_year")
        widgets = {
            "issued_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "title": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        own = regencies_of(user, Permission.MANAGE_VILLAGES)
        self.offer("regency", own)
        if self.instance._state.adding:
            self.initial["regency"] = own.first()
        if self.instance.file:
            self.fields["upload"].help_text = _("Isi hanya bila hendak mengganti berkas yang sudah ada.")

    def reopened(self, current: Model) -> "DecreeForm":
        """Give the form for what now stands in the database."""
        return DecreeForm(instance=current, user=self.user)

    def clean_upload(self) -> Any:
        """Refuse at the field what may not be stored."""
        file = self.cleaned_data["upload"]
        if file:
            check_document(file)
        return file


class VillageChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A village among many, grouped by its district."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Region.objects.none(), **kwargs)

    def take(self, villages: Any) -> None:
        """Offer these villages."""
        self.queryset = villages
        self.choices = list(self._grouped(villages.select_related("parent").order_by("parent__name", "name")))

    @staticmethod
    def _grouped(villages: Any) -> Iterator[tuple[str, Any]]:
        groups: dict[str, list[tuple[str, str]]] = {}
        for village in villages:
            groups.setdefault(village.parent.full_name, []).append((village.code, village.full_name))
        yield "", "---------"
        yield from groups.items()


class TargetVillageForm(VersionedModelForm):
    """A target village, in its year, by its decree."""

    village = VillageChoiceField(label=_("Desa atau kelurahan"))

    class Meta:
        model = TargetVillage
        fields = ("cycle", "decree", "village", "kampung", "rw", "rt", "family_quota", "reason", "outcome")
        widgets = {"reason": forms.Textarea(attrs={"rows": 3}), "outcome": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        own = regencies_of(user, Permission.MANAGE_VILLAGES)
        codes = [regency.code for regency in own]
        cycles = Cycle.objects.visible_to(user).select_related("province")
        decrees = Decree.objects.visible_to(user).filter(regency__in=own)
        self.offer("cycle", cycles)
        self.offer("decree", decrees)
        if self.instance._state.adding:
            self.initial.update(cycle=cycles.first(), decree=decrees.first())
        named = Q(is_active=True) | Q(pk=self.instance.village_id)
        villages = Region.objects.filter(named, level=RegionLevel.VILLAGE, parent__parent_id__in=codes)
        cast(VillageChoiceField, self.fields["village"]).take(villages)

    def reopened(self, current: Model) -> "TargetVillageForm":
        """Give the form for what now stands, for the same person."""
        return TargetVillageForm(instance=current, user=self.user)
