"""What happens to some families of the demo beyond two surveys: who lives there, who left, what is still to be done."""

from datetime import date
from typing import NamedTuple

from assessments.demo.facts import DECILE_SOURCE, HOMES, MARK, MEN, REMARKS, TWICE, WOMEN, YEAR, Person
from assessments.demo.families import Household, invent_number
from p2wkss.fields import PersonalNumber
from p2wkss.models import User
from villages.actions.families import save_family, set_family_status
from villages.actions.members import save_member
from villages.actions.review import return_survey
from villages.actions.surveys import save_survey
from villages.enums import Disability, FamilyStatus, Relation, Schooling, Sex, SurveyRound
from villages.models import Family, Member, Survey
from villages.welfare import INDICATOR_COUNT, Answer

# Fewer families than these are all plain.
EVENTFUL_FROM = 12
# The highest schooling finished below each age.
_SCHOOLING = (
    (7, Schooling.NOT_YET),
    (13, Schooling.UNFINISHED),
    (16, Schooling.PRIMARY),
    (19, Schooling.JUNIOR),
    (35, Schooling.SENIOR),
    (60, Schooling.PRIMARY),
)
_SCHOOL_AGE, _GROWN_UP = 7, 19


class Plot(NamedTuple):
    """To which families something happens, by their places in the village's list."""

    moved: int
    draft: int
    withdrew: int
    returned: int
    again: int

    @property
    def without_endline(self) -> frozenset[int]:
        """Who is not in the village's workbook at endline."""
        return frozenset({self.moved, self.draft, self.withdrew, self.again})


def plot_of(count: int) -> Plot:
    """Spread what happens over a village of so many families; the last is one that was written down before."""
    return Plot(count * 3 // 10, count // 2, count * 6 // 10, count * 8 // 10, count - 1)


def write_twice(first: Household, other: Household) -> tuple[Household, Household]:
    """Make the other one the same family again: another spelling, the same RT and birth date, no numbers at hand."""
    name, again = TWICE[first.sex]
    second = other._replace(
        name=again,
        sex=first.sex,
        born=first.born,
        nik="",
        no_nik_reason=f"Kartu belum diperlihatkan {MARK}",
        kk="",
        rt=first.rt,
        before=first.before._replace(income=first.before.income + 50_000),
    )
    return first._replace(name=name), second


def add_deciles(by: User, families: list[Family]) -> None:
    """Note the decile of every eighth family, as if a list had named it."""
    for position in range(3, len(families), 8):
        family = families[position]
        family.decile, family.decile_source, family.decile_on = position % 3 + 1, DECILE_SOURCE, date(YEAR, 3, 1)
        families[position] = save_family(by=by, family=family)


def add_members(by: User, families: list[Family]) -> None:
    """Note who lives in a few families, and never somebody born after the first survey."""
    for position, people in HOMES.items():
        for number, person in enumerate(people) if position < len(families) else ():
            member = _member(families[position], person, number)
            if member.birth_date and member.birth_date.year < YEAR:
                save_member(by=by, member=member)


def let_leave(by: User, moved: Family, withdrew: Family) -> None:
    """Note that one family moved away and one does not take part any more."""
    for family, status, since, reason in (
        (moved, FamilyStatus.MOVED, date(YEAR, 5, 6), f"Pindah mengikuti pekerjaan ke Kota Serang {MARK}"),
        (withdrew, FamilyStatus.WITHDREW, date(YEAR, 6, 17), f"Bekerja tiap hari, tidak dapat ikut kegiatan {MARK}"),
    ):
        set_family_status(by=by, family=family, status=status, since=since, reason=reason)


def leave_half_done(by: User, family: Family, household: Household) -> None:
    """Begin the survey at endline on the page, and be called away after ten answers."""
    answers = household.after.answers[:10] + Answer.MISSING * (INDICATOR_COUNT - 10)
    survey = Survey(
        family=family, round=SurveyRound.ENDLINE, answers=answers, surveyed_on=household.after.day, surveyor=by
    )
    save_survey(by=by, survey=survey, seconds=95)


def send_back(by: User, family: Family) -> None:
    """Return the family's survey at endline with a remark on two of its answers."""
    survey = Survey.objects.get(family=family, round=SurveyRound.ENDLINE)
    survey.family = family
    return_survey(by=by, survey=survey, remarks=REMARKS)


def _member(family: Family, person: Person, number: int) -> Member:
    # The serials of members follow those of heads (up to 1,600), three to each, so that none stands twice.
    serial = 5_000 + 3 * int(family.nik.reveal()[-4:]) + number
    head = family.head_birth_date or date(YEAR, 1, 1)
    born = date(head.year + person.younger, serial * 5 % 12 + 1, serial * 7 % 28 + 1)
    sex = _sex(family, person, serial)
    age = YEAR - born.year
    names = WOMEN if sex is Sex.FEMALE else MEN
    nik = invent_number(born, serial, sex) if age >= _GROWN_UP else ""
    return Member(
        family=family,
        name=f"{names[(head.day + serial) % len(names)]} {MARK}",
        sex=sex,
        relation=person.relation,
        birth_date=born,
        nik=PersonalNumber(nik),
        schooling=next((level for limit, level in _SCHOOLING if age < limit), Schooling.NONE),
        work=person.work if age >= _GROWN_UP else "Pelajar" if age >= _SCHOOL_AGE else "",
        disability=person.disability or Disability.NONE,
    )


def _sex(family: Family, person: Person, serial: int) -> Sex:
    if person.relation is Relation.SPOUSE:
        return Sex.MALE if family.headed_by_woman else Sex.FEMALE
    return (Sex.FEMALE, Sex.MALE)[serial % 2]
