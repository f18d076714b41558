"""The before/after report as PDF and as a workbook, always in Indonesian."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from p2wkss.charts import Chart, transition_grid
from p2wkss.excel import Book, Value
from p2wkss.formats import half_up, number
from p2wkss.pdf import DataFile, Pdf, render_pdf
from p2wkss.reporting import Frame
from villages.changes import STAGES, Changes, IndicatorChange
from villages.enums import INDICATOR_LABELS, WELFARE_STAGE_LABELS
from villages.matched import Reading
from villages.paired import Amount
from villages.reports.change_figures import change_json, indicator_csv, stage_csv
from villages.reports.change_section import (
    basis_rows,
    caution,
    change_section,
    changed_words,
    drop_out_rows,
    many_tests,
    method_notes,
    missing_rows,
    p_words,
    stage_short,
)
from villages.reports.change_words import change_words

Group = tuple[str, Changes]
Words = dict[str, Any]


def change_pdf(reading: Reading, frame: Frame) -> Pdf:
    """Make the report. It is marked as provisional across each page: the data can still change."""
    files = [
        DataFile("perubahan.json", change_json(reading, frame.as_of), "Perubahan keluarga sebagai JSON"),
        DataFile("indikator.csv", indicator_csv(reading), "Perubahan tiap indikator sebagai CSV"),
        DataFile("tahap.csv", stage_csv(reading), "Perpindahan tahap keluarga sebagai CSV"),
    ]
    with override("id"):
        context = {
            "change": change_section(reading),
            "drop_outs": drop_out_rows(reading.drop_outs, reading.last),
            "chart": _chart(reading),
            **frame.context(),
        }
        return render_pdf("reports/changes.html", context, files)


def change_title(reading: Reading) -> str:
    """Name the report with its village and year."""
    with override("id"):
        words = change_words(reading.last)
    return f"{words['title']}: {reading.place.name} {reading.place.year}"


def _chart(reading: Reading) -> Chart:
    """Draw from which stage to which all the matched families came."""
    changes, words = reading.everybody, change_words(reading.last)
    moved = {"risen": changes.movement.risen, "same": changes.movement.same, "fallen": changes.movement.fallen}
    return transition_grid(
        "tahap",
        words["stages"],
        _("%(risen)s keluarga naik tahap, %(same)s tetap, %(fallen)s turun.") % moved,
        head=words["corner_paper"],
        stages=[(str(WELFARE_STAGE_LABELS[stage]), stage_short(stage)) for stage in STAGES],
        counts=[row.counts for row in changes.rows],
        write=number,
    )


def change_xlsx(reading: Reading, frame: Frame) -> bytes:
    """Make the workbook: stages, indicators, income, who is missing, and what the figures rest upon."""
    with override("id"):
        book, groups, words = Book(change_title(reading)), _groups(reading), change_words(reading.last)
        names = [str(WELFARE_STAGE_LABELS[stage]) for stage in STAGES]
        heads = [_("Kelompok"), words["stage_first"], *names, words["total_first"]]
        book.add_sheet(_("Tahap"), heads, _stage_rows(groups, words), [18, 18, *[14] * 6])
        book.add_sheet(_("Indikator"), *_indicator_sheet(groups, words))
        book.add_sheet(_("Penghasilan"), *_income_sheet(groups, words))
        heads = [_("Kepala keluarga"), _("RT"), words["stage_first"], _("Status"), _("Sejak"), _("Alasan")]
        missing: list[list[Value]] = [
            [row["name"], row["rt"], str(row["stage"]), row["why"], _date(row["since"]), row["reason"]]
            for row in drop_out_rows(reading.drop_outs, reading.last)
        ]
        book.add_sheet(words["without_last"], heads, missing, [34, 8, 18, 28, 14, 50])
        book.add_sheet(_("Keterangan"), [_("Hal"), _("Isi")], _notes(reading, frame.as_of, words), [44, 90])
        return book.to_bytes()


def _groups(reading: Reading) -> list[Group]:
    return [(_("Semua keluarga"), reading.everybody), *((str(sex.label), changes) for sex, changes in reading.by_sex)]


def _stage_rows(groups: list[Group], words: Words) -> list[list[Value]]:
    rows: list[list[Value]] = []
    for group, changes in groups:
        rows += [[group, str(WELFARE_STAGE_LABELS[row.stage]), *row.counts, row.total] for row in changes.rows]
        rows.append([group, words["total_last"], *changes.totals_after, changes.decided])
        rows.append([group, _("Belum lengkap"), *[None] * len(STAGES), changes.undecided])
    return rows


def _indicator_sheet(groups: list[Group], words: Words) -> tuple[list[str], list[list[Value]], list[int]]:
    heads = [_("Kelompok"), _("No."), _("Indikator"), _("Keluarga"), words["yes_first"], words["yes_last"]]
    heads += [words["percent_first"], words["percent_last"], _("Beda (poin)")]
    heads += [_("Batas bawah 95 %"), _("Batas atas 95 %")]
    heads += [_("Tidak menjadi ya"), _("Ya menjadi tidak"), "p", _("Dengan kata-kata")]
    rows = [_indicator_row(group, one) for group, changes in groups for one in changes.indicators]
    return heads, rows, [18, 6, 60, 10, 10, 10, 10, 10, 12, 14, 14, 14, 14, 12, 46]


def _indicator_row(group: str, one: IndicatorChange) -> list[Value]:
    low, high = one.interval or (None, None)
    return [
        group,
        one.indicator.number,
        str(INDICATOR_LABELS[one.indicator.number]),
        one.families,
        one.yes_before,
        one.yes_after,
        _percent(one.share_before),
        _percent(one.share_after),
        _percent(one.difference),
        None if low is None else _percent(100 * low),
        None if high is None else _percent(100 * high),
        one.gained,
        one.lost,
        p_words(one.p) if one.families else None,
        changed_words(one),
    ]


def _income_sheet(groups: list[Group], words: Words) -> tuple[list[str], list[list[Value]], list[int]]:
    heads = [_("Kelompok"), _("Keluarga dengan kedua angka")]
    heads += [f"{words[name]} (Rp)" for name in ("median_first", "median_last")]
    heads += [_("Nilai tengah beda (Rp)"), _("Batas bawah 95 %"), _("Batas atas 95 %")]
    heads += [_("Naik"), _("Tetap"), _("Turun")]
    rows: list[list[Value]] = []
    for group, changes in groups:
        income = changes.income
        limits = income.interval or (None, None)
        money = (income.before, income.after, income.difference, *limits)
        rows.append([group, income.families, *map(_money, money), income.up, income.same, income.down])
    return heads, rows, [18, 14, 18, 18, 18, 18, 18, 8, 8, 8]


def _notes(reading: Reading, made_at: datetime, words: Words) -> list[list[Value]]:
    rows: list[list[Value]] = [
        [_("Status"), _("SEMENTARA: data masih dapat berubah")],
        [_("Dibuat"), date_format(localtime(made_at), "j F Y H.i")],
        [_("Keluarga terdaftar"), reading.registered],
        [words["both"], reading.everybody.matched],
        [_("Kedua survei terverifikasi"), reading.verified_pairs],
        [words["last_only"], reading.last_only],
        [words["neither"], reading.unsurveyed],
    ]
    rows += [[f"{words['without_last']}: {why}", count] for why, count in missing_rows(reading)]
    for state, first, last in basis_rows(reading):
        rows += [[f"{words['survey_first']}: {state}", first], [f"{words['survey_last']}: {state}", last]]
    rows.append([_("Perubahan ini bukan bukti sebab"), caution()])
    return rows + [[_("Cara membaca"), note] for note in (many_tests(), *method_notes())]


def _percent(value: Fraction | float | None) -> Decimal | None:
    return None if value is None else half_up(value, 1)


def _money(value: Amount | None) -> Value:
    return None if value is None else int(value) if Fraction(value).denominator == 1 else half_up(value, 2)


def _date(value: date | None) -> str | None:
    return None if value is None else date_format(value, "j F Y")
