"""Who may open what of photos and documents."""

from typing import Any

from p2wkss.roles import Role
from tests.factories.evidence import make_evidence
from tests.factories.world import District, World
from tests.meta.access.rows import (
    INCOMPLETE,
    MANAGE_PLACE,
    NOBODY,
    OTHER_ENTER,
    OTHER_PLACE,
    PLACE,
    PROGRAMME,
    Arguments,
    Row,
    only,
)
from villages.actions.uploads import open_upload
from villages.models import Upload


def _village(world: World, district: District, own: bool) -> list[Any]:
    return [district.villages[0].pk]


def _evidence(world: World, district: District, own: bool) -> list[Any]:
    village = district.villages[0]
    return [(village.evidence.first() or make_evidence(district.staff, village)).pk]


def _upload(world: World, district: District, own: bool) -> list[Any]:
    by, village = district.staff, district.villages[0]
    known = Upload.objects.filter(user=by).first()
    return [(known or open_upload(by=by, target_village=village, file_name="foto.jpg", size=9)).pk]


TABLE: dict[str, Row] = {
    "villages:evidence_list": Row(PLACE, OTHER_PLACE),
    "villages:evidence_create": Row(MANAGE_PLACE, OTHER_ENTER),
    "villages:evidence_reuse": Row(PROGRAMME),
    "villages:evidence_detail": Row(PLACE, OTHER_PLACE),
    "villages:evidence_update": Row(MANAGE_PLACE, OTHER_ENTER),
    "villages:evidence_withdraw": Row(MANAGE_PLACE, OTHER_ENTER),
    "villages:evidence_file": Row(PLACE, OTHER_PLACE),
    "villages:evidence_thumbnail": Row(PLACE, OTHER_PLACE),
    # The staff get to hear that the version of the protocol is missing.
    "villages:upload_create": Row(only(NOBODY, district_staff=412), post=True),
    # Asked for by HEAD, PATCH and DELETE only: tests/integration/test_uploads.py knows who may.
    "villages:upload_part": Row(dict.fromkeys(Role, 405)),
}
FORMS: dict[str, int] = {
    "villages:evidence_create": INCOMPLETE,
    "villages:evidence_update": INCOMPLETE,
    "villages:evidence_withdraw": INCOMPLETE,
}
ARGUMENTS: dict[str, Arguments] = {
    "villages:evidence_list": _village,
    "villages:evidence_create": _village,
    "villages:evidence_detail": _evidence,
    "villages:evidence_update": _evidence,
    "villages:evidence_withdraw": _evidence,
    "villages:evidence_file": _evidence,
    "villages:evidence_thumbnail": _evidence,
    "villages:upload_part": _upload,
}
