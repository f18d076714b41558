"""The columns of a workbook of families: what each is called, and how they are found in any order. Pure."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from villages.welfare import INDICATOR_COUNT, INDICATORS

KEY = "key"
ANSWERS = tuple(f"answer_{number}" for number in range(1, INDICATOR_COUNT + 1))


class Fact(NamedTuple):
    """One fact of a row: its code, its head in our own workbook, and other heads by which it is known."""

    code: str
    head: str
    others: tuple[str, ...] = ()


FACTS = (
    Fact(KEY, "Kunci baris (jangan diubah)"),
    Fact("head_name", "Nama kepala keluarga", ("nama kk", "nama kepala", "kepala keluarga", "nama lengkap", "nama")),
    Fact("head_sex", "Jenis kelamin (P/L)", ("jenis kelamin", "jk", "l p", "p l", "kelamin", "sex")),
    Fact("head_birth_date", "Tanggal lahir", ("tgl lahir", "tgl lhr", "lahir")),
    Fact("nik", "NIK", ("nomor induk kependudukan", "no nik", "nomor nik", "nik kepala keluarga", "no ktp")),
    Fact("no_nik_reason", "Alasan belum punya NIK", ("alasan tanpa nik", "keterangan nik")),
    Fact("kk", "No. KK", ("nomor kk", "no kartu keluarga", "nomor kartu keluarga", "kk", "nkk")),
    Fact("rt", "RT", ("no rt", "nomor rt")),
    Fact("rw", "RW", ("no rw", "nomor rw")),
    Fact("address", "Alamat", ("alamat rumah", "kampung", "dusun")),
    Fact("surveyed_on", "Tanggal survei", ("tgl survei", "tanggal pendataan", "tgl pendataan", "tanggal wawancara")),
    Fact("monthly_income", "Penghasilan sebulan (Rp)", ("penghasilan", "penghasilan sebulan", "pendapatan")),
    *(Fact(code, f"{one.number}. {one.text}") for code, one in zip(ANSWERS, INDICATORS, strict=True)),
)
HEADS = {fact.code: fact.head for fact in FACTS}
# Without these no row can become a family; the others may be missing from a workbook.
REQUIRED = ("head_name", "head_sex", "rt")
_VILLAGE_HEADS = frozenset({"desa", "desa kelurahan", "kelurahan", "nama desa", "kode desa"})
_ANSWER = re.compile(r"(?:q|p|no|nomor|ind|indikator|pertanyaan)?\s*0?(\d{1,2})(?:\s.*)?", re.DOTALL)


def plain(head: str) -> str:
    """Write a head in the way that heads are compared: small letters and digits, one blank between words."""
    return " ".join(re.sub(r"[^0-9a-z]+", " ", head.lower()).split())


_KNOWN = {plain(name): fact.code for fact in FACTS for name in (*fact.others, fact.head)}


def fact_of(head: str) -> str | None:
    """Say which fact a head names, if any."""
    name = plain(head)
    if name in _KNOWN:
        return _KNOWN[name]
    found = _ANSWER.fullmatch(name)
    return f"answer_{int(found[1])}" if found and 1 <= int(found[1]) <= INDICATOR_COUNT else None


def guess(heads: Sequence[str]) -> dict[str, int]:
    """Find the column of each fact: {fact: position from 0}; of two columns for one fact the first counts."""
    found: dict[str, int] = {}
    for position, head in enumerate(heads):
        code = fact_of(head)
        if code is not None:
            found.setdefault(code, position)
    return found


def village_column(heads: Sequence[str]) -> int | None:
    """Find the column that names the village of each row, if there is one."""
    return next((at for at, head in enumerate(heads) if plain(head) in _VILLAGE_HEADS), None)


def fingerprint(heads: Sequence[str]) -> str:
    """Give the SHA-256 of a head row, under which a district's own mapping is remembered."""
    return hashlib.sha256("\x1f".join(plain(head) for head in heads).encode()).hexdigest()


def by_position(columns: Mapping[str, str], heads: Sequence[str]) -> dict[str, int]:
    """Turn a remembered mapping {fact: head} into positions; a head that is not there is left out."""
    places = {plain(head): position for position, head in reversed(list(enumerate(heads)))}
    return {code: places[plain(head)] for code, head in columns.items() if plain(head) in places}
