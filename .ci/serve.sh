#!/usr/bin/env bash
# Prepares the database and serves the site; data that stands is kept.
set -euo pipefail
cd "$(dirname "$0")/.."
port=${PORT:-8000}
python=.venv/bin/python

$python manage.py migrate -v0
echo "  wilayah"
$python manage.py load_regions
$python manage.py seed_demo --if-empty
echo
echo "  P2WKSS: http://127.0.0.1:$port/   (Ctrl+C untuk berhenti)"
exec .venv/bin/gunicorn p2wkss.wsgi --bind "127.0.0.1:$port" --workers 2 --threads 4 --log-level warning
