"""What the forms of the editor of instruments have in common: all that is typed is kept, its faults at the fields."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple, Self

from django import forms
from django.utils.formats import get_format
from django.utils.translation import gettext as _

from assessments.definition import Problem, ProblemCode, at
from assessments.problem_words import problem_text, written
from p2wkss.forms import Conflict

# More rows than one list ever needs, and fewer than a form may carry.
MOST_ROWS = 200
_LONGEST = 2_000
_ROW_PATH = re.compile(r"[a-z_]+\[(\d+)\](?:\.([a-z_]+))?")


def number_typed(text: str, *, large: bool = False) -> str:
    """Give a number as a definition has it, from how the reader's language writes it.

    Either separator may begin the decimals; groups of three are read as thousands only where a number may be `large`.
    What is no number comes back as it was typed.
    """
    plain = "".join(text.split())
    mark = get_format("DECIMAL_SEPARATOR")
    groups = "." if mark == "," else ","
    if large and re.fullmatch(rf"-?\d{{1,3}}({re.escape(groups)}\d{{3}})+({re.escape(mark)}\d+)?", plain):
        plain = plain.replace(groups, "")
    changed = plain.replace(",", ".")
    return changed if re.fullmatch(r"-?\d+(\.\d+)?", changed) else text.strip()


class NumberField(forms.CharField):
    """A number of a definition: text in its plain form."""

    def __init__(self, *, label: Any = None, help_text: Any = "", large: bool = False) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(label=label, help_text=help_text, required=False, max_length=30, widget=widget)
        self._large = large

    def clean(self, value: Any) -> str:
        """Give the number's plain form, or what was typed."""
        return number_typed(super().clean(value), large=self._large)


