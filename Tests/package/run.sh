#!/usr/bin/env bash
# Makes the packages, looks at them, installs the one for Debian in a fresh Debian, runs it there without a network, upgrades it
# and purges it; then runs the portable archive in fresh systems that have nothing but their base, and the wheel in Python there.
# Root and some minutes.
#
#     Tests/package/run.sh                     everything
#     Tests/package/run.sh --packages FOLDER   with packages that are made already
#     Tests/package/run.sh --again             also builds a second time, elsewhere, and compares the bytes
#
# Systems come from the mirror that this machine's apt uses. What the windows looked like is kept in .build/package-test.
set -euo pipefail
shopt -s inherit_errexit
here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
root=$(dirname -- "$(dirname -- "$here")")
# shellcheck source=Scripts/prerequisites.sh
source "$root/Scripts/prerequisites.sh"
# shellcheck source=Tests/package/systems.sh
source "$here/systems.sh"
packages=
again=
while (($#)); do
    case $1 in
        --packages)
            packages=$(readlink -f -- "$2")
            shift
            ;;
        --again) again=1 ;;
        *)
            say "Tests/package/run.sh does not know $1."
            exit 64
            ;;
    esac
    shift
done
((EUID == 0)) || { say "Tests/package/run.sh makes systems of its own, for which it has to be root."; exit 1; }
install_packages debootstrap lintian desktop-file-utils appstream xvfb imagemagick zstd python3
kept=$root/.build/package-test
mkdir -p "$kept"

if [[ -z $packages ]]; then
    say "Making the packages ..."
    packages=$root/.build/packages
    rm -rf -- "$packages"
    "$root/Scripts/package.sh"
fi
deb=$(find "$packages" -name '*.deb')
archive=$(find "$packages" -name '*.tar.zst')
wheel=$(find "$packages" -name '*.whl')
[[ -f $deb && -f $archive && -f $wheel ]] || { say "$packages has to hold one .deb, one .tar.zst and one .whl."; exit 1; }

if [[ -n $again ]]; then
    say "Making them again, elsewhere ..."
    compare_with_second_build "$packages"
fi

say "What is in them ..."
GLASSBOX_DEB=$deb GLASSBOX_ARCHIVE=$archive GLASSBOX_WHEEL=$wheel PYTHONDONTWRITEBYTECODE=1 \
    python3 -m unittest discover --start-directory "$here" --top-level-directory "$here"

systems=$(mktemp -d)
trap end_systems EXIT
start_display

say "The package in Debian 12 ..."
make_system bookworm "$systems/bookworm"
# Its dependencies come first, so that what is left after it can be told from what they made.
cp -- "$deb" "$systems/bookworm/tmp/glassbox.deb"
within "$systems/bookworm" "apt-get install -qq -y --no-install-recommends /tmp/glassbox.deb && dpkg --purge glassbox" >/dev/null
files_of "$systems/bookworm" >"$systems/before"
offline "$systems/bookworm" root "dpkg --install /tmp/glassbox.deb" >/dev/null
use_program "$systems/bookworm" glassbox "$kept/debian-12-package.png"
measure_start "$systems/bookworm" glassbox
files_of "$systems/bookworm" >"$systems/installed"
say "… upgraded"
make_newer "$deb" "$systems/bookworm/tmp/newer.deb"
offline "$systems/bookworm" root "dpkg --install /tmp/newer.deb" >/dev/null
version=$(offline "$systems/bookworm" root "dpkg-query --show --showformat='\${Status} \${Version}' glassbox")
[[ $version == "install ok installed "*+newer ]] || { say "After the upgrade dpkg says: $version"; exit 1; }
files_of "$systems/bookworm" >"$systems/upgraded"
# The newer one has no NOTICE, which is how it differs.
diff <(grep -v 'doc/glassbox/NOTICE$' "$systems/installed") "$systems/upgraded"
offline "$systems/bookworm" root "dpkg --install /tmp/newer.deb" >/dev/null
say "… purged"
offline "$systems/bookworm" root "dpkg --purge glassbox" >/dev/null
files_of "$systems/bookworm" >"$systems/after"
diff "$systems/before" "$systems/after"
rm -rf -- "${systems:?}/bookworm"

for suite in bookworm trixie; do
    say "The archive in a bare $suite ..."
    if ! is_offered "$suite"; then
        say "… which this machine's mirror does not offer"
        continue
    fi
    make_system "$suite" "$systems/$suite"
    mkdir "$systems/$suite/opt/glassbox"
    tar --extract --file="$archive" --directory="$systems/$suite/opt/glassbox" --strip-components=1
    use_program "$systems/$suite" /opt/glassbox/AppRun "$kept/$suite-archive.png"
    measure_start "$systems/$suite" /opt/glassbox/AppRun
    say "The wheel in the same ..."
    use_wheel "$systems/$suite" "$wheel"
    rm -rf -- "${systems:?}/$suite"
done
say "The packages are fine. Look at the pictures in $kept."
