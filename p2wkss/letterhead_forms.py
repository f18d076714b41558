"""The form of a letterhead: the office's lines, its logo, and who signs."""

from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from p2wkss.actions.letterheads import SIGNED
from p2wkss.forms import VersionedModelForm
from p2wkss.logos import LIMIT, Logo, check_logo
from p2wkss.models import LetterheadVersion, Signer
from p2wkss.nip import read_nip
from p2wkss.report_words import SignerRole

NIP_HELP = gettext_lazy("18 angka, seperti 19700101 199503 1 001.")
LOGO_HELP = gettext_lazy(
    "PNG, JPG, WebP, atau SVG; paling besar 1 MB. SVG hanya gambar garis, tanpa tulisan dan skrip."
)
TEXT_HELP = gettext_lazy("Apa yang tergambar, seperti “Lambang Provinsi Banten”: dibacakan bagi yang tidak melihatnya.")


class SignerFields(NamedTuple):
    """The fields of one signer, as the page shows them together."""

    label: str
    fields: list[forms.BoundField]
    is_first: bool

    @property
    def is_open(self) -> bool:
        """Whether something was filled in, or is wrong: then nothing is folded away."""
        return any(field.value() or field.errors for field in self.fields)


class LetterheadForm(VersionedModelForm):
    """A draft with its signers: the one for all documents, and those for results and certificates where they differ."""

    logo_file = forms.FileField(
        label=gettext_lazy("Berkas lambang"),
        required=False,
        help_text=LOGO_HELP,
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg,.webp,.svg"}),
    )
    drop_logo = forms.BooleanField(label=gettext_lazy("Hapus lambang"), required=False)

    class Meta:
        model = LetterheadVersion
        fields = ("lines", "address", "contact", "logo_text", "number_pattern", "valid_from")
        widgets = {
            "lines": forms.Textarea(attrs={"rows": 4}),
            "valid_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {"logo_text": TEXT_HELP}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {signer.role: signer for signer in self.instance.signers.all()}
        for role in SignerRole:
            for name in SIGNED:
                self._add_signer_field(role, name, known.get(role))
        if not self.instance.logo_type:
            del self.fields["drop_logo"]

    def _add_signer_field(self, role: SignerRole, name: str, signer: Signer | None) -> None:
        of: Any = Signer._meta.get_field(name)
        self.fields[f"{role}_{name}"] = forms.CharField(
            label=of.verbose_name.capitalize() if name != "nip" else of.verbose_name,
            max_length=of.max_length,
            required=role == SignerRole.ALL and name == "title",
            initial=getattr(signer, name) if signer else "",
            help_text=NIP_HELP if name == "nip" else "",
        )

    def signer_groups(self) -> list[SignerFields]:
        """Give the fields of the signers, one group each."""
        return [
            SignerFields(str(role.label), [self[f"{role}_{name}"] for name in SIGNED], role == SignerRole.ALL)
            for role in SignerRole
        ]

    def clean_logo_file(self) -> Logo | None:
        """Check the logo, and keep what may be stored of it."""
        file: UploadedFile[Any] | None = self.cleaned_data["logo_file"]
        if file is None:
            return None
        if (file.size or 0) > LIMIT:
            raise ValidationError(_("Berkas lambang terlalu besar; paling besar 1 MB."), code="size")
        return check_logo(file.read())

    def clean(self) -> dict[str, Any]:
        """Write each NIP as it is printed, and ask for the title of whoever signs."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for role in SignerRole:
            if nip := data.get(f"{role}_nip"):
                self._read_nip(f"{role}_nip", nip)
        return data

    def _read_nip(self, field: str, typed: str) -> None:
        try:
            self.cleaned_data[field] = read_nip(typed)
        except ValueError:
            self.add_error(field, _("NIP terdiri atas 18 angka, seperti 19700101 199503 1 001."))

    def signers(self) -> list[Signer]:
        """Give those who sign; a role of which nothing was filled in has nobody of its own."""
        found = []
        for role in SignerRole:
            facts = {name: self.cleaned_data.get(f"{role}_{name}", "") for name in SIGNED}
            if any(facts.values()):
                found.append(Signer(role=role, **facts))
        return found
