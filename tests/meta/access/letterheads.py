"""Who may open the pages of letterheads."""

from typing import Any

from p2wkss.models import LetterheadVersion
from tests.factories.letterheads import make_drawn_draft, make_version
from tests.factories.world import District, World
from tests.meta.access.rows import DONE, INCOMPLETE, NOBODY, UNSEEN, Arguments, Row, only

OWN = only(UNSEEN, administrator=200, secretariat=200, district_staff=200)
OTHER = only(UNSEEN, administrator=200, secretariat=200)
OWN_STEP = only(UNSEEN, administrator=DONE, secretariat=DONE, district_staff=DONE)
OTHER_STEP = only(UNSEEN, administrator=DONE, secretariat=DONE)


def _office(world: World, district: District, own: bool) -> list[Any]:
    return [district.decree.regency_id]


def _draft(world: World, district: District, own: bool) -> list[Any]:
    return [make_drawn_draft(district.staff, district.decree.regency_id).pk]


def _used(world: World, district: District, own: bool) -> list[Any]:
    region = district.decree.regency_id
    known = LetterheadVersion.objects.in_use().filter(region=region).first()
    return [(known or make_version(district.staff, region)).pk]


TABLE: dict[str, Row] = {
    "letterhead_list": Row(only(NOBODY, administrator=200, secretariat=200, district_staff=200)),
    "letterhead_create": Row(OWN, OTHER),
    "letterhead_detail": Row(OWN, OTHER),
    "letterhead_update": Row(OWN, OTHER),
    "letterhead_logo": Row(OWN, OTHER),
    # What was looked at is not said: nothing is taken into use, and the page says so.
    "letterhead_activate": Row(OWN_STEP, OTHER_STEP, post=True),
    # A version in use is never thrown away, and the page says so.
    "letterhead_discard": Row(OWN_STEP, OTHER_STEP, post=True),
}
FORMS: dict[str, int] = {"letterhead_create": DONE, "letterhead_update": INCOMPLETE}
ARGUMENTS: dict[str, Arguments] = {
    "letterhead_create": _office,
    "letterhead_detail": _draft,
    "letterhead_update": _draft,
    "letterhead_logo": _draft,
    "letterhead_activate": _draft,
    "letterhead_discard": _used,
}
