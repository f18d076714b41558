"""Forms of instruments: a file that is taken in, each page of the editor, and weights that are tried."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.forms.pieces import NumberField, PieceForm, RowsForm, words
from assessments.instrument import PLENARY, TOTAL, Aggregation
from assessments.instrument_words import AGGREGATION_HELP, AGGREGATION_WORDS, KIND_WORDS
from assessments.problem_words import written
from villages.enums import FACT_LABELS
from villages.facts import FACTS


class UploadForm(forms.Form):
    """A file with an instrument."""

    file = forms.FileField(
        label=gettext_lazy("Berkas instrumen"),
        help_text=gettext_lazy("Buku kerja .xlsx atau .toml seperti yang diunduh dari halaman sebuah instrumen."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.toml"}),
    )


# The whole instrument.


class HeadForm(PieceForm):
    """What holds for the whole instrument: its title, and how marks become a rank."""

    title = words(gettext_lazy("Judul"))
    year = forms.CharField(
        label=gettext_lazy("Tahun"),
        required=False,
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    source_note = words(
        gettext_lazy("Keterangan sumber"),
        gettext_lazy("Dari mana isi instrumen ini, misalnya nomor juknis. Tampil di mana pun instrumen ini dipakai."),
        rows=3,
    )
    scale_max = NumberField(
        label=gettext_lazy("Nilai tertinggi"), help_text=gettext_lazy("Nilai yang dihitung 100, misalnya 4 atau 95.")
    )
    aggregation = forms.ChoiceField(
        label=gettext_lazy("Cara menggabung nilai penilai"), required=False, widget=forms.RadioSelect
    )

    def __init__(self, data: Any = None, *, components: Mapping[str, str], **_options: Any) -> None:
        super().__init__(data)
        choice: Any = self.fields["aggregation"]
        choice.choices = [(one.value, f"{AGGREGATION_WORDS[one]}: {AGGREGATION_HELP[one]}") for one in Aggregation]
        for number in range(len(components)):
            self.fields[f"rung_{number}"] = forms.ChoiceField(
                label=_("Bila total sama, penentu ke-{number}").format(number=number + 1),
                choices=[("", "–"), *components.items()],
                required=False,
            )

    @classmethod
    def typed(cls, piece: Any) -> dict[str, Any]:
        """Give the head as it would be typed: a choice for each rung between the total and the plenary."""
        rungs = [key for key in piece["tie_break"] if key not in {TOTAL, PLENARY}]
        return super().typed(piece) | {f"rung_{number}": key for number, key in enumerate(rungs)}

    def piece(self) -> dict[str, Any]:
        """Give the head as the definition has it."""
        typed = super().piece()
        rungs = [typed.pop(name) for name in sorted(typed, key=_rung) if name.startswith("rung_")]
        typed["year"] = whole(typed["year"])
        return {**typed, "tie_break": [TOTAL, *filter(None, rungs), PLENARY]}

    def field_at(self, path: str) -> str | None:
        """Give the field of a place in the head; rungs are counted from behind the total."""
        if path.startswith("tie_break["):
            name = f"rung_{int(path[10:-1]) - 1}"
            return name if name in self.fields else None
        return super().field_at(path)


def _rung(name: str) -> int:
    return int(name[5:]) if name.startswith("rung_") else -1


def whole(text: str) -> int | str:
    """Give a whole number, or what was typed instead of one."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else text


