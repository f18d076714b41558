"""The sections of a village's dossier, frozen as JSON from what the page of the dossier shows."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from assessments.dossier_evidence import Gallery
from p2wkss.formats import DASH
from villages.enums import Sex
from villages.models import Evidence, TargetVillage
from villages.reports.papers import Column, Content, Fact, Shape, section, table

_N, _R, _D, _U = Shape.NUMBER, Shape.RUPIAH, Shape.DAY, Shape.UNDER


def sections_of(shown: dict[str, Any]) -> list[Content]:
    """Freeze what `entry_context` gathered."""
    return [
        _place(shown),
        _facts(shown),
        _stages(shown),
        _surveys(shown),
        _coaching(shown),
        _activities(shown),
        *_shares(shown),
        _reach(shown),
        _assets(shown),
        _innovations(shown),
        *_evidence(shown["gallery"]),
    ]


def _place(shown: dict[str, Any]) -> Content:
    village: TargetVillage = shown["village"]
    decree, handover = village.decree, shown["handover"]
    where = [
        village.kampung or DASH,
        f"RW {village.rw}" if village.rw else "",
        f"RT {village.rt}" if village.rt else "",
    ]
    handed = f"{handover.handed_on:%d.%m.%Y}, {handover.receiver}" if handover else _("Belum diserahkan.")
    return section(
        _("Lokasi dan SK"),
        facts=[
            Fact(_("Kampung"), " · ".join(filter(None, where))),
            Fact(_("SK lokasi"), decree.title),
            Fact(_("Nomor SK"), decree.number or _("nomor belum diketahui")),
            Fact(_("Tanggal SK"), decree.issued_on.isoformat() if decree.issued_on else None, _D),
            Fact(_("Alasan dipilih"), village.reason),
            Fact(_("Capaian tahun ini"), village.outcome),
            Fact(_("Serah terima"), handed),
        ],
    )


def _facts(shown: dict[str, Any]) -> Content:
    columns = [Column(_("Fakta"), width=44), Column(_("Tercatat")), Column(_("Indikator"))]
    rows = [[row.label, row.text, ", ".join(row.indicators)] for row in shown["facts"]]
    notes = [_("Dihitung dari catatan desa. Bagian yang tidak diisi siapa pun tertulis “belum tercatat”, bukan nol.")]
    return section(_("Fakta setahun"), notes=notes, table=table("fakta", _("Fakta"), columns, rows, empty=DASH))


def _stages(shown: dict[str, Any]) -> Content:
    columns = [
        Column(_("Tahap"), width=44),
        Column(_("Keadaan"), width=24),
        Column(_("Rencana"), _D),
        Column(_("Pelaksanaan"), _D),
    ]
    rows = [
        [f"{row.state.stage}. {row.label}", row.words, row.state.planned_on, row.state.held_on]
        for row in shown["stages"]
    ]
    said = table("tahap", _("Tahap"), columns, rows, empty=_("Belum ada tahap yang dicatat"))
    return section(_("Dua belas tahap"), facts=[Fact(_("Tahap dilaksanakan"), shown["stages_held"], _N)], table=said)


def _surveys(shown: dict[str, Any]) -> Content:
    village, figures, chart = shown["village"], shown["figures"], shown["transitions"]
    return section(
        _("Survei dan perubahan"),
        facts=[
            Fact(_("Sasaran keluarga"), village.family_quota, _N),
            Fact(_("Keluarga terdaftar"), figures.families, _N),
            Fact(_("Dikepalai perempuan"), figures.women_headed, _N),
            Fact(_("Survei awal"), figures.baseline, _N),
            Fact(_("Survei akhir"), figures.endline, _N),
        ],
        notes=() if chart else [_("Belum ada keluarga yang disurvei sebelum dan sesudah.")],
        charts=[chart] if chart else (),
    )


def _coaching(shown: dict[str, Any]) -> Content:
    coaching = shown["coaching"]
    columns = [
        Column(_("Materi"), width=44),
        Column(_("Rencana"), _D),
        Column(_("Pelaksanaan"), _D),
        Column(_("Instansi"), width=28),
        Column(_("Hadir")),
        Column(_("Batal"), _U, 28),
    ]
    rows = [
        [visit.topic, visit.planned_on, visit.held_on, visit.agency or "", people, visit.cancelled_reason]
        for visit, people in coaching.visits
    ]
    return section(
        _("Pembinaan"),
        facts=[
            Fact(_("Terlaksana setahun"), coaching.held, _N),
            Fact(_("Direncanakan setahun"), coaching.planned, _N),
            Fact(_("Hadir, perempuan"), coaching.women, _N),
            Fact(_("Hadir, laki-laki"), coaching.men, _N),
        ],
        table=table("kunjungan", _("Kunjungan"), columns, rows, empty=_("Belum ada kunjungan pembinaan yang dicatat")),
    )


def _activities(shown: dict[str, Any]) -> Content:
    sums = shown["activity_sums"]
    columns = [
        Column(_("Kegiatan"), width=44),
        Column(_("Jenis dan sumber dana"), _U, 36),
        Column(_("Instansi"), width=28),
        Column(_("Rencana"), _D),
        Column(_("Pelaksanaan"), _D),
        Column(_("Dijanjikan"), _R),
        Column(_("Terlaksana"), _R),
        Column(_("Hadir")),
        Column(_("Batal"), _U, 28),
    ]
    rows = [
        [
            *(one.title, f"{one.kind} · {one.get_source_display()}", one.agency, one.planned_on, one.held_on),
            *(_whole(one.promised), _whole(one.delivered), people, one.cancelled_reason),
        ]
        for one, people in shown["activities"]
    ]
    return section(
        _("Kegiatan instansi"),
        facts=[
            Fact(_("Kegiatan yang dijanjikan"), sums.activities, _N),
            Fact(_("Kegiatan terlaksana"), sums.held, _N),
            Fact(_("Nilai yang dijanjikan"), _whole(sums.promised), _R),
            Fact(_("Nilai terlaksana"), _whole(sums.delivered), _R),
        ],
        table=table("kegiatan", _("Kegiatan"), columns, rows, empty=_("Belum ada kegiatan yang dicatat")),
    )


def _shares(shown: dict[str, Any]) -> Iterator[Content]:
    if not shown["activities"]:
        return
    for key, file, heading, first in (
        ("by_agency", "kegiatan-instansi", _("Kegiatan menurut instansi"), _("Instansi")),
        ("by_source", "kegiatan-sumber", _("Kegiatan menurut sumber dana"), _("Sumber")),
    ):
        labels = (_("Kegiatan"), _("Terlaksana"))
        columns = [Column(first, width=36), *(Column(label, _N) for label in labels)]
        columns += [Column(_("Dijanjikan (Rp)"), _R), Column(_("Terlaksana (Rp)"), _R)]
        rows = [
            [one.label, one.sums.activities, one.sums.held, _whole(one.sums.promised), _whole(one.sums.delivered)]
            for one in shown[key]
        ]
        yield section(heading, table=table(file, first, columns, rows, empty=DASH))


def _reach(shown: dict[str, Any]) -> Content:
    reach = shown["reach"]["reach"]
    columns = [Column(_("Hasil"), width=30), Column(_("Keluarga"), _N), Column(_("Dikepalai perempuan"), _N)]
    columns += [Column(_("Penghasilan awal"), _R), Column(_("Penghasilan akhir"), _R)]
    rows = [
        [step.words, step.rung.families, step.rung.women, _whole(step.income.before), _whole(step.income.after)]
        for step in (shown["reach"]["steps"] if reach.served else ())
    ]
    empty = _("Belum dicatat keluarga mana yang dijangkau kegiatan")
    return section(
        _("Siapa yang dijangkau"),
        facts=[Fact(_("Keluarga dijangkau"), reach.served, _N), Fact(_("Belum dijangkau"), reach.unserved, _N)],
        table=table("jangkauan", _("Jangkauan"), columns, rows, empty=empty),
        charts=[shown["reach"]["chart"]] if reach.served else (),
    )


def _assets(shown: dict[str, Any]) -> Content:
    columns = [
        Column(_("Barang atau bangunan"), width=36),
        Column(_("Jumlah"), _N),
        Column(_("Satuan")),
        Column(_("Nilai"), _R),
        Column(_("Dipegang"), width=24),
        Column(_("Keadaan terakhir"), width=24),
        Column(_("Diperiksa"), _D),
    ]
    rows = [
        [
            *(row.asset.name, row.asset.quantity, row.asset.unit, _whole(row.asset.value)),
            row.holder_words or _("Belum diserahkan"),
            row.condition[1] or _("Belum diperiksa"),
            row.custody.found_on,
        ]
        for row in shown["assets"]
    ]
    return section(_("Aset"), table=table("aset", _("Aset"), columns, rows, empty=_("Belum ada aset yang dicatat")))


def _innovations(shown: dict[str, Any]) -> Content:
    columns = [
        Column(_("Inovasi"), width=32),
        Column(_("Masalah dan cara kerja"), width=60),
        Column(_("Penemu")),
        Column(_("Dipakai sejak"), _D),
        Column(_("Keluarga pemakai"), _N),
        Column(_("Ditiru di"), _N),
    ]
    rows = [
        [
            *(one.name, f"{one.problem} {one.description}", Sex(one.inventor_sex).label),
            *(one.started_on, one.users, one.copies),
        ]
        for one in shown["innovations"]
    ]
    empty = _("Belum ada inovasi yang dicatat")
    return section(_("Inovasi"), table=table("inovasi", _("Inovasi"), columns, rows, empty=empty))


def _evidence(gallery: Gallery) -> Iterator[Content]:
    """List every file once, with what it proves and its hash, and then which indicator has how many."""
    proves: dict[Any, list[str]] = {}
    for proof in (*gallery.indicators, *gallery.things):
        for one in proof.evidence:
            proves.setdefault(one.pk, []).append(proof.indicator.code if proof.indicator else proof.heading)
    counts = [
        [proof.indicator.code, proof.heading, len(proof.evidence)] for proof in gallery.indicators if proof.indicator
    ]
    columns = [Column(_("Kode")), Column(_("Indikator"), width=50), Column(_("Bukti"), _N)]
    yield section(
        _("Bukti tiap indikator"),
        table=table("bukti-indikator", _("Bukti tiap indikator"), columns, counts, empty=DASH),
    )
    columns = [
        Column(_("Foto atau dokumen"), width=44),
        Column(_("Jenis")),
        Column(_("Tanggal"), _D),
        Column(_("Membuktikan"), width=44),
        Column(_("Sidik jari SHA-256"), _U, 68),
    ]
    rows = [
        [one.caption, one.get_kind_display(), _day(one), ", ".join(proves.get(one.pk, ())), one.sha256]
        for one in _files(gallery)
    ]
    empty = _("Belum ada foto atau dokumen yang diunggah")
    yield section(_("Foto dan dokumen"), table=table("bukti", _("Bukti"), columns, rows, empty=empty))


def _files(gallery: Gallery) -> Iterable[Evidence]:
    """Give every file once, in the order of its day."""
    proofs = [one for proof in (*gallery.indicators, *gallery.things) for one in proof.evidence]
    found = {one.pk: one for one in (*proofs, *gallery.loose)}
    return sorted(found.values(), key=lambda one: (_day(one), str(one.pk)))


def _day(one: Evidence) -> date:
    return one.effective_on or localdate(one.taken_at or one.uploaded_at)


def _whole(amount: Any) -> int | None:
    return None if amount is None else int(amount)
