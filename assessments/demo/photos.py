"""The demo's photos: drawn pictures that say that they are, with the day that a camera would have written into them."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from django.core.files.base import ContentFile

from assessments.demo.facts import MARK, YEAR
from assessments.demo.record_facts import ROAD, SEWING
from p2wkss.models import User
from villages.actions.evidence import add_evidence, save_evidence
from villages.enums import Moment
from villages.models import Activity, Asset, Evidence, Innovation, TargetVillage, Visit

_PICTURES = Path(__file__).parent / "pictures"


def add_photos(
    by: User,
    village: TargetVillage,
    visits: Sequence[Visit],
    deeds: Mapping[str, Activity],
    road: Asset,
    innovation: Innovation,
) -> None:
    """Show the road before and after (seed), the sewing, a visit and the innovation."""
    works = (f"activity:{deeds[ROAD].pk}", f"asset:{road.pk}", "indicator:K2")
    before = add_photo(by, village, "road-before", "Jalan Kampung Meliyas rusak", works, moment=Moment.BEFORE)
    after = add_photo(by, village, "road-after", "Jalan Kampung Meliyas sudah dicor", works, moment=Moment.AFTER)
    after.pair = before
    save_evidence(by=by, evidence=after)
    learning = (f"activity:{deeds[SEWING].pk}", "stage:5", "indicator:L1")
    add_photo(by, village, "sewing", "Sebelas kepala keluarga belajar menjahit", learning)
    coached = next((one for one in visits if one.day >= date(YEAR, 3, 6)), None)
    if coached:
        add_photo(
            by, village, "meeting", "Pembinaan di balai warga", (f"visit:{coached.pk}", "stage:3", "indicator:D3")
        )
    add_photo(by, village, "stove", "Tungku hemat kayu di dapur", (f"innovation:{innovation.pk}", "indicator:I1"))


def add_photo(
    by: User, village: TargetVillage, name: str, caption: str, links: Sequence[str], moment: str = ""
) -> Evidence:
    """Send in one of the pictures."""
    file = ContentFile((_PICTURES / f"{name}.jpg").read_bytes(), f"{name}.jpg")
    caption = f"{caption} {MARK}"
    return add_evidence(by=by, target_village=village, file=file, caption=caption, moment=moment, links=links)
