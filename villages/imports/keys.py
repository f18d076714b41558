"""Keys of rows in our own workbooks: which family a row is, signed, so that a row of another village is noticed."""

import hmac
from uuid import UUID

from p2wkss.crypto import keyed_hash
from villages.models import TargetVillage

_MARK = 16


def row_key(village: TargetVillage, family: UUID) -> str:
    """Give what stands in the key column of a row: 32 hex digits of the family and a signature of 16."""
    return f"{family.hex}.{_signature(village.pk, family.hex)}"


def read_row_key(village: TargetVillage, text: str) -> str | None:
    """Give the 32 hex digits of the family, or None when this site did not write the key for this village."""
    family, _, mark = text.partition(".")
    expected = _signature(village.pk, family)
    if len(family) != 32 or not hmac.compare_digest(expected.encode(), mark.encode()):  # as text, ASCII alone compares
        return None
    return family


def sheet_signature(village: TargetVillage, round: str) -> str:
    """Give the signature of a workbook made for a village and a round."""
    return keyed_hash(f"workbook|{village.pk}|{round}")


def _signature(village: int, family: str) -> str:
    return keyed_hash(f"row|{village}|{family}")[:_MARK]
