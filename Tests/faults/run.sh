#!/usr/bin/env bash
# Kills the program at random points of everything that it writes, fills the disk, and starts two at once: nothing is lost, and
# nothing is half-written.
#
#     Tests/faults/run.sh PROGRAM [ROUNDS]      10 rounds of each by default
set -euo pipefail
here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
program=$(readlink -f -- "${1:?the path of the built program is missing}")
export GLASSBOX_EXECUTABLE=$program GLASSBOX_ROUNDS=${2:-10} PYTHONDONTWRITEBYTECODE=1
exec python3 -m unittest discover --start-directory "$here" --top-level-directory "$here"
