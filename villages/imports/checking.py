"""The dry run: read an uploaded workbook, compare it with the register, and write down what would happen."""

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import chain, islice
from typing import IO, Any

from django.core.files.base import File
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone

from p2wkss.crypto import decrypt, number_hasher, unseal
from p2wkss.fields import PersonalNumber
from p2wkss.models import Region, RegionLevel
from villages.enums import FamilyStatus, ImportState
from villages.imports.cells import Code, excerpt
from villages.imports.check import Checker
from villages.imports.columns import FACTS, HEADS, by_position, fingerprint, guess, village_column
from villages.imports.keys import read_row_key, sheet_signature
from villages.imports.plan import PlanWriter
from villages.imports.read import Remark, Sheet, is_second_head, open_sheet
from villages.imports.rows import (
    DUPLICATES,
    NO_SURVEY,
    CheckedRow,
    FamilyFacts,
    Found,
    KnownFamily,
    Outcome,
    SurveyFacts,
    Village,
)
from villages.imports.storing import forget_files
from villages.imports.structure import Unreadable
from villages.models import ColumnMapping, Family, ImportBatch, Survey, TargetVillage

_PART = 5_000
_SAMPLES = 3


def run_check(batch: ImportBatch) -> None:
    """Check an upload and leave it waiting: for its columns, for a decision, or refused with the reason.

    A fault of our own refuses it too, so that nobody waits for ever, and is raised for those who watch the queue.
    """
    if batch.state != ImportState.CHECKING:
        return
    ImportBatch.objects.filter(pk=batch.pk).update(progress=1)
    try:
        with batch.file.open() as sealed:
            sheet = open_sheet(unseal(sealed.read()), batch.file_name)
        _check_signature(batch, sheet)
        columns = _columns(batch, sheet)
        if columns is None:
            _ask_for_columns(batch, sheet)
        else:
            _write_plan(batch, sheet, columns)
    except Unreadable as error:
        _refuse(batch, error.code, error.about)
    except Exception:
        _refuse(batch, "failed")
        raise


def _refuse(batch: ImportBatch, code: str, about: str = "") -> None:
    batch.state, batch.refusal, batch.summary = ImportState.REFUSED, code, {"about": about}
    batch.save(update_fields=["state", "refusal", "summary"])
    forget_files(batch)


def _check_signature(batch: ImportBatch, sheet: Sheet) -> None:
    """Refuse a template that was made for another village or round. Raises Unreadable."""
    said = sheet.signature
    if not said:
        return
    village = batch.target_village
    if said.get("desa") != village.village_id or said.get("tahun") != str(village.cycle.year):
        raise Unreadable("other_village", f"{said.get('nama', '')} {said.get('tahun', '')}".strip())
    if said.get("putaran") != batch.round:
        raise Unreadable("other_round")
    if said.get("tanda") != sheet_signature(village, batch.round):
        raise Unreadable("signature")


def _columns(batch: ImportBatch, sheet: Sheet) -> dict[str, int] | None:
    """Find which column is which fact, or None when somebody has to say it."""
    if "chosen" in batch.columns:
        return by_position(batch.columns["chosen"], sheet.heads)
    found = guess(sheet.heads)
    ours = len(found) > len(FACTS) // 2 and all(sheet.heads[at] == HEADS[code] for code, at in found.items())
    if sheet.signature or ours:
        return found
    regency = batch.target_village.village.regency_code
    kept = ColumnMapping.objects.filter(regency=regency, heads=fingerprint(sheet.heads)).first()
    if kept is None:
        return None
    # What somebody else chose may be wrong for this file, so the page for choosing stays open.
    batch.columns = {**_choice(sheet), "chosen": kept.columns}
    return by_position(kept.columns, sheet.heads)


def _ask_for_columns(batch: ImportBatch, sheet: Sheet) -> None:
    batch.columns, batch.state = _choice(sheet), ImportState.MAPPING
    batch.save(update_fields=["columns", "state"])


def _choice(sheet: Sheet) -> dict[str, Any]:
    """Give what the page for choosing columns shows: the heads, a few masked samples, and what we would choose."""
    rows = iter(sheet.rows)
    first = list(islice(rows, _SAMPLES))
    sheet.rows = chain(first, rows)
    samples = [[excerpt(value) for value in row] for _number, row in first]
    return {"heads": sheet.heads, "samples": samples, "guess": guess(sheet.heads), "sheet": sheet.name}


