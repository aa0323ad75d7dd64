#!/usr/bin/env bash
# Installs Glassbox for one user, or removes exactly what was installed.
#
#     Scripts/install.sh install FOLDER    FOLDER holds the built programs
#     Scripts/install.sh uninstall
#
# The program and its files are copied to $XDG_DATA_HOME/glassbox, so the checkout is not needed any more. The list of all
# that was installed is $XDG_DATA_HOME/glassbox/installed, one line each:
#
#     file SHA256 PATH      link TARGET<tab>PATH      folder PATH      made PATH (by other programs, of what was installed)
#
# It is written before anything it names, so that an installation that broke off can be removed, too.
set -euo pipefail

root=$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")
# shellcheck source=Scripts/prerequisites.sh
source "$root/Scripts/prerequisites.sh"
# shellcheck source=Scripts/package/identity.sh
source "$root/Scripts/package/identity.sh"

fail() {
    say "$@"
    exit 1
}

[[ ${HOME:-} == /* ]] || fail "HOME does not name a folder, so there is no place to install Glassbox; set it."
# The specification has relative paths ignored (XDG Base Directory Specification 0.8).
data=${XDG_DATA_HOME:-}
[[ $data == /* ]] || data=$HOME/.local/share
[[ $HOME$data != *$'\n'* && $HOME$data != *$'\t'* ]] || fail "The path of the home folder has a line break or tab in it."
program=$data/glassbox
manifest=$program/installed
launcher=$HOME/.local/bin/glassbox

hash_of() { sha256sum <"$1" | cut -d ' ' -f 1; }

# A path as an argument of Exec: in quotes, with what the shell and the file's own escapes would take away.
quoted() {
    local text=$1
    text=${text//\\/\\\\}
    text=${text//\"/\\\"}
    text=${text//\`/\\\`}
    text=${text//\$/\\\$}
    text=${text//\\/\\\\}
    text=${text//%/%%}
    printf '"%s"' "$text"
}

# What is installed: pairs of a staged file and its place.
sources=()
places=()
add() {
    sources+=("$1")
    places+=("$2")
}

stage_files() {
    local built=$1 stage=$2 file text name
    for name in glassbox glassbox-hdf5 glassbox-pictures glassbox-video; do
        [[ -x $built/$name ]] || fail "There is no program $built/$name; build Glassbox first."
        add "$built/$name" "$program/bin/$name"
    done
    for name in LICENSE NOTICE; do add "$root/$name" "$program/$name"; done
    while IFS= read -r -d '' file; do
        add "$root/$file" "$program/$file"
    done < <(cd "$root" && find Resources fonts -type f -print0 | sort -z)
    # Without git the program does not know its commit, and says so.
    if read_commit; then
        write_build_record "$stage/build.json"
        add "$stage/build.json" "$program/Resources/build.json"
    fi

    text=$(<"$root/Desktop/glassbox.desktop")
    text=${text//@EXEC@/"$(quoted "$launcher")"}
    # A value of the type string has only the backslash to be escaped.
    printf '%s\n' "${text//@TRYEXEC@/"${launcher//\\/\\\\}"}" >"$stage/glassbox.desktop"
    add "$stage/glassbox.desktop" "$data/applications/glassbox.desktop"
    add "$root/Resources/icons/glassbox.svg" "$data/icons/hicolor/scalable/apps/glassbox.svg"
    add "$root/Resources/icons/glassbox-256.png" "$data/icons/hicolor/256x256/apps/glassbox.png"
    add "$root/Desktop/glassbox.xml" "$data/mime/packages/glassbox.xml"
    add "$root/Desktop/glassbox.1" "$data/man/man1/glassbox.1"

    for name in bash zsh fish; do
        "$built/glassbox" --generate-completion-script "$name" >"$stage/$name" </dev/null
    done
    add "$stage/bash" "$data/bash-completion/completions/glassbox"
    add "$stage/zsh" "$data/zsh/site-functions/_glassbox"
    add "$stage/fish" "$data/fish/vendor_completions.d/glassbox.fish"
}

# Whether a file at a place is one that an installation put there and nobody changed.
is_ours() {
    [[ -e $manifest ]] || return 1
    if [[ -L $1 ]]; then
        grep -qxF -- "link $(readlink -- "$1")"$'\t'"$1" "$manifest"
    else
        [[ -f $1 ]] && grep -qxF -- "file $(hash_of "$1") $1" "$manifest"
    fi
}

# Refuses to write over what belongs to somebody else.
check_places() {
    local place
    for place in "${places[@]}" "$launcher"; do
        if [[ -e $place || -L $place ]] && ! is_ours "$place"; then
            fail "$place is there already and is not from this installer, or was changed; move it away and try again."
        fi
    done
    # A folder of the program's that leads elsewhere would have files written and removed there.
    for place in "$program" "$program"/{bin,Resources,fonts}; do
        [[ ! -L $place ]] || fail "$place is a link, and not from this installer; move it away and try again."
    done
    [[ ! -L $manifest ]] || fail "$manifest is a link, and not from this installer; move it away and try again."
    [[ ! -e $program || -e $manifest ]] ||
        fail "$program is there already and is not from this installer; move it away and try again."
}

# The folders above the places that are not there yet, and what other programs make of the installed files.
new_folders() {
    local place folder
    for place in "${places[@]}" "$launcher" "$manifest"; do
        folder=$(dirname -- "$place")
        while [[ ! -d $folder ]]; do
            printf 'folder %s\n' "$folder"
            folder=$(dirname -- "$folder")
        done
    done | sort -u
    for place in "$data/applications/mimeinfo.cache" "$data/mime/mime.cache"; do
        [[ -e $place ]] || printf 'made %s\n' "$place"
    done
}

install_program() {
    local built=$1 stage index old=
    stage=$(mktemp -d)
    # shellcheck disable=SC2064
    trap "rm -rf -- '$stage'" EXIT
    stage_files "$built" "$stage"
    check_places
    [[ ! -e $manifest ]] || old=$(<"$manifest")
    {
        new_folders
        [[ -z $old ]] || grep -E '^(folder|made) ' <<<"$old" || true
        for index in "${!places[@]}"; do
            printf 'file %s %s\n' "$(hash_of "${sources[index]}")" "${places[index]}"
        done
        printf 'link %s\t%s\n' "$program/bin/glassbox" "$launcher"
    } | sort -u >"$stage/installed"
    mkdir -p -- "$program"
    rm -f -- "$manifest.new"
    { [[ -z $old ]] || printf '%s\n' "$old"; cat "$stage/installed"; } | sort -u >"$manifest.new"
    mv -- "$manifest.new" "$manifest"

    for index in "${!places[@]}"; do put "${sources[index]}" "${places[index]}"; done
    mkdir -p -- "$(dirname -- "$launcher")"
    ln -sfn -- "$program/bin/glassbox" "$launcher"
    # What an earlier version installed and this one does not.
    local line place
    local -A wanted=()
    for place in "${places[@]}"; do wanted[$place]=1; done
    while IFS= read -r line; do
        [[ $line == file\ * ]] || continue
        place=${line#file }
        place=${place#* }
        [[ -n ${wanted[$place]:-} ]] || remove_ours "$place"
    done <<<"$old"
    mv -- "$stage/installed" "$manifest"
    refresh
    say "Glassbox is installed for $(id -un):"
    say "  the program  $program"
    say "  the command  $launcher"
    say "  menu entry, icon, file types, manual page and completions under $data"
    if [[ :${PATH:-}: != *:"$HOME/.local/bin":* ]]; then
        say "Put $HOME/.local/bin into PATH to start it as glassbox."
    fi
    say "./run --uninstall removes all of it."
}

# Copies a file to its place whole or not at all.
put() {
    mkdir -p -- "$(dirname -- "$2")"
    # Whatever stands there, also a link to somewhere else, makes room.
    rm -f -- "$2.glassbox-new"
    cp --remove-destination -- "$1" "$2.glassbox-new"
    if [[ -x $1 ]]; then chmod 755 -- "$2.glassbox-new"; else chmod 644 -- "$2.glassbox-new"; fi
    mv -- "$2.glassbox-new" "$2"
}

# Removes a file that is as it was installed; keeps a changed one and says so.
remove_ours() {
    rm -f -- "$1.glassbox-new"
    [[ -e $1 || -L $1 ]] || return 0
    if is_ours "$1"; then
        rm -f -- "$1"
    else
        say "$1 was changed since, so it stays."
    fi
}

uninstall_program() {
    if [[ ! -e $manifest ]]; then
        say "Glassbox is not installed in $data, so there is nothing to remove."
        return 0
    fi
    local line place
    local -a folders=() made=()
    while IFS= read -r line; do
        case $line in
            file\ *)
                place=${line#file }
                remove_ours "${place#* }"
                ;;
            link\ *) remove_ours "${line#*$'\t'}" ;;
            folder\ *) folders+=("${line#folder }") ;;
            made\ *) made+=("${line#made }") ;;
        esac
    done <"$manifest"
    refresh
    rm -f -- "$manifest" "$manifest.new"
    for place in "${made[@]}"; do remove_made "$place"; done
    # The deepest first; a folder that holds something by now stays.
    while IFS= read -r place; do
        [[ -z $place ]] || rmdir -- "$place" 2>/dev/null || true
    done < <(printf '%s\n' "${folders[@]}" | sort -ru)
    say "Glassbox is removed. Downloaded networks stay in ${XDG_CACHE_HOME:-$HOME/.cache}/glassbox."
}

# Removes what other programs made of the installed files, unless there is something else that it was made of.
remove_made() {
    local folder
    folder=$(dirname -- "$1")
    case $1 in
        */applications/mimeinfo.cache)
            [[ -n $(find "$folder" -name '*.desktop' -print -quit 2>/dev/null) ]] || rm -f -- "$1"
            ;;
        */mime/mime.cache)
            [[ -n $(find "$folder/packages" -name '*.xml' -print -quit 2>/dev/null) ]] ||
                find "$folder" -mindepth 1 -maxdepth 1 -not -name packages -exec rm -rf -- {} + 2>/dev/null || true
            ;;
    esac
}

# Has the desktop look at what is there now.
refresh() {
    if command -v update-mime-database >/dev/null && [[ -d $data/mime/packages ]]; then
        update-mime-database "$data/mime" >/dev/null 2>&1 || true
    fi
    if command -v update-desktop-database >/dev/null && [[ -d $data/applications ]]; then
        update-desktop-database "$data/applications" >/dev/null 2>&1 || true
    fi
    [[ ! -d $data/icons/hicolor ]] || touch -- "$data/icons/hicolor"
}

case ${1:-} in
    install) install_program "${2:?the folder of the built programs is missing}" ;;
    uninstall) uninstall_program ;;
    *) fail "Scripts/install.sh installs or uninstalls: install FOLDER, or uninstall." ;;
esac
