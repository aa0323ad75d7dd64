# shellcheck shell=bash
# What `run` and `test` need from the system. Sourced by both; say what is done on standard error, so that the
# program's own output stays clean.

say() { printf '%s\n' "$*" >&2; }

# What the program is built with.
build_packages=(libsdl2-dev libsdl2-ttf-dev libsdl2-image-dev libjpeg-dev libtiff-dev libavif-dev libcairo2-dev libfontconfig-dev libopenblas-dev libdnnl-dev libhdf5-dev zlib1g-dev
    libavdevice-dev libavformat-dev libavcodec-dev libswscale-dev libavutil-dev
    libcurl4-openssl-dev libssl-dev ca-certificates pkg-config)

# The Debian packages among the arguments that are not installed.
missing_packages() {
    local package state
    for package in "$@"; do
        state=$(dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null || true)
        [[ $state == ii* ]] || printf '%s\n' "$package"
    done
}

# Installs the packages that are missing, with apt as root or through sudo; elsewhere it names them.
install_packages() {
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        say "This system has no apt; if the build fails, install what these Debian packages hold: $*"
        return 0
    fi
    local -a missing as_root=()
    mapfile -t missing < <(missing_packages "$@")
    ((${#missing[@]})) || return 0
    if ((EUID != 0)); then
        if ! command -v sudo >/dev/null; then
            say "Please install these packages as root: apt-get install ${missing[*]}"
            return 1
        fi
        as_root=(sudo)
    fi
    say "Installing ${missing[*]} ..."
    export DEBIAN_FRONTEND=noninteractive
    "${as_root[@]}" apt-get update -qq >&2
    "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
}

require_swift() {
    command -v swift >/dev/null && return 0
    say "Glassbox is written in Swift 6, which is not installed here; get it from https://www.swift.org/install/linux."
    return 1
}

# Builds the release program unless it is newer than everything that it is made of.
# $1: the checkout.
build_release() {
    local root=$1 stamp=$1/.build/release-built
    if [[ -x $root/.build/release/glassbox && -x $root/.build/release/glassbox-hdf5 &&
        -x $root/.build/release/glassbox-pictures && -x $root/.build/release/glassbox-video && -e $stamp &&
        -z $(find "$root/Sources" "$root/Package.swift" -newer "$stamp" -print -quit) ]]; then
        return 0
    fi
    install_packages "${build_packages[@]}" || return
    require_swift || return
    say "Building Glassbox ..."
    local start=$root/.build/release-started
    mkdir -p "$root/.build"
    touch "$start"
    swift build --package-path "$root" -c release --product glassbox >&2 || return
    swift build --package-path "$root" -c release --product glassbox-hdf5 >&2 || return
    swift build --package-path "$root" -c release --product glassbox-pictures >&2 || return
    swift build --package-path "$root" -c release --product glassbox-video >&2 || return
    mv "$start" "$stamp"
}

# Prints the folder of the optimised programs $2 …: that of GLASSBOX_PROGRAMS, where somebody has built everything (./test does);
# otherwise they are built.
# $1: the checkout.
optimised_programs() {
    local root=$1 product
    shift
    if [[ -n ${GLASSBOX_PROGRAMS:-} ]]; then
        printf '%s\n' "$GLASSBOX_PROGRAMS"
        return 0
    fi
    for product in "$@"; do
        swift build --package-path "$root" -c release --product "$product" >&2 || return
    done
    printf '%s\n' "$root/.build/release"
}
