"""The demo's letterheads: of the province, and of Kabupaten Serang. Nobody of these names signs anything."""

from datetime import date

from assessments.demo.facts import MARK, PROVINCE
from p2wkss.actions.letterheads import activate, save_draft, start_draft
from p2wkss.logos import SVG, Logo, check_svg
from p2wkss.models import LetterheadVersion, Region, Signer, User
from p2wkss.report_words import SignerRole

SERANG = "36.04"
FROM = date(2019, 1, 1)
# Our own drawing, plain shapes: the arms of no place.
DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 72">
<path d="M4 4h52v36c0 14-12 24-26 28C16 64 4 54 4 40z" fill="{ground}" stroke="#16211f" stroke-width="3"/>
<circle cx="30" cy="24" r="9" fill="#ffffff"/>
<path d="M12 50l12-14 8 8 6-6 10 12c-5 7-11 11-18 13-7-2-13-6-18-13z" fill="#ffffff"/>
</svg>
"""
TEXT = f"Perisai contoh dengan matahari dan bukit {MARK}"


def set_letterheads(secretariat: User, serang: User) -> None:
    """Give both offices a letterhead from the first day of 2019 on."""
    _use(
        secretariat,
        PROVINCE,
        "#0a5c5b",
        lines="PEMERINTAH PROVINSI BANTEN\nDINAS PEMBERDAYAAN PEREMPUAN (CONTOH)\nSEKRETARIAT TIM PENILAI P2WKSS",
        address=f"Jalan Contoh Nomor 1, Kota Serang {MARK}",
        number_pattern="400.2/{jenis}/{wilayah}/{tahun}",
        signers=(
            _signer(
                SignerRole.ALL,
                "Ketua Tim Penilai P2WKSS",
                "Ratih Kusumawati",
                "Pembina Tk. I, IV/b",
                "197001011995032001",
            ),
            _signer(SignerRole.CERTIFICATE, "Gubernur Banten (contoh)", "", "", ""),
        ),
    )
    _use(
        serang,
        SERANG,
        "#25406e",
        lines="PEMERINTAH KABUPATEN SERANG\nDINAS PEMBERDAYAAN MASYARAKAT DAN DESA (CONTOH)",
        address=f"Jalan Contoh Nomor 4, Ciruas {MARK}",
        number_pattern="400.2/{jenis}/{wilayah}/{tahun}",
        signers=(_signer(SignerRole.ALL, "Ketua Pokja P2WKSS", "Yayan Sopyan", "Pembina, IV/a", "197202021998031002"),),
    )


def _signer(role: SignerRole, title: str, name: str, rank: str, nip: str) -> Signer:
    marked = f"{name} {MARK}" if name else ""
    return Signer(role=role, place="Serang", title=title, name=marked, rank=rank, nip=nip)


def _use(by: User, region: str, ground: str, *, signers: tuple[Signer, ...], **facts: str) -> LetterheadVersion:
    logo = DRAWING.replace("{ground}", ground).encode()
    check_svg(logo)
    draft = start_draft(by=by, region=Region.objects.get(code=region))
    for name, value in {**facts, "logo_text": TEXT}.items():
        setattr(draft, name, value)
    draft.valid_from = FROM
    saved = save_draft(by=by, draft=draft, signers=signers, logo=Logo(logo, SVG))
    return activate(by=by, draft=saved, version=saved.version)
