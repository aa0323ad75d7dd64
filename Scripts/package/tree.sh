# shellcheck shell=bash
# The files of a package where they lie in a system. Sourced by Scripts/package.sh.

# Puts a file to its place with its rights. $1: rights, $2: file, $3: place.
put() { install -D --mode="$1" -- "$2" "$3"; }

# Takes out what only debuggers and compilers read. $1: the program.
strip_program() {
    strip --strip-all --remove-section=.comment --remove-section=.note -- "$1"
    python3 "$root/Scripts/package/normalise.py" "$1"
}

# $1: the folder that becomes the root, $2: where zsh looks for completions below usr/share/zsh.
stage_tree() {
    local tree=$1 zsh=$2 share=$1/usr/share file name
    for name in glassbox glassbox-hdf5 glassbox-pictures glassbox-video; do
        put 755 "$built/$name" "$tree/usr/lib/glassbox/$name"
        strip_program "$tree/usr/lib/glassbox/$name"
    done
    mkdir -p -- "$tree/usr/bin"
    ln -s ../lib/glassbox/glassbox "$tree/usr/bin/glassbox"

    while IFS= read -r -d '' file; do
        put 644 "$root/$file" "$share/glassbox/$file"
    done < <(git -C "$root" ls-files -z Resources fonts)
    write_build_record "$share/glassbox/Resources/build.json"

    sed -e 's/@EXEC@/glassbox/; s/@TRYEXEC@/glassbox/' "$root/Desktop/glassbox.desktop" >"$work/glassbox.desktop"
    sed -e "s/@VERSION@/$version/; s/@DAY@/$day/; s/@KIND@/$kind_of_release/" \
        "$root/Desktop/glassbox.metainfo.xml" >"$work/glassbox.metainfo.xml"
    put 644 "$work/glassbox.desktop" "$share/applications/glassbox.desktop"
    put 644 "$work/glassbox.metainfo.xml" "$share/metainfo/glassbox.metainfo.xml"
    put 644 "$root/Desktop/glassbox.xml" "$share/mime/packages/glassbox.xml"
    put 644 "$root/Resources/icons/glassbox.svg" "$share/icons/hicolor/scalable/apps/glassbox.svg"
    put 644 "$root/Resources/icons/glassbox-256.png" "$share/icons/hicolor/256x256/apps/glassbox.png"
    put 644 "$root/Desktop/glassbox.1" "$share/man/man1/glassbox.1"
    gzip -9n -- "$share/man/man1/glassbox.1"

    for name in bash zsh fish; do
        "$built/glassbox" --generate-completion-script "$name" >"$work/completion.$name" </dev/null
    done
    # bash reads it and never runs it.
    sed -i '1{/^#!/d}' "$work/completion.bash"
    put 644 "$work/completion.bash" "$share/bash-completion/completions/glassbox"
    put 644 "$work/completion.zsh" "$share/zsh/$zsh/_glassbox"
    put 644 "$work/completion.fish" "$share/fish/vendor_completions.d/glassbox.fish"

    put 644 "$root/CHANGELOG.md" "$share/doc/glassbox/changelog"
    gzip -9n -- "$share/doc/glassbox/changelog"
    put 644 "$root/NOTICE" "$share/doc/glassbox/NOTICE"
    put 644 "$root/Desktop/copyright" "$share/doc/glassbox/copyright"
}

# Gives every file of a tree the commit's time. $1: the tree.
set_times() { find "$1" -exec touch --no-dereference --date="@$epoch" -- {} +; }

# Writes what a package is made of. $1: its tree, $2: its name, $3: the list of libraries (see sbom.py).
write_sbom() {
    local place=$1/usr/share/doc/glassbox/glassbox.spdx.json
    python3 "$root/Scripts/package/sbom.py" "$1" "$2" "$version" "$commit$changes" "$epoch" "$3" >"$work/spdx.json"
    put 644 "$work/spdx.json" "$place"
    cp -- "$work/spdx.json" "$output/$2.spdx.json"
}

# The libraries that the programs load, a line each; not Swift's own, which are in the programs of packages, and outside of ordinary
# ones that tests look at: name and path. $1: a tree. $2: `all`, or `own` for those that they name.
libraries_of() {
    local program name
    if [[ $2 == all ]]; then
        ldd "$1"/usr/lib/glassbox/*
    else
        for program in "$1"/usr/lib/glassbox/*; do
            ldd "$program" | grep -wF -f <(readelf -d "$program" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
        done
    fi | sed -nE 's/^\t(\S+) => (\/\S+) .*/\1 \2/p' | { grep -v "/usr/lib/swift/linux/" || true; } | sort -u
}

# The Debian package that a library is from and its version, `libsdl2-2.0-0 2.26.5+dfsg-1`. $1: its path as the loader says it.
owner_of() {
    local path name
    for path in "$1" "$(readlink -f -- "$1")" "/usr$1" "/usr$(readlink -f -- "$1")"; do
        name=$(dpkg-query --search "$path" 2>/dev/null | sed -E 's/: .*//; s/, .*//' | head -n 1) || true
        if [[ -n $name ]]; then
            dpkg-query --show --showformat='${Package} ${Version}\n' "$name"
            return 0
        fi
    done
    say "$1 belongs to no Debian package, so its licence cannot be told."
    return 1
}
