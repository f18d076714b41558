"""Encryption at rest and keyed look-up hashes for personal numbers."""

import hmac
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import IO

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

_PART, _NUMBER = 1 << 18, 8  # bytes of a file that are sealed at a time; bytes of the part's number before them


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> str:
    """Encrypt with the newest key; the same text gives another token each time."""
    return _cipher(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """Decrypt with whichever key fits; raises cryptography's InvalidToken when none does."""
    return _cipher(tuple(settings.FIELD_KEYS)).decrypt(token.encode()).decode()


def seal(data: bytes) -> bytes:
    """Encrypt a file or a part of one with the newest key."""
    return _cipher(tuple(settings.FIELD_KEYS)).encrypt(data)


def unseal(sealed: bytes) -> bytes:
    """Decrypt what `seal` made; raises cryptography's InvalidToken when no key fits or a byte was changed."""
    return _cipher(tuple(settings.FIELD_KEYS)).decrypt(sealed)


def seal_parts(source: IO[bytes], target: IO[bytes]) -> None:
    """Encrypt a file of any size, part by part, a line each. A last part that is empty says that nothing is missing."""
    number = 0
    while part := source.read(_PART):
        target.write(seal(number.to_bytes(_NUMBER) + part) + b"\n")
        number += 1
    target.write(seal(number.to_bytes(_NUMBER)) + b"\n")


def unseal_parts(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Decrypt what `seal_parts` wrote; raises InvalidToken when a part was changed, moved or taken away."""
    for number, line in enumerate(lines):
        part = unseal(line.strip())
        if int.from_bytes(part[:_NUMBER]) != number:
            raise InvalidToken
        if len(part) == _NUMBER:
            return
        yield part[_NUMBER:]
    raise InvalidToken


def keyed_hash(text: str) -> str:
    """Give the HMAC-SHA256 (64 hex digits) by which an encrypted number is found and kept unique."""
    return number_hasher()(text)


def number_hasher() -> Callable[[str], str]:
    """Give `keyed_hash` for many numbers in a row: the key is looked up once."""
    key = _hash_key(settings.HASH_KEY)

    def hash_number(text: str) -> str:
        return hmac.digest(key, text.encode(), "sha256").hex()

    return hash_number


@lru_cache(maxsize=4)
def _hash_key(digits: str) -> bytes:
    return bytes.fromhex(digits)
