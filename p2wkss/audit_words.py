"""What each audited act is called on the page, and what it was about."""

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from p2wkss.models import AuditEvent
from p2wkss.roles import Role

ACTION_WORDS = {
    "user.create": _("Membuka akun"),
    "user.update": _("Mengubah akun"),
    "user.reset_password": _("Memberi kata sandi baru"),
    "user.change_password": _("Mengganti kata sandi sendiri"),
    "role.grant": _("Memberi peran"),
    "role.revoke": _("Mencabut peran"),
    "regions.load": _("Memuat wilayah"),
    "cycle.open": _("Membuka tahun program"),
    "decree.save": _("Menyimpan SK"),
    "target_village.save": _("Menyimpan desa binaan"),
    "family.save": _("Menyimpan keluarga"),
    "family.reveal_numbers": _("Membuka NIK dan No. KK"),
    "survey.save_baseline": _("Menyimpan survei awal"),
    "survey.save_endline": _("Menyimpan survei akhir"),
    "instrument.load": _("Memuat instrumen"),
    "instrument.lock": _("Mengunci instrumen"),
    "round.create": _("Menyiapkan penilaian"),
    "round.add_entry": _("Menambah peserta"),
    "round.remove_entry": _("Mengeluarkan peserta"),
    "round.add_member": _("Menambah penilai"),
    "round.remove_member": _("Mengeluarkan penilai"),
    "round.scoring": _("Membuka penilaian"),
    "round.preparation": _("Kembali ke persiapan"),
    "round.lock": _("Mengunci hasil"),
    "round.published": _("Mengumumkan hasil"),
    "round.decide_tie": _("Mencatat keputusan pleno"),
    "round.nominate": _("Menetapkan wakil"),
    "sheet.save": _("Menyimpan lembar nilai"),
    "sheet.submit": _("Mengajukan lembar nilai"),
}

# The details that tell one object from another, or say why; the others are for whoever reads the table itself.
TELLING = ("username", "number", "year", "reason")


def about(event: AuditEvent) -> str:
    """Say what an act was about: the kind of object, its number, and what tells it from others. Asks no query."""
    parts = [_noun(event), *(str(event.details.get(name) or "") for name in TELLING)]
    role = event.details.get("role")
    if role in Role.values:
        parts.append(str(Role(role).label))
    return " · ".join(part for part in parts if part)


def _noun(event: AuditEvent) -> str:
    """Give "Keluarga 1f0c22ab": the kind of object, and as much of its key as tells it from others."""
    if not event.object_type:
        return ""
    try:
        kind = apps.get_model(event.object_type)._meta.verbose_name
    except LookupError:  # the record outlives the kind of object it is about
        return f"{event.object_type} {event.object_id[:8]}"
    return f"{capfirst(str(kind))} {event.object_id[:8]}"
