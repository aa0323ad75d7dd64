#!/usr/bin/env bash
# Drives the real window: clicks, keys and drops on a virtual screen, and compares what it shows with the command line.
#
#     Tests/window/run.sh PROGRAM
set -euo pipefail
here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
program=$(readlink -f -- "${1:?the path of the built program is missing}")
build=$here/../../.build/window-tests
mkdir -p "$build"
clang -Wall -Wextra -Werror -O1 -o "$build/drop" "$here/drop.c" -lX11
export GLASSBOX_EXECUTABLE=$program DROP_EXECUTABLE=$build/drop PYTHONDONTWRITEBYTECODE=1
xvfb-run --auto-servernum --server-args="-screen 0 1920x1200x24" \
    python3 -m unittest discover --start-directory "$here" --top-level-directory "$here"
