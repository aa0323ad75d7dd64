#!/usr/bin/env bash
# Makes what people install, from the commit that is checked out:
#
#     Scripts/package.sh [--built FOLDER] [deb] [archive] [wheel]
#
#     .build/packages/glassbox_VERSION_ARCHITECTURE.deb           for Debian 12
#     .build/packages/glassbox-VERSION-ARCHITECTURE.tar.zst       an AppDir that carries its libraries
#     .build/packages/glassbox-VERSION-py3-none-manylinux_….whl   the same program as a package for Python
#     .build/packages/*.spdx.json                                 what is in each of them (SPDX 2.3)
#
# Without a word all are made. --built takes programs that are built already, for tests. The same commit makes the same bytes
# with the same compiler and the same versions of Debian's packages; docs/packages.md says what else counts.
set -euo pipefail
root=$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")
# shellcheck source=Scripts/prerequisites.sh
source "$root/Scripts/prerequisites.sh"
for part in identity build tree deb archive wheel; do
    # shellcheck disable=SC1090
    source "$root/Scripts/package/$part.sh"
done

built=
declare -a wanted=()
while (($#)); do
    case $1 in
        --built)
            built=$(readlink -f -- "${2:?--built needs the folder of the built programs}")
            shift
            ;;
        deb | archive | wheel) wanted+=("$1") ;;
        *)
            say "Scripts/package.sh makes deb, archive and wheel; it does not know $1."
            exit 64
            ;;
    esac
    shift
done
((${#wanted[@]})) || wanted=(deb archive wheel)

# Nothing of the person who builds gets into the packages.
export LC_ALL=C.UTF-8 TZ=UTC
umask 022
install_packages dpkg-dev binutils patchelf zstd git python3
read_identity
output=${GLASSBOX_PACKAGES:-$root/.build/packages}
work=$root/.build/packages-work
rm -rf -- "$work"
mkdir -p -- "$output" "$work"
if [[ -z $built ]]; then
    build_programs
    built=$programs
fi
name_version
for kind in "${wanted[@]}"; do "make_$kind"; done
rm -rf -- "$work"
