"""Forms for setting up a round."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from assessments.actions.phase_dates import possible_owners
from assessments.actions.rounds import candidates, possible_members
from assessments.enums import PHASE_LABELS, PanelPosition
from assessments.models import InstrumentVersion, PanelMember, PhaseDate, Round
from assessments.phases import dated_phases
from p2wkss.forms import ActionForm
from p2wkss.models import Region, RegionLevel, User
from p2wkss.permissions import regions_of
from p2wkss.roles import Permission
from villages.models import Cycle, TargetVillage

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class RoundForm(ActionForm, forms.ModelForm):  # type: ignore[type-arg]
    """Which region is judged, in which year, on which instrument."""

    class Meta:
        model = Round
        fields = ("cycle", "region", "kind", "instrument", "held_on")
        widgets = {"held_on": DATE}
        help_texts = {
            "kind": _(
                "Kalibrasi: tim menilai satu desa yang sudah dikenal, agar cara menilainya sama. Tanpa peringkat."
            )
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].required = False
        self.offer("cycle", Cycle.objects.visible_to(user).select_related("province"))
        self.offer("region", manageable_regions(user), lambda region: region.full_name)
        self.offer("instrument", InstrumentVersion.objects.visible_to(user).exclude(locked_at=None))


def manageable_regions(user: User) -> QuerySet[Region]:
    """The provinces and regencies whose rounds the person manages."""
    codes = regions_of(user, Permission.MANAGE_PROVINCE_ROUND) + regions_of(user, Permission.MANAGE_DISTRICT_ROUND)
    return Region.objects.filter(code__in=codes, level__lte=RegionLevel.REGENCY).order_by("code")


def _village(one: TargetVillage) -> str:
    district = one.village.parent
    regency = district.parent if district else None
    return f"{one.name}, {regency.name if regency else ''}"


def _village_of_year(one: TargetVillage) -> str:
    return f"{_village(one)} ({one.cycle.year})"


class EntryForm(ActionForm, forms.Form):
    """Which village enters the round."""

    target_village = forms.ModelChoiceField(TargetVillage.objects.none(), label=_("Desa binaan"))

    def __init__(self, *args: Any, round: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = [village.pk for village in candidates(round)]
        villages = TargetVillage.objects.filter(pk__in=allowed).with_places()
        self.offer("target_village", villages, _village_of_year if round.is_calibration else _village)


class MemberForm(ActionForm, forms.ModelForm):  # type: ignore[type-arg]
    """Who joins the panel."""

    class Meta:
        model = PanelMember
        fields = ("user", "position")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [user.pk for user in possible_members(self.instance.round)]
        self.offer("user", User.objects.filter(pk__in=people))
        self.fields["position"].initial = PanelPosition.MEMBER


class PhaseDatesForm(ActionForm, forms.Form):
    """By when the round leaves each phase, and who sees to it."""

    def __init__(self, *args: Any, round: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.round = round
        self.phases = dated_phases(calibration=round.is_calibration)
        kept = {date.phase: date for date in round.dates.select_related("owner")}
        people = [("", "–"), *((str(user.pk), user.full_name) for user in possible_owners(round))]
        for phase in self.phases:
            date = kept.get(phase)
            self.fields[f"due_{phase}"] = forms.DateField(
                label=_("Batas waktu"),
                required=False,
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                initial=date.due_on if date else None,
            )
            self.fields[f"owner_{phase}"] = forms.ChoiceField(
                label=_("Penanggung jawab"),
                required=False,
                choices=people,
                initial=str(date.owner_id or "") if date else "",
            )

    def clean(self) -> dict[str, Any]:
        """Ask for the date of a phase that has an owner."""
        cleaned = super().clean() or {}
        for phase in self.phases:
            if cleaned.get(f"owner_{phase}") and not cleaned.get(f"due_{phase}") and f"due_{phase}" not in self.errors:
                self.add_error(f"due_{phase}", _("Isi batas waktunya, atau kosongkan penanggung jawabnya."))
        return cleaned

    @property
    def rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Each phase in words with its two fields."""
        return [(str(PHASE_LABELS[phase]), self[f"due_{phase}"], self[f"owner_{phase}"]) for phase in self.phases]

    def dates(self) -> list[PhaseDate]:
        """The dates as they were typed, unsaved."""
        return [
            PhaseDate(
                round=self.round,
                phase=phase,
                due_on=self.cleaned_data[f"due_{phase}"],
                owner_id=int(self.cleaned_data[f"owner_{phase}"] or 0) or None,
            )
            for phase in self.phases
            if self.cleaned_data.get(f"due_{phase}")
        ]


class NominationForm(ActionForm, forms.Form):
    """Why this village stands for the regency."""

    reason = forms.CharField(
        label=_("Alasan"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Wajib bila desa ini bukan peringkat pertama."),
    )


class TieForm(ActionForm, forms.Form):
    """What the plenary decided about villages of equal score: a place for each, or one rank shared."""

    shared = forms.BooleanField(label=_("Peringkat bersama"), required=False)
    reason = forms.CharField(
        label=_("Dasar keputusan pleno"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Sebut nomor dan tanggal berita acara pleno."),
    )

    def __init__(self, *args: Any, villages: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.villages = villages
        for position, (entry, name) in enumerate(villages.items(), 1):
            self.fields[f"place_{entry}"] = forms.IntegerField(
                label=_("Urutan %(name)s") % {"name": name},
                min_value=1,
                max_value=len(villages),
                initial=position,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        """Ask for a place of each village once, unless they share the rank."""
        cleaned = super().clean() or {}
        places = [cleaned.get(f"place_{entry}") for entry in self.villages]
        if not cleaned.get("shared") and sorted(place or 0 for place in places) != list(range(1, len(places) + 1)):
            self.add_error(None, _("Beri setiap desa satu urutan yang berbeda, atau pilih peringkat bersama."))
        return cleaned

    def ordered_entries(self) -> list[int]:
        """The entries in the order that was decided."""
        places = {entry: self.cleaned_data.get(f"place_{entry}") or 0 for entry in self.villages}
        return [int(entry) for entry in sorted(places, key=places.__getitem__)]
