"""People for tests, with the roles they hold."""

from p2wkss.actions.users import create_user, grant_role
from p2wkss.models import Region, User
from p2wkss.roles import Role

PASSWORD = "kata-sandi-uji-2019"


def make_user(username: str, role: Role | None = None, region: str | None = None, *, home: str | None = None) -> User:
    """Open an account with one role for a region (None: the whole country)."""
    user = User(username=username, full_name=username.title(), home_region_id=home)
    create_user(by=None, user=user, password=PASSWORD)
    if role is not None:
        place = Region.objects.get(code=region) if region else None
        grant_role(by=None, user=user, role=role, region=place)
    return user
