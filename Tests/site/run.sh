#!/usr/bin/env bash
# Makes the site of the documentation and follows its links. $1: the program.
set -euo pipefail
here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
program=$(readlink -f -- "${1:?the program is missing}")
cd "$here"
GLASSBOX_EXECUTABLE=$program PYTHONDONTWRITEBYTECODE=1 exec /usr/bin/python3 -m unittest -v test_site
