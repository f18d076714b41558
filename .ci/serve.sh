#!/usr/bin/env bash
# Prepares the database and serves the site with a worker beside it; data that stands is kept.
set -euo pipefail
cd "$(dirname "$0")/.."
port=${PORT:-8000}
python=.venv/bin/python

if ! [[ $port =~ ^[0-9]{1,5}$ ]]; then
    echo "  PORT harus berupa angka, bukan: $port" >&2
    exit 1
fi
# As the server binds: a connection that only just closed does not count as a program that uses the port.
probe='import socket, sys
door = socket.socket()
door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
door.bind(("127.0.0.1", int(sys.argv[1])))'
if ! $python -c "$probe" "$port" 2>/dev/null; then
    echo "  Port $port tidak dapat dipakai; mungkin dipakai program lain. Pilih yang lain:  PORT=8001 make run" >&2
    exit 1
fi
$python manage.py migrate -v0
echo "  wilayah"
$python manage.py load_regions
$python manage.py seed_demo --if-empty

# A worker that dies is replaced, and takes up again what it left; both end with the server.
work() {
    local child
    trap 'kill "$child" 2>/dev/null; exit' TERM
    while true; do
        $python manage.py worker &
        child=$!
        wait "$child" || true
        sleep 1
    done
}
work &
worker=$!
trap 'kill "$worker" 2>/dev/null || true; wait "$worker" 2>/dev/null || true' EXIT
echo
echo "  P2WKSS: http://127.0.0.1:$port/   (Ctrl+C untuk berhenti)"
.venv/bin/gunicorn p2wkss.wsgi --bind "127.0.0.1:$port" --workers 2 --threads 4 --log-level warning
