"""The workbook of a village and a round, to fill in or as it stands; it can be uploaded again."""

import uuid
from collections.abc import Iterable, Iterator

from django.utils.translation import override

from p2wkss.excel import Book, Layout, Value
from villages.enums import SurveyRound
from villages.imports.columns import ANSWERS, FACTS, KEY
from villages.imports.keys import row_key, sheet_signature
from villages.imports.read import DATA_SHEET, SIGNATURE_SHEET
from villages.models import Family, Survey, TargetVillage
from villages.welfare import NOT_APPLICABLE_ALLOWED, Answer

# The words of the workbook are those of the import, whatever language its reader speaks.
_YES, _NO, _NOT_APPLICABLE = "Ya", "Tidak", "Tidak berlaku"
_WORDS = {Answer.YES: _YES, Answer.NO: _NO, Answer.NOT_APPLICABLE: _NOT_APPLICABLE, Answer.MISSING: None}
_WIDTHS = {"head_name": 30, "no_nik_reason": 26, "address": 30, "nik": 20, "kk": 20, "monthly_income": 16}
_SPARE_ROWS = 20
_PLACES = {fact.code: at for at, fact in enumerate(FACTS)}


def survey_workbook(village: TargetVillage, round: SurveyRound, *, spare: bool) -> bytes:
    """Give the workbook with the active families of the village, their numbers masked and their answers of the round.

    With `spare` there are empty rows for families to come, up to the village's quota and some more, each with the key
    of a record that does not exist yet: so a workbook that is uploaded twice makes each family once.
    """
    families = list(Family.objects.active().filter(target_village=village).order_by("rt", "head_name", "uuid"))
    surveys = {one.family_id: one for one in Survey.objects.filter(family__in=families, round=round)}
    rows = [_row(village, family, surveys.get(family.pk)) for family in families]
    if spare:
        rows += [_spare_row(village) for _at in range(max(village.family_quota - len(rows), 0) + _SPARE_ROWS)]
    with override("id"):
        book = Book(f"{village} · {round.label}")
        heads = [f"Petunjuk mengisi: {village}", str(round.label)]
        widths = [_WIDTHS.get(fact.code, 14) for fact in FACTS]
        book.add_sheet(DATA_SHEET, [fact.head for fact in FACTS], rows, widths, _layout())
        book.add_sheet("Petunjuk", heads, _guide(), [110, 24], Layout(wrapped=True))
        book.add_sheet(SIGNATURE_SHEET, ["", ""], _signature(village, round), [12, 70], Layout(secret=True))
    return book.to_bytes()


def workbook_name(village: TargetVillage, round: SurveyRound) -> str:
    """Give the name of the file."""
    word = {SurveyRound.BASELINE: "awal", SurveyRound.ENDLINE: "akhir"}[round]
    return f"keluarga-{village.village_id}-{village.cycle.year}-{word}.xlsx"


def _row(village: TargetVillage, family: Family, survey: Survey | None) -> list[Value]:
    answers = survey.answers if survey else Answer.MISSING * len(ANSWERS)
    return [
        row_key(village, family.pk),
        family.head_name,
        "P" if family.headed_by_woman else "L",
        family.head_birth_date,
        str(family.nik) or None,
        family.no_nik_reason or None,
        str(family.kk) or None,
        family.rt,
        family.rw or None,
        family.address or None,
        survey.surveyed_on if survey else None,
        survey.monthly_income if survey else None,
        *(_WORDS[Answer(letter)] for letter in answers),
    ]


def _spare_row(village: TargetVillage) -> list[Value]:
    return [row_key(village, uuid.uuid4()), *[None] * (len(FACTS) - 1)]


def _layout() -> Layout:
    choices = {_PLACES["head_sex"]: ["P", "L"]}
    for number, code in enumerate(ANSWERS, 1):
        both = [_YES, _NO]
        choices[_PLACES[code]] = [*both, _NOT_APPLICABLE] if number in NOT_APPLICABLE_ALLOWED else both
    return Layout(
        choices=choices,
        text={_PLACES[code] for code in ("nik", "kk", "rt", "rw")},
        dates={_PLACES[code] for code in ("head_birth_date", "surveyed_on")},
        hidden={_PLACES[KEY]},
    )


def _signature(village: TargetVillage, round: SurveyRound) -> Iterable[tuple[str, str]]:
    return (
        ("desa", village.village_id),
        ("tahun", str(village.cycle.year)),
        ("nama", village.name),
        ("putaran", round.value),
        ("tanda", sheet_signature(village, round)),
    )


def _guide() -> Iterator[list[Value]]:
    for text in (
        "Isi satu baris untuk satu keluarga di lembar “Keluarga”. Keluarga yang sudah terdaftar sudah terisi.",
        "Baris kosong di bawahnya untuk keluarga baru. Bila kurang, tambah baris; kolom kunci boleh kosong.",
        "NIK dan No. KK: 16 angka dari KTP dan KK, diketik sebagai teks. Nomor bertanda bintang sudah tersimpan; "
        "biarkan, atau ketik 16 angka untuk menggantinya.",
        "Belum punya NIK: kosongkan NIK dan tulis alasannya.",
        "Tanggal: 12/01/1980 (hari, bulan, tahun).",
        "RT dan RW: angka saja, misalnya 03.",
        "21 pertanyaan: pilih Ya atau Tidak. “Tidak berlaku” hanya pada nomor 5, 6, 13 dan 14.",
        "Sel kosong tidak menghapus apa pun yang sudah tersimpan.",
        "Jangan menggabung sel, jangan memakai rumus, jangan mengubah baris judul.",
        "Simpan sebagai .xlsx, lalu unggah di halaman desa ini. Hasil pemeriksaan tampil dulu; data baru tersimpan "
        "setelah Anda menyetujuinya. Berkas yang sama boleh diunggah lagi.",
    ):
        yield [text, None]
