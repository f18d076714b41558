"""The words of a comparison of two surveys of the same families: of the year, or of what came after it.

Each is written out once here, so that the page, the paper and the workbook call the same thing the same.
"""

from typing import Any

from django.utils.translation import gettext as _

from villages.enums import SurveyRound


def change_words(last: SurveyRound) -> dict[str, Any]:
    """Give the words for the comparison that ends with this round: the endline, or the follow-up."""
    return _after_year() if last is SurveyRound.FOLLOW_UP else _year()


def _year() -> dict[str, Any]:
    return {
        "title": _("Perubahan keluarga sebelum dan sesudah"),
        "first": _("awal"),
        "last": _("akhir"),
        "head_first": _("Awal"),
        "head_last": _("Akhir"),
        "survey_first": _("Survei awal"),
        "survey_last": _("Survei akhir"),
        "stage_first": _("Tahap awal"),
        "stages": _("Tahap awal dan akhir"),
        "corner": _("Awal ↓ Akhir →"),
        "corner_paper": _("Awal (baris), akhir (kolom)"),
        "total_first": _("Jumlah awal"),
        "total_last": _("Jumlah akhir"),
        "percent_first": _("Awal (%)"),
        "percent_last": _("Akhir (%)"),
        "yes_first": _("Ya awal"),
        "yes_last": _("Ya akhir"),
        "median_first": _("Nilai tengah awal"),
        "median_last": _("Nilai tengah akhir"),
        "both": _("Disurvei awal dan akhir"),
        "nobody": _("Belum ada keluarga yang disurvei awal dan akhir"),
        "none_of_group": _("Tidak ada keluarga yang disurvei awal dan akhir."),
        "first_only": _("Disurvei awal, tanpa survei akhir"),
        "without_last": _("Tanpa survei akhir"),
        "families_without_last": _("Keluarga tanpa survei akhir"),
        "last_only": _("Hanya survei akhir"),
        "neither": _("Belum disurvei"),
        "waits": _("Aktif, belum disurvei akhir"),
    }


def _after_year() -> dict[str, Any]:
    return {
        "title": _("Perubahan keluarga sesudah tahun program"),
        "first": _("akhir"),
        "last": _("lanjutan"),
        "head_first": _("Akhir"),
        "head_last": _("Lanjutan"),
        "survey_first": _("Survei akhir"),
        "survey_last": _("Survei lanjutan"),
        "stage_first": _("Tahap akhir"),
        "stages": _("Tahap akhir dan lanjutan"),
        "corner": _("Akhir ↓ Lanjutan →"),
        "corner_paper": _("Akhir (baris), lanjutan (kolom)"),
        "total_first": _("Jumlah akhir"),
        "total_last": _("Jumlah lanjutan"),
        "percent_first": _("Akhir (%)"),
        "percent_last": _("Lanjutan (%)"),
        "yes_first": _("Ya akhir"),
        "yes_last": _("Ya lanjutan"),
        "median_first": _("Nilai tengah akhir"),
        "median_last": _("Nilai tengah lanjutan"),
        "both": _("Disurvei akhir dan lanjutan"),
        "nobody": _("Belum ada keluarga yang disurvei akhir dan lanjutan"),
        "none_of_group": _("Tidak ada keluarga yang disurvei akhir dan lanjutan."),
        "first_only": _("Disurvei akhir, tanpa survei lanjutan"),
        "without_last": _("Tanpa survei lanjutan"),
        "families_without_last": _("Keluarga tanpa survei lanjutan"),
        "last_only": _("Hanya survei lanjutan"),
        "neither": _("Tanpa kedua survei"),
        "waits": _("Aktif, belum disurvei lanjutan"),
    }
