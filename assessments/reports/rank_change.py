"""What the period of objections changed, on paper: made of the two results alone."""

import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from itertools import groupby
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.models import Objection, Result
from assessments.reading import Reading
from assessments.reports.documents import add_notes, data_file, decimal, report_context
from assessments.result_diff import IndicatorChange, RankChange, diff
from p2wkss.excel import Book, Value
from p2wkss.pdf import DataFile, Pdf, render_pdf
from p2wkss.reporting import Frame

# What was filed, by village and indicator, as far as the reader may open it.
Filed = Mapping[tuple[str, str], Objection]


class ChangeRow(NamedTuple):
    """One village of the list, with each indicator that changed and the objection that a reader may open."""

    change: RankChange
    indicators: Sequence[tuple[IndicatorChange, Objection | None]]


class ChangeGroup(NamedTuple):
    """The villages of one category whose rank, total or marks changed; the name is "" where there are none."""

    category: str
    rows: Sequence[ChangeRow]


def change_groups(changes: Sequence[RankChange], filed: Filed) -> list[ChangeGroup]:
    """Arrange what changed by category, in the order of the new ranks."""

    def row(change: RankChange) -> ChangeRow:
        return ChangeRow(change, [(one, filed.get((change.entry, one.code))) for one in change.indicators])

    return [ChangeGroup(name, list(map(row, own))) for name, own in groupby(changes, key=lambda one: one.category)]


def changes_of(old: Result, new: Result) -> list[RankChange]:
    """Compare two results of a round."""
    return diff(old.content, new.content)


def rank_change_pdf(before: Reading, reading: Reading, frame: Frame, old: Result, new: Result) -> Pdf:
    """Make "Perubahan peringkat setelah masa sanggah" of a result and the one that it replaces, each as it is read."""
    changes = changes_of(old, new)
    with override("id"):
        context = report_context(reading, frame) | {"groups": change_groups(changes, {}), "old": old, "new": new}
    files = [
        data_file(reading, new.code),
        DataFile("hasil-sebelumnya.json", data_file(before, old.code).text, "Hasil yang digantikan sebagai JSON"),
        DataFile("perubahan-peringkat.csv", rank_change_csv(changes), "Perubahan peringkat sebagai CSV"),
    ]
    return render_pdf("reports/rank_change.html", context, files)


def rank_change_xlsx(reading: Reading, frame: Frame, old: Result, new: Result) -> bytes:
    """Make the same as a workbook: the villages that changed, and each indicator behind that."""
    changes = changes_of(old, new)
    with override("id"):
        book = Book(frame.title)
        heads = [_("Desa"), _("Kabupaten/Kota"), _("Kategori"), _("Peringkat lama"), _("Peringkat baru")]
        heads += [_("Total lama"), _("Total baru"), _("Bertukar letak dengan")]
        book.add_sheet(_("Perubahan"), heads, list(map(_cells, changes)), [28, 28, 18, 12, 12, 12, 12, 40])
        heads = [_("Desa"), _("Kode"), _("Indikator"), _("Nilai lama"), _("Nilai baru"), _("Pertimbangan")]
        rows: list[list[Value]] = [
            [one.village_name, part.code, part.name, decimal(part.before), decimal(part.after), _reason(part)]
            for one in changes
            for part in one.indicators
        ]
        book.add_sheet(_("Indikator"), heads, rows, [28, 8, 50, 12, 12, 60])
        add_notes(book, reading, frame, [[_("Menggantikan"), f"{old.number}, {old.code}"]])
        return book.to_bytes()


def _cells(one: RankChange) -> list[Value]:
    totals = decimal(one.total_before), decimal(one.total_after)
    place = [one.village_name, one.regency_name, one.category]
    return [*place, one.rank_before, one.rank_after, *totals, ", ".join(one.passed)]


def _reason(change: IndicatorChange) -> str:
    return change.correction.reason if change.correction else ""


def rank_change_csv(changes: Sequence[RankChange]) -> str:
    """Write each changed village, and each indicator of it that changed, as CSV for machines."""
    target = StringIO()
    writer = csv.writer(target)
    heads = ["village", "regency", "category", "rank_before", "rank_after", "total_before", "total_after"]
    writer.writerow([*heads, "indicator", "score_before", "score_after", "reason"])
    for one in changes:
        facts: list[Any] = [one.village_name, one.regency_name, one.category, one.rank_before, one.rank_after]
        facts += [one.total_before, one.total_after]
        for part in one.indicators or (None,):
            reason = part.correction.reason if part and part.correction else ""
            writer.writerow([*facts, *((part.code, part.before, part.after, reason) if part else ("", "", "", ""))])
    return target.getvalue()
