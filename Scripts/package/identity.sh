# shellcheck shell=bash
# Which commit is packaged, and what the package is called after it. Sourced by Scripts/package.sh and Scripts/install.sh, which
# set root.

# Sets commit, changes (`+changes` where files differ from the commit), epoch (the commit's time) and day. Fails outside a clone.
read_commit() {
    commit=$(git -C "$root" rev-parse HEAD 2>/dev/null) || return
    epoch=$(git -C "$root" log -1 --format=%ct)
    day=$(TZ=UTC printf '%(%Y-%m-%d)T' "$epoch")
    changes=
    [[ -z $(git -C "$root" status --porcelain) ]] || changes=+changes
}

# Sets the same, architecture, maintainer and the time that every file gets.
read_identity() {
    if ! read_commit; then
        say "Packages are made from a clone, which $root is not: they name the commit."
        return 1
    fi
    [[ -z $changes ]] || say "There are changes that are not committed: the package says so."
    maintainer=${GLASSBOX_MAINTAINER:-$(git -C "$root" log -1 --format='%an <%ae>')}
    architecture=$(dpkg --print-architecture)
    export SOURCE_DATE_EPOCH=$epoch
}

# Sets kind_of_release and version: the program's own where its tag is on the commit, else one before it with the commit's time
# and name.
name_version() {
    local program
    program=$("$built/glassbox" --version | sed -n 's/^glassbox //p')
    version=$program
    kind_of_release=stable
    if [[ -n $changes ]] || ! git -C "$root" tag --points-at HEAD | grep -qxF "v$program"; then
        version=$program~$(date --date="@$epoch" +%Y%m%d%H%M%S).${commit:0:10}${changes:+.changes}
        kind_of_release=development
    fi
}

# Writes the record that `glassbox --version` reads. $1: the file.
write_build_record() {
    printf '{"commit": "%s%s", "day": "%s"}\n' "$commit" "$changes" "$day" >"$1"
}
