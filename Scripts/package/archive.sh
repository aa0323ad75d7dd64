# shellcheck shell=bash
# The portable archive: an AppDir with its libraries. Sourced by Scripts/package.sh.

# Libraries that every system with glibc has in its own version, and that must fit its C library or its display's driver.
of_the_system='^(ld-linux.*|libc|libm|libdl|libpthread|librt|libresolv|libutil|libanl|libnsl|libmvec|libstdc\+\+|libgcc_s|libGL|libEGL|libGLX|libGLdispatch)\.so'
# Libraries that speak with the display's driver: the system's own where it has them (see AppRun).
of_the_display='^(libX.*|libxcb.*|libwayland-.*|libdrm|libgbm|libasound|libxkbcommon|libdecor-0)\.so'

make_archive() {
    local name=glassbox-${version//\~/-}-$(uname -m)
    local tree=$work/$name archive=$output/$name.tar.zst
    stage_portable "$tree" "$work/archive-libraries"
    put 644 "$tree/usr/share/applications/glassbox.desktop" "$tree/glassbox.desktop"
    put 644 "$root/Resources/icons/glassbox-256.png" "$tree/glassbox.png"
    ln -s glassbox.png "$tree/.DirIcon"
    put 644 "$root/Desktop/archive-readme.txt" "$tree/README"
    write_sbom "$tree" "$name" "$work/archive-libraries"
    set_times "$tree"
    tar --create --directory="$work" --sort=name --format=gnu --mtime="@$epoch" --owner=0 --group=0 --numeric-owner \
        "$name" | zstd -q -f -19 --threads=2 -o "$archive"
    say "$archive ($(($(stat --format=%s "$archive") / 1000)) kB)"
}

# The program with its libraries, wherever it lies. $1: the tree, $2: the list of libraries, which is written.
stage_portable() {
    stage_tree "$1" site-functions
    # FFmpeg's libraries would be more than all the rest: videos and cameras are for the other ways to install.
    rm -- "$1/usr/lib/glassbox/glassbox-video"
    carry_libraries "$1" >"$2"
    put 755 "$root/Desktop/AppRun" "$1/AppRun"
}

# Copies the libraries of the programs and what those need, with their licences, and prints the list. $1: the tree.
carry_libraries() {
    local tree=$1 library path owner place
    while read -r library path; do
        [[ $library =~ $of_the_system ]] && continue
        place=usr/lib/$library
        if [[ $library =~ $of_the_display ]]; then place=usr/lib/fallback/$library/$library; fi
        put 755 "$path" "$tree/$place"
        patchelf --set-rpath "\$ORIGIN$([[ $place != */fallback/* ]] || echo /../..)" "$tree/$place"
        owner=$(owner_of "$path")
        printf '%s %s\n' "$place" "$owner"
        put 644 "$(readlink -f "/usr/share/doc/${owner% *}/copyright")" "$tree/usr/share/doc/${owner% *}/copyright"
    done < <(libraries_of "$tree" all)
    for library in glassbox glassbox-hdf5 glassbox-pictures; do patchelf --set-rpath '$ORIGIN/..' "$tree/usr/lib/glassbox/$library"; done
    # Which those files refer to.
    for path in /usr/share/common-licenses/*; do
        put 644 "$(readlink -f "$path")" "$tree/usr/share/doc/common-licenses/${path##*/}"
    done
}
