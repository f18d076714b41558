"""Letterheads for tests, made through the actions of the site."""

from datetime import date
from typing import Any

from p2wkss.actions.letterheads import activate, save_draft, start_draft
from p2wkss.logos import SVG, Logo
from p2wkss.models import LetterheadVersion, Region, Signer, User
from p2wkss.report_words import SignerRole

DRAWING = (
    b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><path d="M20 2 38 38H2z" fill="#0a5c5b"/></svg>"""
)
OFFICE = "PEMERINTAH KABUPATEN UJI\nDINAS PEMBERDAYAAN UJI"


def make_signer(role: SignerRole = SignerRole.ALL, **facts: str) -> Signer:
    """Name somebody who signs, not yet stored."""
    known = {"place": "Uji", "title": "Kepala Dinas Uji", "name": "Ibu Contoh", "nip": "19700101 199503 2 001"}
    return Signer(role=role, **{**known, **facts})


def make_draft(
    by: User, region: str, *, signers: Any = None, logo: Logo | None = None, **facts: Any
) -> LetterheadVersion:
    """Draft a letterhead."""
    draft = start_draft(by=by, region=Region.objects.get(code=region))
    for name, value in {"lines": OFFICE, "valid_from": date(2019, 1, 1), **facts}.items():
        setattr(draft, name, value)
    return save_draft(by=by, draft=draft, signers=signers or [make_signer()], logo=logo)


def make_drawn_draft(by: User, region: str, **facts: Any) -> LetterheadVersion:
    """Draft a letterhead with a logo."""
    return make_draft(by, region, logo=Logo(DRAWING, SVG), logo_text="Segitiga", **facts)


def make_version(by: User, region: str, day: date = date(2019, 1, 1), **facts: Any) -> LetterheadVersion:
    """Take a letterhead into use."""
    draft = make_draft(by, region, valid_from=day, **facts)
    return activate(by=by, draft=draft, version=draft.version)
