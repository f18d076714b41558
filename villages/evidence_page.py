"""What pages show of the photos and documents that prove something."""

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any, NamedTuple
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import DateField, F, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate, TruncMonth
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from p2wkss.models import User
from p2wkss.permissions import has_permission
from p2wkss.roles import Permission
from p2wkss.serving import serve_file
from p2wkss.uploads import CONTENT_TYPES
from villages.enums import STAGE_LABELS, EvidenceKind
from villages.models import Evidence, EvidenceLink, TargetVillage
from villages.proofs import TARGET_WORDS, target_of, words_of
from villages.reuse import reuse_among

PER_PAGE = 48
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)


def evidence_of(village: TargetVillage, target: str, key: Any) -> list[Evidence]:
    """Give what proves one thing of a village, newest first, without what was withdrawn.

    `target` is one of stage, visit, activity, asset, innovation, handover and indicator; `key` its number, key or code.
    """
    links = EvidenceLink.objects.filter(**{target: key}).values("evidence")
    return list(Evidence.objects.filter(target_village=village, removed_at=None, pk__in=links))


def serve_evidence(request: HttpRequest, evidence: Evidence, *, thumbnail: bool = False) -> HttpResponseBase:
    """Answer with the photo or document, or with its small picture; the caller has checked the right to see it.

    Raises Http404 for what was withdrawn, and for the small picture of a document.
    """
    file = evidence.thumbnail if thumbnail else evidence.file
    if not file or evidence.removed_at:
        raise Http404
    ending = PurePath(str(file.name)).suffix
    return serve_file(
        request,
        file.storage,
        str(file.name),
        tag=f"{evidence.pk}-{'kecil' if thumbnail else 'asli'}",
        name=f"{PurePath(evidence.file_name).stem or 'bukti'}{ending}",
        content_type=CONTENT_TYPES[ending],
        attached=evidence.kind == EvidenceKind.DOCUMENT,
    )


class Hint(NamedTuple):
    """Where the same photo is used too: `evidence` only for who may see that village, else the regency and the year."""

    place: str
    year: int
    proves: str
    evidence: Evidence | None

    @property
    def words(self) -> str:
        """The hint as one sentence."""
        parts = [f"{self.place} {self.year}", *([self.proves] if self.proves else [])]
        return _("Foto yang sama dipakai di %s.") % ", ".join(parts)


def reuse_hints(user: User, rows: Sequence[Evidence]) -> dict[UUID, list[Hint]]:
    """Give for each of the rows where the same is used too, in words for this person."""
    return {key: [_hint(user, one) for one in same] for key, same in reuse_among(rows).items()}


def _hint(user: User, evidence: Evidence) -> Hint:
    village = evidence.target_village
    if has_permission(user, Permission.VIEW_PROGRAMME, village.village_id):
        proves = ", ".join(words_of(link) for link in evidence.links.all())
        return Hint(village.name, village.cycle.year, proves, evidence)
    district = village.village.parent
    regency = district.parent if district else None
    return Hint(regency.name if regency else "", village.cycle.year, "", None)


def proven_by(evidence: Evidence) -> list[tuple[str, str]]:
    """Give what a photo or document proves, each with the address of its page; an indicator has none here."""
    links = evidence.links.select_related("visit", "activity", "asset", "innovation")
    return [(words_of(link), _address(evidence, link)) for link in links]


def _address(evidence: Evidence, link: EvidenceLink) -> str:
    target = target_of(link)
    if target == "indicator":
        return ""
    if target == "stage":
        return reverse("villages:stage_detail", args=[evidence.target_village_id, link.stage])
    if target == "handover":
        return reverse("villages:handover", args=[evidence.target_village_id])
    return reverse(f"villages:{target}_detail", args=[getattr(link, f"{target}_id")])


class Asked(NamedTuple):
    """The filter of a gallery, as it stands in the address: a kind of thing, a stage, a month."""

    target: str = ""
    stage: int = 0
    month: str = ""


def asked_of(query: Mapping[str, str]) -> Asked:
    """Read the address; what makes no sense asks for nothing."""
    target, stage, month = query.get("jenis", ""), query.get("tahap", ""), query.get("bulan", "")
    return Asked(
        target if target in TARGET_WORDS else "",
        int(stage) if stage.isdecimal() and int(stage) in STAGE_LABELS else 0,
        month if _MONTH.fullmatch(month) else "",
    )


def gallery(village: TargetVillage, query: Mapping[str, str]) -> dict[str, Any]:
    """Gather the page: pairs of before and after first, then photos, then documents; in as many queries for many."""
    asked, standing = asked_of(query), _dated(Evidence.objects.filter(target_village=village, removed_at=None))
    found = _matching(standing, asked)
    keys = found.values("pk")
    pairs = list(
        standing.filter(Q(pk__in=keys) | Q(pair__in=keys), pair__removed_at=None, pair__isnull=False)
        .select_related("pair")
        .order_by("-day", "uuid")
    )
    shown = [key for one in pairs for key in (one.pk, one.pair_id)]
    page = Paginator(found.exclude(pk__in=shown).order_by("-day", "uuid"), PER_PAGE).get_page(query.get("page"))
    return {
        "asked": asked,
        "targets": TARGET_WORDS,
        "stages": STAGE_LABELS,
        "months": _months(standing),
        "pairs": pairs if page.number == 1 else [],
        "page": page,
        "photos": [one for one in page if one.kind == EvidenceKind.PHOTO],
        "documents": [one for one in page if one.kind == EvidenceKind.DOCUMENT],
    }


def _dated(evidence: QuerySet[Evidence]) -> QuerySet[Any]:
    """Add `day`: what it is about, else when it was taken, else when it was sent in."""
    day = Coalesce(F("effective_on"), TruncDate("taken_at"), TruncDate("uploaded_at"), output_field=DateField())
    return evidence.annotate(day=day)


def _matching(evidence: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
    links = EvidenceLink.objects.all()
    if asked.target:
        empty = Q(indicator="") if asked.target == "indicator" else Q(**{f"{asked.target}__isnull": True})
        evidence = evidence.filter(pk__in=links.exclude(empty).values("evidence"))
    if asked.stage:
        of_stage = links.filter(Q(stage=asked.stage) | Q(visit__stage=asked.stage))
        evidence = evidence.filter(pk__in=of_stage.values("evidence"))
    if month := _MONTH.fullmatch(asked.month):
        evidence = evidence.filter(day__year=int(month[1]), day__month=int(month[2]))
    return evidence


def _months(evidence: QuerySet[Any]) -> Any:
    return evidence.order_by().annotate(month=TruncMonth("day")).values_list("month", flat=True).distinct()
