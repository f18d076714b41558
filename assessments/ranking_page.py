"""What a page or a report shows of a ranking: lines by category, how firm they are, and who changed what."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, cast

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import format_lazy
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from assessments import public_data
from assessments.instrument import PLENARY
from assessments.lines import Line
from assessments.snapshot import Snapshot
from p2wkss.charts import Chart, Span, span_chart
from p2wkss.formats import number, percent, score_in
from p2wkss.pages import PER_PAGE
from p2wkss.templatetags.frame import icon
from p2wkss.templatetags.ui import score_stack


@dataclass(frozen=True)
class WithoutRow:
    """The ranks of a village without each assessor; None where nobody would be left to judge it."""

    village_name: str
    rank: int
    ranks: tuple[int | None, ...]

    @property
    def moves(self) -> bool:
        """Whether any one assessor changes the rank."""
        return any(rank != self.rank for rank in self.ranks)


class Row(NamedTuple):
    """A line with how firm its rank is, in words ("" where that is not known)."""

    line: Line
    firm_words: str


@dataclass(frozen=True)
class Group:
    """The lines of one category that are shown, of `count` in all, and what is to be said about them.

    The first `charted` are drawn, so many in one chart. How firm the ranks are is worked out where it is shown.
    """

    head: dict[str, Any]
    place: int
    name: str
    count: int
    lines: Sequence[Line]
    per_chart: int
    charted: int

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The lines with how firm each rank is."""
        return tuple(Row(line, _firm_words(self.head, line)) for line in self.lines)

    @property
    def shown(self) -> Iterator[dict[str, str]]:
        """What a page fills into its line of a table, row by row."""
        return _shown(self.rows)

    @cached_property
    def charts(self) -> tuple[Chart, ...]:
        """The ranges of the ranks, drawn; none where they are not known."""
        if not self.lines[0]["firmness"]:
            return ()
        return tuple(
            _chart(f"rank-{self.place}-{start}", self, self.lines[start : start + self.per_chart])
            for start in range(0, min(len(self.lines), self.charted), self.per_chart)
        )

    @cached_property
    def pairs(self) -> tuple[str, ...]:
        """Villages that cannot be told apart, in words."""
        return tuple(_pairs(self.lines))

    @cached_property
    def without(self) -> tuple[WithoutRow, ...]:
        """The ranks without each assessor."""
        return tuple(WithoutRow(line["village_name"], line["rank"], tuple(line["without"])) for line in self.lines)


def assessor_names(snapshot: Snapshot) -> dict[str, str]:
    """Call the panel by number: what those read who do not run the round. The same numbers as in the published data."""
    return {member: _numbered(number) for member, number in public_data.numbers(snapshot).items()}


def ranking_context(
    head: dict[str, Any], lines: Sequence[Line], *, named: bool, per_chart: int = PER_PAGE, charted: int = PER_PAGE
) -> dict[str, Any]:
    """Give what the templates of a ranking need. `named` shows assessors by name, else by number.

    The first `charted` lines of a category are drawn, so many in one chart, as a sheet of paper has an end.
    """
    return {
        "head": head,
        "ties": [tie_words(tie) for tie in head["ties"]],
        "groups": list(_groups(head, lines, per_chart, charted)),
        "assessors": [one | {"label": one["name"] if named else _numbered(one["number"])} for one in head["assessors"]],
    }


def _numbered(number: int) -> str:
    """Name an assessor by number, in the language of the page or the paper that it comes to stand on."""
    return cast(str, format_lazy(gettext_lazy("Penilai {number}"), number=number))


def tie_words(tie: Mapping[str, Any]) -> str:
    """Tell one use of the tie-break ladder in a sentence; a page may have very many."""
    words = f"{tie['category']}: " if tie["category"] else ""
    words += f"{', '.join(tie['villages'])}: "
    if tie["equal"]:
        words += _("sama juga pada %(rungs)s") % {"rungs": ", ".join(tie["equal"])} + "; "
    if tie["key"] is None:
        return words + _("menunggu keputusan pleno")
    if tie["key"] != PLENARY:
        words += f"{_('ditentukan oleh')} {tie['key_name']}"
    else:
        shared = f" ({_('peringkat bersama')})" if tie["shared"] else ""
        words += f"{_('keputusan pleno')}{shared}: {tie['reason']}"
    if tie["shared"]:
        return words
    order = ", ".join(" = ".join(group) for group in tie["order"])
    return f"{words} ({_('urutan:')} {order})"


