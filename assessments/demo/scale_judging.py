"""A very large judging to measure with: sheets and marks made inside the database, not through the actions."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from assessments.actions import rounds
from assessments.actions.instruments import check_instrument, import_instrument, load_instrument, lock_instrument
from assessments.demo.facts import MARK, YEAR
from assessments.enums import PanelPosition
from assessments.instrument import Aggregation, Component, Indicator, Instrument, Level
from assessments.models import ConflictDeclaration, Entry, Mark, PanelMember, Round, ScoreSheet
from assessments.phases import Phase
from assessments.standings import rebuild
from p2wkss.models import User
from villages.models import Cycle, TargetVillage

LEVELS, WEIGHTS = 5, (40, 25, 20, 15)
STARTER = "banten-2019"

# One mark for each sheet and indicator; one in 64 of those that may be is "not applicable". The numbers have no order.
_MARKS = """
INSERT INTO {mark} (sheet_id, indicator, value, not_applicable, reason, note, version, fact, proposed)
WITH asked (indicator, serial, optional) AS (VALUES {rows}),
     drawn AS (
         SELECT sheet.id AS sheet, asked.indicator, asked.optional,
                (sheet.entry_id * 7919 + asked.serial * 104729 + sheet.member_id * 1299709) AS seed
         FROM {sheet} sheet JOIN {entry} entry ON entry.id = sheet.entry_id CROSS JOIN asked
         WHERE entry.round_id = {round}
     ),
     given AS (SELECT sheet, indicator, optional, (seed % 1000003) * (seed % 1000003) % 999983 AS number FROM drawn)
SELECT sheet, indicator, CASE WHEN optional = 1 AND number % 64 = 0 THEN NULL ELSE number % {levels} END,
       optional = 1 AND number % 64 = 0, CASE WHEN optional = 1 AND number % 64 = 0 THEN 'Tidak ada' ELSE '' END,
       '', 1, '', NULL
FROM given ORDER BY sheet, indicator
"""


def judge(by: User, cycle: Cycle, panel: Sequence[User], indicators: int) -> Round:
    """Let the panel judge every village of the cycle in one round; all sheets are handed in, and nothing is locked.

    Without a number of `indicators` by the starter instrument.
    """
    province = cycle.province
    if indicators:
        made = instrument_of(indicators)
        version = import_instrument(by=by, province=province, instrument=made, file_name="contoh.toml")
    else:
        version = load_instrument(by=by, province=province, code=STARTER)
    version = lock_instrument(by=by, version=check_instrument(by=by, version=version))
    round = rounds.create_round(
        by=by, round=Round(cycle=cycle, region=province, instrument=version, held_on=date(YEAR, 10, 11))
    )
    for user in panel:
        rounds.add_member(by=by, member=PanelMember(round=round, user=user, position=PanelPosition.MEMBER))
    Round.objects.filter(pk=round.pk).update(phase=Phase.SCORING)
    round.phase = Phase.SCORING
    _sheets(round)
    _marks(round)
    rebuild(round)
    return round


def instrument_of(indicators: int) -> Instrument:
    """Give an invented instrument of four components with so many indicators in all (four or more), each of 0 to 4.

    The first of each component always applies, the others may be "not applicable".
    """
    levels = tuple(Level(Decimal(value), f"Tingkat {value} {MARK}") for value in range(LEVELS))
    names = ("dasar", "lanjutan", "dukungan", "inovasi")
    shares = [indicators * (at + 1) // 4 - indicators * at // 4 for at in range(4)]
    return Instrument(
        code="contoh-skala",
        title=f"Instrumen {indicators} indikator {MARK}",
        year=YEAR,
        source_note=f"Contoh {MARK}",
        scale_max=Decimal(LEVELS - 1),
        aggregation=Aggregation.MEAN,
        tie_break=("total", *names, "plenary"),
        components=tuple(
            Component(
                name,
                name.title(),
                Decimal(weight),
                tuple(
                    Indicator(
                        f"{name[0].upper()}{name[1]}{at}", f"{name.title()} {at}", Decimal(1), levels, "Foto", at > 1
                    )
                    for at in range(1, share + 1)
                ),
            )
            for name, weight, share in zip(names, WEIGHTS, shares, strict=True)
        ),
    )


def _sheets(round: Round) -> None:
    """Enter every village of the cycle, and make a sheet and a declaration for each and each of the panel."""
    entry, sheet, declaration = (one._meta.db_table for one in (Entry, ScoreSheet, ConflictDeclaration))
    member, village = PanelMember._meta.db_table, TargetVillage._meta.db_table
    pairs = f"FROM {entry} entry CROSS JOIN {member} member WHERE entry.round_id = %s AND member.round_id = %s"
    order = "ORDER BY entry.id, member.id"
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {entry} (round_id, target_village_id) "  # noqa: S608 - our own names
            f"SELECT %s, id FROM {village} WHERE cycle_id = %s ORDER BY village_id",
            [round.pk, round.cycle_id],
        )
        cursor.execute(
            f"INSERT INTO {sheet} (entry_id, member_id, part, state, version, saved_at, submitted_at) "
            f"SELECT entry.id, member.id, '', 'submitted', 1, %s, %s {pairs} {order}",
            [now, now, round.pk, round.pk],
        )
        cursor.execute(
            f"INSERT INTO {declaration} (entry_id, member_id, has_conflict, reason, declared_at) "
            f"SELECT entry.id, member.id, %s, '', %s {pairs} {order}",
            [False, now, round.pk, round.pk],
        )


def _marks(round: Round) -> None:
    asked = list(round.instrument.instrument.indicators.values())
    rows = ", ".join(["(%s, %s, %s)"] * len(asked))
    names = {name: one._meta.db_table for name, one in (("mark", Mark), ("sheet", ScoreSheet), ("entry", Entry))}
    statement = _MARKS.format(rows=rows, round="%s", levels=LEVELS, **names).replace(" % ", " %% ")
    values = [value for at, one in enumerate(asked) for value in (one.code, at, int(one.allows_not_applicable))]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, round.pk])
