"""Bringing the regions up to the ministry's table."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import connection, transaction

from p2wkss import audit
from p2wkss.models import Region, User
from p2wkss.permissions import check_permission
from p2wkss.regions import RegionRow
from p2wkss.roles import Permission

# Rows a statement: PostgreSQL's planner and SQLite's limit of 32,766 variables are content with five times as many.
BATCH = 2000


@dataclass(frozen=True, slots=True)
class Counts:
    """What a load changed; a region that returns under a new name counts as both renamed and reactivated."""

    created: int
    renamed: int
    reactivated: int
    deactivated: int
    unchanged: int

    @property
    def changed(self) -> bool:
        """Whether anything was written."""
        return bool(self.created or self.renamed or self.reactivated or self.deactivated)


@transaction.atomic
def load_regions(*, by: User | None, rows: Sequence[RegionRow]) -> Counts:
    """Add new regions, rename renamed ones, set inactive those that are gone; nothing is ever deleted.

    Rows come parents first, as `p2wkss.regions.parse` gives them. Only provinces that the rows name are touched: a
    table of some provinces leaves the others alone, but must hold each of its own whole. All or nothing, with one
    audit event; a load that changes nothing leaves none. `by` is None only for the command line; a person must be
    administrator of the whole country.
    """
    if by is not None:
        check_permission(by, Permission.MANAGE_USERS, "")
    provinces = {row.code[:2] for row in rows}
    saved = {
        code: (name, is_active)
        for code, name, is_active in Region.objects.values_list("code", "name", "is_active").iterator(20000)
        if code[:2] in provinces
    }
    created = [row for row in rows if row.code not in saved]
    renamed = {row for row in rows if row.code in saved and saved[row.code][0] != row.name}
    reactivated = {row for row in rows if row.code in saved and not saved[row.code][1]}
    named = {row.code for row in rows}
    gone = [code for code, (_name, is_active) in saved.items() if is_active and code not in named]
    counts = Counts(
        created=len(created),
        renamed=len(renamed),
        reactivated=len(reactivated),
        deactivated=len(gone),
        unchanged=len(rows) - len(created) - len(renamed | reactivated),
    )
    _write(created, sorted(renamed | reactivated), gone)
    if counts.changed:
        audit.record(by=by, action="regions.load", **asdict(counts))
    return counts


def _write(created: Sequence[RegionRow], changed: Sequence[RegionRow], gone: Sequence[str]) -> None:
    """Put the difference into the database in as few statements as it allows."""
    Region.objects.bulk_create([_region(row) for row in created], batch_size=BATCH)
    Region.objects.bulk_create(
        [_region(row) for row in changed],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "is_active"],
    )
    for start in range(0, len(gone), BATCH):
        Region.objects.filter(code__in=gone[start : start + BATCH]).update(is_active=False)
    if created and connection.vendor == "postgresql":
        # A plan for the foreign key's check that was made while the table was small reads all of it for each row.
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(Region._meta.db_table)}")


def _region(row: RegionRow) -> Region:
    return Region(code=row.code, name=row.name, level=row.level, parent_id=row.parent, is_active=True)
