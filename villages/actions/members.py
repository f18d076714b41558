"""Entering who lives in a family beside its head."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from p2wkss.actions.saving import save_versioned
from p2wkss.models import User
from villages.enums import IDENTITY_MESSAGES
from villages.identity import Severity, check_nik
from villages.models import Member
from villages.permissions import check_enter_family


def save_member(*, by: User, member: Member) -> Member:
    """Enter a member or correct one; the same member sent twice stays one. Nobody is deleted: a member leaves.

    Raises ValidationError with the faulty fields (a NIK of wrong form, one that another member of the family has, a
    date that cannot be), or when the key belongs to a member of another family; StaleVersion when somebody saved a
    newer version. What is only odd about a NIK does not stop the save.
    """
    check_enter_family(by, member.family)
    if Member.objects.filter(pk=member.pk).exclude(family=member.family_id).exists():
        raise ValidationError(_("Formulir ini sudah dipakai untuk keluarga lain. Buka formulir baru."))
    member.nik_hash = member.nik.lookup
    if errors := {field: words for field, words in (("nik", _wrong_number(member)), *_wrong_dates(member)) if words}:
        raise ValidationError(errors)
    member.created_by_id = member.created_by_id or by.pk
    return save_versioned(
        by=by,
        instance=member,
        action="member.save",
        region_code=member.family.target_village.village_id,
        log_values=False,
    )


def _wrong_number(member: Member) -> list[str]:
    if not member.nik:
        return []
    found = [one for one in check_nik(member.nik.reveal()) if one.severity is Severity.ERROR]
    if found:
        return [str(IDENTITY_MESSAGES[one.code]) for one in found]
    same = Member.objects.filter(family=member.family_id, nik_hash=member.nik_hash).exclude(pk=member.pk).first()
    return [_("NIK ini sudah tercatat pada anggota lain keluarga ini: %s.") % same.name] if same else []


def _wrong_dates(member: Member) -> list[tuple[str, list[str]]]:
    today, born, left = timezone.localdate(), member.birth_date, member.left_on
    wrong = []
    if born and born > today:
        wrong.append(("birth_date", [_("Tanggal lahir tidak boleh di masa depan.")]))
    if left and left > today:
        wrong.append(("left_on", [_("Tanggal ini tidak boleh di masa depan.")]))
    elif left and born and left < born:
        wrong.append(("left_on", [_("Tanggal ini tidak boleh sebelum tanggal lahir.")]))
    return wrong
