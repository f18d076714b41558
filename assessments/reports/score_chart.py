"""The components of one village beside the mean of those that it is compared with, as a chart."""

from collections.abc import Sequence
from fractions import Fraction

from django.utils.translation import gettext as _

from assessments.reading import Card, Reading
from p2wkss.charts import Chart, Marked, marked_bars
from p2wkss.formats import half_up, score

BEST = 10_000  # the best score, in hundredths


def component_chart(reading: Reading, card: Card) -> Chart:
    """Draw each component of a village with the mean of the ranked villages that it is compared with.

    That is its own regency's where more of them are ranked with it, else all of its category [ours].
    """
    others, place = _compared(reading, card)
    rows = [
        Marked(f"{part.name} ({part.weight})", _hundredths(part.score), _mean(reading, others, at))
        for at, part in enumerate(card.components)
    ]
    words = {"place": place, "count": len(others)}
    return marked_bars(
        "components",
        _("Komponen dan rata-rata"),
        _("Nilai tiap komponen, 0 sampai 100. Garis: rata-rata %(count)d desa yang diperingkat, %(place)s.") % words,
        head=_("Komponen"),
        columns=(str(card.entry["village_name"]), _("Rata-rata")),
        rows=rows,
        write=_written,
        most=BEST,
    )


def _compared(reading: Reading, card: Card) -> tuple[Sequence[str], str]:
    """Give the entries that a village is compared with, and where they lie."""
    lists = {one["code"]: one["ranking"] for one in reading.results["categories"]}
    ranked = [place["entry"] for place in lists.get(card.category, [])]
    regency = card.entry["regency_code"]
    own = [entry for entry in ranked if reading.entries[entry]["regency_code"] == regency]
    if len(own) > 1:
        return own, str(card.entry["regency_name"])
    return ranked, str(reading.round["region_name"])


def _mean(reading: Reading, entries: Sequence[str], at: int) -> int | None:
    """Give the mean of the scores of a component as they are printed, in hundredths; None where there is none."""
    scores = [reading.results["scores"][entry]["components"][at]["score"] for entry in entries]
    known = [Fraction(one) for one in scores if one is not None]
    return _hundredths(str(half_up(sum(known) / len(known), 2))) if known else None


def _hundredths(text: str | None) -> int:
    return int(Fraction(text or "0") * 100)


def _written(hundredths: int) -> str:
    return score(Fraction(hundredths, 100))
