"""The words of judging, as the forms and pages show them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.phases import Phase


class RoundLevel(models.TextChoices):
    """At which level a round judges: a district picks one village, the province ranks the picked ones."""

    DISTRICT = "district", _("Tingkat kabupaten/kota")
    PROVINCE = "province", _("Tingkat provinsi")


class RoundKind(models.TextChoices):
    """What a round is for: to rank villages, or to let the panel mark one known village before the season."""

    JUDGING = "judging", _("Penilaian")
    CALIBRATION = "calibration", _("Kalibrasi")


class SheetState(models.TextChoices):
    """How far an assessor has come with one village; a recused sheet counts nowhere."""

    DRAFT = "draft", _("Konsep")
    SUBMITTED = "submitted", _("Diajukan")
    RECUSED = "recused", _("Mengundurkan diri")


class ConflictKind(models.TextChoices):
    """What may bind an assessor to a village."""

    FAMILY = "family", _("Hubungan keluarga")
    WORK = "work", _("Bekerja atau membina di desa itu")
    BENEFIT = "benefit", _("Keuntungan bagi diri sendiri")
    OTHER = "other", _("Hal lain")


class PanelPosition(models.TextChoices):
    """What a member is in the panel (tim penilai)."""

    CHAIR = "chair", _("Ketua")
    SECRETARY = "secretary", _("Sekretaris")
    MEMBER = "member", _("Anggota")


# The phases themselves are a pure table (assessments/phases.py); here are only their words.
PHASE_LABELS = {
    Phase.PREPARATION: _("Persiapan"),
    Phase.SCORING: _("Pemberian nilai"),
    Phase.PLENARY: _("Pleno"),
    Phase.LOCKED: _("Terkunci"),
    Phase.PUBLISHED: _("Diumumkan"),
    Phase.OBJECTIONS: _("Masa sanggah"),
    Phase.FINAL: _("Final"),
}
