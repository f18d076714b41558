#!/usr/bin/env bash
# Makes .venv and installs what is pinned, and the system's libraries where that is allowed.
#   .ci/setup.sh runtime    what the site needs
#   .ci/setup.sh dev        also what tests and checks need
set -euo pipefail
cd "$(dirname "$0")/.."
kind=$1

say() { printf '  %s\n' "$*"; }

# Install Debian packages as root or with a sudo that asks nothing; otherwise name them and fail.
apt_install() {
    local apt=(apt-get)
    if [ "$(id -u)" != 0 ]; then
        if ! sudo -n true 2>/dev/null; then
            say "Pasang paket sistem ini lalu ulangi:  sudo apt-get install $*"
            return 1
        fi
        apt=(sudo -n apt-get)
    fi
    command -v apt-get >/dev/null || { say "Pasang paket sistem ini lalu ulangi: $*"; return 1; }
    say "memasang paket sistem: $*"
    local log
    export DEBIAN_FRONTEND=noninteractive
    log=$(mktemp)
    if ! { "${apt[@]}" update -qq && "${apt[@]}" install -y -qq --no-install-recommends "$@"; } </dev/null >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        say "Paket sistem tidak dapat dipasang: $*"
        return 1
    fi
    rm -f "$log"
}

find_python() {
    local name
    for name in "${PYTHON:-python3.11}" python3.11 python3.12 python3.13 python3; do
        if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    say "Python 3.11 atau lebih baru tidak ditemukan." >&2
    return 1
}

if [ ! -x .venv/bin/pip ]; then
    python=$(find_python)
    version=$("$python" -c 'import sys; print(f"{sys.version_info[0]}.{sys.version_info[1]}")')
    "$python" -c 'import ensurepip, venv' 2>/dev/null || apt_install "python$version-venv"
    say "membuat lingkungan Python $version"
    "$python" -m venv .venv
fi

lock=requirements.txt
[ "$kind" = dev ] && lock=requirements-dev.txt
say "memasang paket Python yang dikunci ($lock)"
.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"

libraries='
import ctypes, sys
for name in ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0"):
    ctypes.CDLL(name)
'
.venv/bin/python -c "$libraries" 2>/dev/null || apt_install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0

if [ "$kind" = dev ]; then
    # Only checks and `make messages` need it; tests can do without.
    command -v xgettext >/dev/null || apt_install gettext || [ "${CI:-}" != true ]
    # Browser tests: the library that Playwright's driver needs, and Chromium without a window of its own, which is
    # quicker; where there is no such package, the whole one.
    .venv/bin/python -c 'import ctypes; ctypes.CDLL("libatomic.so.1")' 2>/dev/null || apt_install libatomic1 ||
        [ "${CI:-}" != true ]
    command -v chromium-headless-shell >/dev/null || apt_install chromium-headless-shell ||
        command -v chromium >/dev/null || apt_install chromium || [ "${CI:-}" != true ]
fi
