# shellcheck shell=bash
# Fresh systems to try packages in. Sourced by Tests/package/run.sh, which sets systems (a folder), kept (one that stays) and
# root.

# The address of Debian's main archive as this machine's apt knows it.
mirror() {
    local found
    # shellcheck disable=SC2016
    found=$(apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(REPO_URI)' 2>/dev/null |
        sed -nE 's/^Debian\|Debian\|//p' | head -n 1)
    [[ -n $found ]] || { say "This machine's apt knows no archive of Debian, from which systems could be made."; return 1; }
    printf '%s\n' "${found%/}"
}

# Whether the mirror has a suite. $1: its name.
is_offered() {
    /usr/lib/apt/apt-helper download-file "$(mirror)/dists/$1/Release" "$systems/Release" >/dev/null 2>&1 &&
        rm -f -- "$systems/Release"
}

# $1: suite, $2: folder.
make_system() {
    debootstrap --variant=minbase "$1" "$2" "$(mirror)" >"$systems/debootstrap.log" 2>&1 ||
        { tail -n 5 "$systems/debootstrap.log" >&2; return 1; }
    # What Debian mended since its release, as on this machine.
    if [[ $1 == "$(. /etc/os-release && printf %s "$VERSION_CODENAME")" ]]; then
        cp -a /etc/apt/sources.list.d/debian.sources "$2/etc/apt/sources.list.d/" 2>/dev/null && : >"$2/etc/apt/sources.list"
        within "$2" "apt-get update -qq && apt-get upgrade -qq -y" >/dev/null
    fi
    mkdir -p -- "$2/tmp/home" "$2/tmp/.X11-unix"
    chown 65534:65534 "$2/tmp/home"
}

# Runs a line of shell in a system, with the network. $1: the system's folder.
within() {
    cp -L /etc/resolv.conf "$1/etc/resolv.conf"
    unshare --mount bash -c '
        mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" &&
        DEBIAN_FRONTEND=noninteractive exec chroot "$1" /bin/sh -c "$2"' - "$1" "$2"
}

# Runs a line of shell in a system without any network. $1: the system's folder, $2: root, or user for one without rights,
# $3: the line.
offline() {
    set_offline_command "$@"
    "${command[@]}"
}

