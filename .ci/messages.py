"""The English catalogue: `update` brings it up to the texts in the code, `check` fails on any gap.

Indonesian is the language that the texts are written in (docs/adr/0002-source-language.md), so it has no catalogue.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path("p2wkss/locale/en/LC_MESSAGES/django.po")
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|</?[a-z]+[^>]*>")


def update(root: Path) -> None:
    """Write the texts of the code into the catalogue below `root`, keeping translations that still fit."""
    (root / CATALOGUE).parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "manage.py", "makemessages", "-l", "en", "--no-obsolete", "--no-location", "-v0"]
    ignored = [part for name in (".venv", "var", "tests", ".ci", "docs") for part in ("-i", name)]
    subprocess.run([*command, *ignored], cwd=root, check=True)


def check() -> int:
    """Compare the catalogue with a fresh extraction; print every gap."""
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "site"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".venv", "var", ".git", ".mypy_cache", "tests"))
        update(copy)
        fresh = _read(copy / CATALOGUE)
    kept = _read(ROOT / CATALOGUE)
    problems = [f"not in the catalogue: {key!r}" for key in fresh.keys() - kept.keys()]
    problems += [f"no longer in the code: {key!r}" for key in kept.keys() - fresh.keys()]
    problems += [problem for message in kept.values() for problem in _faults(message)]
    for problem in sorted(problems):
        print(problem)
    print(f"messages: {len(kept)} texts, {len(problems)} problems")
    return 1 if problems else 0


def _read(path: Path) -> dict[str, Message]:
    with path.open("rb") as file:
        catalogue: Catalog = read_po(file, locale="en")
    return {str((message.context, message.id)): message for message in catalogue if message.id}


def _faults(message: Message) -> list[str]:
    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    texts = message.string if isinstance(message.string, tuple) else (message.string,)
    if message.fuzzy:
        return [f"fuzzy: {ids[0]!r}"]
    if not all(texts):
        return [f"untranslated: {ids[0]!r}"]
    wanted = sorted(PLACEHOLDER.findall(str(ids[-1])))
    return [f"other placeholders or tags: {ids[0]!r}" for text in texts if sorted(PLACEHOLDER.findall(text)) != wanted]


if sys.argv[1:] == ["update"]:
    update(ROOT)
elif sys.argv[1:] == ["check"]:
    sys.exit(check())
else:
    sys.exit("usage: messages.py update|check")