def words(label: Any = None, help_text: Any = "", rows: int = 0) -> forms.CharField:
    """Give a field for text that may be anything; `rows` makes it several lines high."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=_LONGEST, widget=widget)


class PieceForm(forms.Form):
    """A form for one piece of a draft. It knows which version of the draft it was opened on.

    `shown` gives the form of what is stored, with its faults; `piece` is what was typed, to be stored.
    """

    edit_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    known_as = forms.CharField(required=False, widget=forms.HiddenInput)
    conflicts: list[Conflict] = []

    @classmethod
    def shown(
        cls,
        piece: Any,
        version: int,
        problems: Iterable[Problem] = (),
        root: str = "",
        data: Any = None,
        **options: Any,
    ) -> Self:
        """Give the form of a stored piece that lies at `root` of the definition `data`, each fault at its field."""
        code = piece.get("code", "") if isinstance(piece, Mapping) else ""
        form = cls({**cls.typed(piece), "edit_version": version, "known_as": code}, **options)
        form.is_valid()
        for problem in problems:
            form.add_error(form._field_of(problem, root), problem_text(problem, data))
        return form

    @classmethod
    def typed(cls, piece: Any) -> dict[str, Any]:
        """Give a piece as it would be typed."""
        return {key: written(str(value)) for key, value in piece.items() if not isinstance(value, list | dict | bool)}

    def piece(self) -> Any:
        """Give what was typed as the definition has it."""
        return {name: value for name, value in self.cleaned_data.items() if name not in PieceForm.base_fields}

    def take_conflict(self, current: Any, version: int, **options: Any) -> None:
        """Tell what somebody else has stored meanwhile; sent again, the form is stored over it."""
        theirs = type(self)({**self.typed(current)}, **options)
        self.conflicts = [
            Conflict(str(field.label), _said(theirs, name), _said(self, name))
            for name, field in self.fields.items()
            if not self[name].is_hidden and _said(theirs, name) != _said(self, name)
        ]
        changed: Any = self.data.copy()  # type: ignore[attr-defined]
        changed["edit_version"] = str(version)
        self.data = changed
        self.add_error(None, _("Instrumen ini diubah di tempat lain setelah halaman ini dibuka. Isian Anda masih ada."))

    def _field_of(self, problem: Problem, root: str) -> str | None:
        """Give the field at which a fault is shown; None for the form as a whole."""
        path = problem.path
        if problem.code in {ProblemCode.MISSING_KEY, ProblemCode.UNKNOWN_KEY}:
            path = at(path, problem.params["key"])
        return self.field_at(path[len(root) :].lstrip(".")) if path.startswith(root) else None

    def field_at(self, path: str) -> str | None:
        """Give the field of a place in the piece."""
        name = path.rpartition(".")[2].partition("[")[0]
        return name if name in self.fields else None


def _said(form: forms.Form, name: str) -> str:
    """Give what the reader sees in a field; nothing for a row that the form has not."""
    value = form[name].value() if name in form.fields else None
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    choices = {str(key): str(label) for key, label in getattr(form.fields.get(name), "choices", ())}
    text = "" if value is None else " ".join(str(value).split())
    return choices.get(text, text)


class Row(NamedTuple):
    """One row of a list in a form."""

    at: int
    number: int
    cells: list[forms.BoundField]
    is_first: bool
    is_last: bool


class RowsForm(PieceForm):
    """A form with a list in it: rows of the same columns, which can be added, moved and taken out one by one.

    A button of a row stores the whole form with that done, so that nothing typed is lost and no script is needed.
    """

    rows_count = forms.IntegerField(required=False, widget=forms.HiddenInput)
    columns: ClassVar[Mapping[str, Callable[[], forms.Field]]] = {}
    row_word: ClassVar[Any] = ""
    at_first: ClassVar[int] = 1

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data)
        for number in range(self._count()):
            for key, make in self.columns.items():
                field = make()
                field.label = f"{self.row_word} {number + 1}: {field.label}"
                self.fields[f"row_{number}_{key}"] = field

    def _count(self) -> int:
        try:
            return min(max(int(self.data.get("rows_count") or 0), 0), MOST_ROWS)
        except ValueError:
            return 0

    @classmethod
    def typed_rows(cls, rows: Sequence[Any]) -> dict[str, Any]:
        """Give the rows of a stored list as they would be typed, with empty ones where there is none yet."""
        typed: dict[str, Any] = {"rows_count": len(rows) or cls.at_first}
        for number, row in enumerate(rows):
            typed.update({f"row_{number}_{key}": _cell(row.get(key)) for key in cls.columns})
        return typed

    @property
    def rows(self) -> list[Row]:
        """The rows, for a page."""
        count = self._count()
        return [
            Row(
                number,
                number + 1,
                [self[f"row_{number}_{key}"] for key in self.columns],
                number == 0,
                number == count - 1,
            )
            for number in range(count)
        ]

    @property
    def row_step(self) -> str:
        """Which button of a row was pressed, such as "up:2"; "" for none."""
        return str(self.data.get("row_step", ""))

    def typed_list(self) -> list[dict[str, str]]:
        """Give the rows as they are to be stored, with what the pressed button asks for. Empty rows are dropped."""
        keys = list(self.columns)
        every = [{key: self.cleaned_data[f"row_{at}_{key}"] for key in keys} for at in range(self._count())]
        step, _colon, place = self.row_step.partition(":")
        target = int(place) if place.isdecimal() and int(place) < len(every) else None
        if target is not None and step == "remove":
            every.pop(target)
        elif target is not None and step in {"up", "down"}:
            every.insert(max(target + (1 if step == "down" else -1), 0), every.pop(target))
        said = [row for row in every if any(row.values())]
        return [*said, dict.fromkeys(keys, "")] if step == "add" else said

    def field_at(self, path: str) -> str | None:
        """Give the field of a place in a row, or of the form."""
        if found := _ROW_PATH.match(path):
            name = f"row_{found[1]}_{found[2] or next(iter(self.columns))}"
            return name if name in self.fields else None
        return super().field_at(path)


def _cell(value: Any) -> str:
    """Give one value of a stored row as it would be typed."""
    if isinstance(value, list):
        return ", ".join(value)
    return "" if value is None else written(str(value))
