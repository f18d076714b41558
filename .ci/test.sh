#!/usr/bin/env bash
# All tests: on SQLite, the database's again on PostgreSQL, then in a real browser.
set -euo pipefail
cd "$(dirname "$0")/.."
python=.venv/bin/python

echo "== SQLite"
$python -m pytest -q -n 2 tests/unit tests/integration tests/meta
echo "== PostgreSQL"
$python .ci/with_postgres.py $python -m pytest -q -n 2 tests/integration
if command -v chromium >/dev/null; then
    echo "== Chromium"
    $python -m pytest -q tests/browser
elif [ "${CI:-}" = true ]; then
    echo "Chromium is missing: the browser tests cannot run." >&2
    exit 1
else
    printf '\n  !!  Chromium is missing: THE BROWSER TESTS DID NOT RUN. Install the package chromium.\n\n' >&2
fi
