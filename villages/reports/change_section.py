"""Before and after in words: what the page, the paper and the workbook all say, made once.

The words are of the language that is active while they are made; `villages.reports.change_documents` sets Indonesian.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from p2wkss.formats import DASH, Number, half_up, rupiah, share
from villages.changes import STAGES, Changes, IncomeChange, IndicatorChange
from villages.enums import INDICATOR_LABELS, WELFARE_STAGE_LABELS, FamilyStatus, SurveyRound, SurveyState
from villages.matched import DROP_OUT_ORDER, DropOut, Reading
from villages.reports.change_words import change_words
from villages.welfare import WelfareStage

# A dumbbell keeps its ends inside the drawing: 0 % stands at 4, 100 % at 96.
_EDGE, _ROOM = 4, 92
_MOVES = {-1: "fallen", 0: "same", 1: "risen"}
_STATE_ORDER = (SurveyState.VERIFIED, SurveyState.SUBMITTED, SurveyState.RETURNED, SurveyState.DRAFT)


def change_section(reading: Reading) -> dict[str, Any]:
    """Give all that `reports/changes_section.html` and the page show. Nobody is named: see `drop_out_rows`."""
    return {
        "reading": reading,
        "place": reading.place,
        "words": change_words(reading.last),
        "stages": [(WELFARE_STAGE_LABELS[stage], stage_short(stage)) for stage in STAGES],
        "everybody": group_view(reading.everybody, _("Semua keluarga")),
        "by_sex": [group_view(changes, str(sex.label)) for sex, changes in reading.by_sex],
        "basis": basis_rows(reading),
        "missing": missing_rows(reading),
        "caution": caution(),
        "many_tests": many_tests(),
        "notes": method_notes(),
    }


def group_view(changes: Changes, label: str) -> dict[str, Any]:
    """Put the changes of a group of families into words and places."""
    return {
        "label": label,
        "changes": changes,
        "matrix": matrix_rows(changes),
        "income": income_words(changes.income),
        "indicators": [indicator_words(one) for one in changes.indicators],
    }


def stage_short(stage: WelfareStage) -> str:
    """Give the stage in a few letters, for the head of a narrow column."""
    short = {WelfareStage.PRE_PROSPEROUS: _("Pra S"), WelfareStage.KS3_PLUS: _("KS III+")}
    return short.get(stage, str(WELFARE_STAGE_LABELS[stage]))


def matrix_rows(changes: Changes) -> list[dict[str, Any]]:
    """Give a row a stage before; each cell says whether its families rose, stayed or fell."""
    return [
        {
            "label": WELFARE_STAGE_LABELS[row.stage],
            "cells": [
                {"count": count, "move": _MOVES[(to > at) - (to < at)], "to": WELFARE_STAGE_LABELS[STAGES[to]]}
                for to, count in enumerate(row.counts)
            ],
            "total": row.total,
        }
        for at, row in enumerate(changes.rows)
    ]


def indicator_words(one: IndicatorChange) -> dict[str, Any]:
    """Give the words and the places of one indicator."""
    return {
        "number": one.indicator.number,
        "text": INDICATOR_LABELS[one.indicator.number],
        "families": one.families,
        "before": points(one.share_before),
        "after": points(one.share_after),
        "difference": points(one.difference, signed=True),
        "interval": interval_words(one.interval),
        "test": changed_words(one),
        "x_before": _place(one.share_before),
        "x_after": _place(one.share_after),
    }


def income_words(income: IncomeChange) -> dict[str, Any]:
    """Give the words of a group's income."""
    low, high = income.interval or (None, None)
    between = DASH if low is None else _("%(low)s sampai %(high)s") % {"low": amount(low), "high": amount(high)}
    return {
        "families": income.families,
        "before": rupiah(income.before),
        "after": rupiah(income.after),
        "difference": amount(income.difference),
        "interval": between,
        "up": income.up,
        "same": income.same,
        "down": income.down,
    }


def changed_words(one: IndicatorChange) -> str:
    """Say how many families changed each way, and how surprising that is."""
    if not one.families:
        return _("belum dapat dibandingkan")
    if not one.gained + one.lost:
        return _("tidak ada yang berubah")
    words = ngettext(
        "%(gained)s keluarga membaik, %(lost)s memburuk; %(p)s",
        "%(gained)s keluarga membaik, %(lost)s memburuk; %(p)s",
        one.gained,
    )
    return words % {"gained": one.gained, "lost": one.lost, "p": p_words(one.p)}


