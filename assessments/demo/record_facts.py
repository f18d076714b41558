"""What the demo's programme years are made of. Of Kamurang, the road, the 11 who learnt to sew and opened businesses,
the bodies and the day of the assessment are facts of the 2019 report; all else is invented and marked.
"""

from datetime import date
from typing import NamedTuple

from assessments.demo.facts import MARK, YEAR
from villages.enums import AgencyKind, FundSource, Outcome


class Office(NamedTuple):
    """An agency that contributes."""

    short: str
    name: str
    kind: AgencyKind = AgencyKind.GOVERNMENT


# The bodies of the report first, then the agencies that usually contribute.
OFFICES = (
    Office("DKBPPPA", "Dinas Keluarga Berencana, Pemberdayaan Perempuan dan Perlindungan Anak"),
    Office("TP PKK", "Tim Penggerak PKK", AgencyKind.ORGANISATION),
    Office("GOW", "Gabungan Organisasi Wanita", AgencyKind.ORGANISATION),
    Office("Kecamatan", "Kantor Kecamatan", AgencyKind.VILLAGE),
    Office("Pemdes", "Pemerintah Desa", AgencyKind.VILLAGE),
    Office("Dinkes", "Dinas Kesehatan"),
    Office("Disdik", "Dinas Pendidikan dan Kebudayaan"),
    Office("DPUPR", "Dinas Pekerjaan Umum dan Penataan Ruang"),
    Office("Perkim", "Dinas Perumahan dan Kawasan Permukiman"),
    Office("Diskoperindag", "Dinas Koperasi, Perindustrian dan Perdagangan"),
    Office("Disnaker", "Dinas Tenaga Kerja"),
    Office("Distan", "Dinas Pertanian"),
    Office("DKP", "Dinas Ketahanan Pangan"),
    Office("Dinsos", "Dinas Sosial"),
    Office("Disdukcapil", "Dinas Kependudukan dan Pencatatan Sipil"),
    Office("DLH", "Dinas Lingkungan Hidup"),
    Office("DPMD", "Dinas Pemberdayaan Masyarakat dan Desa"),
    Office("Kemenag", "Kantor Kementerian Agama", AgencyKind.VERTICAL),
    Office("Polres", "Kepolisian Resor", AgencyKind.VERTICAL),
    Office("Perpusda", "Dinas Perpustakaan dan Kearsipan"),
    Office("PDAM", "Perusahaan Daerah Air Minum", AgencyKind.COMPANY),
    Office("Perusahaan", f"Perusahaan di sekitar lokasi {MARK}", AgencyKind.COMPANY),
)


class Deed(NamedTuple):
    """One activity of Kamurang: who, what kind (villages/starter/activity_kinds.toml), value in thousand rupiah.

    `held` is None for what was promised and never came; `reached` is how many of a hundred families it reached.
    """

    office: str
    kind: str
    title: str
    source: FundSource
    planned: tuple[int, int]
    promised: int
    held: tuple[int, int] | None
    delivered: int = 0
    reached: int = 0
    outcome: Outcome = Outcome.SERVED
    cancelled: str = ""


