#!/usr/bin/env bash
# Tests the Python package with a built program, in the first Python that has NumPy.
#
#     Tests/python/run.sh PROGRAM
set -euo pipefail
here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
GLASSBOX_EXECUTABLE=$(readlink -f -- "${1:?the path of the built program is missing}")
export GLASSBOX_EXECUTABLE
for python in python3 /usr/bin/python3; do
    if "$python" -c 'import numpy' 2>/dev/null; then exec "$python" -B -m unittest discover --start-directory "$here"; fi
done
printf '%s\n' "No Python here has NumPy." >&2
exit 1
