"""Visits and stages of a village's year: the twelve stages, who came when, and what is still to be done."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from p2wkss.chart_time import Moment, timeline_chart
from p2wkss.charts import Chart, heat_grid
from villages.calendar import count_months
from villages.enums import STAGE_LABELS, StageEventKind
from villages.figures import VISITS_A_MONTH
from villages.follow_up_page import due_state
from villages.models import FollowUp, StageEvent, TargetVillage, Visit
from villages.reports.papers import Column, Content, Fact, Shape, section, table
from villages.reports.village_kind import VillagePaper
from villages.stage_words import days_words, mark_words
from villages.stages import STAGE_COUNT, StageState, progress_of, stage_states
from villages.visit_page import visit_state, visit_totals, visits_of

_N = Shape.NUMBER


class VisitReport(VillagePaper):
    """Kunjungan dan tahap: how the year of a village went, day by day. Four queries after that of the village."""

    code = "kunjungan-tahap"
    name = gettext_lazy("Laporan kunjungan dan tahap")

    def sections(self, village: TargetVillage) -> list[Content]:
        """Read the stages, the visits and the follow-ups of a village as they stand today."""
        today = localdate()
        events = list(StageEvent.objects.filter(target_village=village).order_by("pk"))
        visits = sorted(visits_of(village), key=lambda visit: (visit.day, visit.planned_on, visit.topic, str(visit.pk)))
        follow_ups = FollowUp.objects.filter(visit__target_village=village).select_related("owner", "visit")
        return [
            _overview(village, stage_states(events), visits, today),
            _stages(events, today),
            _months(visits, village.cycle.year),
            _agencies(visits),
            _visits(visits, today),
            _findings(visits),
            _follow_ups(follow_ups.order_by("due_on", "pk"), today),
        ]


def _overview(village: TargetVillage, states: Sequence[StageState], visits: Sequence[Visit], today: date) -> Content:
    progress, totals = progress_of(states, today), visit_totals(visits, village.cycle.year, today)
    following = STAGE_LABELS[progress.current.stage] if progress.current else _("semua tahap sudah dilaksanakan")
    late = (
        _("tahap %(stage)d, %(days)s") % {"stage": progress.latest.stage, "days": days_words(progress.days_late)}
        if (progress.latest)
        else _("tidak ada")
    )
    return section(
        _("Ringkasan"),
        facts=[
            Fact(
                _("Tahap yang dilaksanakan"), _("%(held)d dari %(all)d") % {"held": progress.held, "all": STAGE_COUNT}
            ),
            Fact(_("Tahap berikutnya"), str(following)),
            Fact(_("Yang paling terlambat"), late),
            Fact(_("Kunjungan yang terlaksana"), totals["held"], _N),
            Fact(_("Kunjungan sesudah tahun program"), totals["after_year"], _N),
            Fact(_("Hadir, perempuan"), totals["women"], _N),
            Fact(_("Hadir, laki-laki"), totals["men"], _N),
            Fact(_("Kunjungan yang belum dicatat"), totals["unrecorded"], _N),
            Fact(_("Tindak lanjut yang belum selesai"), totals["open_follow_ups"], _N),
        ],
    )


def _stages(events: Sequence[StageEvent], today: date) -> Content:
    states = stage_states(events)
    held = {event.stage: event for event in events if event.kind == StageEventKind.HELD}
    rows = []
    for state in states:
        came = held[state.stage] if state.is_held else None
        words = mark_words(state.mark(today), state.days_late(today))
        people = (came.women, came.men) if came else (None, None)
        rows.append([f"{state.stage}. {STAGE_LABELS[state.stage]}", state.planned_on, state.held_on, *people, words])
    columns = [
        Column(_("Tahap"), width=60),
        Column(_("Rencana"), Shape.DAY),
        Column(_("Terlaksana"), Shape.DAY),
        Column(_("Hadir, perempuan"), _N, 12),
        Column(_("Hadir, laki-laki"), _N, 12),
        Column(_("Keadaan"), width=34),
    ]
    drawn = [_timeline(states)] if any(state.planned_on or state.held_on for state in states) else []
    frozen = table("tahap", _("Tahap"), columns, rows, empty=_("Belum ada tahap"))
    return section(_("Dua belas tahap"), charts=drawn, table=frozen)


def _timeline(states: Sequence[StageState]) -> Chart:
    return timeline_chart(
        "tahap",
        _("Rencana dan pelaksanaan tahap"),
        _("%(held)d dari %(all)d tahap sudah dilaksanakan.")
        % {"held": sum(state.is_held for state in states), "all": len(states)},
        head=_("Tahap"),
        columns=(_("Rencana"), _("Terlaksana")),
        rows=[Moment(f"{one.stage}. {STAGE_LABELS[one.stage]}", one.planned_on, one.held_on) for one in states],
        write=lambda day: str(date_format(day, "j M Y")),
        month=lambda day: str(date_format(day, "M")),
    )


def _months(visits: Sequence[Visit], year: int) -> Content:
    counts = count_months(visits, year)
    names = [str(date_format(one.month.first, "F")) for one in counts]
    rows = [[name, one.planned, one.held] for name, one in zip(names, counts, strict=True)]
    rows.append([_("Jumlah"), sum(one.planned for one in counts), sum(one.held for one in counts)])
    columns = [Column(_("Bulan"), width=20), Column(_("Rencana"), _N), Column(_("Terlaksana"), _N)]
    enough = sum(one.held >= VISITS_A_MONTH for one in counts)
    about = _("%(enough)d dari 12 bulan mencapai %(goal)d kunjungan.") % {"enough": enough, "goal": VISITS_A_MONTH}
    if not visits:
        return section(_("Kunjungan tiap bulan"), notes=[_("Belum ada kunjungan.")])
    drawn = heat_grid(
        "bulan",
        _("Kunjungan pembinaan tiap bulan"),
        about,
        head="",
        columns=[str(date_format(one.month.first, "M")) for one in counts],
        rows=[(_("Rencana"), [one.planned for one in counts]), (_("Terlaksana"), [one.held for one in counts])],
        label_room=84.0,
    )
    frozen = table("bulan", _("Tiap bulan"), columns, rows, empty=_("Belum ada kunjungan"), total=True)
    return section(_("Kunjungan tiap bulan"), charts=[drawn], table=frozen)


def _agencies(visits: Iterable[Visit]) -> Content:
    """Add up who visited: planned, held, and before how many people; the agency with most visits comes first."""
    by_agency: dict[str, list[Visit]] = {}
    for visit in visits:
        by_agency.setdefault(visit.agency.name if visit.agency else _("Pokja, tanpa instansi"), []).append(visit)
    rows: list[list[Any]] = [[name, *_attendance(own)] for name, own in by_agency.items()]
    rows.sort(key=lambda row: (-row[2], row[0].casefold()))
    if rows:
        rows.append([_("Jumlah"), *_attendance([one for own in by_agency.values() for one in own])])
    columns = [
        Column(_("Instansi"), width=50),
        Column(_("Dicatat"), _N),
        Column(_("Terlaksana"), _N),
        Column(_("Hadir, perempuan"), _N),
        Column(_("Hadir, laki-laki"), _N),
    ]
    frozen = table("instansi", _("Menurut instansi"), columns, rows, empty=_("Belum ada kunjungan"), total=True)
    return section(_("Kunjungan menurut instansi"), table=frozen)


def _attendance(visits: Sequence[Visit]) -> list[int]:
    held = [visit for visit in visits if visit.held_on]
    women, men = sum(visit.women or 0 for visit in held), sum(visit.men or 0 for visit in held)
    return [len(visits), len(held), women, men]


def _visits(visits: Iterable[Visit], today: date) -> Content:
    rows = [
        [
            visit.topic,
            visit.agency.name if visit.agency else _("Pokja"),
            visit.get_stage_display() if visit.stage else _("Sesudah tahun program"),
            visit.place,
            visit.planned_on,
            visit.held_on,
            visit.women,
            visit.men,
            f"{visit_state(visit, today)[1]}{f': {visit.cancelled_reason}' if visit.cancelled_reason else ''}",
        ]
        for visit in visits
    ]
    columns = [
        Column(_("Materi"), width=44),
        Column(_("Instansi"), Shape.UNDER, 40),
        Column(_("Tahap"), Shape.UNDER, 16),
        Column(_("Tempat"), Shape.UNDER, 24),
        Column(_("Rencana"), Shape.DAY),
        Column(_("Terlaksana"), Shape.DAY),
        Column(_("Hadir, perempuan"), _N, 12),
        Column(_("Hadir, laki-laki"), _N, 12),
        Column(_("Keadaan"), width=30),
    ]
    frozen = table("kunjungan", _("Kunjungan"), columns, rows, empty=_("Belum ada kunjungan"))
    return section(_("Daftar kunjungan"), table=frozen)


def _findings(visits: Iterable[Visit]) -> Content:
    rows = [[visit.day, visit.topic, visit.findings] for visit in visits if visit.findings]
    columns = [Column(_("Tanggal"), Shape.DAY), Column(_("Materi"), width=40), Column(_("Temuan"), width=90)]
    return section(
        _("Temuan"), table=table("temuan", _("Temuan"), columns, rows, empty=_("Belum ada temuan yang dicatat"))
    )


def _follow_ups(follow_ups: Iterable[FollowUp], today: date) -> Content:
    rows = [
        [
            one.what,
            one.visit.topic,
            one.closing_note,
            one.owner.full_name,
            one.visit.day,
            one.due_on,
            one.closed_on,
            due_state(one, today)[1],
        ]
        for one in follow_ups
    ]
    columns = [
        Column(_("Tindak lanjut"), width=50),
        Column(_("Dari kunjungan"), Shape.UNDER, 40),
        Column(_("Hasilnya"), Shape.UNDER, 40),
        Column(_("Penanggung jawab"), width=26),
        Column(_("Tanggal kunjungan"), Shape.DAY),
        Column(_("Paling lambat"), Shape.DAY),
        Column(_("Selesai"), Shape.DAY),
        Column(_("Keadaan"), width=20),
    ]
    frozen = table("tindak-lanjut", _("Tindak lanjut"), columns, rows, empty=_("Belum ada tindak lanjut"))
    return section(_("Tindak lanjut"), table=frozen)
