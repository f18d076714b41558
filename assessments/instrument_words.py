"""What the rules of an instrument are called, and what they do, for whoever writes or reads one."""

from django.utils.translation import gettext_lazy as _

from assessments.instrument import Aggregation, CategoryKind
from assessments.instrument_diff import ChangeKind

AGGREGATION_WORDS = {
    Aggregation.MEAN: _("Rata-rata"),
    Aggregation.MEDIAN: _("Median"),
    Aggregation.TRIMMED_MEAN: _("Rata-rata terpangkas"),
}
AGGREGATION_HELP = {
    Aggregation.MEAN: _("jumlah nilai semua penilai dibagi banyaknya penilai"),
    Aggregation.MEDIAN: _("nilai yang di tengah; satu nilai yang sangat berbeda tidak berpengaruh"),
    Aggregation.TRIMMED_MEAN: _("satu nilai tertinggi dan satu terendah dibuang bila ada tiga penilai atau lebih"),
}
KIND_WORDS = {CategoryKind.REGENCY: _("Kabupaten"), CategoryKind.CITY: _("Kota")}
CHANGE_WORDS = {
    ChangeKind.ADDED: _("Ditambah"),
    ChangeKind.REMOVED: _("Dihapus"),
    ChangeKind.CHANGED: _("Diubah"),
}
CHANGE_STATES = {ChangeKind.ADDED: "good", ChangeKind.REMOVED: "problem", ChangeKind.CHANGED: "attention"}