_REGENCY, _VILLAGE = FundSource.REGENCY, FundSource.VILLAGE
SEWING = "Pelatihan menjahit"
ROAD = "Pengecoran jalan Kampung Meliyas"
DEEDS = (
    Deed(
        "Diskoperindag", "Pelatihan keterampilan dan kewirausahaan", SEWING, _REGENCY, (5, 6), 66_000, (5, 13), 64_500
    ),
    Deed("DPUPR", "Jalan lingkungan dan drainase", ROAD, _REGENCY, (6, 10), 410_000, (8, 24), 395_000, 62),
    Deed(
        "Dinkes",
        "Pelayanan kesehatan dan pemeriksaan gratis",
        "Pengobatan gratis",
        _REGENCY,
        (3, 4),
        18_000,
        (3, 11),
        18_000,
        74,
    ),
    Deed(
        "Dinkes",
        "Posyandu dan perbaikan gizi balita",
        "Makanan tambahan balita",
        _REGENCY,
        (4, 8),
        12_500,
        (4, 8),
        11_900,
        31,
    ),
    Deed(
        "DKBPPPA",
        "Pelayanan dan penyuluhan keluarga berencana",
        "Pelayanan KB gratis",
        _REGENCY,
        (4, 22),
        9_000,
        (4, 24),
        9_000,
        27,
    ),
    Deed(
        "DKBPPPA",
        "Penyuluhan hukum dan perlindungan perempuan dan anak",
        "Pencegahan kekerasan dalam rumah tangga",
        _REGENCY,
        (7, 8),
        7_500,
        (7, 9),
        7_200,
        38,
    ),
    Deed(
        "TP PKK",
        "Penguatan kelompok PKK dan Pokja",
        "Pembinaan sepuluh program pokok PKK",
        FundSource.SELF_HELP,
        (3, 18),
        3_000,
        (3, 18),
        3_400,
        45,
    ),
    Deed("GOW", "Pendidikan anak usia dini", "Alat bermain PAUD", FundSource.OTHER, (6, 18), 8_000, (6, 20), 8_000, 19),
    Deed("Pemdes", "Sanitasi, jamban dan MCK", "Jamban keluarga", _VILLAGE, (6, 3), 72_000, (7, 29), 60_000, 10),
    Deed(
        "Pemdes",
        "Jalan lingkungan dan drainase",
        "Gotong royong saluran air",
        FundSource.SELF_HELP,
        (3, 23),
        4_500,
        (3, 24),
        6_200,
        40,
    ),
    Deed(
        "Perkim", "Perbaikan rumah tidak layak huni", "Perbaikan 5 rumah", _REGENCY, (7, 1), 75_000, (9, 12), 60_000, 4
    ),
    Deed(
        "Disdukcapil",
        "Administrasi kependudukan (KTP, KK, akta)",
        "Pelayanan keliling KTP, KK dan akta",
        _REGENCY,
        (2, 27),
        5_000,
        (3, 1),
        5_000,
        33,
    ),
    Deed(
        "Disdik",
        "Keaksaraan dan pendidikan kesetaraan",
        "Kelompok belajar paket B",
        _REGENCY,
        (4, 1),
        15_000,
        (4, 29),
        9_000,
        8,
        Outcome.TRAINED,
    ),
    Deed(
        "Distan",
        "Pemanfaatan pekarangan dan ketahanan pangan",
        "Bibit cabai dan sayuran pekarangan",
        _REGENCY,
        (5, 20),
        11_000,
        (5, 27),
        10_400,
        46,
        Outcome.PRACTISING,
    ),
    Deed(
        "Kemenag",
        "Pengajian dan pembinaan keagamaan",
        "Pengajian ibu-ibu tiap Jumat",
        FundSource.NATIONAL,
        (2, 22),
        2_400,
        (2, 22),
        2_400,
        52,
    ),
    Deed(
        "Polres",
        "Penyuluhan hukum dan perlindungan perempuan dan anak",
        "Penyuluhan bahaya narkoba",
        FundSource.NATIONAL,
        (8, 5),
        2_000,
        (8, 5),
        2_000,
        29,
    ),
    Deed(
        "Perusahaan",
        "Bantuan peralatan dan modal usaha",
        "Mesin jahit untuk lulusan pelatihan",
        FundSource.COMPANY,
        (6, 24),
        33_000,
        (7, 2),
        33_000,
    ),
    Deed(
        "DLH",
        "Pengolahan sampah dan bank sampah",
        "Bank sampah RW 01",
        _REGENCY,
        (7, 15),
        14_000,
        (7, 22),
        12_800,
        22,
        Outcome.PRACTISING,
    ),
    Deed(
        "Dinsos",
        "Bantuan peralatan dan modal usaha",
        "Modal kelompok usaha bersama",
        FundSource.PROVINCE,
        (6, 11),
        40_000,
        None,
    ),
    Deed("PDAM", "Air bersih", "Sambungan air bersih 20 rumah", FundSource.COMPANY, (8, 19), 50_000, None),
    Deed(
        "Perpusda",
        "Keaksaraan dan pendidikan kesetaraan",
        "Taman bacaan keliling",
        _REGENCY,
        (5, 2),
        3_500,
        None,
        cancelled="Kendaraan rusak sampai akhir tahun",
    ),
    Deed(
        "DPMD",
        "Pengembangan teknologi tepat guna",
        "Pelatihan tungku hemat kayu",
        FundSource.PROVINCE,
        (6, 26),
        13_000,
        (7, 3),
        12_100,
        18,
        Outcome.PRACTISING,
    ),
)
# Of every other village stand these, by their places in the list.
PLAIN_DEEDS = (1, 2, 4, 6, 8, 11, 14, 18)