class WeightsForm(PieceForm):
    """The weights of all components, each field named after its component, so that none is taken for another's."""

    def __init__(self, data: Any = None, *, components: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(data)
        self.components, self.names = components, _weight_names(components)
        for name, component in zip(self.names, components, strict=True):
            said = component["name"] or component["code"]
            self.fields[name] = NumberField(label=_("Bobot {name}").format(name=said))
            # Each row has buttons, which are forms of their own, so the field says to which form it belongs.
            self.fields[name].widget.attrs |= {"form": "weights", "class": "form-control"}

    @classmethod
    def typed(cls, piece: Any) -> dict[str, Any]:
        """Give the weights as they would be typed."""
        return {name: written(str(one["weight"])) for name, one in zip(_weight_names(piece), piece, strict=True)}

    def piece(self) -> list[str]:
        """Give the weights in the order of the components."""
        return [self.cleaned_data[name] for name in self.names]

    def take_conflict(self, current: Any, version: int, **options: Any) -> None:
        """Let a component that was added meanwhile have its own weight."""
        self.data = {**self.typed(current), **self.data.dict()}  # type: ignore[attr-defined]
        super().take_conflict(current, version, **options)

    def field_at(self, path: str) -> str | None:
        """Give the field of a component's weight."""
        found = re.fullmatch(r"components\[(\d+)\]\.weight", path)
        return self.names[int(found[1])] if found and int(found[1]) < len(self.names) else None

    @property
    def pieces(self) -> list[tuple[Mapping[str, Any], forms.BoundField]]:
        """Each component with its field."""
        return [(component, self[name]) for component, name in zip(self.components, self.names, strict=True)]


def _weight_names(components: Sequence[Mapping[str, Any]]) -> list[str]:
    """Name a field for each component: by its code, and by how often the code stood before."""
    codes = [str(component["code"]) for component in components]
    return [f"weight_{codes[:number].count(code)}_{code}" for number, code in enumerate(codes)]


class ComponentForm(PieceForm):
    """A component's own facts."""

    code = words(gettext_lazy("Kode"), gettext_lazy("Pendek dan tetap, misalnya “dasar”."))
    name = words(gettext_lazy("Nama"))
    weight = NumberField(label=gettext_lazy("Bobot"), help_text=gettext_lazy("Semua komponen bersama-sama tepat 100."))

    def __init__(self, data: Any = None, **_options: Any) -> None:
        super().__init__(data)


class IndicatorForm(RowsForm):
    """An indicator whole: what is asked, its levels or its number."""

    code = words(gettext_lazy("Kode"), gettext_lazy("Misalnya D3."))
    name = words(gettext_lazy("Nama"))
    weight = NumberField(
        label=gettext_lazy("Bobot dalam komponen"),
        help_text=gettext_lazy("Dibandingkan indikator lain di komponen ini."),
    )
    evidence = words(gettext_lazy("Bukti yang diminta"), rows=2)
    allows_not_applicable = forms.BooleanField(
        label=gettext_lazy("Boleh dinilai “tidak berlaku”, dengan alasan"), required=False
    )
    fact = forms.ChoiceField(
        label=gettext_lazy("Fakta tahun desa yang tampil di samping"),
        required=False,
        help_text=gettext_lazy("Bila tingkat menyebut “mulai dari”, fakta ini mengusulkan tingkatnya."),
    )
    parts = forms.MultipleChoiceField(
        label=gettext_lazy("Dinilai pada bagian"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Tanpa pilihan: pada semua bagian."),
    )
    worst = NumberField(label=gettext_lazy("Angka terburuk"), help_text=gettext_lazy("Dihitung 0."), large=True)
    best = NumberField(
        label=gettext_lazy("Angka terbaik"),
        help_text=gettext_lazy("Dihitung 100. Boleh lebih kecil dari yang terburuk."),
        large=True,
    )
    unit = words(gettext_lazy("Satuan"), gettext_lazy("Misalnya %, orang, Rp."))
    columns: ClassVar[Mapping[str, Callable[[], forms.Field]]] = {
        "value": lambda: NumberField(label=_("nilai")),
        "from": lambda: NumberField(label=_("mulai dari"), large=True),
        "text": lambda: words(_("uraian"), rows=2),
    }
    row_word = gettext_lazy("Tingkat")
    at_first = 3

    def __init__(
        self, data: Any = None, *, part_names: Mapping[str, str], known_fact: str = "", **_options: Any
    ) -> None:
        super().__init__(data)
        fact: Any = self.fields["fact"]
        labels = {
            code: str(FACT_LABELS.get(code, code)) for code in dict.fromkeys([*FACTS, *filter(None, [known_fact])])
        }
        fact.choices = [("", _("tidak ada")), *labels.items()]
        parts: Any = self.fields["parts"]
        parts.choices = list(part_names.items())
        if not part_names:
            del self.fields["parts"]

    @classmethod
    def typed(cls, piece: Any) -> dict[str, Any]:
        """Give an indicator as it would be typed."""
        number = {key: written(str(value)) for key, value in piece.get("number", {}).items()}
        rows = cls.typed_rows(piece.get("levels", ()))
        if number and not piece.get("levels"):
            rows["rows_count"] = 0
        allows = {"allows_not_applicable": "on"} if piece.get("allows_not_applicable") is True else {}
        return super().typed(piece) | number | rows | allows | {"parts": list(piece.get("parts", ()))}

    def piece(self) -> dict[str, Any]:
        """Give the indicator as the definition has it; what was left empty and may be left out is left out."""
        typed = self.cleaned_data
        if self.row_step == "keep_number":
            levels: list[dict[str, str]] = []
        else:
            levels = [{key: value for key, value in row.items() if value or key != "from"} for row in self.typed_list()]
        number = {key: typed[key] for key in ("worst", "best", "unit")}
        piece = {
            "code": typed["code"],
            "name": typed["name"],
            "weight": typed["weight"] or "1",
            "evidence": typed["evidence"],
            "allows_not_applicable": typed["allows_not_applicable"],
        }
        optional = {"fact": typed["fact"], "parts": typed.get("parts"), "levels": levels}
        piece |= {key: value for key, value in optional.items() if value}
        if any(number.values()) and self.row_step != "keep_levels":
            piece["number"] = number
        return piece

    @property
    def has_both(self) -> bool:
        """Whether both levels and a number are filled in, of which one has to go."""
        numbers = any(self[key].value() for key in ("worst", "best", "unit"))
        return numbers and any(cell.value() for row in self.rows for cell in row.cells)

    @property
    def has_number(self) -> bool:
        """Whether anything of a number is filled in."""
        return any(self[key].value() for key in ("worst", "best", "unit"))


# The lists of the instrument.


class ListForm(RowsForm):
    """A list of the whole instrument."""

    @classmethod
    def typed(cls, piece: Any) -> dict[str, Any]:
        """Give the list as it would be typed."""
        return cls.typed_rows(piece)

    def piece(self) -> list[Any]:
        """Give the list as the definition has it."""
        return list(self.typed_list())


class PartsForm(ListForm):
    """The parts of a judging."""

    row_word = gettext_lazy("Bagian")
    columns: ClassVar[Mapping[str, Callable[[], forms.Field]]] = {
        "code": lambda: words(_("kode")),
        "name": lambda: words(_("nama")),
        "weight": lambda: NumberField(label=_("bobot")),
    }


class CategoriesForm(ListForm):
    """The categories that are ranked apart."""

    row_word = gettext_lazy("Kategori")
    at_first = 2
    columns: ClassVar[Mapping[str, Callable[[], forms.Field]]] = {
        "code": lambda: words(_("kode")),
        "name": lambda: words(_("nama")),
        "kind": lambda: forms.ChoiceField(
            label=_("untuk desa di"),
            required=False,
            choices=[("", "–"), *((kind.value, word) for kind, word in KIND_WORDS.items())],
        ),
    }


class AwardsForm(ListForm):
    """The thematic awards."""

    row_word = gettext_lazy("Penghargaan")
    columns: ClassVar[Mapping[str, Callable[[], forms.Field]]] = {
        "code": lambda: words(_("kode")),
        "name": lambda: words(_("nama")),
        "basis": lambda: words(
            _("dasar"), _("“total”, atau kode komponen, atau kode indikator; pisahkan dengan koma.")
        ),
        "places": lambda: NumberField(label=_("banyaknya juara")),
    }

    def piece(self) -> list[Any]:
        """Give the awards, what they go by as a list."""
        return [
            {**row, "places": whole(row["places"]), "basis": [one for one in re.split(r"[,;\s]+", row["basis"]) if one]}
            for row in self.typed_list()
        ]


class RankNamesForm(ListForm):
    """What the ranks are called."""

    row_word = gettext_lazy("Peringkat")
    at_first = 6
    columns: ClassVar[Mapping[str, Callable[[], forms.Field]]] = {"name": lambda: words(_("sebutan"))}

    @classmethod
    def typed(cls, piece: Any) -> dict[str, Any]:
        """Give the names as they would be typed."""
        return cls.typed_rows([{"name": name} for name in piece])

    def piece(self) -> list[Any]:
        """Give the names in order."""
        return [row["name"] for row in self.typed_list()]


# What may be tried.


class SandboxForm(forms.Form):
    """Other weights, and another way to join marks, to be tried."""

    def __init__(self, data: Any, *, components: Sequence[Mapping[str, Any]], aggregation: Aggregation) -> None:
        super().__init__(data)
        self.codes = [str(component["code"]) for component in components]
        for component in components:
            held = _("Berlaku: {weight}").format(weight=written(component["weight"]))
            self.fields[f"bobot_{component['code']}"] = NumberField(label=component["name"], help_text=held)
        self.fields["gabung"] = forms.ChoiceField(
            label=_("Cara menggabung nilai penilai"),
            choices=[(one.value, AGGREGATION_WORDS[one]) for one in Aggregation],
            help_text=_("Berlaku: {word}").format(word=AGGREGATION_WORDS[aggregation]),
        )
        self.use_required_attribute = False

    def weights(self) -> dict[str, str]:
        """Give the weights that were typed, by component."""
        return {code: str(self.cleaned_data[f"bobot_{code}"]) for code in self.codes}
