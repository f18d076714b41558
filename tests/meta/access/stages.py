"""Who may open what of the twelve stages and the board."""

from tests.meta.access.rows import INCOMPLETE, MANAGE_PLACE, OTHER_ENTER, OTHER_PLACE, PLACE, PROGRAMME, Arguments, Row

TABLE: dict[str, Row] = {
    "villages:stage_list": Row(PLACE, OTHER_PLACE),
    "villages:stage_detail": Row(PLACE, OTHER_PLACE),
    "villages:stage_plan": Row(MANAGE_PLACE, OTHER_ENTER),
    "villages:stage_board": Row(PROGRAMME),
}
# Whoever may look at a stage without recording gets the same page back, and nothing is stored.
FORMS: dict[str, int] = {"villages:stage_detail": INCOMPLETE, "villages:stage_plan": INCOMPLETE}
ARGUMENTS: dict[str, Arguments] = {
    "villages:stage_list": lambda world, district, own: [district.villages[0].pk],
    "villages:stage_detail": lambda world, district, own: [district.villages[0].pk, 3],
    "villages:stage_plan": lambda world, district, own: [district.villages[0].pk],
}
