"""What is wrong with a definition, in the words of the person who writes it, and where it stands."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.definition import Problem, ProblemCode

# What the keys of a definition are called.
KEY_WORDS = {
    "code": gettext_lazy("kode"),
    "title": gettext_lazy("judul"),
    "year": gettext_lazy("tahun"),
    "source_note": gettext_lazy("keterangan sumber"),
    "scale_max": gettext_lazy("nilai tertinggi"),
    "aggregation": gettext_lazy("cara menggabung nilai"),
    "tie_break": gettext_lazy("urutan penentu nilai sama"),
    "components": gettext_lazy("komponen"),
    "name": gettext_lazy("nama"),
    "weight": gettext_lazy("bobot"),
    "indicators": gettext_lazy("indikator"),
    "evidence": gettext_lazy("bukti"),
    "allows_not_applicable": gettext_lazy("boleh tidak berlaku"),
    "fact": gettext_lazy("fakta"),
    "parts": gettext_lazy("bagian"),
    "levels": gettext_lazy("tingkat"),
    "number": gettext_lazy("bilangan"),
    "value": gettext_lazy("nilai"),
    "text": gettext_lazy("uraian"),
    "from": gettext_lazy("mulai dari"),
    "worst": gettext_lazy("angka terburuk"),
    "best": gettext_lazy("angka terbaik"),
    "unit": gettext_lazy("satuan"),
    "categories": gettext_lazy("kategori"),
    "kind": gettext_lazy("jenis"),
    "awards": gettext_lazy("penghargaan"),
    "basis": gettext_lazy("dasar"),
    "places": gettext_lazy("banyaknya juara"),
    "rank_names": gettext_lazy("sebutan peringkat"),
    "order": gettext_lazy("urutan"),
    "component": gettext_lazy("komponen"),
}

# {…} are the params that the code names.
WORDS = {
    ProblemCode.SYNTAX: gettext_lazy("Susunan TOML tidak dapat dibaca: {detail}."),
    ProblemCode.ENCODING: gettext_lazy("Berkas ini bukan teks UTF-8. Simpan ulang sebagai UTF-8."),
    ProblemCode.MISSING_KEY: gettext_lazy("Isian “{key}” belum ada."),
    ProblemCode.UNKNOWN_KEY: gettext_lazy("Isian “{key}” tidak dikenal; periksa ejaannya."),
    ProblemCode.WRONG_TYPE: gettext_lazy("Isi dengan {expected}."),
    ProblemCode.EMPTY_TEXT: gettext_lazy("Belum diisi."),
    ProblemCode.TEXT_TOO_LONG: gettext_lazy("Terlalu panjang; paling banyak {limit} huruf."),
    ProblemCode.BAD_CHARACTER: gettext_lazy("Berisi karakter yang tidak tampak. Ketik ulang."),
    ProblemCode.BAD_CODE: gettext_lazy(
        "“{value}” tidak dapat menjadi kode. Pakai huruf, angka, titik atau tanda hubung, diawali huruf, tanpa spasi."
    ),
    ProblemCode.RESERVED_CODE: gettext_lazy("“{value}” dipakai program sendiri. Pilih kode lain."),
    ProblemCode.DUPLICATE_CODE: gettext_lazy("Kode “{value}” sudah dipakai pada {first}."),
    ProblemCode.FLOAT: gettext_lazy('Tulis {value} di antara tanda petik ("{value}"), agar tetap tepat.'),
    ProblemCode.NOT_A_NUMBER: gettext_lazy(
        "“{value}” bukan angka. Tulis seperti 12 atau 12,5; paling banyak 3 desimal."
    ),
    ProblemCode.NOT_POSITIVE: gettext_lazy("Harus lebih dari nol, bukan {value}."),
    ProblemCode.OUT_OF_RANGE: gettext_lazy("{value} di luar batas: {low} sampai {high}."),
    ProblemCode.WEIGHTS_NOT_100: gettext_lazy("Jumlah bobot {total}: harus tepat 100."),
    ProblemCode.TOO_FEW: gettext_lazy("Baru ada {found}; paling sedikit {needed}."),
    ProblemCode.NOT_ASCENDING: gettext_lazy(
        "{value} tidak lebih besar dari {previous} sebelumnya. Urutkan dari terendah."
    ),
    ProblemCode.DUPLICATE_VALUE: gettext_lazy("Nilai {value} sudah dipakai tingkat lain."),
    ProblemCode.LEVELS_AND_NUMBER: gettext_lazy("Pakai tingkat atau angka, tidak keduanya. Buang salah satu."),
    ProblemCode.EQUAL_ENDS: gettext_lazy("Angka terburuk dan terbaik sama-sama {value}; harus berbeda."),
    ProblemCode.PART_UNUSED: gettext_lazy("Tidak ada indikator yang dinilai pada bagian “{value}”."),
    ProblemCode.MIXED_BASIS: gettext_lazy("Pakai total saja, kode komponen saja, atau kode indikator saja."),
    ProblemCode.REPEATED: gettext_lazy("“{value}” tertulis dua kali."),
    ProblemCode.UNKNOWN_CHOICE: gettext_lazy("“{value}” tidak dikenal. Yang dapat dipakai: {choices}."),
    ProblemCode.TIE_BREAK_ENDS: gettext_lazy("Urutan harus diawali “{first}” dan diakhiri “{last}”."),
    ProblemCode.TIE_BREAK_REPEATED: gettext_lazy("“{value}” tertulis dua kali dalam urutan."),
}
EXPECTED = {
    "text": gettext_lazy("teks"),
    "number": gettext_lazy("bilangan"),
    "integer": gettext_lazy("bilangan bulat"),
    "list": gettext_lazy("daftar"),
    "table": gettext_lazy("sekelompok isian"),
    "boolean": gettext_lazy("ya atau tidak"),
}
NUMBER = re.compile(r"-?\d+(\.\d+)?")
_STEP = re.compile(r"([a-z_]+)(?:\[(\d+)\])?")
_TOML_PLACE = re.compile(r"at line (\d+), column (\d+)")
_MOST_CHOICES = 12


def written(number: str) -> str:
    """Write a number of a definition as the reader does: 12,5 in Indonesian. Other text stays as it is."""
    return number.replace(".", get_format("DECIMAL_SEPARATOR")) if NUMBER.fullmatch(number) else number


def problem_text(problem: Problem, definition: object = None) -> str:
    """Say what is wrong and what to do."""
    params = {name: written(value) for name, value in problem.params.items()}
    key = params.get("key", "")
    if problem.code is ProblemCode.MISSING_KEY and key == "levels":
        return _("Isi tingkat, atau isi angka.")
    if problem.code is ProblemCode.MISSING_KEY and key == "from":
        return _("Isi “mulai dari” pada semua tingkat kecuali yang terendah, atau kosongkan semuanya.")
    if problem.code is ProblemCode.UNKNOWN_KEY and key == "from":
        return _("“Mulai dari” hanya dipakai bila ada fakta, dan tidak pada tingkat terendah.")
    if problem.code is ProblemCode.UNKNOWN_KEY and key == "parts":
        return _("Instrumen ini tidak terbagi dalam bagian penilaian.")
    if problem.code is ProblemCode.NOT_A_NUMBER and not params["value"]:
        return str(WORDS[ProblemCode.EMPTY_TEXT])
    return str(WORDS[problem.code]).format(**_in_words(problem.code, params, definition))


def _in_words(code: ProblemCode, params: Mapping[str, str], definition: object) -> dict[str, str]:
    words = dict(params)
    if code is ProblemCode.MISSING_KEY:
        words["key"] = str(KEY_WORDS.get(words["key"], words["key"]))
    if "expected" in words:
        words["expected"] = str(EXPECTED.get(words["expected"], words["expected"]))
    if "first" in words and "." in words["first"]:
        words["first"] = problem_place(words["first"].rpartition(".")[0], definition)
    if "high" in words:
        words["high"] = str(KEY_WORDS.get(words["high"], words["high"]))
    if "choices" in words:
        known = words["choices"].split(", ")
        words["choices"] = ", ".join(known[:_MOST_CHOICES]) + (" …" if len(known) > _MOST_CHOICES else "")
    if found := _TOML_PLACE.search(words.get("detail", "")):
        words["detail"] = _("baris {row}, kolom {column}").format(row=found[1], column=found[2])
    return words


def problem_place(path: str, definition: object = None) -> str:
    """Say where a fault stands: "Program dasar › D3 › tingkat 2 › nilai"."""
    words, here, above = [], definition, ""
    for step in _STEP.finditer(path):
        key, at = step[1], step[2]
        here = here.get(key) if isinstance(here, Mapping) else None
        if at is not None:
            here = here[int(at)] if isinstance(here, list) and int(at) < len(here) else None
        words.append(_step(key, above, None if at is None else int(at), here))
        above = key
    return " › ".join(words) or _("instrumen")


def _step(key: str, above: str, at: int | None, here: Any) -> str:
    if at is None:
        return str(KEY_WORDS.get(key, key))
    name = "code" if key == "indicators" else "name"
    if key in {"components", "indicators", "categories", "awards"} or (key == "parts" and not above):
        said = here.get(name) if isinstance(here, Mapping) else None
        if isinstance(said, str) and said.strip():
            return said.strip()[:60]
    return f"{KEY_WORDS.get(key, key)} {at + 1}"
