"""What the page of signals shows: hints that surveys were done in haste or copied, in words that blame nobody."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from p2wkss.formats import longdate, rupiah
from p2wkss.models import User
from villages import haste
from villages.enums import SurveyRound
from villages.haste import Signal, SignalCode, Source, SurveyFacts, find_signals
from villages.models import Family, Survey, TargetVillage


def surveys_of(village: TargetVillage, round: SurveyRound) -> QuerySet[Survey]:
    """Give the surveys of a village and round; the records merged into another are not of the register any more."""
    return Survey.objects.filter(family__in=Family.objects.registered().filter(target_village=village), round=round)


def facts_of(village: TargetVillage, round: SurveyRound) -> list[SurveyFacts]:
    """Read what the signals are found in, in one query."""
    rows = surveys_of(village, round).select_related("family", "copied_from")
    return [
        SurveyFacts(
            family=str(one.family_id),
            rt=one.family.rt,
            surveyor=one.surveyor_id,
            answers=one.answers,
            surveyed_on=one.surveyed_on,
            saved_at=one.saved_at,
            entry_seconds=one.entry_seconds,
            income=one.monthly_income,
            imported=one.import_batch_id is not None,
            copied_from=Source(one.copied_from.answers, one.copied_from.monthly_income) if one.copied_from else None,
        )
        for one in rows.defer("family__nik", "family__kk")
    ]


def signals_context(village: TargetVillage, round: SurveyRound) -> dict[str, Any]:
    """Gather the page of signals in three queries."""
    found = find_signals(facts_of(village, round))
    keys = {UUID(key) for one in found for key in one.families}
    families = {str(one.pk): one for one in Family.objects.filter(pk__in=keys)}
    people = User.objects.in_bulk({one.surveyor for one in found if one.surveyor is not None})
    return {
        "village": village,
        "round": round,
        "signals": [
            {
                "title": signal_title(one),
                "seen": _seen(one, str(people.get(one.surveyor or 0, ""))),
                "cause": _cause(one.code),
                "rule": _rule(one.code),
                "families": sorted((families[key] for key in one.families), key=lambda it: (it.rt, it.head_name)),
            }
            for one in found
        ],
    }


def signal_title(signal: Signal) -> str:
    """Give a signal's name."""
    return {
        SignalCode.SAME_IN_A_ROW: _("Jawaban yang sama berturut-turut"),
        SignalCode.FAST_ENTRY: _("Pengisian yang sangat cepat"),
        SignalCode.MANY_A_DAY: _("Banyak keluarga dalam sehari"),
        SignalCode.RT_ALIKE: _("Satu RT dengan jawaban yang sama"),
        SignalCode.COPY_UNCHANGED: _("Salinan tanpa perubahan"),
        SignalCode.SAME_INCOME: _("Banyak keluarga dengan penghasilan yang sama"),
    }[signal.code]


def _seen(signal: Signal, surveyor: str) -> str:
    facts = {
        "count": signal.count,
        "total": signal.total,
        "surveyor": surveyor,
        "rt": signal.rt,
        "day": longdate(signal.day),
        "seconds": signal.figure,
        "income": rupiah(signal.figure),
    }
    words = {
        SignalCode.SAME_IN_A_ROW: _(
            "%(count)d dari %(total)d survei %(surveyor)s berturut-turut berisi 21 jawaban yang sama."
        ),
        SignalCode.FAST_ENTRY: _(
            "%(count)d dari %(total)d survei %(surveyor)s diisi dalam %(seconds)s detik atau kurang."
        ),
        SignalCode.MANY_A_DAY: _("%(count)d dari %(total)d survei %(surveyor)s bertanggal %(day)s."),
        SignalCode.RT_ALIKE: _("%(count)d dari %(total)d keluarga RT %(rt)s menjawab 21 pertanyaan dengan sama."),
        SignalCode.COPY_UNCHANGED: _(
            "%(count)d dari %(total)d salinan %(surveyor)s sama dalam semua jawaban dan penghasilan dengan survei awal."
        ),
        SignalCode.SAME_INCOME: _("%(count)d dari %(total)d keluarga yang penghasilannya diisi menyebut %(income)s."),
    }[signal.code]
    return words % facts


def _cause(code: SignalCode) -> str:
    return {
        SignalCode.SAME_IN_A_ROW: _(
            "Dapat terjadi karena keluarga yang berdekatan memang hidup serupa, atau karena satu formulir dipakai "
            "sebagai contoh bagi yang lain."
        ),
        SignalCode.FAST_ENTRY: _(
            "Dapat terjadi karena jawaban dipindahkan dari formulir kertas yang sudah diisi di rumah keluarga."
        ),
        SignalCode.MANY_A_DAY: _(
            "Dapat terjadi karena beberapa kader bekerja dengan satu akun, atau tanggal pemindahan data tercatat "
            "sebagai tanggal survei."
        ),
        SignalCode.RT_ALIKE: _("Dapat terjadi karena keluarga ditanya bersama dalam satu pertemuan RT."),
        SignalCode.COPY_UNCHANGED: _(
            "Dapat terjadi karena keadaan keluarga memang tetap, atau karena salinan belum ditanyakan lagi."
        ),
        SignalCode.SAME_INCOME: _(
            "Dapat terjadi karena keluarga bekerja di tempat yang sama, atau karena angka dibulatkan ke upah setempat."
        ),
    }[code]


def _rule(code: SignalCode) -> str:
    return {
        SignalCode.SAME_IN_A_ROW: _(
            "Muncul bila paling sedikit %d survei berturut-turut sama, dan deret sepanjang itu jarang terjadi "
            "secara kebetulan di desa ini."
        )
        % haste.RUN_LENGTH,
        SignalCode.FAST_ENTRY: _("Muncul bila paling sedikit %(families)d survei diisi di bawah %(seconds)d detik.")
        % {"families": haste.FAST_FAMILIES, "seconds": haste.FAST_SECONDS},
        SignalCode.MANY_A_DAY: _("Muncul bila satu akun mencatat lebih dari %d keluarga dalam sehari.")
        % haste.FAMILIES_A_DAY,
        SignalCode.RT_ALIKE: _("Muncul bila 9 dari 10 keluarga sama, pada RT dengan paling sedikit %d keluarga.")
        % haste.ALIKE_FAMILIES,
        SignalCode.COPY_UNCHANGED: _("Muncul bila paling sedikit %d salinan tetap sama.") % haste.COPIED_FAMILIES,
        SignalCode.SAME_INCOME: _("Muncul bila separuh dari paling sedikit %d keluarga menyebut angka yang sama.")
        % haste.INCOME_FAMILIES,
    }[code]
