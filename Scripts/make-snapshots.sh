#!/usr/bin/env bash
# Draws every view of the window anew where it does not look like its picture in the tree any more, and says which.
set -euo pipefail
cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/.."
pictures=Tests/ViewerTests/Snapshots/Pictures
mkdir -p "$pictures"
GLASSBOX_RENEW=1 swift test --filter ViewerTests.OffScreenTests/Snapshots
git status --short -- "$pictures"
