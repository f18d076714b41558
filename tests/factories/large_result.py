"""A large result put together from invented marks, without a database: to draw reports of many pages from."""

from decimal import Decimal
from random import Random

from assessments import scoring
from assessments.actions.instruments import available_definitions
from assessments.instrument import Instrument
from assessments.snapshot import Snapshot, build

NOTE = "Menurut kunjungan lapangan, sesuai dengan bukti."


def large_result(villages: int = 100, assessors: int = 5, *, draws: int = 200, seed: int | None = 7) -> Snapshot:
    """Give the result of a province: so many villages, each marked by everybody on the 23 starter indicators."""
    instrument = available_definitions()["banten-2019"]
    chance = Random(2019)
    names = ["Kadubeureum", "Padarincang", "Kamurang", "Cikeusik", "Sukamaju"]
    ends = [
        f"{first}{last}"
        for first in ("Barat", "Timur", "Girang", "Hilir")
        for last in ("", "jaya", "sari", "mukti", "asih")
    ]
    entries = [
        {
            "id": str(at),
            "village_code": f"36.{at % 8 + 1:02}.{at % 30 + 1:02}.{2000 + at}",
            "village_name": f"Desa {names[at % 5]} {ends[at // 5 % 20]}",
            "district_name": f"Kecamatan {names[at % 4]}",
            "regency_code": f"36.{at % 8 + 1:02}",
            "regency_name": f"Kabupaten {names[at % 3]}",
            "kampung": "Kampung Pasir",
            "family_quota": 100,
            "families": 100,
            "baseline_surveys": 100,
            "endline_surveys": chance.randrange(101),
        }
        for at in range(1, villages + 1)
    ]
    return build(
        round_facts={
            "id": "1",
            "cycle_year": 2019,
            "level": "province",
            "region_code": "36",
            "region_name": "Provinsi Banten",
            "province_name": "Banten",
            "held_on": "2019-10-11",
            "instrument_version": 1,
        },
        instrument=instrument,
        instrument_sha256="0" * 64,
        panel=[
            {"id": str(at), "name": f"Penilai Contoh {at}", "position": "chair" if at == 1 else "member"}
            for at in range(1, assessors + 1)
        ],
        entries=entries,
        sheets=_sheets(instrument, villages, assessors, chance),
        decisions=[],
        seed=seed,
        draws=draws,
    )


def _sheets(instrument: Instrument, villages: int, assessors: int, chance: Random) -> list[scoring.Sheet]:
    return [
        scoring.Sheet(
            str(entry),
            str(assessor),
            True,
            {
                code: scoring.Mark(
                    Decimal(min(4, max(0, round(chance.gauss(1 + 3 * entry / villages, 0.8))))), note=NOTE
                )
                for code in instrument.indicators
            },
            "2019-10-11T08:00:00+00:00",
        )
        for entry in range(1, villages + 1)
        for assessor in range(1, assessors + 1)
    ]
