"""The profile of a village (data dasar): where it is, who lives there, how its families stand, what it was given."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from villages.change_page import stage_summary
from villages.custody import custody_of
from villages.dashboard_charts import charts_of, visits_by_month
from villages.enums import (
    FACT_LABELS,
    INDICATOR_LABELS,
    YEAR_ROUNDS,
    AssetCondition,
    FamilyStatus,
    HolderKind,
    Sex,
)
from villages.fact_words import fact_text
from villages.facts import FACTS
from villages.figures import Figures
from villages.innovation_page import listed
from villages.models import Asset, AssetEvent, Handover, Survey, TargetVillage
from villages.progress import progress_by_place
from villages.reports.money import money_sections
from villages.reports.papers import Column, Content, Fact, Shape, iso, section, table
from villages.reports.village_kind import OR_DASHBOARD, VillagePaper, place_of
from villages.summaries import read_summaries
from villages.welfare import Answer

_N = Shape.NUMBER


class ProfileReport(VillagePaper):
    """Profil desa: totals only, so that it is for whoever may read the dashboard. No family is named."""

    code = "profil-desa"
    name = gettext_lazy("Profil desa")
    rights = OR_DASHBOARD

    def sections(self, village: TargetVillage) -> list[Content]:
        """Read the village in nine queries, whatever it holds."""
        figures = read_summaries(TargetVillage.objects.filter(pk=village.pk))[0].figures
        charts = charts_of(figures)
        source, _by_field, _by_component, reached = money_sections(figures)
        return [
            _location(village),
            _families(village, figures),
            _stages(village, [charts[one] for one in ("transitions",) if one in charts]),
            _answers(village),
            _facts(figures, [visits_by_month(figures)] if figures.visits_held else []),
            source,
            reached,
            _assets(village),
            _innovations(village),
        ]


def _location(village: TargetVillage) -> Content:
    decree = village.decree
    handover = Handover.objects.filter(pk=village.pk).first()
    facts = [
        Fact(_("Lokasi"), place_of(village)),
        Fact(_("Kode wilayah"), village.village_id),
        Fact(_("Kampung"), village.kampung),
        Fact("RW / RT", " / ".join(one or "–" for one in (village.rw, village.rt))),
        Fact(_("SK lokasi binaan"), f"{decree.number or _('SK tanpa nomor')}, {decree.title}"),
        Fact(_("SK ditetapkan"), iso(decree.issued_on), Shape.DAY),
        Fact(_("Masa berlaku SK"), f"{decree.first_year}-{decree.last_year}"),
        Fact(_("Sasaran kepala keluarga"), village.family_quota, _N),
        Fact(_("Alasan dipilih"), village.reason),
        Fact(_("Capaian tahun ini"), village.outcome),
    ]
    if handover:
        facts += [
            Fact(_("Diserahkan tanggal"), iso(handover.handed_on), Shape.DAY),
            Fact(_("Diserahkan kepada"), handover.receiver),
        ]
    return section(_("Data lokasi"), facts=facts)


def _families(village: TargetVillage, figures: Figures) -> Content:
    """Families by how they are headed, and those that are still active by RT with their surveys."""
    places, total = progress_by_place(village)
    named = [(f"RT {one.rt}{f' / RW {one.rw}' if one.rw else ''}", one) for one in places]
    rows = [
        [name, one.families, *(count.complete for count in one.rounds)]
        for name, one in (*named, *([(_("Jumlah"), total)] if places else []))
    ]
    columns = [
        Column("RT / RW", width=20),
        Column(_("Keluarga aktif"), _N),
        *(Column(_("%s lengkap") % round.label, _N, 20) for round in YEAR_ROUNDS),
    ]
    return section(
        _("Keluarga"),
        facts=[
            Fact(_("Keluarga terdaftar"), figures.families, _N),
            Fact(_("Kepala keluarga perempuan"), figures.women_headed, _N),
            Fact(_("Kepala keluarga laki-laki"), figures.families - figures.women_headed, _N),
            Fact(_("Keluar dari program"), figures.left, _N),
            Fact(_("Survei awal lengkap"), figures.baseline, _N),
            Fact(_("Survei akhir lengkap"), figures.endline, _N),
        ],
        table=table("rt", _("Menurut RT"), columns, rows, empty=_("Belum ada keluarga yang terdaftar"), total=True),
    )


def _stages(village: TargetVillage, charts: list[Any]) -> Content:
    rows = stage_summary(village)
    columns = [Column(_("Tahap"), width=24), *(Column(str(round.label), _N) for round in YEAR_ROUNDS)]
    any_survey = any(first or last for _label, first, last in rows)
    frozen = table(
        "tahap-keluarga",
        _("Tahap keluarga"),
        columns,
        rows if any_survey else [],
        empty=_("Belum ada keluarga yang disurvei"),
    )
    return section(_("Tahap keluarga"), charts=charts, table=frozen)


def _answers(village: TargetVillage) -> Content:
    """Count the answers to the 21 questions: houses, clothes, food, health, schooling, work, savings."""
    counts = _count_answers(village)
    rows: list[list[Any]] = []
    for number, words in INDICATOR_LABELS.items():
        row: list[Any] = [f"{number}. {words}"]
        for round in YEAR_ROUNDS:
            row += [counts[round, number, letter] for letter in (Answer.YES, Answer.NO, Answer.NOT_APPLICABLE)]
        rows.append(row)
    columns = [Column(_("Pertanyaan"), width=70)]
    for word in (_("awal"), _("akhir")):
        columns += [Column(f"{answer}, {word}", _N, 12) for answer in (_("Ya"), _("Tidak"), _("Tidak berlaku"))]
    frozen = table(
        "jawaban",
        _("21 pertanyaan"),
        columns,
        rows if counts else [],
        empty=_("Belum ada keluarga yang disurvei"),
    )
    note = _("Jumlah keluarga menurut jawabannya; yang belum dijawab tidak dihitung.")
    return section(_("Keadaan keluarga menurut 21 pertanyaan"), notes=[note] if counts else [], table=frozen)


def _count_answers(village: TargetVillage) -> Counter[tuple[str, int, str]]:
    surveys = Survey.objects.filter(family__target_village=village, round__in=YEAR_ROUNDS).order_by()
    surveys = surveys.exclude(family__status=FamilyStatus.MERGED)
    return Counter(
        (round, number, letter)
        for round, answers in surveys.values_list("round", "answers")
        for number, letter in enumerate(answers, 1)
    )


def _facts(figures: Figures, charts: list[Any]) -> Content:
    """Say the numbers of the year as the dossier and the sheets say them."""
    facts = [Fact(str(FACT_LABELS[code]), fact_text(fact, fact.measure(figures))) for code, fact in FACTS.items()]
    return section(_("Angka tahun ini"), facts=facts, charts=charts)


def _assets(village: TargetVillage) -> Content:
    """List what was given, with what kind of holder has it: nobody is named."""
    events = Prefetch("events", AssetEvent.objects.order_by("on", "pk"))
    rows = []
    for asset in Asset.objects.filter(target_village=village).order_by("name", "pk").prefetch_related(events):
        custody = custody_of(asset.events.all())
        holder = HolderKind(custody.holder_kind).label if custody.holder_kind else _("Belum diserahkan")
        found = AssetCondition(custody.condition).label if custody.condition else ""
        rows.append([asset.name, asset.quantity, asset.unit, asset.value, holder, custody.handed_on, found])
    columns = [
        Column(_("Barang atau bangunan"), width=40),
        Column(_("Jumlah"), _N, 10),
        Column(_("Satuan"), width=12),
        Column(_("Nilai"), Shape.RUPIAH, 18),
        Column(_("Dipegang"), width=28),
        Column(_("Diserahkan"), Shape.DAY),
        Column(_("Keadaan"), width=16),
    ]
    return section(_("Aset"), table=table("aset", _("Aset"), columns, rows, empty=_("Belum ada aset yang dicatat")))


def _innovations(village: TargetVillage) -> Content:
    innovations: Iterable[Any] = listed(village)  # with what it counted of each
    rows = [[one.name, Sex(one.inventor_sex).label, one.started_on, one.users, one.copies] for one in innovations]
    columns = [
        Column(_("Inovasi"), width=40),
        Column(_("Penemu"), width=14),
        Column(_("Dipakai sejak"), Shape.DAY),
        Column(_("Keluarga pemakai"), _N),
        Column(_("Replikasi"), _N),
    ]
    frozen = table("inovasi", _("Inovasi"), columns, rows, empty=_("Belum ada inovasi yang dicatat"))
    return section(_("Inovasi"), table=frozen)
