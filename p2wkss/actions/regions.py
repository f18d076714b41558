"""Bringing the regions up to the ministry's table."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction

from p2wkss import audit
from p2wkss.models import Region, User
from p2wkss.regions import Row

BATCH = 5000


@dataclass
class Counts:
    """What a load changed."""

    created: int = 0
    renamed: int = 0
    reactivated: int = 0
    deactivated: int = 0
    unchanged: int = 0


@transaction.atomic
def load_regions(*, by: User | None, rows: Sequence[Row]) -> Counts:
    """Add new regions, rename renamed ones, and set inactive those that are gone; nothing is ever deleted.

    Only provinces that the rows name are touched, so that a table of one province leaves the others alone. Rows
    come parents first (`p2wkss.regions.read`). All or nothing.
    """
    provinces = {row.code[:2] for row in rows}
    saved = {region.code: region for region in Region.objects.all() if region.code[:2] in provinces}
    counts = Counts()
    new: list[Region] = []
    changed: list[Region] = []
    for row in rows:
        region = saved.pop(row.code, None)
        if region is None:
            new.append(Region(code=row.code, name=row.name, level=row.level, parent_id=row.parent))
            continue
        renamed, returned = region.name != row.name, not region.is_active
        counts.renamed += renamed
        counts.reactivated += returned
        counts.unchanged += not (renamed or returned)
        if renamed or returned:
            region.name, region.is_active = row.name, True
            changed.append(region)
    gone = [region for region in saved.values() if region.is_active]
    for region in gone:
        region.is_active = False
    Region.objects.bulk_create(new, batch_size=BATCH)
    Region.objects.bulk_update(changed + gone, ["name", "is_active"], batch_size=400)
    counts.created, counts.deactivated = len(new), len(gone)
    counts.unchanged += len(saved) - len(gone)
    if new or changed or gone:
        audit.record(by=by, action="regions.load", **asdict(counts))
    return counts