def p_words(p: Fraction) -> str:
    """Write a p with three decimals, and never as nought."""
    if p < Fraction(1, 1000):
        return f"p < {number_format(half_up(Fraction(1, 1000), 3), 3)}"
    return f"p = {number_format(half_up(p, 3), 3)}"


def points(value: Number | None, *, signed: bool = False) -> str:
    """Write percent or percentage points with one decimal; a difference always carries its sign."""
    if value is None:
        return DASH
    rounded = half_up(value, 1)
    return _sign(rounded, signed=signed) + str(number_format(abs(rounded), 1))


def amount(value: Number | None) -> str:
    """Write a difference in rupiah with its sign: +Rp250.000."""
    if value is None:
        return DASH
    rounded = half_up(value, 0)
    return _sign(rounded, signed=True) + rupiah(abs(rounded))


def interval_words(interval: tuple[float, float] | None) -> str:
    """Write the 95 % interval of a difference in percentage points."""
    if interval is None:
        return DASH
    low, high = (points(100 * limit, signed=True) for limit in interval)
    return _("%(low)s sampai %(high)s") % {"low": low, "high": high}


def basis_rows(reading: Reading) -> list[tuple[str, int, int]]:
    """Give (state, first surveys, last surveys) of the matched families: what the figures rest upon."""
    return [
        (str(state.label), reading.states.get((reading.first, state), 0), reading.states.get((reading.last, state), 0))
        for state in _STATE_ORDER
    ]


def missing_rows(reading: Reading) -> list[tuple[str, int]]:
    """Give (why, how many) of the families with the first survey and without the last."""
    return [
        (drop_out_word(status, reading.last), sum(one.status == status for one in reading.drop_outs))
        for status in DROP_OUT_ORDER
    ]


def drop_out_word(status: FamilyStatus, last: SurveyRound) -> str:
    """Say why a family lacks the last of the two surveys."""
    return str(change_words(last)["waits"]) if status == FamilyStatus.ACTIVE else str(status.label)


def drop_out_rows(drop_outs: Iterable[DropOut], last: SurveyRound) -> list[dict[str, Any]]:
    """Give the families that are missing by name: for those who may see families, and for nobody else."""
    return [
        {
            "uuid": one.uuid,
            "name": one.head_name,
            "rt": one.rt,
            "why": drop_out_word(one.status, last),
            "since": one.since,
            "reason": one.reason,
            "stage": WELFARE_STAGE_LABELS[one.stage],
        }
        for one in drop_outs
    ]


def caution() -> str:
    """Say what the figures do not prove."""
    return _("Tabel ini menunjukkan apa yang berubah pada keluarga yang sama, bukan bahwa program menjadi sebabnya.")


def many_tests() -> str:
    """Warn of a small p among many: 21 times 5 percent is one."""
    return _(
        "Karena 21 indikator diuji sekaligus, kira-kira satu di antaranya dapat memiliki p di bawah 0,05 hanya karena "
        "kebetulan, sekalipun tidak ada yang sungguh berubah."
    )


def method_notes() -> list[str]:
    """Say how to read the figures, and how they were made, one sentence or two each."""
    return [
        _("p: uji McNemar eksak dua sisi, dari keluarga yang jawabannya berubah saja."),
        _("Selang 95 persen beda bagian: skor Tango (1998), suatu pendekatan, yang dapat sedikit berbeda dari p."),
        _(
            "Selang 95 persen nilai tengah beda penghasilan: uji tanda, tanpa anggapan tentang sebarannya; ada mulai "
            "enam keluarga."
        ),
        _("Jawaban “tidak berlaku” dan yang belum dijawab tidak dihitung pada indikatornya."),
    ]


def _sign(value: Any, *, signed: bool) -> str:
    return "−" if value < 0 else "+" if signed and value > 0 else ""


def _place(percent: Fraction | None) -> str | None:
    return None if percent is None else share(_EDGE + percent * _ROOM / 100, 100)