# Sets command, what offline runs: one process, which a signal reaches.
set_offline_command() {
    local user=65534:65534
    [[ $2 != root ]] || user=0:0
    # shellcheck disable=SC2016
    command=(timeout --foreground 120 unshare --mount --net bash -c '
        mount -t proc proc "$1/proc" && mount --bind /dev "$1/dev" && mount --bind /tmp/.X11-unix "$1/tmp/.X11-unix" &&
        exec env -i PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp/home LC_ALL=C.UTF-8 DISPLAY="$4" \
            chroot --userspec="$2" "$1" /bin/sh -c "cd /tmp/home && $3"' - "$1" "$user" "$3" "$DISPLAY")
}

# Every file, folder and link of a system, but for what apt and dpkg keep of their own doing and what a user keeps.
files_of() {
    (cd "$1" && find . \( -path ./proc -o -path ./dev -o -path ./sys -o -path ./tmp -o -path ./var/log -o -path ./var/cache \
        -o -path ./var/lib/apt -o -path ./var/lib/dpkg \) -prune -o -printf '%y %m %u %p\n' | sort)
}

# Starts a screen of its own; windows in systems reach it through a socket, not a network.
start_display() {
    local number=90
    while [[ -e /tmp/.X11-unix/X$number || -e /tmp/.X$number-lock ]]; do number=$((number + 1)); done
    Xvfb ":$number" -screen 0 1700x1000x24 -nolisten tcp -noreset -ac >"$kept/display.log" 2>&1 &
    display_process=$!
    export DISPLAY=:$number
    for _ in {1..100}; do
        [[ ! -S /tmp/.X11-unix/X$number ]] || return 0
        sleep 0.1
    done
    say "The screen does not start."
    return 1
}

end_systems() {
    [[ -z ${display_process:-} ]] || kill "$display_process" 2>/dev/null || true
    rm -rf -- "${systems:?}"
}

# Does with a program what people do. $1: the system's folder, $2: the program as it is called there, $3: where a picture of its
# window is kept.
use_program() {
    local system=$1 program=$2 picture=$3 home=$1/tmp/home answer
    rm -rf -- "$home"
    mkdir -- "$home"
    cp -- "$root/Resources/photos/coffee.png" "$root/Tests/GoldenData/keras-cases/rows3.h5" "$home"
    chown -R 65534:65534 "$home"
    answer=$(offline "$system" user "$program --version")
    say "$answer"
    grep -qE '^commit [0-9a-f]{40}' <<<"$answer"
    grep -qE 'oneDNN 2\..* HDF5 1\.10' <<<"$answer"
    answer=$(offline "$system" user "$program classify coffee.png --json")
    python3 -c 'import json, sys; assert json.loads(sys.argv[1])[0]["predictions"][0]["label"] == "espresso"' "$answer"
    offline "$system" user "$program explain coffee.png --method grad-cam --output heat.png" >/dev/null
    [[ -s $home/heat.png ]]
    offline "$system" user "$program layers --model rows3.h5" >/dev/null
    [[ $(identify -format '%m %w' "$home/heat.png") == PNG\ * ]]
    open_window "$system" "$program" "$picture"
}

# Opens the window, waits until its first result is drawn, keeps a picture of the screen and closes it by a signal.
open_window() {
    local system=$1 program=$2 picture=$3 trace=$1/tmp/home/trace process
    rm -f -- "$trace"
    kill -0 "$display_process" || { say "The screen is gone: $(<"$kept/display.log")"; return 1; }
    set_offline_command "$system" user "GLASSBOX_TRACE=trace exec $program coffee.png"
    "${command[@]}" 2>"$system/tmp/home/errors" &
    process=$!
    for _ in {1..600}; do
        if grep -q '"result.0"' "$trace" 2>/dev/null; then
            sleep 0.5
            import -window root "$picture"
            kill -- "$process"
            wait "$process" || true
            [[ ! -s $system/tmp/home/errors ]] || { say "The window says: $(<"$system/tmp/home/errors")"; return 1; }
            # A window has many colours; an empty screen has one.
            (($(identify -format %k "$picture") > 1000))
            return 0
        fi
        kill -0 "$process" 2>/dev/null || break
        sleep 0.1
    done
    say "The window shows no result: $(<"$system/tmp/home/errors")"
    return 1
}

# The seconds from the start to the first frame, the best of five starts; at most 0.3.
measure_start() {
    local system=$1 program=$2 best
    best=$(for _ in {1..5}; do
        open_window "$system" "$program" "$systems/measured.png" >/dev/null
        python3 - "$system/tmp/home/trace" <<'EOF'
import json, sys
print(next(event["t"] for event in map(json.loads, open(sys.argv[1])) if event["event"] == "frame"))
EOF
    done | sort -n | head -n 1)
    say "start to first frame: $best s"
    awk -v seconds="$best" 'BEGIN { exit !(seconds > 0 && seconds <= 0.3) }'
}

# Installs the wheel beside Debian's NumPy and runs the tests of the Python package with it. $1: the system's folder, $2: the wheel.
use_wheel() {
    local check=$1/tmp/check
    within "$1" "apt-get update -qq && apt-get install -qq -y --no-install-recommends python3-numpy python3-pip" >/dev/null
    mkdir -p -- "$check/Tests" "$check/Resources"
    cp -r -- "$root/Tests/python" "$check/Tests/"
    cp -r -- "$root/Resources/photos" "$check/Resources/"
    cp -- "$2" "$check/"
    offline "$1" root "pip install --quiet --no-cache-dir --no-index --no-deps --break-system-packages --root-user-action=ignore /tmp/check/*.whl"
    offline "$1" user "glassbox --version" >/dev/null
    offline "$1" user "cd /tmp && python3 -B -m unittest discover --start-directory /tmp/check/Tests/python"
}

# A newer version of a package with one file less. $1: the package, $2: the newer one.
make_newer() {
    local tree
    tree=$(mktemp -d -p "$systems")
    dpkg-deb --raw-extract "$1" "$tree"
    sed -i 's/^Version: .*/&+newer/' "$tree/DEBIAN/control"
    sed -i '/doc\/glassbox\/NOTICE$/d' "$tree/DEBIAN/md5sums"
    rm -- "$tree/usr/share/doc/glassbox/NOTICE"
    dpkg-deb --root-owner-group -Znone --build "$tree" "$2" >/dev/null
    rm -rf -- "$tree"
}

# Builds the commit once more in another folder and compares. $1: the folder of the packages.
compare_with_second_build() {
    local second
    second=$(mktemp -d)
    git clone -q "$root" "$second/elsewhere"
    GLASSBOX_PACKAGES=$second/packages "$second/elsewhere/Scripts/package.sh"
    diff --recursive --brief "$1" "$second/packages"
    rm -rf -- "$second"
}
