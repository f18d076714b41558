"""Model fields for what must not be read by chance."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.query_utils import DeferredAttribute

from p2wkss.crypto import decrypt, encrypt, keyed_hash

# Digits of a NIK and of a No. KK. Of anything shorter, six and two digits would be too much to show.
FULL_LENGTH = 16


class PersonalNumber:
    """A NIK or No. KK that shows itself masked wherever it is printed: page, file, log or traceback.

    The digits leave only through `reveal`, so that each place that shows them can be found by that word.
    """

    __slots__ = ("_digits",)

    def __init__(self, digits: str) -> None:
        self._digits = digits

    def reveal(self) -> str:
        """Give the digits themselves. Callers have checked the right and logged the reason."""
        return self._digits

    @property
    def lookup(self) -> str:
        """The keyed hash under which the number is found; "" for no number."""
        return keyed_hash(self._digits) if self._digits else ""

    def __str__(self) -> str:
        """Show region and last two digits, `360415********01`; a number too short to be one shows nothing."""
        if len(self._digits) < FULL_LENGTH:
            return "*" * len(self._digits)
        return f"{self._digits[:6]}{'*' * (len(self._digits) - 8)}{self._digits[-2:]}"

    def __repr__(self) -> str:
        return f"PersonalNumber({self})"

    def __bool__(self) -> bool:
        return bool(self._digits)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PersonalNumber) and other._digits == self._digits

    def __hash__(self) -> int:
        return hash(self._digits)


class _AlwaysNumber(DeferredAttribute):
    """Turns whatever is assigned to the attribute into a PersonalNumber, so that digits are never held bare."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = self.field.to_python(value)


if TYPE_CHECKING:
    _TextField = models.TextField["PersonalNumber | str", PersonalNumber]
else:
    _TextField = models.TextField


class PersonalNumberField(_TextField):
    """A column that holds a PersonalNumber encrypted; look it up by the hash column beside it."""

    description = "Encrypted NIK or No. KK"
    descriptor_class = _AlwaysNumber

    def from_db_value(self, value: str | None, expression: object, connection: BaseDatabaseWrapper) -> PersonalNumber:
        """Decrypt what the column holds."""
        return PersonalNumber(decrypt(value) if value else "")

    def to_python(self, value: Any) -> PersonalNumber:
        """Take a number or its digits."""
        return value if isinstance(value, PersonalNumber) else PersonalNumber(str(value or ""))

    def get_prep_value(self, value: Any) -> str:
        """Encrypt for the column; "" stays ""."""
        digits = self.to_python(value).reveal()
        return encrypt(digits) if digits else ""
