#!/usr/bin/env bash
# A monkey at the real window (see monkey.py).
#
#     Tests/window/monkey.sh PROGRAM [SECONDS] [SEED]      60 seconds by default
set -euo pipefail
here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
program=$(readlink -f -- "${1:?the path of the built program is missing}")
build=$here/../../.build/window-tests
mkdir -p "$build"
clang -Wall -Wextra -Werror -O1 -o "$build/drop" "$here/drop.c" -lX11
export GLASSBOX_EXECUTABLE=$program DROP_EXECUTABLE=$build/drop PYTHONDONTWRITEBYTECODE=1
exec xvfb-run --auto-servernum --server-args="-screen 0 1920x1200x24" python3 "$here/monkey.py" "${2:-60}" "${3:-1}"