# When each of the twelve stages was planned and held in Kamurang; the last two are of the report's day.
STAGE_DAYS = (
    ((1, 14), (1, 15)),
    ((1, 28), (1, 30)),
    ((2, 4), (2, 6)),
    ((2, 22), (2, 22)),
    ((5, 6), (5, 13)),
    ((5, 30), (6, 11)),
    ((6, 14), (6, 19)),
    ((7, 10), (7, 10)),
    ((8, 20), (8, 20)),
    ((9, 2), (9, 4)),
    ((10, 1), (10, 3)),
    ((10, 11), (10, 11)),
)
MINUTES = {
    1: "Data 100 kepala keluarga diperiksa bersama ketua RT.",
    2: "Tim Pokja menyepakati jadwal dan pembagian tugas antarinstansi.",
    6: "Empat instansi belum melaksanakan janjinya; dibahas satu per satu.",
    8: "Indikator penilaian ditetapkan sebelum penilaian kabupaten.",
    12: "Kunjungan Tim Penilai Provinsi ke Kampung Meliyas.",
}
# Forty visits: from February to November, four a month as a rule.
VISIT_MONTHS = {2: 4, 3: 5, 4: 4, 5: 4, 6: 4, 7: 5, 8: 4, 9: 4, 10: 3, 11: 3}
VISIT_TOPICS = (
    ("Dinkes", "Perilaku hidup bersih dan sehat"),
    ("DKBPPPA", "Keluarga berencana dan bina keluarga balita"),
    ("TP PKK", "Administrasi PKK dan kelompok dasawisma"),
    ("Distan", "Merawat tanaman pekarangan"),
    ("Diskoperindag", "Mengelola usaha jahit dan mencatat untung rugi"),
    ("Kemenag", "Pengajian dan pembinaan keluarga"),
    ("Disdik", "Kelompok belajar"),
    ("Kecamatan", "Peninjauan lokasi bersama Camat"),
)
FINDINGS = "Beberapa ibu tidak dapat datang pada pagi hari karena bekerja."
FOLLOW_UPS = (
    ("Pindahkan jam kelompok belajar ke sore hari", (4, 20), "Dipindah ke pukul 15.30 mulai Mei."),
    ("Lengkapi daftar hadir kunjungan Maret", (4, 30), "Daftar hadir lengkap dan difoto."),
    ("Tanyakan jadwal sambungan air bersih ke PDAM", (9, 15), ""),
    ("Pastikan dua mesin jahit di kantor desa diserahkan ke penerima", (10, 25), ""),
)
INNOVATION = (
    f"Tungku hemat kayu {MARK}",
    "Kayu bakar mahal dan asap dapur mengganggu anak.",
    "Tungku bata dengan dua lubang dan cerobong; kayu habis separuhnya.",
)
OTHER_INNOVATION = (
    f"Pupuk cair dari limbah dapur {MARK}",
    "Pupuk mahal, sampah dapur menumpuk.",
    "Sisa dapur diendapkan dua minggu dalam ember tertutup.",
)
# Villages whose year went better than this have an innovation too; one village sent in the photo of another.
INVENTIVE = 0.65
PHOTO_AGAIN = "36.01.01.2001"
HANDED_ON = date(YEAR, 12, 16)
