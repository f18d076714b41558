"""Take families and surveys from a workbook, as the page does."""

import json
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.core.management.base import BaseCommand, CommandError, CommandParser

from p2wkss.models import User
from p2wkss.permissions import has_permission
from p2wkss.roles import Permission, Role
from villages.actions.imports import cancel_import, choose_columns, confirm_import, run_waiting, upload_workbook
from villages.enums import YEAR_ROUNDS, ImportState
from villages.imports.words import refusal_text
from villages.models import ImportBatch, TargetVillage


class Command(BaseCommand):
    """`manage.py import_families FILE --village CODE --year Y --round baseline|endline [--dry-run] [--by NAME]`.

    Prints a JSON summary. Exit code 1 when the file was refused or a row had an error; the right rows are stored all
    the same, as the page stores them.
    """

    help = "Take families and surveys from a workbook (.xlsx) or a CSV file."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, the village, the year and the round."""
        parser.add_argument("file", type=_file)
        parser.add_argument("--village", required=True, help="code of the village, such as 36.04.15.2010")
        parser.add_argument("--year", required=True, type=int)
        parser.add_argument("--round", required=True, choices=[one.value for one in YEAR_ROUNDS])
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument("--by", help="who imports (unless told, the first staff of the village's regency)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Upload, check, and store unless told otherwise."""
        places = TargetVillage.objects.select_related("village__parent__parent", "cycle")
        village = places.filter(village=options["village"], cycle__year=options["year"]).first()
        if village is None:
            raise CommandError(f"No target village {options['village']} in {options['year']}.")
        by = _person(options["by"], village)
        try:
            with options["file"].open("rb") as file:
                named = File(file, options["file"].name)
                batch = upload_workbook(by=by, target_village=village, round=options["round"], file=named, queued=False)
            batch = self._checked(by, run_waiting(batch))
            if batch.state == ImportState.CHECKED and batch.has_changes and not options["dry_run"]:
                batch = run_waiting(confirm_import(by=by, batch=batch, queued=False))
            elif batch.state != ImportState.DONE:
                cancel_import(by=by, batch=batch)
        except (ValidationError, PermissionDenied) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(summary(batch), indent=2))
        if batch.refusal or batch.summary.get("error"):
            raise SystemExit(1)

    @staticmethod
    def _checked(by: User, batch: ImportBatch) -> ImportBatch:
        """Take the columns that are recognised by their names, where a person would be asked."""
        if batch.state != ImportState.MAPPING:
            return batch
        heads = batch.columns["heads"]
        guessed = {code: heads[at] for code, at in batch.columns["guess"].items()}
        return run_waiting(choose_columns(by=by, batch=batch, columns=guessed, queued=False))


def summary(batch: ImportBatch) -> dict[str, Any]:
    """Give what the command prints: counts of rows by what they mean, and why a file was refused."""
    kinds = ("rows", "new", "changed", "unchanged", "error", "warning", "duplicate")
    return {
        "file": batch.file_name,
        "sha256": batch.file_sha256,
        "state": batch.state,
        "refused": refusal_text(batch.refusal, batch.summary.get("about", "")) if batch.refusal else None,
        **{kind: int(batch.summary.get(kind, 0)) for kind in kinds},
    }


def _file(text: str) -> Path:
    path = Path(text)
    if not path.is_file():
        raise ArgumentTypeError(f"no such file: {text}")
    return path


def _person(name: str | None, village: TargetVillage) -> User:
    """Find who imports. Raises CommandError for nobody, or somebody without the right."""
    if name is None:
        staff = User.objects.filter(
            is_active=True,
            role_assignments__role=Role.DISTRICT_STAFF,
            role_assignments__revoked_at=None,
            role_assignments__region=village.village.regency_code,
        )
        found: User | None = staff.order_by("pk").first()
    else:
        found = User.objects.filter(username=name, is_active=True).first()
    if found is None or not has_permission(found, Permission.ENTER_FAMILIES, village.village_id):
        raise CommandError("Nobody with the right to enter families here: name somebody by --by.")
    return found
