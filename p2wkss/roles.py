"""The six roles and what each may do: the one table of rights.

A role is held for a region and counts for everything under it (docs/architecture.md). Rules that depend on an
object's state or on a person's home district stand in each app's own `permissions.py`.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """A job that a person holds for a region."""

    ADMINISTRATOR = "administrator", _("Administrator")
    SECRETARIAT = "secretariat", _("Sekretariat provinsi")
    DISTRICT_STAFF = "district_staff", _("Staf Pokja kabupaten/kota")
    SURVEYOR = "surveyor", _("Kader pendata")
    ASSESSOR = "assessor", _("Penilai")
    OFFICIAL = "official", _("Pimpinan")


class Permission(models.TextChoices):
    """One thing that a person may do; the label completes the sentence "Anda tidak berhak …"."""

    MANAGE_USERS = "manage_users", _("mengelola pengguna dan peran")
    VIEW_AUDIT = "view_audit", _("melihat jejak audit")
    MANAGE_CYCLES = "manage_cycles", _("membuka tahun program")
    VIEW_PROGRAMME = "view_programme", _("melihat data desa binaan")
    MANAGE_VILLAGES = "manage_villages", _("mengelola SK dan desa binaan")
    RECORD_PROGRAMME = "record_programme", _("mencatat jalannya program")
    MANAGE_AGENCIES = "manage_agencies", _("mengelola daftar instansi")
    VIEW_DASHBOARDS = "view_dashboards", _("melihat dasbor")
    VIEW_FAMILIES = "view_families", _("melihat data keluarga")
    ENTER_FAMILIES = "enter_families", _("mengisi data keluarga dan survei")
    VERIFY_SURVEYS = "verify_surveys", _("memeriksa survei")
    DECIDE_DUPLICATES = "decide_duplicates", _("memutuskan data ganda")
    REVEAL_NUMBERS = "reveal_numbers", _("membuka NIK dan No. KK")
    MANAGE_INSTRUMENTS = "manage_instruments", _("mengelola instrumen")
    VIEW_ROUNDS = "view_rounds", _("melihat jalannya penilaian")
    MANAGE_PROVINCE_ROUND = "manage_province_round", _("mengelola penilaian tingkat provinsi")
    MANAGE_DISTRICT_ROUND = "manage_district_round", _("mengelola penilaian tingkat kabupaten/kota")
    NOMINATE = "nominate", _("menetapkan wakil kabupaten/kota")
    OBJECT = "object", _("mengajukan sanggahan")
    SCORE = "score", _("menilai")
    VIEW_PUBLISHED = "view_published", _("melihat hasil yang diumumkan")
    MANAGE_LETTERHEAD = "manage_letterhead", _("mengelola kop surat dan penanda tangan")


P = Permission

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset({P.MANAGE_USERS, P.VIEW_AUDIT, P.MANAGE_LETTERHEAD}),
    Role.SECRETARIAT: frozenset(
        {
            P.MANAGE_CYCLES,
            P.VIEW_PROGRAMME,
            P.MANAGE_AGENCIES,
            P.VIEW_DASHBOARDS,
            P.VIEW_FAMILIES,
            P.DECIDE_DUPLICATES,
            P.MANAGE_INSTRUMENTS,
            P.VIEW_ROUNDS,
            P.MANAGE_PROVINCE_ROUND,
            P.VIEW_PUBLISHED,
            P.MANAGE_LETTERHEAD,
        }
    ),
    Role.DISTRICT_STAFF: frozenset(
        {
            P.VIEW_PROGRAMME,
            P.MANAGE_VILLAGES,
            P.RECORD_PROGRAMME,
            P.MANAGE_AGENCIES,
            P.VIEW_DASHBOARDS,
            P.VIEW_FAMILIES,
            P.ENTER_FAMILIES,
            P.VERIFY_SURVEYS,
            P.DECIDE_DUPLICATES,
            P.REVEAL_NUMBERS,
            P.VIEW_ROUNDS,
            P.MANAGE_DISTRICT_ROUND,
            P.NOMINATE,
            P.OBJECT,
            P.VIEW_PUBLISHED,
            P.MANAGE_LETTERHEAD,
        }
    ),
    Role.SURVEYOR: frozenset({P.VIEW_PROGRAMME, P.VIEW_FAMILIES, P.ENTER_FAMILIES}),
    Role.ASSESSOR: frozenset({P.SCORE}),
    Role.OFFICIAL: frozenset({P.VIEW_PUBLISHED, P.VIEW_DASHBOARDS}),
}