def _groups(head: dict[str, Any], lines: Sequence[Line], per_chart: int, charted: int) -> Iterator[Group]:
    for place, category in enumerate(head["categories"]):
        own = [line for line in lines if line["category"] == category["code"]]
        if own:
            yield Group(head, place, category["name"], category["count"], own, per_chart, charted)


def _chart(key: str, group: Group, lines: Sequence[Line]) -> Chart:
    """Draw some lines of a group to the scale of all that are shown."""
    title = _("Rentang peringkat")
    words = {"draws": number(group.head["analysis"]["draws"])}
    rows = [
        Span(f"{line['rank']}. {line['village_name']}", firm["low"], firm["high"], line["rank"])
        for line in lines
        if (firm := line["firmness"])
    ]
    spans = [(line["rank"], firm["low"], firm["high"]) for line in group.lines if (firm := line["firmness"])]
    return span_chart(
        key,
        f"{title}: {group.name}" if group.name else title,
        _("Dari peringkat berapa sampai berapa tiap desa dalam 90%% dari %(draws)s simulasi.") % words,
        head=_("Desa"),
        columns=(_("Peringkat"), _("Rentang")),
        rows=rows,
        write=lambda row: f"{row.low}" if row.low == row.high else f"{row.low}–{row.high}",
        ends=(min(map(min, spans)), max(map(max, spans))),
    )


def _shown(rows: Iterable[Row]) -> Iterator[dict[str, str]]:
    """Write rows down for `assessments/ranking_row.html`; addresses and the language are looked up once for all."""
    ends = {
        key: reverse(f"assessments:{name}", args=[0]).split("/0/")
        for key, name in (("card_url", "scorecard"), ("why_url", "why"), ("nominate_url", "nominate"))
    }
    language = get_language()
    for line, firm_words in rows:
        yield {
            "rank": str(line["rank"]),
            "name": line["village_name"],
            "rank_name": format_html(' <span class="rank-name">{}</span>', line["rank_name"])
            if line["rank_name"]
            else "",
            "place": f"{line['district_name']}, {line['regency_name']}",
            "notes": format_html_join("", '<br><span class="muted">{}{}</span>', _notes(line, firm_words)),
            "total": score_in(language, line["total"]),
            "stack": score_stack(line["components"]),
        } | {key: f"{start}/{line['entry']}/{end}" for key, (start, end) in ends.items()}


def _notes(line: Line, firm_words: str) -> Iterator[tuple[str, str]]:
    """Give what else a line says, each with its icon: that the rank is shared, how firm it is, awards."""
    if line["shared"]:
        open_words, words = _("nilai sama, menunggu keputusan pleno"), _("peringkat bersama")
        yield "", open_words if line["unresolved"] else words
    if firm_words:
        yield "", firm_words
    for award in line["awards"]:
        place = f" ({award['place']})" if award["place"] > 1 else ""
        yield icon("rank"), f" {award['name']}{place}"


def _pairs(lines: Sequence[Line]) -> Iterator[str]:
    """Tell which villages cannot be told apart, and in which share of the draws the better one was ahead."""
    words = _("%(better)s di atas %(other)s pada %(share)s simulasi")
    for line in lines:
        for other in line["close"]:
            names = {"better": line["village_name"], "other": other["village_name"]}
            yield words % (names | {"share": percent(other["ahead"])})


def _firm_words(head: Mapping[str, Any], line: Line) -> str:
    """Tell how firm a rank is."""
    firm = line["firmness"]
    if firm is None:
        return ""
    draws = {"rank": line["rank"], "share": percent(firm["share"]), "draws": number(head["analysis"]["draws"])}
    first = _("peringkat %(rank)s pada %(share)s dari %(draws)s simulasi") % draws
    if firm["low"] == firm["high"]:
        return f"{first}; " + _("hampir selalu peringkat %(low)s") % {"low": firm["low"]}
    return f"{first}; " + _("peringkat %(low)s sampai %(high)s") % {"low": firm["low"], "high": firm["high"]}
