"""What the demo tells: places, people, and the text that is known of the 2019 case."""

from typing import NamedTuple

from villages.enums import Disability, Relation, Sex

YEAR = 2019
PROVINCE = "36"
PASSWORD = "contoh-p2wkss-2019"  # noqa: S105 - printed for everybody who starts the demo
MARK = "(contoh)"


class Place(NamedTuple):
    """A target village of the demo; `strength` from 0 to 1 is how well its year went, for the invented numbers.

    `waiting_rt` is the RT whose last surveys nobody has checked yet. In an eventful village some families leave, and
    some work is half done.
    """

    village: str
    strength: float
    kampung: str = ""
    rw: str = ""
    rt: str = "01, 02, 03, 04"
    reason: str = "Tingkat kerawanan ekonomi tinggi (contoh)."
    outcome: str = ""
    waiting_rt: str = ""
    is_eventful: bool = False


class Regency(NamedTuple):
    """A regency or city with its two villages; the first is the stronger."""

    code: str
    login: str
    places: tuple[Place, Place]


KAMURANG = Place(
    "36.04.15.2010",
    0.80,
    kampung="Kampung Meliyas",
    rw="01",
    reason="Tingkat rentan kemiskinan ekonomi awalnya tinggi dan rawan ekonomi.",
    outcome=(
        "100 kepala keluarga dibina di satu RW yang dikerucutkan ke RT. 11 kepala keluarga dilatih menjahit dan "
        "membuka usaha. Jalan yang semula rusak kini sudah dicor. Peran lintas bidang dan lintas sektor."
    ),
    waiting_rt="01",
    is_eventful=True,
)
BAKUNG = Place("36.04.15.2006", 0.62, reason="Ditetapkan bersama Desa Kamurang untuk tahun 2017-2019.", waiting_rt="04")

REGENCIES = (
    Regency("36.01", "pandeglang", (Place("36.01.01.2001", 0.66), Place("36.01.02.2002", 0.52))),
    Regency("36.02", "lebak", (Place("36.02.01.2002", 0.70), Place("36.02.02.2002", 0.49))),
    Regency("36.03", "tangerang", (Place("36.03.02.2001", 0.84), Place("36.03.02.2002", 0.60))),
    Regency("36.04", "serang", (KAMURANG, BAKUNG)),
    Regency("36.71", "kota-tangerang", (Place("36.71.02.1001", 0.74), Place("36.71.01.1002", 0.57))),
    Regency("36.72", "cilegon", (Place("36.72.02.1001", 0.72), Place("36.72.01.1002", 0.55))),
    Regency("36.73", "kota-serang", (Place("36.73.02.1002", 0.64), Place("36.73.02.1001", 0.50))),
    Regency("36.74", "tangerang-selatan", (Place("36.74.02.1001", 0.78), Place("36.74.01.1001", 0.58))),
)
SERANG_DECREE = "Penetapan lokasi desa binaan untuk pelaksanaan P2WKSS tahun 2017-2019"

# The province's panel: sign-in name, name, home regency.
ASSESSORS = (
    ("penilai1", f"Ratna Wulandari {MARK}", "36.73"),
    ("penilai2", f"Hasan Basri {MARK}", "36.03"),
    ("penilai3", f"Sri Mulyati {MARK}", "36.02"),
    ("penilai4", f"Dewi Anggraini {MARK}", "36.71"),
    ("penilai5", f"Agus Permana {MARK}", "36.01"),
)

WOMEN = (
    "Aminah",
    "Aisyah",
    "Siti",
    "Fatimah",
    "Nurhayati",
    "Sumiati",
    "Rohayati",
    "Marwah",
    "Jubaedah",
    "Kartini",
    "Suryani",
    "Endang",
    "Yuliana",
    "Maesaroh",
    "Sarinah",
    "Tuti",
    "Ratnasari",
    "Halimah",
    "Ijah",
    "Wiwin",
)
MEN = (
    "Ahmad",
    "Sanusi",
    "Jaenudin",
    "Mulyadi",
    "Suhendra",
    "Karim",
    "Rohim",
    "Sobari",
    "Usman",
    "Hidayat",
    "Supriyadi",
    "Dedi",
    "Asep",
    "Madroji",
    "Jamhari",
    "Rusdi",
    "Saepudin",
    "Nawawi",
    "Encep",
    "Wahyu",
)
FAMILY_NAMES = (
    "Saputra",
    "Hasanah",
    "Lestari",
    "Maulana",
    "Firdaus",
    "Santika",
    "Gunawan",
    "Permata",
    "Kusuma",
    "Nurjanah",
)
NOTES = (
    "Dokumen lengkap dan sesuai dengan keadaan di lokasi.",
    "Perlu dilengkapi daftar hadir.",
    "Warga dapat menjelaskan kegiatan ini sendiri.",
    "Foto sebelum dan sesudah tersedia.",
    "",
    "",
    "",
    "",
)


class Person(NamedTuple):
    """Somebody who lives in a family: so many years younger than its head, and what the grown-up works."""

    relation: Relation
    younger: int
    work: str = ""
    disability: Disability = Disability.NONE


# Who lives in a few families, by the family's place in the village's list.
HOMES = {
    4: (
        Person(Relation.SPOUSE, 2, "Buruh tani"),
        Person(Relation.CHILD, 22, "Buruh pabrik"),
        Person(Relation.CHILD, 26, "Karyawan toko"),
    ),
    5: (
        Person(Relation.SPOUSE, 3, "Penjahit rumahan"),
        Person(Relation.CHILD, 23, "Ojek"),
        Person(Relation.PARENT, -24, "Tidak bekerja", Disability.SENSORY),
    ),
    8: (
        Person(Relation.CHILD, 20, "Pedagang makanan"),
        Person(Relation.CHILD, 24, "Buruh bangunan"),
        Person(Relation.GRANDCHILD, 41, "Buruh pabrik"),
    ),
}
DECILE_SOURCE = f"DTSEN {MARK}"
# One family written down twice, as two people spell its head.
TWICE = {
    Sex.FEMALE: (f"Sumiati Permata {MARK}", f"Hj. Sumiyati Permata {MARK}"),
    Sex.MALE: (f"Saepudin Firdaus {MARK}", f"H. Saefudin Firdaus {MARK}"),
}
# What is to be asked again of a survey that was returned, by the number of the indicator.
REMARKS = {
    3: f"Foto rumah belum ada. Lihat lagi atap, lantai dan dinding bersama ketua RT {MARK}.",
    8: f"Tanyakan lagi: yang dimaksud seluruh anggota keluarga, bukan anak saja {MARK}.",
}
