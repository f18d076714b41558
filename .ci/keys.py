"""Write the site's own keys to var/secrets.env, once; a second call changes nothing."""

import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet

TARGET = Path(__file__).resolve().parent.parent / "var" / "secrets.env"


def main() -> None:
    """Make the file readable for its owner alone, and never over one that stands."""
    TARGET.parent.mkdir(exist_ok=True)
    text = (
        f"DJANGO_SECRET_KEY={secrets.token_urlsafe(50)}\n"
        f"P2WKSS_FIELD_KEYS={Fernet.generate_key().decode()}\n"
        f"P2WKSS_HASH_KEY={secrets.token_hex(32)}\n"
    )
    try:
        descriptor = os.open(TARGET, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w") as file:
        file.write(text)


main()
