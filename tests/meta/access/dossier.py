"""Who may open what of the assessor's dossier."""

from typing import Any

from assessments.models import ScoreSheet
from tests.factories.evidence import make_evidence
from tests.factories.world import District, World
from tests.meta.access.rows import UNSEEN, Arguments, Row, only
from villages.models import Evidence

# The own sheet is that of the province's round; the other is a colleague's for the same village. Staff and the
# secretariat have the village's own pages, and everybody else has none of it.
OWN = Row(only(UNSEEN, assessor=200), UNSEEN)
TABLE: dict[str, Row] = {
    "assessments:dossier": OWN,
    "assessments:dossier_file": OWN,
    "assessments:dossier_thumbnail": OWN,
}
FORMS: dict[str, int] = {}


def sheet_of(world: World, district: District, own: bool) -> list[Any]:
    """Give the sheet of the assessor, or of a colleague, for the village of Kabupaten Serang."""
    about = {"entry__round": world.round, "entry__target_village": world.serang.villages[0]}
    return [ScoreSheet.objects.get(member__user=world.assessors[0 if own else 1], **about).pk]


def evidence_of(world: World, district: District, own: bool) -> list[Any]:
    """Give the sheet with a photo of its village."""
    village = world.serang.villages[0]
    known = Evidence.objects.filter(target_village=village, caption="Berkas penilai").first()
    photo = known or make_evidence(world.serang.staff, village, caption="Berkas penilai")
    return [*sheet_of(world, district, own), photo.pk]


ARGUMENTS: dict[str, Arguments] = {
    "assessments:dossier": sheet_of,
    "assessments:dossier_file": evidence_of,
    "assessments:dossier_thumbnail": evidence_of,
}
