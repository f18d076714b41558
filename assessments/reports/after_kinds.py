"""What comes after the plenary, as reports that are ordered: its minutes, objections, and what they changed."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.access import (
    newest_two,
    objections_of,
    result_for,
    result_objected_to,
    round_with_objections,
    visible_round,
)
from assessments.models import Objection, PlenaryMinutes, Result, Round
from assessments.phases import Phase
from assessments.reports.minutes import minutes_pdf, minutes_xlsx, result_of_plenary, written
from assessments.reports.objections import filed_facts, objections_pdf, objections_xlsx
from assessments.reports.rank_change import rank_change_pdf, rank_change_xlsx
from assessments.reports.sources import (
    Published,
    ResultReport,
    brief_of,
    facts_of,
    frozen,
    key_of,
    offer,
    published,
    read_content,
    result_in,
    source_of,
)
from p2wkss.models import Report, User
from p2wkss.pdf import Pdf
from p2wkss.reporting import Brief, Frame, Offer, Refused

# A subject that begins so names minutes by their own key, else it is a round and its newest minutes count.
MINUTES = "ba-"


class MinutesReport(ResultReport):
    """The minutes of a plenary. The subject is the round, or "ba-" and the key of minutes that newer ones followed."""

    code, name, stem = "berita-acara", gettext_lazy("Berita acara pleno"), "berita-acara-pleno"

    def collect(self, user: User | None, subject: str) -> Brief:
        """Name the result that the plenary made, and keep what was written down beside it."""
        round, minutes = _minutes(user, subject)
        if round.is_calibration:
            raise Http404
        if round.phase in {Phase.PREPARATION, Phase.SCORING}:
            raise PermissionDenied(_("Berita acara dibuat mulai dari pleno."))
        content, result = source_of(user, round)
        if result and (of_plenary := plenary_of(results_of(round), minutes)):
            result, content = of_plenary, frozen(user, round, of_plenary)
        return minutes_brief(round, result, content, minutes)

    def pdf(self, content: dict[str, Any], frame: Frame) -> Pdf:
        """Make the PDF."""
        return minutes_pdf(read_content(content), frame, content["said"], result_in(content))

    def xlsx(self, content: dict[str, Any], frame: Frame) -> bytes:
        """Make the workbook."""
        return minutes_xlsx(read_content(content), frame, content["said"])

    def newer_code(self, report: Report) -> str:
        """Give the code of a later plenary's result; minutes stay as they are where objections made a new one."""
        facts = facts_of(report)
        newest = PlenaryMinutes.objects.filter(round=facts["round"]).order_by("-pk").first()
        results = list(Result.objects.filter(round=facts["round"]).defer("snapshot", "head"))
        counts = [result_of_plenary(results, newest.held_on)] if newest else results[:1]
        return next((one.code for one in counts if one and one.pk != facts["result"]), "")

    def offers(self, user: User) -> Iterable[Offer]:
        """Give the minutes of each published round, those of an earlier plenary too, in two queries."""
        rounds = published(user)
        written_down: dict[int, list[PlenaryMinutes]] = {one.round.pk: [] for one in rounds}
        for minutes in PlenaryMinutes.objects.filter(round__in=written_down).order_by("pk"):
            written_down[minutes.round_id].append(minutes)
        return [
            offer(self, minutes_title(one.round), one.round, result, subject)
            for one in rounds
            for subject, result in plenaries(one.round, one.results, written_down[one.round.pk])
        ]


def sees_objections_in(user: User, report: Report) -> bool:
    """Say whether the person sees every objection that a report tells of; its content has their `keys`."""
    keys = Report.objects.filter(pk=report.pk).values_list("content__of__keys", flat=True).get()
    return Objection.objects.visible_to(user).filter(pk__in=keys).count() == len(keys)


class ObjectionsReport(ResultReport):
    """Objections and what was decided about each; the subject is the round. A district reads its own only."""

    code, name, stem = "putusan-sanggahan", gettext_lazy("Putusan sanggahan"), "putusan-sanggahan"

    def collect(self, user: User | None, subject: str) -> Brief:
        """Name the result that was objected to, and keep what was filed and decided; a draft while decisions come."""
        round = round_with_objections(user, key_of(subject))
        result = result_objected_to(round)
        filed = objections_of(user, round).prefetch_related("evidence__evidence", "moderated_marks")
        return objections_brief(round, result, frozen(user, round, result), list(filed))

    def pdf(self, content: dict[str, Any], frame: Frame) -> Pdf:
        """Make the PDF."""
        return objections_pdf(read_content(content), frame, _result(content), content["filed"])

    def xlsx(self, content: dict[str, Any], frame: Frame) -> bytes:
        """Make the workbook."""
        return objections_xlsx(read_content(content), frame, _result(content), content["filed"])

    def may_open(self, user: User, report: Report) -> bool:
        """Say whether the person still sees every objection in it, and all names that it tells."""
        try:
            round = round_with_objections(user, key_of(report.subject))
        except Http404:
            return False
        if not sees_objections_in(user, report):
            return False
        return not facts_of(report)["named"] or frozen(user, round, result_objected_to(round))["named"]

    def newer_code(self, report: Report) -> str:
        """Give "": the objections are to the first result for good."""
        return ""

    def offers(self, user: User) -> Iterable[Offer]:
        """Give the decisions of each round that is past its objections, where the person sees any, in two queries."""
        rounds = [one for one in published(user) if one.round.phase == Phase.FINAL]
        seen = Objection.objects.visible_to(user).filter(entry__round__in=[one.round.pk for one in rounds])
        decided = dict(seen.order_by().values_list("entry__round").annotate(Max("decision__decided_at")))
        return [self._offer(one, decided[one.round.pk]) for one in rounds if decided.get(one.round.pk)]

    def _offer(self, one: Published, decided: datetime) -> Offer:
        found = offer(self, objections_title(one.round), one.round, one.results[-1])
        return replace(found, published_at=decided)


