"""The import itself: what was checked and agreed to is stored whole, or not at all."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from p2wkss import audit
from p2wkss.bulk import insert_rows, update_versions
from p2wkss.crypto import encrypt
from villages.enums import FamilyStatus, ImportState
from villages.imports.plan import PlanReader
from villages.imports.rows import CheckedRow, FamilyFacts, Outcome, SurveyFacts
from villages.models import Family, ImportBatch, Survey
from villages.summaries import refresh_summary

_FAMILY = ("head_name", "head_sex", "head_birth_date", "no_nik_reason", "rw", "rt", "address")
_NEW_FAMILY = (
    *("uuid", "target_village", *_FAMILY, "nik", "nik_hash", "kk", "kk_hash"),
    *("decile_source", "status", "created_by", "created_at", "version"),
)
_SURVEY = ("surveyed_on", "answers", "monthly_income", "state", "import_batch", "saved_at")
_NEW_SURVEY = ("uuid", "family", "round", "surveyor", *_SURVEY, "version")
_SURVEY_FACTS = ("surveyed_on", "monthly_income")


class Outdated(Exception):
    """The register moved on since the check: what was agreed to is no longer what would happen."""


def run_import(batch: ImportBatch) -> None:
    """Store a batch that was agreed to. When the register moved on meanwhile, it waits for a new check instead.

    A worker that dies leaves nothing behind, as all is one transaction; the same task then starts from the beginning.
    After a fault of our own it waits for a new check too, and the fault is raised for those who watch the queue.
    """
    if batch.state != ImportState.IMPORTING:
        return
    ImportBatch.objects.filter(pk=batch.pk, state=ImportState.IMPORTING).update(progress=1)
    try:
        with batch.plan.open() as file:
            new, changed = _read(batch, PlanReader(file, batch.index))
        with transaction.atomic():
            if not _claim(batch):
                return
            _store(batch, new, changed)
    except (IntegrityError, Outdated):
        _put_back(batch, "outdated")
        return
    except Exception:
        _put_back(batch, "failed")
        raise
    forget_files(batch)


def _put_back(batch: ImportBatch, reason: str) -> None:
    batch.state, batch.refusal = ImportState.CHECKED, reason
    batch.save(update_fields=["state", "refusal"])


def forget_files(batch: ImportBatch) -> None:
    """Delete the upload and what was found in it: the receipt stays, the personal data goes."""
    for field in (batch.file, batch.plan):
        if field:
            field.delete(save=False)
    ImportBatch.objects.filter(pk=batch.pk).update(file="", plan="", index={})


def _claim(batch: ImportBatch) -> bool:
    """Lock the batch; False when another worker stored it already."""
    return ImportBatch.objects.select_for_update().filter(pk=batch.pk, state=ImportState.IMPORTING).exists()


def _read(
    batch: ImportBatch, plan: PlanReader
) -> tuple[list[tuple[Sequence[Any], Sequence[Any] | None]], list[CheckedRow]]:
    """Read the rows and encrypt their numbers before the transaction, so that the database is held only briefly."""
    moment = _now()
    total = max(plan.count(Outcome.NEW), 1)
    new = []
    for done, row in enumerate(_checked(plan, Outcome.NEW), 1):
        new.append((_new_family(batch, row, moment), _new_survey(batch, row, moment)))
        if done % 5_000 == 0:
            ImportBatch.objects.filter(pk=batch.pk).update(progress=max(1, 90 * done // total))
    return new, list(_checked(plan, Outcome.CHANGED))


def _checked(plan: PlanReader, kind: str) -> Iterator[CheckedRow]:
    for row in plan.rows(kind):
        number, outcome, name, keys, versions, hashes, family, survey, *rest = row
        yield CheckedRow(
            number, outcome, name, keys, versions, hashes, FamilyFacts(*family), SurveyFacts(*survey), *rest
        )


def _new_family(batch: ImportBatch, row: CheckedRow, moment: str) -> Sequence[Any]:
    facts = row.family
    return (
        row.keys[0],
        batch.target_village_id,
        facts.head_name,
        facts.head_sex,
        facts.head_birth_date or None,
        facts.no_nik_reason,
        facts.rw,
        facts.rt,
        facts.address,
        encrypt(facts.nik) if facts.nik else "",
        row.hashes[0],
        encrypt(facts.kk) if facts.kk else "",
        row.hashes[1],
        "",
        FamilyStatus.ACTIVE.value,
        batch.uploaded_by_id,
        moment,
        1,
    )


def _new_survey(batch: ImportBatch, row: CheckedRow, moment: str) -> Sequence[Any] | None:
    if not row.keys[1]:
        return None
    return (row.keys[1], row.keys[0], batch.round, batch.uploaded_by_id, *_survey_values(batch, row, moment), 1)


def _survey_values(batch: ImportBatch, row: CheckedRow, moment: str) -> Sequence[Any]:
    survey = row.survey
    return survey.surveyed_on, survey.answers, survey.monthly_income, row.state, batch.pk.hex, moment


def _store(
    batch: ImportBatch, new: Sequence[tuple[Sequence[Any], Sequence[Any] | None]], changed: Sequence[CheckedRow]
) -> None:
    insert_rows(Family, _NEW_FAMILY, (family for family, _survey in new))
    surveys = insert_rows(Survey, _NEW_SURVEY, (survey for _family, survey in new if survey is not None))
    surveys += _change(batch, changed)
    refresh_summary(batch.target_village_id)
    batch.state, batch.progress, batch.refusal, batch.finished_at = ImportState.DONE, 100, "", timezone.now()
    batch.summary = {**batch.summary, "stored_surveys": surveys}
    batch.save(update_fields=["state", "progress", "refusal", "finished_at", "summary"])
    audit.record(
        by=batch.uploaded_by,
        action="import.done",
        target=batch,
        region_code=batch.target_village.village_id,
        round=batch.round,
        sha256=batch.file_sha256,
        new=len(new),
        changed=len(changed),
        surveys=surveys,
    )


def _change(batch: ImportBatch, rows: Sequence[CheckedRow]) -> int:
    """Change the families and surveys that differ; give how many surveys were added or changed."""
    moment = _now()
    families = [row for row in rows if any(not _of_survey(code) for code, *_rest in row.changes)]
    surveys = [row for row in rows if any(_of_survey(code) for code, *_rest in row.changes)]
    added = [row for row in surveys if not row.versions[1]]
    kept = [row for row in surveys if row.versions[1]]
    _change_families(families)
    insert_rows(Survey, _NEW_SURVEY, (found for row in added if (found := _new_survey(batch, row, moment)) is not None))
    values = [(*_survey_values(batch, row, moment), row.keys[1], row.versions[1]) for row in kept]
    if update_versions(Survey, _SURVEY, values) != len(kept):
        raise Outdated
    _audit_changes(batch, families, "family.save", 0)
    _audit_changes(batch, surveys, f"survey.save_{batch.round}", 1)
    return len(surveys)


def _change_families(rows: Sequence[CheckedRow]) -> None:
    values = [
        (
            *(getattr(row.family, name) or (None if name == "head_birth_date" else "") for name in _FAMILY),
            row.keys[0],
            row.versions[0],
        )
        for row in rows
    ]
    if update_versions(Family, _FAMILY, values) != len(rows):
        raise Outdated
    for row in rows:
        typed = {code: getattr(row.family, code) for code in ("nik", "kk") if getattr(row.family, code)}
        if typed:  # rare: a number is corrected, or was not known before
            hashes = dict(zip(("nik_hash", "kk_hash"), row.hashes, strict=True))
            Family.objects.filter(pk=row.keys[0]).update(**typed, **hashes)


def _audit_changes(batch: ImportBatch, rows: Sequence[CheckedRow], action: str, place: int) -> None:
    model = (Family, Survey)[place]
    audit.record_many(
        by=batch.uploaded_by,
        action=action,
        model=model,
        region_code=batch.target_village.village_id,
        details=[
            (
                str(UUID(row.keys[place])),
                {
                    "new": not row.versions[place],
                    "fields": [code for code, *_rest in row.changes if _of_survey(code) is bool(place)],
                    "import": str(batch.pk),
                },
            )
            for row in rows
        ],
    )


def _of_survey(code: str) -> bool:
    return code in _SURVEY_FACTS or code.startswith("answer_")


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
