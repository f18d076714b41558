"""What stands in the rows of an export, in Indonesian; numbers of people are masked unless they were asked for."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple, TypeVar
from uuid import UUID

from p2wkss.excel import Layout, Value
from p2wkss.fields import PersonalNumber
from villages.enums import ANSWER_LABELS, WELFARE_STAGE_LABELS
from villages.models import Family, FamilyStatusEvent, Member, Survey, TargetVillage
from villages.welfare import INDICATORS, Answer, assess

Row = list[Value]
T = TypeVar("T", Member, Survey)
TEXT, DATE = "text", "date"


class Column(NamedTuple):
    """A column: its head, its width in letters, and what it holds.

    What somebody typed, and every long number, is of the kind TEXT: it stays text even when the cell is edited.
    """

    head: str
    width: int = 14
    kind: str = ""


_WHOSE = (
    Column("No. keluarga", 10),  # by this the rows of one family are found on all sheets
    Column("Kode desa", 15, TEXT),
    Column("Desa", 24, TEXT),
    Column("Kepala keluarga", 30, TEXT),
)
FAMILY_COLUMNS = (
    *_WHOSE,
    Column("RT", 6, TEXT),
    Column("RW", 6, TEXT),
    Column("Jenis kelamin"),
    Column("Perempuan kepala keluarga"),
    Column("Tanggal lahir", 13, DATE),
    Column("NIK", 20, TEXT),
    Column("Alasan belum punya NIK", 26, TEXT),
    Column("No. KK", 20, TEXT),
    Column("Alamat", 30, TEXT),
    Column("Status", 18),
    Column("Status sejak", 13, DATE),
    Column("Alasan status", 30, TEXT),
    Column("Desil", 8),
    Column("Sumber desil", 20, TEXT),
    Column("Tanggal data desil", 13, DATE),
    Column("Anggota selain kepala keluarga"),
)
MEMBER_COLUMNS = (
    *_WHOSE,
    Column("Nama anggota", 30, TEXT),
    Column("Hubungan"),
    Column("Jenis kelamin"),
    Column("Tanggal lahir", 13, DATE),
    Column("NIK", 20, TEXT),
    Column("Pendidikan", 20),
    Column("Pekerjaan", 24, TEXT),
    Column("Disabilitas"),
    Column("Keluar dari keluarga", 13, DATE),
)
SURVEY_COLUMNS = (
    *_WHOSE,
    Column("Putaran"),
    Column("Tanggal survei", 13, DATE),
    Column("Status survei", 15),
    Column("Tahap keluarga", 16),
    Column("Yang pertama belum terpenuhi", 40),
    Column("Penghasilan sebulan (Rp)", 16),
    *(Column(f"{one.number}. {one.text}", 24) for one in INDICATORS),
)


def layout_of(columns: Sequence[Column]) -> Layout:
    """Say which columns hold text and dates."""
    kinds = {kind: [at for at, column in enumerate(columns) if column.kind == kind] for kind in (TEXT, DATE)}
    return Layout(text=kinds[TEXT], dates=kinds[DATE])


class Part(NamedTuple):
    """Some families of a village with all that is told of them, read in four queries."""

    families: list[Family]
    members: dict[UUID, list[Member]]
    surveys: dict[UUID, list[Survey]]
    statuses: dict[UUID, tuple[date, str]]


def read_part(keys: Sequence[UUID]) -> Part:
    """Read the families of these keys, in this order."""
    families = Family.objects.in_bulk(keys)
    events = FamilyStatusEvent.objects.filter(family__in=keys).order_by("pk")
    return Part(
        families=[families[key] for key in keys if key in families],
        members=_by_family(Member.objects.filter(family__in=keys).order_by("birth_date", "name", "pk")),
        surveys=_by_family(Survey.objects.filter(family__in=keys).order_by("round")),
        statuses={key: (since, reason) for key, since, reason in events.values_list("family_id", "since", "reason")},
    )


class RowMaker:
    """Turns families into rows. `with_numbers` writes the digits: whoever says so has checked the right."""

    def __init__(self, *, with_numbers: bool) -> None:
        self._with_numbers = with_numbers

    def family(self, whose: Row, family: Family, part: Part) -> Row:
        """Give the row of a family."""
        since, reason = part.statuses.get(family.pk, (None, None))
        return [
            *whose,
            family.rt,
            family.rw or None,
            str(family.get_head_sex_display()),
            "Ya" if family.headed_by_woman else "Tidak",
            family.head_birth_date,
            self._number(family.nik),
            family.no_nik_reason or None,
            self._number(family.kk),
            family.address or None,
            str(family.get_status_display()),
            since,
            reason,
            family.decile,
            family.decile_source or None,
            family.decile_on,
            sum(member.left_on is None for member in part.members.get(family.pk, ())),
        ]

    def members(self, whose: Row, family: Family, part: Part) -> Iterator[Row]:
        """Give a row for each member of a family."""
        for member in part.members.get(family.pk, ()):
            yield [
                *whose,
                member.name,
                str(member.get_relation_display()),
                str(member.get_sex_display()),
                member.birth_date,
                self._number(member.nik),
                str(member.get_schooling_display()) or None,
                member.work or None,
                str(member.get_disability_display()) or None,
                member.left_on,
            ]

    def surveys(self, whose: Row, family: Family, part: Part) -> Iterator[Row]:
        """Give a row for each survey of a family, its answers in words."""
        for survey in part.surveys.get(family.pk, ()):
            welfare = assess(survey.answers)
            unmet = INDICATORS[welfare.first_unmet - 1] if welfare.first_unmet else None
            yield [
                *whose,
                str(survey.get_round_display()),
                survey.surveyed_on,
                str(survey.get_state_display()),
                str(WELFARE_STAGE_LABELS[welfare.stage]),
                f"{unmet.number}. {unmet.text}" if unmet else None,
                survey.monthly_income,
                *(str(ANSWER_LABELS[Answer(letter)]) for letter in survey.answers),
            ]

    def _number(self, number: PersonalNumber) -> str | None:
        return (number.reveal() if self._with_numbers else str(number)) or None


def whose(number: int, village: TargetVillage, family: Family) -> Row:
    """Give the cells that say on every sheet which family a row is about."""
    return [number, village.village_id, village.name, family.head_name]


def _by_family(rows: Iterable[T]) -> dict[UUID, list[T]]:
    found: dict[UUID, list[T]] = {}
    for row in rows:
        found.setdefault(row.family_id, []).append(row)
    return found
