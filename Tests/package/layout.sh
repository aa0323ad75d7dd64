#!/usr/bin/env bash
# Makes the package for Debian of programs that are built already, without compressing it, and looks at its files; seconds.
# Tests/package/run.sh tries real packages.
#
#     Tests/package/layout.sh FOLDER
set -euo pipefail
here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
built=$(readlink -f -- "${1:?the folder of the built programs is missing}")
folder=$(mktemp -d)
trap 'rm -rf -- "$folder"' EXIT
# They load Swift's libraries, of which no package knows.
export GLASSBOX_ORDINARY=1
for name in first second; do
    GLASSBOX_PACKAGES=$folder/$name GLASSBOX_DEB_COMPRESSION=none "$here/../../Scripts/package.sh" --built "$built" deb 2>"$folder/log" || {
        tail -n 3 "$folder/log"
        exit 1
    }
done
# The same programs make the same bytes.
diff --recursive --brief "$folder/first" "$folder/second"
GLASSBOX_DEB=$(find "$folder/first" -name '*.deb') PYTHONDONTWRITEBYTECODE=1 \
    python3 -m unittest discover --start-directory "$here" --top-level-directory "$here"
