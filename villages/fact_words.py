"""What a fact of a village's year says, in the reader's words."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from p2wkss.formats import half_up, number, rupiah
from villages.facts import Fact, Measured, Unit


def fact_text(fact: Fact, measured: Measured | None) -> str:
    """Write what was counted and what it comes to: "38 kunjungan, 3,2 sebulan"; words where it is not known."""
    value = fact.value_of(measured)
    if measured is None or value is None:
        return _("belum tercatat")
    if fact.unit is Unit.RUPIAH:
        return rupiah(value)
    if fact.unit is Unit.COUNT:
        return number(value)
    if fact.unit is Unit.PERCENT:
        words = {"part": number(measured.part), "whole": number(measured.whole), "percent": _short(value)}
        return _("%(part)s dari %(whole)s, %(percent)s%%") % words
    words = {"number": number(measured.part), "rate": _short(value)}
    return ngettext(
        "%(number)s kunjungan, %(rate)s sebulan", "%(number)s kunjungan, %(rate)s sebulan", measured.part
    ) % (words)


def _short(value: Decimal) -> str:
    """Write with one decimal, or none where there is nothing behind the comma."""
    rounded = half_up(value, 1)
    return str(number_format(rounded, 0 if rounded == rounded.to_integral_value() else 1, force_grouping=True))
