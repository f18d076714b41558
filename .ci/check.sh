#!/usr/bin/env bash
# Everything that is checked without running the site. Each check runs, whatever failed before.
set -uo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
failed=()

check() {
    local name=$1
    shift
    echo "== $name"
    "$@" || failed+=("$name")
}

templates() {
    find templates -name '*.html' -print0 | xargs -0 $bin/djhtml --check --tabwidth 2
}

deployment() {
    local key
    key=$($bin/python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())') || return 1
    P2WKSS_HTTPS=1 P2WKSS_HOSTS=p2wkss.example DJANGO_SECRET_KEY="$key$key" P2WKSS_FIELD_KEYS=$key \
        P2WKSS_HASH_KEY=$(printf '%064d' 1) $bin/python manage.py check --deploy --fail-level WARNING
}

check "lint" $bin/ruff check .
check "format" $bin/ruff format --check .
check "types" $bin/mypy p2wkss villages assessments manage.py
check "templates" templates
check "migrations" $bin/python manage.py makemigrations --check --dry-run
check "deployment" deployment
check "translations" $bin/python .ci/messages.py check
check "phases diagram" $bin/python .ci/diagram.py check

echo
if [ ${#failed[@]} -gt 0 ]; then
    echo "check: failed: $(printf '%s, ' "${failed[@]}" | sed 's/, $//')"
    exit 1
fi
echo "check: all good"
