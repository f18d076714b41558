"""What is odd about a family's numbers though it stops no save: said once, after saving."""

from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from p2wkss.models import Region, RegionLevel, User
from villages.enums import IDENTITY_MESSAGES
from villages.identity import check_kk, check_nik
from villages.models import Family


def number_warnings(user: User, family: Family) -> list[str]:
    """Say what differs from the form, which region is unknown, and where else in the year the NIK stands.

    Only villages whose families the person may see are named.
    """
    return [*_odd(family), *_elsewhere(user, family)]


@sensitive_variables()
def _odd(family: Family) -> list[str]:
    nik, kk = family.nik.reveal(), family.kk.reveal()
    known = _known_districts({number[:6] for number in (nik, kk) if number})
    sex, born = family.head_sex, family.head_birth_date
    found = [("NIK", one) for one in check_nik(nik, sex=sex, birth_date=born, known_regions=known)] if nik else []
    found += [(_("No. KK"), one) for one in check_kk(kk, known_regions=known)] if kk else []
    return [f"{name}: {IDENTITY_MESSAGES[one.code]}" for name, one in found]


def _known_districts(codes: set[str]) -> set[str]:
    """Keep those of the six-digit codes that are districts, also former ones: a NIK never changes."""
    dotted = [f"{code[:2]}.{code[2:4]}.{code[4:]}" for code in codes]
    found = Region.objects.filter(level=RegionLevel.DISTRICT, code__in=dotted).values_list("code", flat=True)
    return {code.replace(".", "") for code in found}


def _elsewhere(user: User, family: Family) -> list[str]:
    if not family.nik:
        return []
    same = Family.objects.visible_to(user).filter(
        target_village__cycle=family.target_village.cycle_id, nik_hash=family.nik_hash
    )
    twin = same.exclude(pk=family.pk).select_related("target_village__village").first()
    return [_("NIK ini juga terdaftar di %s.") % twin.target_village.name] if twin else []
