"""The words of the programme, as the forms and pages show them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from villages.identity import FindingCode
from villages.welfare import Answer, WelfareStage


class SurveyRound(models.TextChoices):
    """When a family is surveyed: before the year's work and after it."""

    BASELINE = "baseline", _("Survei awal")
    ENDLINE = "endline", _("Survei akhir")


class Sex(models.TextChoices):
    """Sex as the family card states it."""

    FEMALE = "female", _("Perempuan")
    MALE = "male", _("Laki-laki")


# The stages and answers themselves are pure rules (villages/welfare.py); here are only their words.
WELFARE_STAGE_LABELS = {
    WelfareStage.INCOMPLETE: _("Belum lengkap"),
    WelfareStage.PRE_PROSPEROUS: _("Pra Sejahtera"),
    WelfareStage.KS1: _("KS I"),
    WelfareStage.KS2: _("KS II"),
    WelfareStage.KS3: _("KS III"),
    WelfareStage.KS3_PLUS: _("KS III Plus"),
}
ANSWER_LABELS = {
    Answer.YES: _("Ya"),
    Answer.NO: _("Tidak"),
    Answer.NOT_APPLICABLE: _("Tidak berlaku"),
    Answer.MISSING: _("Belum dijawab"),
}
IDENTITY_MESSAGES = {
    FindingCode.NOT_DIGITS: _("Nomor ini hanya boleh berisi angka."),
    FindingCode.LENGTH: _("Nomor ini harus 16 angka."),
    FindingCode.DATE: _("Angka ke-7 sampai ke-12 bukan tanggal yang ada."),
    FindingCode.SERIAL: _("Empat angka terakhir tidak boleh 0000."),
    FindingCode.SEX_DIFFERS: _("Jenis kelamin menurut NIK berbeda dari isian."),
    FindingCode.BIRTH_DATE_DIFFERS: _("Tanggal lahir menurut NIK berbeda dari isian."),
    FindingCode.REGION_UNKNOWN: _("Enam angka pertama bukan kode wilayah yang dikenal."),
}
