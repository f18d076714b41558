"""What the findings of an import are called, on the page and in a returned workbook: what it is, what to do."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from villages.enums import INDICATOR_LABELS
from villages.imports.cells import Code
from villages.imports.columns import HEADS, KEY

# {about} is what the finding is about: a value, a row number, a name.
WORDS = {
    Code.CLEANED: gettext_lazy("Tanda petik, spasi khusus atau karakter tak terlihat dibuang. Tidak perlu tindakan."),
    Code.NUMBER_LOST: gettext_lazy(
        "Nomor tersimpan sebagai angka, sehingga digit terakhirnya hilang. Ubah format sel menjadi Teks, lalu ketik "
        "ulang 16 angka dari KTP atau KK."
    ),
    Code.NOT_DIGITS: gettext_lazy("Nomor ini hanya boleh berisi angka. Ketik ulang."),
    Code.LENGTH: gettext_lazy("Nomor ini harus 16 angka. Periksa pada KTP atau KK."),
    Code.DATE: gettext_lazy("Angka ke-7 sampai ke-12 bukan tanggal yang ada. Periksa pada KTP atau KK."),
    Code.SERIAL: gettext_lazy("Empat angka terakhir tidak boleh 0000. Periksa pada KTP atau KK."),
    Code.SEX_DIFFERS: gettext_lazy("Jenis kelamin menurut NIK berbeda dari isian. Periksa keduanya."),
    Code.BIRTH_DATE_DIFFERS: gettext_lazy("Tanggal lahir menurut NIK berbeda dari isian. Periksa keduanya."),
    Code.REGION_UNKNOWN: gettext_lazy("Enam angka pertama bukan kode wilayah yang dikenal. Periksa pada KTP atau KK."),
    Code.MASK_DIFFERS: gettext_lazy(
        "Nomor tersamar ini tidak cocok dengan yang tersimpan. Kosongkan sel, atau ketik 16 angka."
    ),
    Code.DATE_TEXT: gettext_lazy("Tanggal tertulis sebagai teks; dibaca {about}. Periksa hari dan bulannya."),
    Code.DATE_UNREADABLE: gettext_lazy("“{about}” bukan tanggal. Tulis seperti 12/01/1980 atau 12 Januari 1980."),
    Code.DATE_IMPLAUSIBLE: gettext_lazy("Tanggal {about} terlalu lama. Periksa tahunnya."),
    Code.DATE_FUTURE: gettext_lazy("Tanggal {about} ada di masa depan. Periksa tahunnya."),
    Code.DATE_MISSING: gettext_lazy("Survei tanpa tanggal. Isi tanggal survei."),
    Code.SEX_UNKNOWN: gettext_lazy("“{about}” bukan jenis kelamin. Isi P atau L."),
    Code.UNIT_UNREADABLE: gettext_lazy("“{about}” bukan nomor RT atau RW. Isi angka saja, misalnya 03."),
    Code.AMOUNT_UNREADABLE: gettext_lazy("“{about}” bukan jumlah rupiah. Isi tanpa sen, misalnya 1.500.000."),
    Code.ANSWER_UNKNOWN: gettext_lazy("“{about}” bukan jawaban. Isi Ya, Tidak atau Tidak berlaku."),
    Code.ANSWER_NOT_APPLICABLE: gettext_lazy(
        "“Tidak berlaku” hanya untuk indikator 5, 6, 13 dan 14. Isi Ya atau Tidak."
    ),
    Code.MISSING: gettext_lazy("Wajib diisi untuk keluarga baru."),
    Code.NIK_MISSING: gettext_lazy("Isi NIK, atau alasan belum punya NIK."),
    Code.TOO_LONG: gettext_lazy("Terlalu panjang; paling banyak {about} huruf."),
    Code.KEY_FOREIGN: gettext_lazy(
        "Kunci baris ini bukan dari desa ini. Unduh templat desa ini, atau kosongkan selnya untuk keluarga baru."
    ),
    Code.KEY_TWICE: gettext_lazy("Keluarga ini sudah ada pada baris {about}. Hapus salah satu baris."),
    Code.NIK_TWICE: gettext_lazy("NIK ini sudah ada pada baris {about}. Perbaiki, atau hapus salah satu baris."),
    Code.KK_TWICE: gettext_lazy("No. KK ini sudah ada pada baris {about}. Perbaiki, atau hapus salah satu baris."),
    Code.NIK_TAKEN: gettext_lazy("NIK ini milik keluarga lain di desa ini: {about}. Periksa pada KTP."),
    Code.KK_TAKEN: gettext_lazy("No. KK ini milik keluarga lain di desa ini: {about}. Periksa pada KK."),
    Code.FAMILY_TWICE: gettext_lazy(
        "Nama, RT dan tanggal lahir sama dengan baris {about}. Hapus salah satu, atau isi NIK."
    ),
    Code.NIK_ELSEWHERE: gettext_lazy(
        "NIK ini juga terdaftar di desa binaan lain tahun ini {about}. Pastikan keluarga ini tidak tercatat dua kali."
    ),
    Code.KNOWN_BY_NIK: gettext_lazy("Dikenali dari NIK sebagai {about}, yang sudah terdaftar. Isiannya dibandingkan."),
    Code.KNOWN_BY_NAME: gettext_lazy(
        "Dikenali dari nama, RT dan tanggal lahir sebagai {about}, yang sudah terdaftar. Isiannya dibandingkan."
    ),
    Code.FAMILY_MERGED: gettext_lazy("Keluarga ini sudah digabung ke catatan lain. Hapus baris ini."),
    Code.SURVEY_VERIFIED: gettext_lazy(
        "Survei ini sudah diverifikasi dan tidak dapat diubah dari buku kerja. Minta pemeriksa mengembalikannya dulu."
    ),
    Code.OTHER_VILLAGE: gettext_lazy("Baris ini untuk desa lain: {about}. Unggah di halaman desa itu."),
    Code.FORMULA: gettext_lazy("Sel {about} berisi rumus. Salin, lalu tempel sebagai nilai saja."),
    Code.MERGED_CELL: gettext_lazy("Sel {about} digabung. Pisahkan sel (unmerge), lalu isi setiap baris."),
    Code.HIDDEN_COLUMN: gettext_lazy(
        "Kolom “{about}” tersembunyi dan ikut dibaca. Tampilkan kolom itu dan periksa isinya."
    ),
    Code.SECOND_HEAD: gettext_lazy(
        "Baris {about} terbaca sebagai judul kedua dan dilewati. Pakai satu baris judul saja."
    ),
    Code.ERROR_VALUE: gettext_lazy("Kesalahan rumus: {about}. Isi nilainya."),
}
REFUSALS = {
    "empty": gettext_lazy("Berkas ini kosong."),
    "protected": gettext_lazy("Berkas ini memakai kata sandi. Buka di Excel, hapus kata sandinya, lalu simpan lagi."),
    "old_format": gettext_lazy(
        "Ini berkas Excel lama (.xls). Buka di Excel, lalu simpan sebagai Buku Kerja Excel (.xlsx)."
    ),
    "not_workbook": gettext_lazy("Berkas ini bukan buku kerja Excel (.xlsx) atau CSV. Simpan ulang dari Excel."),
    "damaged": gettext_lazy("Berkas ini rusak atau terpotong. Simpan ulang dari Excel, lalu unggah lagi."),
    "macro": gettext_lazy("Berkas ini berisi makro. Simpan sebagai Buku Kerja Excel (.xlsx) tanpa makro."),
    "too_large": gettext_lazy(
        "Isi berkas ini lebih dari {about} MB setelah dibuka. Hapus gambar dan lembar lain, atau bagi menjadi beberapa."
    ),
    "too_many_columns": gettext_lazy("Ada isi di sebelah kanan kolom ke-{about}. Hapus kolom yang tidak dipakai."),
    "too_many_rows": gettext_lazy(
        "Ada isi di bawah baris ke-{about}. Hapus baris kosong berformat di bawah data, atau bagi menjadi beberapa "
        "berkas."
    ),
    "too_many_formulas": gettext_lazy(
        "Berkas ini penuh rumus. Salin lembarnya, tempel sebagai nilai saja, lalu simpan."
    ),
    "too_many_merged": gettext_lazy("Berkas ini penuh sel gabungan. Pisahkan sel-selnya (unmerge), lalu simpan."),
    "odd_writer": gettext_lazy("Susunan berkas ini tidak dikenal. Buka di Excel atau LibreOffice, lalu simpan ulang."),
    "no_heads": gettext_lazy(
        "Baris judul kolom tidak ditemukan. Tulis nama kolom pada baris pertama, atau pakai templat."
    ),
    "other_village": gettext_lazy(
        "Templat ini dibuat untuk {about}. Unggah di halaman desa itu, atau unduh templat desa ini."
    ),
    "other_round": gettext_lazy("Templat ini dibuat untuk putaran survei yang lain. Pilih putaran yang sesuai."),
    "signature": gettext_lazy("Tanda templat ini tidak sah. Unduh templat baru, lalu salin isinya ke sana."),
    "failed": gettext_lazy(
        "Terjadi kesalahan di server; tidak ada yang disimpan. Coba lagi; bila terulang, hubungi administrator."
    ),
    "outdated": gettext_lazy(
        "Daftar keluarga berubah sejak berkas ini diperiksa. Tidak ada yang disimpan; periksa lagi."
    ),
}


def finding_text(code: str, about: str) -> str:
    """Say what a finding is and what to do."""
    return str(WORDS[Code(code)]).format(about=_localised(code, about)).replace("  ", " ").replace(" .", ".")


def refusal_text(code: str, about: str = "") -> str:
    """Say why a file was not taken and what to do."""
    return str(REFUSALS[code]).format(about=about)


def fact_label(code: str) -> str:
    """Give what a fact is called in the reader's language."""
    if code.startswith("answer_"):
        number = int(code.removeprefix("answer_"))
        return f"{number}. {INDICATOR_LABELS[number]}"
    return str(_LABELS.get(code, HEADS[code]))


def _localised(code: str, about: str) -> str:
    """A village in brackets, a date as people write it."""
    if code == Code.NIK_ELSEWHERE:
        return f"({about})" if about else _("(kabupaten/kota lain)")
    if code in {Code.DATE_TEXT, Code.DATE_FUTURE, Code.DATE_IMPLAUSIBLE}:
        return date_format(date.fromisoformat(about), "j F Y")
    return about


_LABELS = {
    KEY: gettext_lazy("Kunci baris"),
    "head_name": gettext_lazy("Nama kepala keluarga"),
    "head_sex": gettext_lazy("Jenis kelamin"),
    "head_birth_date": gettext_lazy("Tanggal lahir"),
    "nik": gettext_lazy("NIK"),
    "no_nik_reason": gettext_lazy("Alasan belum punya NIK"),
    "kk": gettext_lazy("No. KK"),
    "rt": gettext_lazy("RT"),
    "rw": gettext_lazy("RW"),
    "address": gettext_lazy("Alamat"),
    "surveyed_on": gettext_lazy("Tanggal survei"),
    "monthly_income": gettext_lazy("Penghasilan sebulan (Rp)"),
}
