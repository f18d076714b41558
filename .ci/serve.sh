#!/usr/bin/env bash
# Prepares the database and serves the site; data that stands is kept.
set -euo pipefail
cd "$(dirname "$0")/.."
port=${PORT:-8000}
python=.venv/bin/python

if ! $python -c "import socket; socket.socket().bind(('127.0.0.1', $port))" 2>/dev/null; then
    echo "  Port $port sedang dipakai program lain. Pilih yang lain:  PORT=8001 make run" >&2
    exit 1
fi
$python manage.py migrate -v0
echo "  wilayah"
$python manage.py load_regions
$python manage.py seed_demo --if-empty
echo
echo "  P2WKSS: http://127.0.0.1:$port/   (Ctrl+C untuk berhenti)"
exec .venv/bin/gunicorn p2wkss.wsgi --bind "127.0.0.1:$port" --workers 2 --threads 4 --log-level warning
