"""The demo's accounts."""

from assessments.demo.facts import ASSESSORS, KAMURANG, MARK, PASSWORD, PROVINCE, REGENCIES
from p2wkss.actions.users import create_user, grant_role
from p2wkss.models import Region, User
from p2wkss.roles import Role

# Accounts that `make run` prints: sign-in name, what the person does.
SHOWN_ACCOUNTS = (
    ("admin", "Administrator"),
    ("sekretariat", "Sekretariat provinsi"),
    ("staf.serang", "Staf Pokja Kabupaten Serang"),
    ("kader.kamurang", "Kader pendata Desa Kamurang"),
    ("penilai1", "Penilai provinsi (asal Kota Serang)"),
    ("pimpinan", "Pimpinan, Provinsi Banten"),
)


class People:
    """Everybody in the demo, by sign-in name."""

    def __init__(self) -> None:
        self.admin = _account(None, "admin", f"Admin Sistem {MARK}")
        grant_role(by=None, user=self.admin, role=Role.ADMINISTRATOR, region=None)
        self.secretariat = self._person("sekretariat", f"Lilis Suryani {MARK}", Role.SECRETARIAT, PROVINCE)
        self.official = self._person("pimpinan", f"H. Tubagus Rahmat {MARK}", Role.OFFICIAL, PROVINCE)
        self.staff = {
            regency.code: self._person(
                f"staf.{regency.login}", f"Staf Pokja {regency.login.title()} {MARK}", Role.DISTRICT_STAFF, regency.code
            )
            for regency in REGENCIES
        }
        self.surveyors = {
            KAMURANG.village: self._person("kader.kamurang", f"Euis Komariah {MARK}", Role.SURVEYOR, KAMURANG.village)
        }
        self.assessors = [self._person(login, name, Role.ASSESSOR, PROVINCE, home) for login, name, home in ASSESSORS]
        self.district_assessors = {
            regency.code: [
                self._person(
                    f"penilai.{regency.login}.{number}",
                    f"Tim Penilai {number} {regency.login.title()} {MARK}",
                    Role.ASSESSOR,
                    regency.code,
                    regency.code,
                )
                for number in (1, 2)
            ]
            for regency in REGENCIES
        }

    def _person(self, login: str, name: str, role: Role, region: str, home: str | None = None) -> User:
        user = _account(self.admin, login, name, home)
        grant_role(by=self.admin, user=user, role=role, region=Region.objects.get(code=region))
        return user


def _account(by: User | None, login: str, name: str, home: str | None = None) -> User:
    return create_user(by=by, user=User(username=login, full_name=name, home_region_id=home), password=PASSWORD)
