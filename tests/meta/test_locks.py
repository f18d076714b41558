"""The lock files: everything pinned and hashed, from nowhere in particular, and in step with pyproject.toml."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.txt", "requirements-dev.txt")
PIN = re.compile(r"(?P<name>[a-z0-9]+(-[a-z0-9]+)*)==(?P<version>[0-9][^ ;]*)( ; (?P<marker>[^\\]+?))?")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
Pin = tuple[str, str, str]


def read_lock(text: str) -> dict[Pin, int]:
    """Give each pin with the number of its hashes; any other kind of line raises ValueError."""
    found: dict[Pin, int] = {}
    for line in text.replace("\\\n", "").splitlines():
        requirement, *hashes = re.split(r"\s+(?=--hash)", line.strip())
        match = PIN.fullmatch(requirement)
        if match is None or not all(HASH.fullmatch(part) for part in hashes):
            raise ValueError(line)
        found[match["name"], match["version"], match["marker"] or ""] = len(hashes)
    return found


def declared(*, dev: bool) -> set[str]:
    """Name what pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    lines = project["project"]["dependencies"] + (project["dependency-groups"]["dev"] if dev else [])
    return {re.split(r"[\[<>=!~; ]", line)[0].lower() for line in lines}


@pytest.mark.parametrize("name", LOCKS)
def test_lock_holds_only_pins_with_hashes(name: str) -> None:
    pins = read_lock((ROOT / name).read_text())
    assert len(pins) > 20
    assert [pin for pin, hashes in pins.items() if not hashes] == []


def test_locks_answer_to_what_is_declared() -> None:
    runtime, dev = ({name for name, _, _ in read_lock((ROOT / lock).read_text())} for lock in LOCKS)
    assert declared(dev=False) <= runtime
    assert declared(dev=True) <= dev


def test_tests_run_on_the_versions_that_are_served() -> None:
    runtime, dev = ({pin[:2] for pin in read_lock((ROOT / lock).read_text())} for lock in LOCKS)
    assert runtime <= dev


def test_every_dependency_says_what_it_is_for() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    tables = re.findall(r"^(?:dependencies|dev) = \[\n(.*?)^\]", text, re.DOTALL | re.MULTILINE)
    lines = [line for table in tables for line in table.splitlines()]
    assert len(tables) == 2
    assert [line for line in lines if not re.search(r'^    ".+",\s+# \w', line)] == []


@pytest.mark.parametrize(
    "line",
    [
        "--index-url https://packages.example/simple",
        "--find-links /somewhere",
        "django @ https://packages.example/django.whl",
        "./wheels/django.whl",
        "-e .",
        "django>=5.2",
        "django==5.2.1 \\\n    --hash=md5:00",
        "# from /somewhere",
    ],
)
def test_any_other_line_is_found(line: str) -> None:
    with pytest.raises(ValueError, match=re.escape(line.partition(" ")[0])):
        read_lock(f"django==5.2.19 \\\n    --hash=sha256:{'0' * 64}\n{line}\n")
