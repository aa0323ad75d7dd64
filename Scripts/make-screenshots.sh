#!/usr/bin/env bash
# Draws the pictures in screenshots/: the release program's window on a virtual screen, driven by keys.
#
#     Scripts/make-screenshots.sh [NAME …]      all of them, or those that are named
#
# Those of a detector, a network that segments and a transformer need the folder that Scripts/showcase.py wrote, as GLASSBOX_SHOWCASE.
set -euo pipefail
root=$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")
# shellcheck source=Scripts/prerequisites.sh
source "$root/Scripts/prerequisites.sh"
cd "$root"
require_swift
install_packages xvfb xauth xdotool imagemagick libx11-dev python3
build_release "$root"
mkdir -p "$root/.build/window-tests"
clang -O1 -o "$root/.build/window-tests/drop" Tests/window/drop.c -lX11
export DROP_EXECUTABLE=$root/.build/window-tests/drop
export GLASSBOX_EXECUTABLE=$root/.build/release/glassbox PYTHONPATH=$root/Tests/window PYTHONDONTWRITEBYTECODE=1
xvfb-run --auto-servernum --server-args="-screen 0 1700x1000x24" python3 Scripts/screenshots.py "$@"
