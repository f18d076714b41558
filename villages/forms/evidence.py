"""Forms for photos and documents."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import F, Model
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from p2wkss.forms import ActionForm, VersionedModelForm
from p2wkss.models import User
from villages.actions.evidence import Facts, check_size
from villages.enums import Moment
from villages.forms.keyed import DayInput
from villages.models import Evidence, TargetVillage, Upload
from villages.models.evidence import LINK_TARGETS
from villages.proofs import INDICATOR, Group, link_choices, value_of

ACCEPT = "image/*,application/pdf"


class UploadsField(forms.MultipleChoiceField):
    """Files that arrived before the form; which of them are still there is for the action to say."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: str) -> bool:
        """Take any key."""
        try:
            return bool(UUID(value))
        except ValueError:
            return False


class LinksForm(forms.BaseForm):
    """The part of a form that says what is proven: things of the village to tick, and codes of indicators."""

    def offer_links(self, village: TargetVillage) -> None:
        """Offer the things of the village, and say in words what a photo shows that is neither before nor after."""
        moment: Any = self.fields["moment"]
        moment.choices = [("", _("Bukan keduanya")), *Moment.choices]
        self.link_choices: list[Group] = link_choices(village)
        field: Any = self.fields["links"]
        field.choices = self.link_choices

    @property
    def link_groups(self) -> list[dict[str, Any]]:
        """The things by kind, with what is ticked; a kind in which something is ticked is shown open."""
        ticked = set(self["links"].value() or ())
        return [
            {
                "label": label,
                "is_open": any(value in ticked for value, _words in choices),
                "choices": [(value, words, value in ticked) for value, words in choices],
            }
            for label, choices in self.link_choices
        ]

    def clean_indicators(self) -> str:
        """Refuse what is no code of an indicator."""
        codes = split_codes(self.cleaned_data["indicators"])
        if wrong := [code for code in codes if not INDICATOR.fullmatch(code)]:
            raise ValidationError(_("Bukan kode indikator: %s.") % ", ".join(wrong))
        return ", ".join(codes)

    @property
    def all_links(self) -> tuple[str, ...]:
        """Everything that was said to be proven."""
        codes = split_codes(self.cleaned_data["indicators"])
        return (*self.cleaned_data["links"], *(f"indicator:{code}" for code in codes))


def split_codes(text: str) -> list[str]:
    """Give the codes of a list with commas."""
    return [code for code in (part.strip() for part in text.split(",")) if code]


def preset_links(query: Mapping[str, str]) -> tuple[list[str], str]:
    """Read from an address what a new photo is to prove: the things to tick, and the code of an indicator."""
    things = [f"{target}:{query[target]}" for target in LINK_TARGETS if target != "indicator" and query.get(target)]
    return things, query.get("indicator", "")


def _links_field() -> forms.MultipleChoiceField:
    refused = gettext_lazy("Bukti hanya dapat dikaitkan dengan catatan desa ini sendiri.")
    label = gettext_lazy("Membuktikan")
    return forms.MultipleChoiceField(label=label, required=False, error_messages={"invalid_choice": refused})


def _indicators_field() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Kode indikator penilaian"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Bila menjadi bukti penilaian. Beberapa kode dipisah koma: D1, L2."),
    )


class EvidenceForm(LinksForm, ActionForm, forms.ModelForm):  # type: ignore[type-arg]
    """A new photo or document, sent with the form or in pieces before it."""

    uuid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    file = forms.FileField(
        label=gettext_lazy("Foto atau dokumen"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )
    upload = UploadsField(label=gettext_lazy("Sudah terkirim, belum disimpan"), required=False)
    keep_position = forms.BooleanField(
        label=gettext_lazy("Simpan lokasi pengambilan foto"),
        required=False,
        help_text=gettext_lazy("Lokasi yang ditulis kamera dihapus, kecuali Anda memilih ini."),
    )
    links = _links_field()
    indicators = _indicators_field()

    class Meta:
        model = Evidence
        fields = ("caption", "moment", "effective_on")
        widgets = {"effective_on": DayInput}
        help_texts = {
            "caption": gettext_lazy("Apa yang terlihat, di mana. Dibacakan kepada yang tidak dapat melihat foto."),
            "effective_on": gettext_lazy("Hari kegiatan yang dibuktikan, bila berbeda dari hari foto diambil."),
        }

    def __init__(self, *args: Any, village: TargetVillage, user: User, query: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit: int = settings.EVIDENCE_LIMIT
        limit = filesizeformat(self.limit)
        self.fields["file"].help_text = _("JPEG, PNG, WebP, atau PDF, paling besar %s.") % limit
        things, code = preset_links(query)
        self.initial.update(uuid=uuid4(), links=things, indicators=code)
        self.offer_links(village)
        waiting = Upload.objects.filter(user=user, target_village=village, received=F("size"))
        field: Any = self.fields["upload"]
        field.choices = [(str(one.pk), f"{one.file_name} ({filesizeformat(one.size)})") for one in waiting]
        self.order_fields(("uuid", "file", "upload", "caption", "moment", "effective_on", "keep_position"))

    def clean_file(self) -> Any:
        """Refuse at the field what is empty or too large."""
        file = self.cleaned_data["file"]
        if file:
            check_size(file.size)
        return file

    def clean(self) -> dict[str, Any]:
        """Ask for at least one file."""
        data: dict[str, Any] = super().clean() or {}
        if not {"file", "upload"} & self.errors.keys() and not data.get("file") and not data.get("upload"):
            self.add_error("file", _("Pilih foto atau dokumen."))
        return data

    @property
    def facts(self) -> Facts:
        """What was said of the files."""
        said = self.cleaned_data
        return Facts(said["caption"], said["moment"], said["effective_on"], said["keep_position"], self.all_links)


class EvidenceUpdateForm(LinksForm, VersionedModelForm):
    """What is said of a photo or document, corrected."""

    links = _links_field()
    indicators = _indicators_field()

    class Meta:
        model = Evidence
        fields = ("caption", "moment", "pair", "taken_at", "effective_on")
        widgets = {
            "effective_on": DayInput,
            "taken_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        evidence: Evidence = self.instance
        village = evidence.target_village
        before = Evidence.objects.filter(target_village=village, moment=Moment.BEFORE, removed_at=None)
        self.offer("pair", before.filter(paired_by=None).exclude(pk=evidence.pk) | before.filter(paired_by=evidence.pk))
        links = [value_of(link) for link in evidence.links.all()]
        codes = [value.partition(":")[2] for value in links if value.startswith("indicator:")]
        self.initial.update(links=links, indicators=", ".join(codes))
        self.offer_links(village)

    def reopened(self, current: Model) -> "EvidenceUpdateForm":
        """Give the form for what now stands in the database."""
        return EvidenceUpdateForm(instance=current)


class WithdrawForm(ActionForm, forms.Form):
    """Why a photo or document is taken out of the record."""

    reason = forms.CharField(
        label=gettext_lazy("Alasan"), max_length=200, help_text=gettext_lazy("Misalnya: foto dari desa lain.")
    )
