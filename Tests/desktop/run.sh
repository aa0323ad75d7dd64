#!/usr/bin/env bash
# Installs Glassbox into temporary homes, looks at what is there, and removes it.
#
#     Tests/desktop/run.sh PROGRAM
set -euo pipefail
here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
GLASSBOX_EXECUTABLE=$(readlink -f -- "${1:?the path of the built program is missing}")
export GLASSBOX_EXECUTABLE PYTHONDONTWRITEBYTECODE=1
python3 -m unittest discover --start-directory "$here" --top-level-directory "$here"
