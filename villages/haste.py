"""Signals that the surveys of one village and round were done in haste or copied. Pure.

A signal is a hint to look again together with the surveyor, never a proof: paper forms that are typed in later, one
workbook for a whole RT, or families that really live alike give the same figures. All thresholds are [ours].
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby
from typing import TypeVar

from villages.welfare import Answer

K = TypeVar("K", bound=Hashable)

# As many surveys with the same 21 letters in a row, and so many that chance gives such a row at most once in twenty.
RUN_LENGTH = 5
CHANCE_OF_RUN = 0.05
# Two seconds an answer: nobody asks and hears an answer in that time. One quick family is none, three are a habit.
FAST_SECONDS = 42
FAST_FAMILIES = 3
# Twenty minutes a family, the way between two houses included, fill eight hours with twenty-four.
FAMILIES_A_DAY = 24
# A whole RT alike: at least nine of ten.
ALIKE_FAMILIES = 5
ALIKE_SHARE = (9, 10)
# An endline that says in everything what was copied from the baseline.
COPIED_FAMILIES = 3
# Half of at least ten families name the same income.
INCOME_FAMILIES = 10
INCOME_SHARE = (1, 2)


class SignalCode(StrEnum):
    """What was seen."""

    SAME_IN_A_ROW = "same_in_a_row"
    FAST_ENTRY = "fast_entry"
    MANY_A_DAY = "many_a_day"
    RT_ALIKE = "rt_alike"
    COPY_UNCHANGED = "copy_unchanged"
    SAME_INCOME = "same_income"


@dataclass(frozen=True)
class Source:
    """What stood in the survey that another one was copied from."""

    answers: str
    income: int | None


@dataclass(frozen=True)
class SurveyFacts:
    """What one survey tells about how it was made. `family` names the family, and each family stands here once."""

    family: str
    rt: str
    surveyor: int
    answers: str
    surveyed_on: date
    saved_at: datetime
    entry_seconds: int | None = None
    income: int | None = None
    imported: bool = False
    copied_from: Source | None = None

    @property
    def is_complete(self) -> bool:
        """Whether all 21 questions are answered: what is empty is no pattern."""
        return Answer.MISSING not in self.answers


@dataclass(frozen=True)
class Signal:
    """One hint: `count` of `total` surveys, the families that it is about, and the figure that they share.

    `figure` is the income in rupiah of SAME_INCOME and the longest time in seconds of FAST_ENTRY.
    """

    code: SignalCode
    families: tuple[str, ...]
    total: int
    surveyor: int | None = None
    rt: str = ""
    day: date | None = None
    figure: int | None = None

    @property
    def count(self) -> int:
        """How many families it is about."""
        return len(self.families)


def find_signals(surveys: Iterable[SurveyFacts]) -> list[Signal]:
    """Give all signals in a fixed order, whatever order the surveys come in."""
    whole = [one for one in surveys if one.is_complete]
    found = [
        signal
        for look in (_same_in_a_row, _fast_entries, _many_a_day, _alike_in_an_rt, _unchanged_copies, _same_income)
        for signal in look(whole)
    ]
    order = {code: place for place, code in enumerate(SignalCode)}
    return sorted(
        found, key=lambda one: (order[one.code], one.surveyor or 0, one.rt, one.day or date.min, one.families)
    )


def expected_runs(length: int, surveys: int, alike: int, others: int) -> float:
    """Give how many rows of at least `length` equal surveys chance alone makes among `surveys` in order.

    `alike` of the `others` surveys of the village, which are not in the row, have the same letters. One of each kind
    is added, so that a pattern seen nowhere else is rare and not impossible (Laplace).
    """
    share = (alike + 1) / (others + 2)
    return float(share**length * (1 + (surveys - length) * (1 - share)))


def _grouped(surveys: Iterable[SurveyFacts], key: Callable[[SurveyFacts], K]) -> dict[K, list[SurveyFacts]]:
    groups: dict[K, list[SurveyFacts]] = defaultdict(list)
    for one in surveys:
        groups[key(one)].append(one)
    return groups


def _families(surveys: Iterable[SurveyFacts]) -> tuple[str, ...]:
    return tuple(sorted(one.family for one in surveys))


def _reaches(part: int, whole: int, share: tuple[int, int]) -> bool:
    """Say whether part of whole is at least the share, without a rounding."""
    return part * share[1] >= whole * share[0]


def _same_in_a_row(surveys: Sequence[SurveyFacts]) -> Iterable[Signal]:
    """Find rows of equal letters by one surveyor, in the order of work; a workbook is a row of its own."""
    patterns = Counter(one.answers for one in surveys)
    for (surveyor, _imported), own in _grouped(surveys, lambda one: (one.surveyor, one.imported)).items():
        in_order = sorted(own, key=lambda one: (one.surveyed_on, one.saved_at, one.rt, one.family))
        for answers, row in groupby(in_order, key=lambda one: one.answers):
            run = list(row)
            others = len(surveys) - len(run)
            chance = expected_runs(len(run), len(own), patterns[answers] - len(run), others)
            if len(run) >= RUN_LENGTH and chance <= CHANCE_OF_RUN:
                yield Signal(SignalCode.SAME_IN_A_ROW, _families(run), len(own), surveyor=surveyor)


def _fast_entries(surveys: Sequence[SurveyFacts]) -> Iterable[Signal]:
    """Find who answered the 21 questions faster than they can be asked; a copy is quick by its nature."""
    timed = [one for one in surveys if one.entry_seconds is not None and one.copied_from is None and not one.imported]
    for surveyor, own in _grouped(timed, lambda one: one.surveyor).items():
        fast = [one for one in own if (one.entry_seconds or 0) < FAST_SECONDS]
        if len(fast) >= FAST_FAMILIES:
            longest = max(one.entry_seconds or 0 for one in fast)
            yield Signal(SignalCode.FAST_ENTRY, _families(fast), len(own), surveyor=surveyor, figure=longest)


def _many_a_day(surveys: Sequence[SurveyFacts]) -> Iterable[Signal]:
    """Find days with more families than one person can visit; a workbook holds the work of many people."""
    by_hand = [one for one in surveys if not one.imported]
    of_surveyor = Counter(one.surveyor for one in by_hand)
    for (surveyor, day), own in _grouped(by_hand, lambda one: (one.surveyor, one.surveyed_on)).items():
        if len(own) > FAMILIES_A_DAY:
            yield Signal(SignalCode.MANY_A_DAY, _families(own), of_surveyor[surveyor], surveyor=surveyor, day=day)


def _alike_in_an_rt(surveys: Sequence[SurveyFacts]) -> Iterable[Signal]:
    """Find an RT whose families nearly all have the same letters."""
    for rt, own in _grouped(surveys, lambda one: one.rt).items():
        answers, count = Counter(one.answers for one in own).most_common(1)[0]
        if len(own) >= ALIKE_FAMILIES and _reaches(count, len(own), ALIKE_SHARE):
            alike = [one for one in own if one.answers == answers]
            yield Signal(SignalCode.RT_ALIKE, _families(alike), len(own), rt=rt)


def _unchanged_copies(surveys: Sequence[SurveyFacts]) -> Iterable[Signal]:
    """Find who copied surveys and changed nothing in them, neither an answer nor the income."""
    copied = [one for one in surveys if one.copied_from is not None]
    for surveyor, own in _grouped(copied, lambda one: one.surveyor).items():
        unchanged = [one for one in own if is_unchanged_copy(one)]
        if len(unchanged) >= COPIED_FAMILIES:
            yield Signal(SignalCode.COPY_UNCHANGED, _families(unchanged), len(own), surveyor=surveyor)


def is_unchanged_copy(survey: SurveyFacts) -> bool:
    """Say whether a survey still is in everything what it was copied from."""
    return survey.copied_from == Source(survey.answers, survey.income)


def _same_income(surveys: Sequence[SurveyFacts]) -> Iterable[Signal]:
    """Find one income that half of the families name; of two such figures the smaller one comes first."""
    known = _grouped((one for one in surveys if one.income is not None), lambda one: one.income)
    total = sum(len(own) for own in known.values())
    for income, own in known.items():
        if total >= INCOME_FAMILIES and _reaches(len(own), total, INCOME_SHARE):
            yield Signal(SignalCode.SAME_INCOME, _families(own), total, figure=income)
