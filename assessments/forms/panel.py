"""Forms of the panel: its decree, and who judges which village."""

import csv
from io import StringIO
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.actions.panel import Line
from assessments.models import PanelMember, Round
from p2wkss.forms import ActionForm

COLUMNS = ("village_code", "username")
PART = "part"
# The largest assignment file, in bytes and in lines.
FILE_LIMIT, LINE_LIMIT = 1024 * 1024, 20_000


class DecreeForm(ActionForm, forms.ModelForm):  # type: ignore[type-arg]
    """The decree that names the panel."""

    class Meta:
        model = Round
        fields = ("panel_decree", "panel_decree_on")
        widgets = {"panel_decree_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class BalanceForm(ActionForm, forms.Form):
    """How many members judge each village."""

    per_entry = forms.IntegerField(label=gettext_lazy("Penilai setiap desa"), min_value=1, max_value=50, initial=3)


class AssessorForm(ActionForm, forms.Form):
    """Who judges a village as well."""

    member = forms.ModelChoiceField(PanelMember.objects.none(), label=gettext_lazy("Penilai"))

    def __init__(self, *args: Any, allowed: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("member", PanelMember.objects.filter(pk__in=allowed).select_related("user"))


class AssignmentFileForm(ActionForm, forms.Form):
    """A CSV file with a line for each village and assessor: village_code, username and, if there are parts, part."""

    file = forms.FileField(
        label=gettext_lazy("Berkas CSV"),
        help_text=gettext_lazy("Kolom: village_code, username dan, bila perlu, part. Pemisah koma atau titik koma."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_file(self) -> list[Line]:
        """Read the lines, or say what is wrong with the file."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > FILE_LIMIT:
            raise forms.ValidationError(_("Berkas lebih dari 1 MB."))
        try:
            text = file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("Berkas ini bukan teks CSV (UTF-8).")) from error
        if "\0" in text:
            raise forms.ValidationError(_("Berkas ini bukan teks CSV (UTF-8)."))
        return read_lines(text)


def read_lines(text: str) -> list[Line]:
    """Read an assignment file; raises ValidationError for one whose head or lines have another shape."""
    head = text.partition("\n")[0]
    reader = csv.reader(StringIO(text), delimiter=";" if head.count(";") > head.count(",") else ",")
    rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader if any(cell.strip() for cell in row)]
    if not rows:
        raise forms.ValidationError(_("Berkas ini kosong."))
    names = [name.lower() for name in rows[0][1]]
    if missing := [name for name in COLUMNS if name not in names]:
        raise forms.ValidationError(_("Baris pertama harus menyebut kolom: %s.") % ", ".join(missing))
    if len(rows) - 1 > LINE_LIMIT:
        raise forms.ValidationError(_("Berkas lebih dari %d baris.") % LINE_LIMIT)
    short = [number for number, cells in rows[1:] if len(cells) < len(names)]
    if short:
        raise forms.ValidationError([_("Baris %d: kolomnya kurang.") % number for number in short])
    if len(rows) == 1:
        raise forms.ValidationError(_("Berkas ini tidak berisi penugasan."))
    return [_line(number, dict(zip(names, cells, strict=False))) for number, cells in rows[1:]]


def _line(number: int, cells: dict[str, str]) -> Line:
    return Line(number, cells["village_code"], cells["username"], cells.get(PART) or None)


def posted_assignment(posted: QueryDict) -> dict[int, set[int]]:
    """Read which members are ticked for each entry that the page listed; what is no number is left out."""
    listed = [int(pk) for pk in posted.getlist("listed") if pk.isdecimal()]
    return {pk: {int(one) for one in posted.getlist(f"entry_{pk}") if one.isdecimal()} for pk in listed}
