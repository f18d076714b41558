#!/usr/bin/env bash
# Everything that is checked without running the site.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin

$bin/ruff check .
$bin/ruff format --check .
$bin/mypy p2wkss villages assessments manage.py
git ls-files -z 'templates/*.html' | xargs -0 $bin/djhtml --check --tabwidth 2
$bin/python manage.py makemigrations --check --dry-run
key=$($bin/python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())')
P2WKSS_HTTPS=1 P2WKSS_HOSTS=p2wkss.example DJANGO_SECRET_KEY="$key$key" P2WKSS_FIELD_KEYS=$key \
    P2WKSS_HASH_KEY=$(printf '%064d' 1) $bin/python manage.py check --deploy --fail-level WARNING
$bin/python .ci/messages.py check
echo "check: all good"
