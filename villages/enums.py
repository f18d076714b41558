"""The words of the programme, as the forms and pages show them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from villages.identity import FindingCode
from villages.welfare import Answer, WelfareStage


class SurveyRound(models.TextChoices):
    """When a family is surveyed: before the year's work, after it, and once more when the year is over."""

    BASELINE = "baseline", _("Survei awal")
    ENDLINE = "endline", _("Survei akhir")
    FOLLOW_UP = "followup", _("Survei lanjutan")


# The rounds that the programme year itself asks for: its progress and its next steps know no other.
YEAR_ROUNDS = (SurveyRound.BASELINE, SurveyRound.ENDLINE)
# What a round is compared with: the one before it.
ROUND_BEFORE = {SurveyRound.ENDLINE: SurveyRound.BASELINE, SurveyRound.FOLLOW_UP: SurveyRound.ENDLINE}


class Sex(models.TextChoices):
    """Sex as the family card states it."""

    FEMALE = "female", _("Perempuan")
    MALE = "male", _("Laki-laki")


class FamilyStatus(models.TextChoices):
    """Whether a family is still with the programme; whoever left keeps the record."""

    ACTIVE = "active", _("Aktif")
    MOVED = "moved", _("Pindah")
    DIED = "died", _("Meninggal")
    WITHDREW = "withdrew", _("Mengundurkan diri")
    MERGED = "merged", _("Digabung")


class SurveyState(models.TextChoices):
    """How far a survey is on its way from the surveyor to the checked record."""

    DRAFT = "draft", _("Draf")
    SUBMITTED = "submitted", _("Diajukan")
    RETURNED = "returned", _("Dikembalikan")
    VERIFIED = "verified", _("Terverifikasi")


class Relation(models.TextChoices):
    """How a member is related to the head of the family."""

    SPOUSE = "spouse", _("Istri/suami")
    CHILD = "child", _("Anak")
    PARENT = "parent", _("Orang tua")
    PARENT_IN_LAW = "parent_in_law", _("Mertua")
    GRANDCHILD = "grandchild", _("Cucu")
    OTHER = "other", _("Famili lain")
    UNRELATED = "unrelated", _("Bukan famili")


class Schooling(models.TextChoices):
    """The highest schooling that a person has finished, or why there is none yet."""

    NOT_YET = "not_yet", _("Belum sekolah")
    NONE = "none", _("Tidak pernah sekolah")
    UNFINISHED = "unfinished", _("Tidak tamat SD")
    PRIMARY = "primary", _("SD/sederajat")
    JUNIOR = "junior", _("SMP/sederajat")
    SENIOR = "senior", _("SMA/sederajat")
    HIGHER = "higher", _("Perguruan tinggi")


class Disability(models.TextChoices):
    """The kinds of disability that UU 8/2016 names."""

    NONE = "none", _("Tidak ada")
    PHYSICAL = "physical", _("Fisik")
    SENSORY = "sensory", _("Sensorik")
    INTELLECTUAL = "intellectual", _("Intelektual")
    MENTAL = "mental", _("Mental")
    MULTIPLE = "multiple", _("Ganda")


class Verdict(models.TextChoices):
    """What was decided about two families that look like one."""

    DIFFERENT = "different", _("Keluarga yang berbeda")
    MERGED = "merged", _("Keluarga yang sama, digabung")
    REOPENED = "reopened", _("Keputusan dibatalkan")


class ImportState(models.TextChoices):
    """How far an uploaded workbook is."""

    MAPPING = "mapping", _("Menunggu kolom dicocokkan")
    CHECKING = "checking", _("Sedang diperiksa")
    CHECKED = "checked", _("Menunggu persetujuan")
    REFUSED = "refused", _("Ditolak")
    IMPORTING = "importing", _("Sedang disimpan")
    DONE = "done", _("Selesai")
    CANCELLED = "cancelled", _("Dibatalkan")


class ExportState(models.TextChoices):
    """How far a workbook of families is that somebody asked for."""

    WAITING = "waiting", _("Menunggu giliran")
    RUNNING = "running", _("Sedang disiapkan")
    DONE = "done", _("Siap")
    FAILED = "failed", _("Gagal")


class ExportFailure(models.TextChoices):
    """Why there is no workbook."""

    RIGHTS = "rights", _("Hak Anda atas data ini berubah sejak berkas diminta.")
    ERROR = "error", _("Berkas tidak dapat dibuat karena kesalahan pada sistem.")


