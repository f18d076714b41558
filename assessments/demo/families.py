"""The demo's families and what their two surveys find. All invented; the same on every machine."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from assessments.demo.facts import FAMILY_NAMES, MARK, MEN, WOMEN, YEAR
from villages.enums import Sex
from villages.models import TargetVillage
from villages.welfare import INDICATOR_COUNT, NOT_APPLICABLE_ALLOWED, TIERS, Answer

# The invented numbers begin with a district that does not exist.
NOWHERE = "360499"
# How many of a hundred families meet an item at first, by tier: poor villages fail early.
MET_AT_FIRST = (0.90, 0.84, 0.62, 0.30)


class Visit(NamedTuple):
    """What a survey of a family finds: the day, 21 letters, whole rupiah a month."""

    day: date
    answers: str
    income: int


class Household(NamedTuple):
    """A family as its village writes it down; a number of "" is not known."""

    name: str
    sex: Sex
    born: date
    nik: str
    no_nik_reason: str
    kk: str
    rw: str
    rt: str
    address: str
    before: Visit
    after: Visit


def invent_households(
    village: TargetVillage, strength: float, chance: Random, serials: Iterator[int]
) -> list[Household]:
    """Invent the village's quota of families; `strength` from 0 to 1 is how well the year went for them."""
    return [_household(village, position, strength, chance, next(serials)) for position in range(village.family_quota)]


def invent_number(day: date, serial: int, sex: Sex) -> str:
    """Give 16 digits of valid form that can be nobody's; the day of a woman is raised by 40."""
    return f"{NOWHERE}{day.day + (40 if sex is Sex.FEMALE else 0):02}{day:%m%y}{serial % 9999 + 1:04}"


def _household(village: TargetVillage, position: int, strength: float, chance: Random, serial: int) -> Household:
    sex = Sex.FEMALE if chance.random() < 0.22 else Sex.MALE
    born = date(1955, 1, 1) + timedelta(chance.randrange(365 * 42))
    registered = date(2005, 1, 1) + timedelta(chance.randrange(365 * 12))
    name = f"{chance.choice(WOMEN if sex is Sex.FEMALE else MEN)} {chance.choice(FAMILY_NAMES)} {MARK}"
    before, after = _visits(strength, chance)
    return Household(
        name=name,
        sex=sex,
        born=born,
        nik=invent_number(born, serial, sex),
        no_nik_reason="",
        kk=invent_number(registered, serial, Sex.MALE),
        rw=village.rw or "01",
        rt=f"{position * 4 // village.family_quota + 1:02}",
        address=f"{village.kampung or 'Kampung'} No. {position + 1}",
        before=before,
        after=after,
    )


def _visits(strength: float, chance: Random) -> tuple[Visit, Visit]:
    answers = _answers(chance)
    income = chance.randrange(8, 22) * 100_000
    before = Visit(date(YEAR, 1, 14) + timedelta(chance.randrange(20)), answers, income)
    improved = _improved(answers, strength, chance)
    grown = round(income * (1 + strength * chance.uniform(-0.05, 0.6)) / 10_000) * 10_000
    return before, Visit(date(YEAR, 9, 2) + timedelta(chance.randrange(20)), improved, grown)


def _answers(chance: Random) -> str:
    letters = []
    for number in range(1, INDICATOR_COUNT + 1):
        tier = next(at for at, tier in enumerate(TIERS) if number <= tier.last)
        met = Answer.YES if chance.random() < MET_AT_FIRST[tier] else Answer.NO
        unfit = number in NOT_APPLICABLE_ALLOWED and chance.random() < 0.15
        letters.append(Answer.NOT_APPLICABLE if unfit else met)
    return "".join(letters)


def _improved(before: str, strength: float, chance: Random) -> str:
    """Turn some "tidak" into "ya", more of them where the year went well; a few families also lose ground."""

    def later(letter: str) -> str:
        if letter == Answer.NO and chance.random() < strength * 0.75:
            return Answer.YES
        return Answer.NO if letter == Answer.YES and chance.random() < 0.01 else letter

    return "".join(later(letter) for letter in before)
