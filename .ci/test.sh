#!/usr/bin/env bash
# All tests: on SQLite, the database's again on PostgreSQL (what only looks at a drawn paper is not), then in a real browser.
# Each part runs, whatever failed before.
set -uo pipefail
cd "$(dirname "$0")/.."
python=.venv/bin/python
summary=()
failed=0

part() {
    local name=$1 start=$SECONDS code=0
    shift
    echo "== $name"
    "$@" || code=$?
    if [ $code = 0 ]; then
        summary+=("ok      $name ($((SECONDS - start)) s)")
    else
        summary+=("FAILED  $name ($((SECONDS - start)) s, exit code $code)")
        failed=1
    fi
}

part SQLite $python -m pytest -q -n 2 tests/unit tests/integration tests/meta
part PostgreSQL $python .ci/with_postgres.py $python -m pytest -q -n 2 -m "not paper" tests/integration
if command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null; then
    part Chromium $python -m pytest -q tests/browser
elif [ "${CI:-}" = true ]; then
    summary+=("FAILED  Chromium is missing: the browser tests cannot run")
    failed=1
else
    summary+=("!!      Chromium is missing: THE BROWSER TESTS DID NOT RUN. Install the package chromium.")
fi

echo
printf '  %s\n' "${summary[@]}"
if [ $failed = 1 ]; then
    echo "test: FAILED"
else
    echo "test: all passed"
fi
exit $failed