class StageEventKind(models.TextChoices):
    """What was noted about one of the twelve stages."""

    PLANNED = "planned", _("Direncanakan")
    HELD = "held", _("Dilaksanakan")
    REOPENED = "reopened", _("Dibuka lagi")


class AgencyKind(models.TextChoices):
    """Who contributes to the programme (lintas bidang dan lintas sektor)."""

    GOVERNMENT = "government", _("Perangkat daerah (OPD)")
    VERTICAL = "vertical", _("Instansi vertikal")
    VILLAGE = "village", _("Pemerintah kecamatan/desa")
    ORGANISATION = "organisation", _("Organisasi wanita dan masyarakat")
    COMPANY = "company", _("Perusahaan")


class Component(models.TextChoices):
    """The four components of the assessment; which one a kind of activity belongs to is data of the year."""

    BASIC = "dasar", _("Dasar")
    ADVANCED = "lanjutan", _("Lanjutan")
    SUPPORT = "dukungan", _("Dukungan")
    INNOVATION = "inovasi", _("Inovasi")


class ProgrammeField(models.TextChoices):
    """The field that an activity works in."""

    HEALTH = "health", _("Kesehatan dan gizi")
    POPULATION = "population", _("Keluarga berencana")
    EDUCATION = "education", _("Pendidikan")
    ECONOMY = "economy", _("Ekonomi dan usaha")
    ENVIRONMENT = "environment", _("Lingkungan dan perumahan")
    WORKS = "works", _("Sarana dan prasarana")
    LAW = "law", _("Hukum dan perlindungan")
    WORSHIP = "worship", _("Keagamaan")
    INSTITUTION = "institution", _("Kelembagaan")


class FundSource(models.TextChoices):
    """Where the money or the value of an activity comes from."""

    NATIONAL = "national", _("APBN")
    PROVINCE = "province", _("APBD provinsi")
    REGENCY = "regency", _("APBD kabupaten/kota")
    VILLAGE = "village", _("Dana desa")
    COMPANY = "company", _("CSR/mitra")
    SELF_HELP = "self_help", _("Swadaya masyarakat")
    OTHER = "other", _("Lainnya")


class Outcome(models.TextChoices):
    """What came of an activity for a family, each step going beyond the one before."""

    SERVED = "served", _("Menerima layanan atau bantuan")
    TRAINED = "trained", _("Dilatih")
    PRACTISING = "practising", _("Mempraktikkan")
    BUSINESS = "business", _("Membuka usaha")


class AssetEventKind(models.TextChoices):
    """What was noted about a thing that was given."""

    HANDOVER = "handover", _("Serah terima")
    CHECK = "check", _("Pemeriksaan")


class AssetCondition(models.TextChoices):
    """How a thing that was given is found later."""

    USED = "used", _("Dipakai")
    UNUSED = "unused", _("Tidak dipakai")
    BROKEN = "broken", _("Rusak")
    LOST = "lost", _("Hilang")


class HolderKind(models.TextChoices):
    """Who holds a thing that was given; things kept by an office reach no family."""

    FAMILY = "family", _("Keluarga")
    GROUP = "group", _("Kelompok")
    OFFICE = "office", _("Kantor desa atau dinas")
    PUBLIC = "public", _("Umum (jalan, air, MCK)")


class EvidenceKind(models.TextChoices):
    """What kind of file proves something."""

    PHOTO = "photo", _("Foto")
    DOCUMENT = "document", _("Dokumen")


