"""Encryption at rest and keyed look-up hashes for personal numbers."""

import hmac
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


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


def keyed_hash(text: str) -> str:
    """Give the HMAC-SHA256 (64 hex digits) by which an encrypted number is found and kept unique."""
    return hmac.digest(_hash_key(settings.HASH_KEY), text.encode(), "sha256").hex()


@lru_cache(maxsize=4)
def _hash_key(digits: str) -> bytes:
    return bytes.fromhex(digits)
