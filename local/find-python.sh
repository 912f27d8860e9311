#!/bin/sh
# Prints a Python 3.13 that can make virtual environments; says how to get one where there is none. QLP_PYTHON names one directly.
set -u

fits() {
    command -v "$1" >/dev/null 2>&1 || return 1
    "$1" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info[:2] != (3, 13))' >/dev/null 2>&1
}

root="${PYENV_ROOT:-${HOME:-/nonexistent}/.pyenv}"
for candidate in ${QLP_PYTHON:-} python3.13 "$root"/versions/3.13*/bin/python3.13 \
    /usr/local/bin/python3.13 /usr/bin/python3.13 /opt/python3.13/bin/python3.13 \
    "${HOME:-/nonexistent}"/.local/share/uv/python/cpython-3.13*/bin/python3.13 python3 python; do
    if fits "$candidate"; then
        "$candidate" -c 'import os, sys; print(os.path.realpath(sys.executable))'
        exit 0
    fi
done
cat >&2 <<'TEXT'
QLP needs Python 3.13 with its venv module, and did not find one. Any of these gives it:
  Debian 13, Ubuntu 25.04 and later:   sudo apt-get install python3.13 python3.13-venv
  without root, with pyenv:            pyenv install 3.13
  without root, with uv:               uv python install 3.13
If it is somewhere else, say where: QLP_PYTHON=/path/to/python3.13 make run
TEXT
exit 1