class Moment(models.TextChoices):
    """Whether a photo shows a place before or after the work on it."""

    BEFORE = "before", _("Sebelum")
    AFTER = "after", _("Sesudah")


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
# The official wording (public, BKKBN) written out, so that it can be translated; equal to welfare.INDICATORS.
INDICATOR_LABELS = {
    1: _("Pada umumnya anggota keluarga makan dua kali sehari atau lebih"),
    2: _("Anggota keluarga memiliki pakaian yang berbeda untuk di rumah, bekerja/sekolah dan bepergian"),
    3: _("Rumah yang ditempati mempunyai atap, lantai dan dinding yang baik"),
    4: _("Bila ada anggota keluarga sakit dibawa ke sarana kesehatan"),
    5: _("Bila pasangan usia subur ingin ber-KB pergi ke sarana pelayanan kontrasepsi"),
    6: _("Semua anak umur 7-15 tahun dalam keluarga bersekolah"),
    7: _("Pada umumnya anggota keluarga melaksanakan ibadah sesuai agama dan kepercayaan masing-masing"),
    8: _("Paling kurang sekali seminggu seluruh anggota keluarga makan daging/ikan/telur"),
    9: _("Seluruh anggota keluarga memperoleh paling kurang satu stel pakaian baru dalam setahun"),
    10: _("Luas lantai rumah paling kurang 8 m2 untuk setiap penghuni"),
    11: _("Tiga bulan terakhir keluarga dalam keadaan sehat sehingga dapat melaksanakan tugas/fungsi masing-masing"),
    12: _("Ada seorang atau lebih anggota keluarga yang bekerja untuk memperoleh penghasilan"),
    13: _("Seluruh anggota keluarga umur 10-60 tahun bisa baca tulisan latin"),
    14: _("Pasangan usia subur dengan anak dua atau lebih menggunakan alat/obat kontrasepsi"),
    15: _("Keluarga berupaya meningkatkan pengetahuan agama"),
    16: _("Sebagian penghasilan keluarga ditabung dalam bentuk uang atau barang"),
    17: _("Kebiasaan keluarga makan bersama paling kurang seminggu sekali dimanfaatkan untuk berkomunikasi"),
    18: _("Keluarga ikut dalam kegiatan masyarakat di lingkungan tempat tinggal"),
    19: _("Keluarga memperoleh informasi dari surat kabar/majalah/radio/TV/internet"),
    20: _("Keluarga secara teratur dengan suka rela memberikan sumbangan materiil untuk kegiatan sosial"),
    21: _("Ada anggota keluarga yang aktif sebagai pengurus perkumpulan sosial/yayasan/institusi masyarakat"),
}
TIER_LABELS = {
    1: _("Kebutuhan dasar (KS I)"),
    2: _("Kebutuhan psikologis (KS II)"),
    3: _("Kebutuhan pengembangan (KS III)"),
    4: _("Kebutuhan aktualisasi diri (KS III Plus)"),
}
# The facts of a village's year are pure (villages/facts.py); here are only their words.
FACT_LABELS = {
    "families_surveyed_percent": _("Survei awal terhadap sasaran"),
    "endline_percent": _("Survei akhir terhadap sasaran"),
    "stage_up_percent": _("Keluarga yang naik tahap"),
    "stages_held": _("Tahap yang terlaksana"),
    "visits_per_month": _("Pembinaan dalam setahun"),
    "agencies_delivered_percent": _("Instansi yang melaksanakan dari yang berjanji"),
    "agencies_delivered": _("Instansi yang melaksanakan"),
    "physical_held": _("Pekerjaan fisik selesai"),
    "delivered_total": _("Nilai terlaksana, semua sumber"),
    "csr_value": _("Nilai terlaksana dari CSR/mitra"),
    "village_fund_value": _("Nilai terlaksana dari dana desa"),
    "self_help_value": _("Nilai terlaksana dari swadaya"),
    "families_served_percent": _("Keluarga yang dijangkau kegiatan"),
    "trained": _("Keluarga yang dilatih"),
    "practising_of_trained_percent": _("Mempraktikkan, dari yang dilatih"),
    "business": _("Keluarga yang membuka usaha"),
    "business_of_trained_percent": _("Membuka usaha, dari yang dilatih"),
    "assets_outside_office_percent": _("Aset yang tidak disimpan kantor"),
    "innovations": _("Inovasi"),
    "innovations_by_women_percent": _("Inovasi yang ditemukan perempuan"),
    "innovation_users": _("Pemakaian inovasi oleh keluarga"),
    "innovation_users_percent": _("Keluarga yang memakai inovasi"),
    "replications": _("Replikasi inovasi"),
    "photos": _("Foto"),
    "documents": _("Dokumen"),
}
# The twelve stages in the order of the source (seed), written out so that they can be translated.
STAGE_LABELS = {
    1: _("Survei lokasi dan validasi data sasaran"),
    2: _("Rapat koordinasi dan sosialisasi Tim Pokja"),
    3: _("Pembinaan lokasi (4 kali sebulan, sesuai kebutuhan)"),
    4: _("Pelaksanaan program kegiatan dinas/instansi/lembaga"),
    5: _("Bimbingan teknis pada sasaran program"),
    6: _("Rapat evaluasi awal"),
    7: _("Pembinaan ke lokasi sasaran"),
    8: _("Penyusunan indikator penilaian"),
    9: _("Penilaian tingkat kabupaten/kota, satu desa terpilih sebagai wakil"),
    10: _("Pembinaan lokasi sasaran"),
    11: _("Evaluasi akhir"),
    12: _("Penilaian/evaluasi akhir tingkat provinsi"),
}
