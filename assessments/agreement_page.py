"""How alike the panel of a round marks, in words: shown so that it can be talked about, applied to nothing."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from assessments import scoring
from assessments.enums import SheetState
from assessments.models import Mark, Round
from assessments.scoring.agreement import LEAST_SHARED, Severity, Unit, alpha, severity, units
from p2wkss.formats import DASH, half_up

# Fewer indicators than this that two assessors marked say nothing about a panel [ours].
LEAST_UNITS = 10
# Krippendorff, Content Analysis, 2004, p. 241: rely on 0.8 and above; from 0.667 draw only tentative conclusions.
RELIABLE, TENTATIVE = 0.8, 0.667
# From so many points of 100 on, an assessor is called stricter or milder than the colleagues [ours].
NOTABLE = 5


class AlphaLine(NamedTuple):
    """Krippendorff's alpha of the whole or of a component; None where too few marks are shared, or it is undefined."""

    name: str
    alpha: Decimal | None
    units: int

    @property
    def state(self) -> str:
        """The state that the words are shown in."""
        if self.alpha is None:
            return "neutral"
        return "good" if self.alpha >= Decimal(str(RELIABLE)) else "attention"

    @property
    def word(self) -> str:
        """What the figure means, in words."""
        if self.units < LEAST_UNITS:
            return _("terlalu sedikit nilai")
        if self.alpha is None:
            return _("tidak dapat dihitung: semua nilai sama")
        if self.alpha >= Decimal(str(RELIABLE)):
            return _("penilai sepakat")
        if self.alpha >= Decimal(str(TENTATIVE)):
            return _("cukup sepakat, masih perlu dibahas")
        return _("kurang sepakat, bahas bersama")


class SeverityLine(NamedTuple):
    """How far one assessor lies from the colleagues on the same villages, in points of 100."""

    assessor: str
    points: Fraction | None
    shared: int

    @property
    def signed(self) -> str:
        """The points with their sign, to one decimal; a dash where they are not told."""
        if self.points is None:
            return DASH
        tenths = half_up(abs(self.points), 1)
        sign = "" if not tenths else "−" if self.points < 0 else "+"
        return f"{sign}{number_format(tenths, 1)}"

    @property
    def word(self) -> str:
        """What the figure means, in words."""
        if self.points is None:
            return _("terlalu sedikit nilai bersama")
        if abs(self.points) < NOTABLE:
            return _("sejalan dengan rekan")
        return _("lebih ketat dari rekan") if self.points < 0 else _("lebih longgar dari rekan")


class Agreement(NamedTuple):
    """How alike a panel marks: on the whole, by component, and each assessor."""

    whole: AlphaLine
    components: list[AlphaLine]
    assessors: list[SeverityLine]
    least_units: int = LEAST_UNITS
    least_shared: int = LEAST_SHARED


def agreement_of(round: Round) -> Agreement:
    """Work out how alike the panel marks, of all sheets that are handed in, in two queries."""
    instrument = round.instrument.instrument
    marked = units(instrument, _sheets(round))
    strictness = severity(dict(marked.items()))
    names = dict(round.panel.values_list("pk", "user__full_name"))
    return Agreement(
        whole=_line(_("Semua indikator"), marked, instrument.indicators),
        components=[
            _line(component.name, marked, {one.code for one in component.indicators})
            for component in instrument.components
        ],
        assessors=[
            SeverityLine(name, *strictness.get(str(member), Severity(None, 0))) for member, name in names.items()
        ],
    )


def _sheets(round: Round) -> list[scoring.Sheet]:
    """Read the marks of the round's sheets that are handed in, in one query and without what the page does not need."""
    marks = Mark.objects.filter(sheet__entry__round=round, sheet__state=SheetState.SUBMITTED, value__isnull=False)
    found: defaultdict[tuple[int, int, str], dict[str, scoring.Mark]] = defaultdict(dict)
    rows = marks.order_by("sheet").values_list("sheet__entry", "sheet__member", "sheet__part", "indicator", "value")
    for entry, member, part, code, value in rows:
        found[entry, member, part][code] = scoring.Mark(value)
    return [
        scoring.Sheet(entry=str(entry), assessor=str(member), submitted=True, marks=marks, part=part)
        for (entry, member, part), marks in found.items()
    ]


def _line(name: str, marked: Mapping[Unit, Mapping[str, Fraction]], codes: Collection[str]) -> AlphaLine:
    own = {unit: marks for unit, marks in marked.items() if unit.indicator in codes}
    shared = sum(len(marks) > 1 for marks in own.values())
    found = alpha(dict(own.items())) if shared >= LEAST_UNITS else None
    return AlphaLine(name, None if found is None else Decimal(f"{found:.4f}"), shared)
