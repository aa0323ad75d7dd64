#!/usr/bin/env bash
# Draws the pictures in screenshots/: the release program's window on a virtual screen, driven by keys.
set -euo pipefail
root=$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")
# shellcheck source=Scripts/prerequisites.sh
source "$root/Scripts/prerequisites.sh"
cd "$root"
require_swift
install_packages xvfb xauth xdotool imagemagick python3
build_release "$root"
export GLASSBOX_EXECUTABLE=$root/.build/release/glassbox PYTHONPATH=$root/Tests/window PYTHONDONTWRITEBYTECODE=1
xvfb-run --auto-servernum --server-args="-screen 0 1700x1000x24" python3 Scripts/screenshots.py
