"""What is odd about a family's numbers though it stops no save: said once, after saving."""

from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from p2wkss.models import Region, RegionLevel, User
from villages.enums import IDENTITY_MESSAGES
from villages.identity import check_kk, check_nik
from villages.models import Family, Member


def number_warnings(user: User, family: Family) -> list[str]:
    """Say what differs from the form, which region is unknown, and where else in the year the NIK stands.

    Only villages whose families the person may see are named.
    """
    return [*_odd(family), *_elsewhere(user, family, family.nik_hash)]


def member_warnings(user: User, member: Member) -> list[str]:
    """Say the same of a member, and when the NIK is that of the head of the family."""
    if not member.nik:
        return []
    return [*_odd_member(member), *_same_as_head(member), *_elsewhere(user, member.family, member.nik_hash)]


@sensitive_variables()
def _odd(family: Family) -> list[str]:
    nik, kk = family.nik.reveal(), family.kk.reveal()
    known = _known_districts({number[:6] for number in (nik, kk) if number})
    sex, born = family.head_sex, family.head_birth_date
    found = [("NIK", one) for one in check_nik(nik, sex=sex, birth_date=born, known_regions=known)] if nik else []
    found += [(_("No. KK"), one) for one in check_kk(kk, known_regions=known)] if kk else []
    return [f"{name}: {IDENTITY_MESSAGES[one.code]}" for name, one in found]


@sensitive_variables()
def _odd_member(member: Member) -> list[str]:
    nik = member.nik.reveal()
    found = check_nik(nik, sex=member.sex, birth_date=member.birth_date, known_regions=_known_districts({nik[:6]}))
    return [f"NIK: {IDENTITY_MESSAGES[one.code]}" for one in found]


def _known_districts(codes: set[str]) -> set[str]:
    """Keep those of the six-digit codes that are districts, also former ones: a NIK never changes."""
    dotted = [f"{code[:2]}.{code[2:4]}.{code[4:]}" for code in codes]
    found = Region.objects.filter(level=RegionLevel.DISTRICT, code__in=dotted).values_list("code", flat=True)
    return {code.replace(".", "") for code in found}


def _same_as_head(member: Member) -> list[str]:
    same = member.nik_hash == member.family.nik_hash
    return [_("NIK ini sama dengan NIK kepala keluarga.")] if same else []


def _elsewhere(user: User, family: Family, number: str) -> list[str]:
    """Name the families of the year, other than this, where the number is the head's or that of a present member."""
    if not number:
        return []
    same_year = (
        Family.objects.visible_to(user).registered().filter(target_village__cycle=family.target_village.cycle_id)
    )
    others = same_year.exclude(pk=family.pk).select_related("target_village__village")
    head = others.filter(nik_hash=number).first()
    members = Member.objects.filter(nik_hash=number, left_on=None).values("family")
    home = others.filter(pk__in=members).first()
    said = [_("NIK ini juga terdaftar di %s.") % head.target_village.name] if head else []
    if home:
        facts = {"family": home.head_name, "village": home.target_village.name}
        said.append(_("NIK ini juga tercatat pada anggota keluarga %(family)s, %(village)s.") % facts)
    return said
