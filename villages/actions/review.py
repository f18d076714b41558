"""The way of a survey from the surveyor to the checked record."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from p2wkss import audit
from p2wkss.actions.saving import StaleVersion
from p2wkss.models import User
from p2wkss.permissions import check_permission
from p2wkss.roles import Permission
from villages.enums import FamilyStatus, SurveyRound, SurveyState
from villages.models import Survey, SurveyEvent, TargetVillage
from villages.permissions import check_enter_family, check_survey_step, check_verify_survey
from villages.survey_states import Step, next_state
from villages.welfare import INDICATOR_COUNT


def submit_survey(*, by: User, survey: Survey) -> Survey:
    """Hand a whole survey in for checking. Raises ValidationError when answers are missing."""
    check_enter_family(by, survey.family)
    return _take(Step.SUBMIT, by=by, survey=survey)


@transaction.atomic
def submit_surveys(*, by: User, target_village: TargetVillage, round: SurveyRound) -> int:
    """Hand in every whole draft of a village and round: what saved itself, and was never handed in. Gives how many.

    What was returned is left out, as somebody has to look at its remarks first.
    """
    check_permission(by, Permission.ENTER_FAMILIES, target_village.village_id)
    drafts = Survey.objects.filter(
        family__target_village=target_village, round=round, state=SurveyState.DRAFT, is_complete=True
    ).exclude(family__status=FamilyStatus.MERGED)
    found = list(drafts.select_for_update(of=("self",)).order_by("pk"))
    _move(found, SurveyState.SUBMITTED, by=by)
    if found:
        _record_many("survey.submit", by=by, target_village=target_village, round=round, surveys=len(found))
    return len(found)


def verify_survey(*, by: User, survey: Survey, note: str = "") -> Survey:
    """Accept a survey that was handed in: it is fixed from now on.

    `survey.version` is that of the answers that were looked at: raises StaleVersion when they changed since.
    """
    check_verify_survey(by, survey)
    return _take(Step.VERIFY, by=by, survey=survey, note=note.strip()[:500])


def return_survey(*, by: User, survey: Survey, note: str = "", remarks: Mapping[int, str]) -> Survey:
    """Send a survey back with what is to be corrected, by the number of the indicator.

    Raises ValidationError when nothing is said or when a number is none of the 21, and StaleVersion when the
    answers changed since the version that was looked at.
    """
    check_verify_survey(by, survey)
    said = {str(number): text.strip()[:300] for number, text in sorted(remarks.items()) if text.strip()}
    if not said and not note.strip():
        raise ValidationError(_("Tulis apa yang harus diperbaiki, pada jawaban atau sebagai catatan."))
    if any(not 1 <= int(number) <= INDICATOR_COUNT for number in said):
        raise ValidationError(_("Catatan harus tentang salah satu dari 21 pertanyaan."))
    return _take(Step.RETURN, by=by, survey=survey, note=note.strip()[:500], remarks=said)


class BulkVerified(NamedTuple):
    """What became of many surveys: the verified ones, and those that had moved on and were left alone."""

    verified: list[Survey]
    skipped: list[Survey]


@transaction.atomic
def verify_surveys(
    *, by: User, target_village: TargetVillage, round: SurveyRound, seen: Mapping[UUID, int]
) -> BulkVerified:
    """Accept many surveys of one village and round, given by key with the version that was looked at.

    A survey that is not handed in any more, or whose answers changed since, is skipped and named in the result.
    Raises ValidationError when nothing is chosen, or when a key is of another village or round.
    """
    check_permission(by, Permission.VERIFY_SURVEYS, target_village.village_id)
    if not seen:
        raise ValidationError(_("Pilih paling sedikit satu survei."))
    rows = Survey.objects.filter(family__target_village=target_village, round=round, pk__in=seen)
    found = list(rows.select_for_update(of=("self",)).select_related("family").order_by("pk"))
    if len(found) < len(seen):
        raise ValidationError(_("Pilihan memuat survei yang bukan dari desa dan putaran ini. Muat ulang halaman."))
    ready = [one for one in found if _as_seen(one, seen[one.pk]) and next_state(one.state, Step.VERIFY)]
    _move(ready, SurveyState.VERIFIED, by=by)
    if ready:
        _record_many("survey.verify", by=by, target_village=target_village, round=round, surveys=len(ready))
    done = {one.pk for one in ready}
    return BulkVerified(ready, [one for one in found if one.pk not in done])


def _move(surveys: Sequence[Survey], state: SurveyState, *, by: User) -> None:
    """Bring locked surveys into a state, each with its event."""
    Survey.objects.filter(pk__in=[one.pk for one in surveys]).update(state=state, version=F("version") + 1)
    SurveyEvent.objects.bulk_create([SurveyEvent(survey=one, state=state, by=by) for one in surveys], batch_size=500)


def _record_many(action: str, *, by: User, target_village: TargetVillage, **facts: object) -> None:
    """Audit a step of many surveys as one act, with their number."""
    audit.record(by=by, action=action, target=target_village, region_code=target_village.village_id, **facts)


def _as_seen(current: Survey, version: int) -> bool:
    """Say whether the survey is still what somebody looked at."""
    return current.version == version


@transaction.atomic
def _take(step: Step, *, by: User, survey: Survey, note: str = "", remarks: Mapping[str, str] | None = None) -> Survey:
    """Take a step on the row as it now stands in the database."""
    current = Survey.objects.select_for_update().get(pk=survey.pk)
    check_survey_step(current, step)
    if step is not Step.SUBMIT and not _as_seen(current, survey.version):
        raise StaleVersion(current)
    if step is Step.SUBMIT and not current.is_complete:
        raise ValidationError(_("Jawab dulu semua 21 pertanyaan."))
    state = next_state(current.state, step) or current.state
    Survey.objects.filter(pk=current.pk).update(state=state, version=F("version") + 1)
    SurveyEvent.objects.create(survey=current, state=state, note=note, remarks=dict(remarks or {}), by=by)
    audit.record(
        by=by,
        action=f"survey.{step.value}",
        target=current,
        region_code=survey.family.target_village.village_id,
        round=current.round,
        **({"remarks": len(remarks)} if remarks else {}),
    )
    survey.state, survey.version = state, current.version + 1
    return survey
