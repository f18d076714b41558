"""What the period of objections changed, on paper: made of the two results alone."""

import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from itertools import groupby
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.models import Objection, Result
from assessments.ranking_page import assessor_names
from assessments.reading import Reading
from assessments.reports.documents import data_file, report_context
from assessments.result_diff import IndicatorChange, RankChange, diff
from p2wkss.pdf import DataFile, render_pdf

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


def rank_change_pdf(old: Result, new: Result, *, named: bool) -> bytes:
    """Make "Perubahan peringkat setelah masa sanggah" of a result and the one that it replaces.

    The data inside names the assessors only where that is asked for.
    """
    before, reading = (Reading(one.content, None if named else assessor_names(one.content)) for one in (old, new))
    changes = changes_of(old, new)
    with override("id"):
        place = {"place": reading.round["region_name"], "year": reading.round["cycle_year"]}
        title = _("Perubahan Peringkat setelah Masa Sanggah %(place)s %(year)s") % place
        context = report_context(reading, new.code, new.created_at, title)
    context |= {"groups": change_groups(changes, {}), "old": old, "new": new}
    files = [
        data_file(reading, new.code),
        DataFile("hasil-sebelumnya.json", data_file(before, old.code).text, "Hasil yang digantikan sebagai JSON"),
        DataFile("perubahan-peringkat.csv", rank_change_csv(changes), "Perubahan peringkat sebagai CSV"),
    ]
    return render_pdf("reports/rank_change.html", context, files)


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