def _write_plan(batch: ImportBatch, sheet: Sheet, columns: dict[str, int]) -> None:
    village = batch.target_village
    own_column = None if sheet.signature else village_column(sheet.heads)
    checker = Checker(known_village(village, batch.round), columns, own_column)
    extra, remarks = sheet.findings(columns)
    counts: Counter[str] = Counter()
    with tempfile.TemporaryFile() as file:
        plan = PlanWriter(file)
        rows = checker.rows(_without_second_head(sheet, columns, remarks), extra)
        for part in _parts(rows):
            for row in _name_twins(village, part, columns):
                _add(plan, counts, row)
            done = min(99, max(1, 100 * counts["rows"] // max(sheet.row_count, 1)))
            ImportBatch.objects.filter(pk=batch.pk).update(progress=done)
        batch.index = plan.close()
        _keep(batch, file)
    batch.summary = {
        **counts,
        "remarks": [list(one) for one in remarks],
        "sheet": sheet.name,
        "heads": sheet.heads,
        "head_row": sheet.head_row,
        "columns": columns,
    }
    batch.state, batch.progress, batch.refusal = ImportState.CHECKED, 100, ""
    batch.save(update_fields=["index", "plan", "summary", "state", "progress", "refusal", "columns"])


def _keep(batch: ImportBatch, file: IO[bytes]) -> None:
    """Keep the plan in the place of the one before, also of one that a worker wrote and died before it said so."""
    name = f"{batch.pk}.plan"
    for old in {batch.plan.name, batch.plan.field.generate_filename(batch, name)} - {"", None}:
        batch.plan.storage.delete(str(old))
    file.seek(0)
    batch.plan.save(name, File(file), save=False)


def _without_second_head(sheet: Sheet, columns: Mapping[str, int], remarks: list[Remark]) -> Iterator[tuple[int, Any]]:
    """Leave out rows under the heads that are heads too, and say so."""
    still_heads = True
    for number, row in sheet.rows:
        if still_heads and is_second_head(row, columns):
            remarks.append(Remark(f"{number}:{number}", Code.SECOND_HEAD, str(number)))
            continue
        still_heads = False
        yield number, row


def _parts(rows: Iterable[CheckedRow]) -> Iterator[list[CheckedRow]]:
    source = iter(rows)
    while part := list(islice(source, _PART)):
        yield part


def _add(plan: PlanWriter, counts: Counter[str], row: CheckedRow) -> None:
    """File a row under what it means, and again under what was found in it."""
    counts["rows"] += 1
    counts[row.outcome] += 1
    counts["surveys"] += bool(row.keys[1]) and row.outcome in {Outcome.NEW, Outcome.CHANGED}
    plan.add(row.outcome, (row.number, row.name) if row.outcome == Outcome.UNCHANGED else row)
    if not row.findings:
        return
    short = (row.number, row.name, row.findings)
    if row.outcome != Outcome.ERROR:
        counts["warning"] += 1
        plan.add("warning", short)
    if any(one.code in DUPLICATES for one in row.findings):
        counts["duplicate"] += 1
        plan.add("duplicate", short)


def _name_twins(village: TargetVillage, rows: list[CheckedRow], columns: Mapping[str, int]) -> Iterator[CheckedRow]:
    """Point out whose NIK stands in another village of the same year; villages are named, people are not."""
    hashes = {row.hashes[0] for row in rows if row.hashes[0] and row.outcome == Outcome.NEW}
    found = (
        Family.objects.registered()
        .filter(nik_hash__in=hashes, target_village__cycle=village.cycle_id)
        .exclude(target_village=village)
        .values_list("nik_hash", "target_village__village__parent__parent_id", "target_village__village__name")
    )
    own = village.village.regency_code
    elsewhere = {one: name if regency == own else "" for one, regency, name in found} if hashes else {}
    for row in rows:
        if row.hashes[0] in elsewhere and row.outcome == Outcome.NEW:
            row.findings.append(Found(columns["nik"], Code.NIK_ELSEWHERE, elsewhere[row.hashes[0]]))
        yield row


def known_village(village: TargetVillage, round: str) -> Village:
    """Gather what the check must know, in three queries. Numbers stay encrypted until a row asks for their mask."""
    place = village.village
    codes = Region.objects.filter(level=RegionLevel.DISTRICT).values_list("code", flat=True)
    return Village(
        key=str(village.pk),
        families=_known_families(village, round),
        hash_number=number_hasher(),
        read_key=partial(read_row_key, village),
        districts=frozenset(code.replace(".", "") for code in codes),
        today=timezone.localdate(),
        names=frozenset({place.name.casefold(), place.full_name.casefold(), place.code, place.code.replace(".", "")}),
        round=round,
    )


def _known_families(village: TargetVillage, round: str) -> dict[str, KnownFamily]:
    surveys = {
        family.hex: (key.hex, version, state, SurveyFacts(day.isoformat(), answers, income))
        for family, key, version, state, day, answers, income in Survey.objects.filter(
            family__target_village=village, round=round
        ).values_list("family_id", "uuid", "version", "state", "surveyed_on", "answers", "monthly_income")
    }
    rows = (
        Family.objects.filter(target_village=village)
        .annotate(nik_token=Cast("nik", TextField()), kk_token=Cast("kk", TextField()))
        .values_list(
            "uuid", "version", "status", "nik_hash", "kk_hash", "nik_token", "kk_token",
            "head_name", "head_sex", "head_birth_date", "no_nik_reason", "rw", "rt", "address",
        )
    )  # fmt: skip
    return {row[0].hex: _known(row, surveys.get(row[0].hex)) for row in rows.iterator(_PART)}


def _known(row: tuple[Any, ...], survey: tuple[str, int, str, SurveyFacts] | None) -> KnownFamily:
    key, version, status, nik_hash, kk_hash, nik, kk, name, sex, born, reason, rw, rt, address = row
    facts = FamilyFacts(name, sex, born.isoformat() if born else "", "", reason, "", rw, rt, address)
    merged = status == FamilyStatus.MERGED
    masks = partial(_masks, nik, kk)
    return KnownFamily(key.hex, version, merged, facts, nik_hash, kk_hash, masks, *(survey or ("", 0, "", NO_SURVEY)))


def _masks(*tokens: str) -> tuple[str, str]:
    nik, kk = (str(PersonalNumber(decrypt(token) if token else "")) for token in tokens)
    return nik, kk
