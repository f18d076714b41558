"""What the rows of the access table are made of."""

from collections.abc import Callable
from typing import Any, NamedTuple

from p2wkss.roles import Role
from tests.factories.world import District, World

ADMIN, SECRETARIAT, STAFF = Role.ADMINISTRATOR, Role.SECRETARIAT, Role.DISTRICT_STAFF
SURVEYOR, ASSESSOR, OFFICIAL = Role.SURVEYOR, Role.ASSESSOR, Role.OFFICIAL
EVERYBODY = dict.fromkeys(Role, 200)
NOBODY = dict.fromkeys(Role, 403)
UNSEEN = dict.fromkeys(Role, 404)
# A form that is sent without anything in it comes back with what is missing.
INCOMPLETE, DONE = 422, 302
EMPTY = {"csrfmiddlewaretoken": "-"}


class Row(NamedTuple):
    """What is expected of one address: by role, for an object of the own and of another district."""

    own: dict[Role, int]
    other: dict[Role, int] | None = None
    post: bool = False
    anonymous: int = 302


def only(base: dict[Role, int], **roles: int) -> dict[Role, int]:
    """The base with some roles set otherwise."""
    return {**base, **{Role[name.upper()]: status for name, status in roles.items()}}


PROGRAMME = only(NOBODY, secretariat=200, district_staff=200, surveyor=200)
PLACE = only(UNSEEN, secretariat=200, district_staff=200, surveyor=200)
OTHER_PLACE = only(UNSEEN, secretariat=200)
ENTER = only(UNSEEN, secretariat=403, district_staff=200, surveyor=200)
OTHER_ENTER = only(UNSEEN, secretariat=403)
MANAGE_PLACE = only(UNSEEN, secretariat=403, district_staff=200, surveyor=403)
OWN_IMPORT = only(UNSEEN, district_staff=200, surveyor=200)
USERS = only(NOBODY, administrator=200)
# District rounds of the world are published: officials of the province read them, and each district its own.
RESULT = only(UNSEEN, secretariat=200, district_staff=200, official=200)
OTHER_RESULT = only(UNSEEN, secretariat=200, official=200)
RUN_ROUND = only(UNSEEN, secretariat=403, district_staff=403, official=403)
OTHER_RUN_ROUND = only(UNSEEN, secretariat=403, official=403)

# How an area's address is built: the arguments of `reverse` for the object of the own or of the other district.
Arguments = Callable[[World, District, bool], list[Any]]
