"""Forms for uploading workbooks and matching their columns."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from p2wkss.forms import ActionForm
from villages.enums import YEAR_ROUNDS
from villages.imports.columns import ANSWERS, FACTS, KEY, REQUIRED
from villages.imports.words import fact_label
from villages.models import ImportBatch

ENDINGS = (".xlsx", ".csv")


class UploadForm(ActionForm, forms.Form):
    """A workbook and the round that it is about."""

    round = forms.ChoiceField(
        label=gettext_lazy("Putaran survei"),
        choices=[(one.value, one.label) for one in YEAR_ROUNDS],
        help_text=gettext_lazy("Survei lanjutan diisi di halaman keluarga, tidak lewat Excel."),
    )
    file = forms.FileField(
        label=gettext_lazy("Buku kerja"),
        help_text=gettext_lazy("Excel (.xlsx) atau CSV. Diperiksa dulu; tidak ada yang tersimpan sebelum Anda setuju."),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(ENDINGS)}),
        allow_empty_file=False,
    )

    def clean_file(self) -> Any:
        """Refuse at the field what cannot be a workbook at all; what is inside is looked at by the check."""
        file = self.cleaned_data["file"]
        ending = PurePath(file.name or "").suffix.lower()
        if ending in {".xls", ".xlsm", ".xlsb", ".ods"}:
            raise ValidationError(_("Simpan dulu sebagai Buku Kerja Excel (.xlsx) tanpa makro, lalu unggah."))
        if ending not in ENDINGS:
            raise ValidationError(_("Berkas harus buku kerja Excel (.xlsx) atau CSV."))
        if file.size > settings.IMPORT_LIMIT:
            raise ValidationError(_("Berkas terlalu besar; paling besar %s.") % filesizeformat(settings.IMPORT_LIMIT))
        return file


class ColumnsForm(ActionForm, forms.Form):
    """Which column of a workbook is which fact."""

    def __init__(self, *args: Any, batch: ImportBatch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        heads: list[str] = batch.columns["heads"]
        guessed = {code: heads[at] for code, at in batch.columns["guess"].items()}
        chosen = batch.columns.get("chosen", guessed)
        choices = [("", _("— tidak ada —")), *((head, self._words(batch, at)) for at, head in enumerate(heads) if head)]
        for fact in FACTS:
            if fact.code == KEY:
                continue
            self.fields[fact.code] = forms.ChoiceField(
                label=fact_label(fact.code),
                choices=choices,
                required=False,
                initial=chosen.get(fact.code, ""),
                help_text=_("Wajib ada.") if fact.code in REQUIRED else "",
            )

    @property
    def facts(self) -> list[forms.BoundField]:
        """The fields about the family and its survey."""
        return [self[code] for code in self.fields if code not in ANSWERS]

    @property
    def answers(self) -> list[forms.BoundField]:
        """The fields of the 21 questions."""
        return [self[code] for code in ANSWERS]

    @property
    def answered(self) -> int:
        """How many of the 21 questions have a column so far."""
        return sum(bool(field.value()) for field in self.answers)

    @staticmethod
    def _words(batch: ImportBatch, at: int) -> str:
        samples = [row[at] for row in batch.columns["samples"] if at < len(row) and row[at]]
        head = batch.columns["heads"][at]
        return f"{head} ({', '.join(samples)})" if samples else head

    @property
    def columns(self) -> dict[str, str]:
        """The choice as {fact: head}."""
        return {code: head for code, head in self.cleaned_data.items() if head}