class RankChangeReport(ResultReport):
    """What the period of objections changed in the ranking; the subject is the round."""

    code, name, stem = "perubahan-peringkat", gettext_lazy("Perubahan peringkat"), "perubahan-peringkat"

    def collect(self, user: User | None, subject: str) -> Brief:
        """Name the two results. Raises Http404 where none was replaced, or it is not public yet."""
        round = visible_round(user, key_of(subject))
        new, old = newest_two(round) if round.is_open else (None, None)
        if old is None or new is None:
            raise Http404(_("Tidak ada hasil yang diganti setelah masa sanggah."))
        result_for(user, round)
        return rank_change_brief(round, old, new, frozen(user, round, new))

    def pdf(self, content: dict[str, Any], frame: Frame) -> Pdf:
        """Make the PDF."""
        old, new = _old(content), _result(content)
        before = read_content({**content, "result": old.pk, "sha256": old.sha256})
        return rank_change_pdf(before, read_content(content), frame, old, new)

    def xlsx(self, content: dict[str, Any], frame: Frame) -> bytes:
        """Make the workbook."""
        return rank_change_xlsx(read_content(content), frame, _old(content), _result(content))

    def offers(self, user: User) -> Iterable[Offer]:
        """Give the changes of each published round whose result replaces another, in one query."""
        replaced = [one for one in published(user) if len(one.results) > 1]
        return [offer(self, rank_change_title(one.round), one.round, one.newest) for one in replaced]


def minutes_title(round: Round) -> str:
    """Name the minutes of a round."""
    return _("Berita Acara Pleno P2WKSS %(place)s %(year)s") % _names(round)


def minutes_brief(
    round: Round, result: Result | None, content: dict[str, Any], minutes: PlenaryMinutes | None
) -> Brief:
    """Give the brief of minutes of a result that is known."""
    return brief_of(
        round,
        result,
        title=minutes_title(round),
        stem=MinutesReport.stem,
        content={**content, "said": written(minutes, round)},
        number=minutes.number if minutes else "",
    )


def plenary_of(results: Sequence[Result], minutes: PlenaryMinutes | None) -> Result | None:
    """Give the result that the plenary of some minutes made; None without minutes."""
    return result_of_plenary(results, minutes.held_on) if minutes else None


def plenaries(round: Round, results: Sequence[Result], minutes: Sequence[PlenaryMinutes]) -> list[tuple[str, Result]]:
    """Give each plenary of a round as a subject with its result, the newest first; the newest minutes of each count.

    A round without minutes has one, to be filled in by hand, about its newest result.
    """
    if not minutes:
        return [(str(round.pk), results[0])] if results else []
    newest: dict[int, tuple[PlenaryMinutes, Result]] = {}
    for one in minutes:
        if result := result_of_plenary(results, one.held_on):
            newest[result.pk] = (one, result)
    last = minutes[-1]
    own = [(str(round.pk) if one == last else f"{MINUTES}{one.pk}", result) for one, result in newest.values()]
    return own[::-1]


def results_of(round: Round) -> list[Result]:
    """Give the results of a round without their long documents."""
    return list(round.results.defer("snapshot", "head"))


def objections_title(round: Round) -> str:
    """Name the decisions about objections of a round."""
    return _("Putusan atas Sanggahan P2WKSS %(place)s %(year)s") % _names(round)


def objections_brief(round: Round, result: Result, content: dict[str, Any], filed: Sequence[Objection]) -> Brief:
    """Give the brief of objections to a result: a draft during the period, then final since the last decision."""
    is_draft = round.phase == Phase.OBJECTIONS
    decided = [one.decision.decided_at for one in filed if hasattr(one, "decision")]
    return brief_of(
        round,
        None if is_draft else result,
        title=objections_title(round),
        stem=ObjectionsReport.stem,
        content={**content, "keys": [one.pk for one in filed], "filed": filed_facts(round, filed)},
        as_of=timezone.now() if is_draft else max(decided, default=result.created_at),
    )


def rank_change_title(round: Round) -> str:
    """Name what objections changed in a round."""
    return _("Perubahan Peringkat setelah Masa Sanggah %(place)s %(year)s") % _names(round)


def rank_change_brief(round: Round, old: Result, new: Result, content: dict[str, Any]) -> Brief:
    """Give the brief of what changed between two results."""
    content = {**content, "old": old.pk, "old_sha256": old.sha256}
    return brief_of(round, new, title=rank_change_title(round), stem=RankChangeReport.stem, content=content)


def _minutes(user: User | None, subject: str) -> tuple[Round, PlenaryMinutes | None]:
    if not subject.startswith(MINUTES):
        round = visible_round(user, key_of(subject))
        return round, round.minutes.last()
    minutes = get_object_or_404(PlenaryMinutes, pk=key_of(subject.removeprefix(MINUTES)))
    return visible_round(user, minutes.round_id), minutes


def _names(round: Round) -> dict[str, Any]:
    return {"place": round.region.full_name, "year": round.cycle.year}


def _result(content: dict[str, Any]) -> Result:
    result = result_in(content)
    if result is None:
        raise Refused(_("Hasil penilaian yang dimaksud tidak ditemukan atau tidak sama lagi."))
    return result


def _old(content: dict[str, Any]) -> Result:
    return _result({"result": content["old"], "sha256": content["old_sha256"]})
