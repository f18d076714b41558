"""What an assessor declares of each village: no conflict of interest, or one, of what kind, in words."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.enums import ConflictKind
from assessments.models import Entry
from p2wkss.forms import ActionForm

NONE, CONFLICT = "none", "conflict"


class VillageFields:
    """The fields of one village, as the page lays them out."""

    def __init__(self, form: "DeclarationForm", entry: Entry) -> None:
        self.entry = entry
        self.said: BoundField = form[f"said_{entry.pk}"]
        self.kind: BoundField = form[f"kind_{entry.pk}"]
        self.words: BoundField = form[f"words_{entry.pk}"]

    @property
    def error(self) -> str:
        """What is wrong with the village's answer."""
        return " ".join(str(text) for field in (self.said, self.kind, self.words) for text in field.errors)


class DeclarationForm(ActionForm, forms.Form):
    """One answer for each village that is still undeclared. Nothing is chosen beforehand: it is an act."""

    def __init__(self, *args: Any, entries: Sequence[Entry], is_conflict: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entries = entries
        answers = [(NONE, gettext_lazy("Tidak ada benturan kepentingan")), (CONFLICT, gettext_lazy("Ada"))]
        for entry in entries:
            self.fields[f"said_{entry.pk}"] = forms.ChoiceField(
                label=str(entry),
                choices=answers[1:] if is_conflict else answers,
                widget=forms.RadioSelect,
                error_messages={"required": gettext_lazy("Pilih satu jawaban.")},
            )
            self.fields[f"kind_{entry.pk}"] = forms.ChoiceField(
                label=gettext_lazy("Jenisnya"), choices=[("", "---------"), *ConflictKind.choices], required=False
            )
            self.fields[f"words_{entry.pk}"] = forms.CharField(
                label=gettext_lazy("Penjelasan"), max_length=400, required=False
            )

    @property
    def villages(self) -> list[VillageFields]:
        """The fields, village by village."""
        return [VillageFields(self, entry) for entry in self.entries]

    def clean(self) -> dict[str, Any]:
        """Ask for kind and words where there is a conflict."""
        cleaned = super().clean() or {}
        for entry in self.entries:
            if cleaned.get(f"said_{entry.pk}") != CONFLICT:
                continue
            if not cleaned.get(f"kind_{entry.pk}"):
                self.add_error(f"kind_{entry.pk}", _("Pilih jenis benturan kepentingannya."))
            if not cleaned.get(f"words_{entry.pk}", "").strip():
                self.add_error(f"words_{entry.pk}", _("Jelaskan dengan singkat."))
        return cleaned

    def said(self) -> dict[int, str | None]:
        """What was declared by entry: None for no conflict, else its kind and words."""
        return {entry.pk: self._said(entry.pk) for entry in self.entries}

    def _said(self, entry: int) -> str | None:
        if self.cleaned_data[f"said_{entry}"] == NONE:
            return None
        kind = ConflictKind(self.cleaned_data[f"kind_{entry}"])
        return f"{kind.label}: {self.cleaned_data[f'words_{entry}'].strip()}"
