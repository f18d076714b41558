"""From 21 answers to a family's welfare stage: the BKKBN rule, pure.

The indicators and the rule are public (BKKBN, tahapan keluarga sejahtera). Two points are our own choice and are
marked as such: which indicators may be "tidak berlaku", and that such an answer counts as met.
"""

from enum import StrEnum
from typing import NamedTuple


class Answer(StrEnum):
    """What a family answers to one indicator; the value is the letter that is stored."""

    YES = "y"
    NO = "t"
    NOT_APPLICABLE = "b"
    MISSING = "-"


class WelfareStage(StrEnum):
    """The stages in rising order; INCOMPLETE says that an unanswered item could still change the stage."""

    INCOMPLETE = "belum_lengkap"
    PRE_PROSPEROUS = "pra_sejahtera"
    KS1 = "ks1"
    KS2 = "ks2"
    KS3 = "ks3"
    KS3_PLUS = "ks3_plus"


class Indicator(NamedTuple):
    """One of the 21 questions."""

    number: int
    tier: int
    text: str


class Tier(NamedTuple):
    """A run of indicators, and the stage of a family that fails any of them but none before."""

    first: int
    last: int
    below: WelfareStage


class Welfare(NamedTuple):
    """What the answers say so far. The two numbers are of indicators, or None."""

    stage: WelfareStage
    first_unmet: int | None
    first_missing: int | None
    answered: int


TIERS = (
    Tier(1, 6, WelfareStage.PRE_PROSPEROUS),
    Tier(7, 14, WelfareStage.KS1),
    Tier(15, 19, WelfareStage.KS2),
    Tier(20, 21, WelfareStage.KS3),
)

_TEXTS = (
    "Pada umumnya anggota keluarga makan dua kali sehari atau lebih",
    "Anggota keluarga memiliki pakaian yang berbeda untuk di rumah, bekerja/sekolah dan bepergian",
    "Rumah yang ditempati mempunyai atap, lantai dan dinding yang baik",
    "Bila ada anggota keluarga sakit dibawa ke sarana kesehatan",
    "Bila pasangan usia subur ingin ber-KB pergi ke sarana pelayanan kontrasepsi",
    "Semua anak umur 7-15 tahun dalam keluarga bersekolah",
    "Pada umumnya anggota keluarga melaksanakan ibadah sesuai agama dan kepercayaan masing-masing",
    "Paling kurang sekali seminggu seluruh anggota keluarga makan daging/ikan/telur",
    "Seluruh anggota keluarga memperoleh paling kurang satu stel pakaian baru dalam setahun",
    "Luas lantai rumah paling kurang 8 m2 untuk setiap penghuni",
    "Tiga bulan terakhir keluarga dalam keadaan sehat sehingga dapat melaksanakan tugas/fungsi masing-masing",
    "Ada seorang atau lebih anggota keluarga yang bekerja untuk memperoleh penghasilan",
    "Seluruh anggota keluarga umur 10-60 tahun bisa baca tulisan latin",
    "Pasangan usia subur dengan anak dua atau lebih menggunakan alat/obat kontrasepsi",
    "Keluarga berupaya meningkatkan pengetahuan agama",
    "Sebagian penghasilan keluarga ditabung dalam bentuk uang atau barang",
    "Kebiasaan keluarga makan bersama paling kurang seminggu sekali dimanfaatkan untuk berkomunikasi",
    "Keluarga ikut dalam kegiatan masyarakat di lingkungan tempat tinggal",
    "Keluarga memperoleh informasi dari surat kabar/majalah/radio/TV/internet",
    "Keluarga secara teratur dengan suka rela memberikan sumbangan materiil untuk kegiatan sosial",
    "Ada anggota keluarga yang aktif sebagai pengurus perkumpulan sosial/yayasan/institusi masyarakat",
)
INDICATORS = tuple(
    Indicator(number, next(at for at, tier in enumerate(TIERS, 1) if number <= tier.last), text)
    for number, text in enumerate(_TEXTS, 1)
)
INDICATOR_COUNT = len(INDICATORS)
# No child of 7-15, nobody of 10-60, no couple of fertile age: only there "tidak berlaku" makes sense [ours].
NOT_APPLICABLE_ALLOWED = frozenset({5, 6, 13, 14})
NO_ANSWERS = Answer.MISSING * INDICATOR_COUNT


def assess(answers: str) -> Welfare:
    """Give the stage for 21 answer letters.

    The stage is cumulative, not a total: the first tier with a "tidak" decides, and a missing answer keeps the
    stage open only where it could still change it. "Tidak berlaku" counts as met [ours]. Raises ValueError for
    anything but 21 known letters.
    """
    problems = validate_answers(answers)
    if any(code != "not_applicable_refused" for _number, code in problems):
        raise ValueError(f"not {INDICATOR_COUNT} answers: {answers!r}")
    first_missing = answers.find(Answer.MISSING) + 1 or None
    answered = INDICATOR_COUNT - answers.count(Answer.MISSING)
    for tier in TIERS:
        part = answers[tier.first - 1 : tier.last]
        if Answer.NO in part:
            return Welfare(tier.below, tier.first + part.index(Answer.NO), first_missing, answered)
        if Answer.MISSING in part:
            return Welfare(WelfareStage.INCOMPLETE, None, first_missing, answered)
    return Welfare(WelfareStage.KS3_PLUS, None, None, answered)


def validate_answers(answers: str) -> list[tuple[int, str]]:
    """List what is wrong as (indicator number, code); number 0 stands for the whole.

    Codes: `length`, `unknown_letter`, `not_applicable_refused`.
    """
    if len(answers) != INDICATOR_COUNT:
        return [(0, "length")]
    known = set(Answer)
    problems = [(number, "unknown_letter") for number, letter in enumerate(answers, 1) if letter not in known]
    return problems + [
        (number, "not_applicable_refused")
        for number, letter in enumerate(answers, 1)
        if letter == Answer.NOT_APPLICABLE and number not in NOT_APPLICABLE_ALLOWED
    ]
