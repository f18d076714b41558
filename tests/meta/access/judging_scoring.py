"""Who may open what: the panel, its assignments and declarations, and filling in sheets."""

from typing import Any

from assessments.models import Entry
from tests.factories.world import District, World
from tests.meta.access.dossier import sheet_of
from tests.meta.access.rows import DONE, INCOMPLETE, OTHER_RUN_ROUND, RUN_ROUND, UNSEEN, Arguments, Row, only

# The district rounds are published: their staff run them, but the panel is fixed by now.
FIXED = Row(RUN_ROUND, OTHER_RUN_ROUND)
FIXED_POST = Row(RUN_ROUND, OTHER_RUN_ROUND, post=True)
# The own sheet is that of the province's round, which is being scored; the other is a colleague's.
OWN = Row(only(UNSEEN, assessor=200), UNSEEN)

TABLE: dict[str, Row] = {
    "assessments:panel_decree": FIXED,
    "assessments:panel_assign": FIXED,
    "assessments:panel_csv": FIXED_POST,
    "assessments:panel_balance": FIXED_POST,
    "assessments:panel_everybody": FIXED_POST,
    "assessments:assessor_add": FIXED,
    # In the province's round everybody has declared, so there is nothing to ask; the other is a district's.
    "assessments:declare": Row(only(UNSEEN, assessor=DONE), UNSEEN),
    "assessments:conflict_declare": OWN,
    "assessments:mark_save": Row(only(UNSEEN, assessor=INCOMPLETE), UNSEEN, post=True),
    "assessments:sheet_peers": Row(only(UNSEEN, assessor=403), UNSEEN),
    # Nobody gives back what was not handed in; who runs the round may open the form.
    "assessments:sheet_return": Row(only(UNSEEN, secretariat=200), only(UNSEEN, secretariat=200)),
    "assessments:dossier_beside": OWN,
    "assessments:missing_board": Row(only(RUN_ROUND, district_staff=200), OTHER_RUN_ROUND),
    "assessments:remind": Row(RUN_ROUND, OTHER_RUN_ROUND, post=True),
}
FORMS: dict[str, int] = dict.fromkeys(
    (
        "assessments:panel_decree",
        "assessments:panel_assign",
        "assessments:assessor_add",
        "assessments:declare",
        "assessments:sheet_return",
        "assessments:conflict_declare",
    ),
    INCOMPLETE,
)


def round_of(world: World, district: District, own: bool) -> list[Any]:
    """Give the district's round."""
    return [district.round.pk]


def province_round(world: World, district: District, own: bool) -> list[Any]:
    """Give the province's round for the own, else the other district's."""
    return [world.round.pk if own else district.round.pk]


def entry_of(world: World, district: District, own: bool) -> list[Any]:
    """Give a village of the district's round."""
    return [Entry.objects.filter(round=district.round).earliest("pk").pk]


ARGUMENTS: dict[str, Arguments] = {
    **dict.fromkeys(
        (
            "assessments:panel_decree",
            "assessments:panel_assign",
            "assessments:panel_csv",
            "assessments:panel_balance",
            "assessments:panel_everybody",
            "assessments:missing_board",
            "assessments:remind",
        ),
        round_of,
    ),
    "assessments:assessor_add": entry_of,
    "assessments:declare": province_round,
    **dict.fromkeys(
        (
            "assessments:conflict_declare",
            "assessments:mark_save",
            "assessments:sheet_peers",
            "assessments:sheet_return",
            "assessments:dossier_beside",
        ),
        sheet_of,
    ),
}
