"""What a report of judging is made from: a frozen result by its key, or a draft with all that it says."""

import json
import re
import zlib
from abc import abstractmethod
from base64 import b64decode, b64encode
from datetime import datetime
from itertools import groupby
from typing import Any, ClassVar, NamedTuple

from django.http import Http404
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from assessments.access import result_for, viewer_of
from assessments.dossier import current_snapshot
from assessments.enums import RoundKind
from assessments.models import Entry, Result, Round
from assessments.phases import OPEN, Phase
from assessments.ranking_page import assessor_names
from assessments.reading import Reading
from assessments.snapshot import Snapshot, canonical
from assessments.visibility import Sight, Viewer, sees
from p2wkss.models import Report, User
from p2wkss.report_words import SignerRole
from p2wkss.reporting import Brief, Offer, Refused, ReportKind

KEY = re.compile(r"[0-9]{1,15}")
# A title and a file name have limits; a place's name may be longer than both [ours].
TITLE_MOST, STEM_MOST = 300, 80


class ResultReport(ReportKind):
    """A report of a round's result: the frozen one, or, for who manages the round, what it would be now.

    Its content holds the `round`, whether assessors are `named`, and either `result` and `sha256` or a packed `draft`;
    a kind adds what it prints beside that. Who manages the round reads names, others assessors by number [ours].
    """

    signer_role = SignerRole.RESULT
    stem: ClassVar[str]

    def brief(self, user: User, subject: str) -> Brief:
        """Collect what the report is made from; see `collect`."""
        return self.collect(user, subject)

    def operator_brief(self, subject: str) -> Brief:
        """Collect it for the operator at the machine, who reads what the secretariat reads."""
        return self.collect(None, subject)

    @abstractmethod
    def collect(self, user: User | None, subject: str) -> Brief:
        """Collect what the report is made from, for a person or (None) the operator; raises as `brief` does."""

    def subject_at(self, year: int, region: str, village: str) -> str:
        """Give the subject by the year and region of a round, or raise Http404; `village` says of which card."""
        return str(round_at(year, region).pk)

    def may_open(self, user: User, report: Report) -> bool:
        """Say whether the person still sees the round's result, and all names that the report tells."""
        facts = facts_of(report)
        round = Round.objects.visible_to(user).select_related("region").filter(pk=facts["round"]).first()
        if round is None:
            return False
        if viewer_of(user, round) == Viewer.SECRETARIAT:
            return True
        if facts["named"] or not report.is_final:
            return False
        return sees(Viewer.OFFICIAL, Phase(round.phase), Sight.RESULT)

    def newer_code(self, report: Report) -> str:
        """Give the code of the newest result of the round, where it is not the one in the report."""
        facts = facts_of(report)
        newest = Result.objects.filter(round=facts["round"]).order_by("-number").values_list("pk", "sha256").first()
        return "" if newest is None or newest[0] == facts["result"] else Result.code_of(newest[1])


class Published(NamedTuple):
    """The results of a published round that a person may read, newest first, without their long documents."""

    round: Round
    results: list[Result]

    @property
    def newest(self) -> Result:
        """The result that counts."""
        return self.results[0]


def published(user: User) -> list[Published]:
    """Give what is published for a person, the newest first; in one query."""
    results = (
        Result.objects.visible_to(user)
        .filter(round__phase__in=OPEN, round__kind=RoundKind.JUDGING)
        .select_related("round__cycle__province", "round__region__parent", "round__instrument")
        .defer("snapshot", "head")
        .order_by("-round__cycle__year", "round__region", "-number")
    )
    return [Published(own[0].round, own) for own in (list(group) for _key, group in groupby(results, _round_key))]


def _round_key(result: Result) -> int:
    return result.round_id


