"""The demo's families and their two surveys. All invented; the same on every machine."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from assessments.demo.facts import FAMILY_NAMES, MARK, MEN, WOMEN, YEAR
from p2wkss.fields import PersonalNumber
from p2wkss.models import User
from villages.actions.families import save_family
from villages.actions.surveys import save_survey
from villages.enums import Sex, SurveyRound
from villages.models import Family, Survey, TargetVillage
from villages.welfare import INDICATOR_COUNT, NOT_APPLICABLE_ALLOWED, TIERS, Answer

# The invented numbers begin with a district that does not exist.
NOWHERE = "360499"
# How many of a hundred families meet an item at first, by tier: poor villages fail early.
MET_AT_FIRST = (0.90, 0.84, 0.62, 0.30)


def add_families(by: User, village: TargetVillage, strength: float, chance: Random, serials: Iterator[int]) -> None:
    """Enter the village's quota of families with both surveys."""
    for position in range(village.family_quota):
        family = _family(village, position, chance, next(serials))
        save_family(by=by, family=family)
        before = _answers(chance)
        income = chance.randrange(8, 22) * 100_000
        _survey(by, family, SurveyRound.BASELINE, before, income, date(YEAR, 1, 14) + timedelta(chance.randrange(20)))
        after = _improved(before, strength, chance)
        grown = round(income * (1 + strength * chance.uniform(-0.05, 0.6)) / 10_000) * 10_000
        _survey(by, family, SurveyRound.ENDLINE, after, grown, date(YEAR, 9, 2) + timedelta(chance.randrange(20)))


def _family(village: TargetVillage, position: int, chance: Random, serial: int) -> Family:
    woman = chance.random() < 0.22
    born = date(1955, 1, 1) + timedelta(chance.randrange(365 * 42))
    registered = date(2005, 1, 1) + timedelta(chance.randrange(365 * 12))
    return Family(
        target_village=village,
        head_name=f"{chance.choice(WOMEN if woman else MEN)} {chance.choice(FAMILY_NAMES)} {MARK}",
        head_sex=Sex.FEMALE if woman else Sex.MALE,
        head_birth_date=born,
        nik=PersonalNumber(_number(born, serial, 40 if woman else 0)),
        kk=PersonalNumber(_number(registered, serial, 0)),
        rw=village.rw or "01",
        rt=f"{position * 4 // village.family_quota + 1:02}",
        address=f"{village.kampung or 'Kampung'} No. {position + 1}",
    )


def _number(day: date, serial: int, offset: int) -> str:
    return f"{NOWHERE}{day.day + offset:02}{day:%m%y}{serial % 9999 + 1:04}"


def _survey(by: User, family: Family, round: SurveyRound, answers: str, income: int, day: date) -> None:
    survey = Survey(family=family, round=round, answers=answers, monthly_income=income, surveyed_on=day)
    save_survey(by=by, survey=survey)


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