def offer(kind: ReportKind, title: str, round: Round, result: Result, subject: str = "") -> Offer:
    """Give what the download page shows of a report of a result; its subject is the round where none is given."""
    return Offer(
        kind=kind,
        subject=subject or str(round.pk),
        title=title,
        region_code=round.region_id,
        region_name=round.region.full_name,
        year=round.cycle.year,
        published_at=result.created_at,
        code=result.code,
    )


def brief_of(
    round: Round,
    result: Result | None,
    *,
    title: str,
    stem: str,
    content: dict[str, Any],
    as_of: datetime | None = None,
    number: str = "",
) -> Brief:
    """Put a brief together: final where there is a result, else a draft of this moment."""
    moment = result.created_at if result else timezone.now()
    return Brief(
        title=title[:TITLE_MOST],
        file_stem=f"{stem[:STEM_MOST]}-{slugify(round.region.full_name)[:STEM_MOST]}-{round.cycle.year}",
        region_code=round.region_id,
        year=round.cycle.year,
        content=content,
        as_of=as_of or moment,
        is_final=result is not None,
        code=result.code if result else "",
        number=number,
    )


def source_of(user: User | None, round: Round) -> tuple[dict[str, Any], Result | None]:
    """Give what a report of the round is made from for a person, and the result where one is frozen.

    Raises PermissionDenied and Http404 as `result_for` does.
    """
    result = result_for(user, round)
    return (draft(round, current_snapshot(round)) if result is None else frozen(user, round, result)), result


def frozen(user: User | None, round: Round, result: Result) -> dict[str, Any]:
    """Name a frozen result, and whether the reader reads its assessors by name."""
    named = viewer_of(user, round) == Viewer.SECRETARIAT
    return {"round": round.pk, "result": result.pk, "sha256": result.sha256, "named": named}


def draft(round: Round, snapshot: Snapshot) -> dict[str, Any]:
    """Keep a draft whole, as nothing else will say the same again; packed, as that of a province has megabytes."""
    packed = zlib.compress(canonical(snapshot).encode())
    return {"round": round.pk, "result": None, "named": True, "draft": b64encode(packed).decode()}


def read_content(content: dict[str, Any]) -> Reading:
    """Read the result, or the draft of one, that a report is made from."""
    result = result_in(content)
    if result is not None:
        return Reading(result.content, None if content["named"] else assessor_names(result.content))
    return Reading(json.loads(zlib.decompress(b64decode(content["draft"]))))


def result_in(content: dict[str, Any], key: str = "result", hash_key: str = "sha256") -> Result | None:
    """Find the result that a content names, None for a draft. Raises Refused where it is not the one that was meant."""
    if content[key] is None:
        return None
    result = Result.objects.filter(pk=content[key], sha256=content[hash_key]).first()
    if result is None:
        raise Refused(_("Hasil penilaian yang dimaksud tidak ditemukan atau tidak sama lagi."))
    return result


def facts_of(report: Report) -> dict[str, Any]:
    """Read from a report's content which round and result it is of, and whether it names assessors."""
    keys = ("round", "result", "named")
    found = Report.objects.filter(pk=report.pk).values_list(*(f"content__of__{key}" for key in keys)).get()
    return dict(zip(keys, found, strict=True))


def key_of(subject: str) -> int:
    """Read the key of a row from a subject, or raise Http404."""
    if not KEY.fullmatch(subject):
        raise Http404
    return int(subject)


def round_at(year: int, region: str) -> Round:
    """Find the judging of a region and year, or raise Http404."""
    found = Round.objects.with_places().filter(cycle__year=year, region=region, kind=RoundKind.JUDGING).first()
    if found is None:
        raise Http404(_("Penilaian itu tidak ada."))
    return found


def entry_at(year: int, region: str, village: str) -> Entry:
    """Find a village in the judging of a region and year, or raise Http404."""
    found = round_at(year, region).entries.filter(target_village__village=village).first()
    if found is None:
        raise Http404(_("Desa itu tidak ada dalam penilaian ini."))
    return found
