# shellcheck shell=bash
# The package for Debian. Sourced by Scripts/package.sh.

make_deb() {
    local tree=$work/deb package=${output}/glassbox_${version}-1_${architecture}.deb
    local doc=$tree/usr/share/doc/glassbox library path owner
    mkdir -p -- "$tree/DEBIAN"
    stage_tree "$tree" vendor-completions

    cat >"$work/changelog.Debian" <<EOF
glassbox ($version-1) unstable; urgency=medium

  * What changed stands in changelog.gz. The commit is
    $commit$changes.

 -- $maintainer  $(date --date="@$epoch" --rfc-email)
EOF
    put 644 "$work/changelog.Debian" "$doc/changelog.Debian"
    gzip -9n -- "$doc/changelog.Debian"
    # A package from outside Debian closes no report of its.
    printf 'glassbox: initial-upload-closes-no-bugs\n' >"$work/lintian"
    put 644 "$work/lintian" "$tree/usr/share/lintian/overrides/glassbox"
    while read -r library path; do
        owner=$(owner_of "$path")
        printf -- '- %s\n' "$owner"
    done < <(libraries_of "$tree" own) >"$work/deb-libraries"
    write_sbom "$tree" "$(basename -- "${package%.deb}")" "$work/deb-libraries"
    write_control "$tree"
    (cd "$tree" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$tree/DEBIAN/md5sums"
    chmod 644 "$tree/DEBIAN/"*
    set_times "$tree"
    # Two threads whatever the machine has: the bytes depend on it. Tests that look at the files only do without compression.
    dpkg-deb --root-owner-group --threads-max=2 "-Z${GLASSBOX_DEB_COMPRESSION:-xz}" --build "$tree" "$package" >&2
    say "$package ($(($(stat --format=%s "$package") / 1000)) kB)"
}

# $1: the tree.
write_control() {
    local tree=$1 depends recommends size
    mkdir -p -- "$work/shlibdeps/debian"
    printf 'Source: glassbox\n\nPackage: glassbox\nArchitecture: any\n' >"$work/shlibdeps/debian/control"
    depends=$(cd "$work/shlibdeps" && dpkg-shlibdeps ${GLASSBOX_ORDINARY:+--ignore-missing-info} -O -e"$tree/usr/lib/glassbox/glassbox" \
        -e"$tree/usr/lib/glassbox/glassbox-hdf5" -e"$tree/usr/lib/glassbox/glassbox-pictures")
    # Only videos and cameras need FFmpeg's libraries; that of devices is loaded where a camera is asked for.
    recommends=$(cd "$work/shlibdeps" && dpkg-shlibdeps ${GLASSBOX_ORDINARY:+--ignore-missing-info} -O -dRecommends \
        -e"$tree/usr/lib/glassbox/glassbox-video")
    recommends+=", $(dpkg-query --search '*/libavdevice.so.*' | sed -n '1s/:.*//p')"
    # As Debian counts: files in whole kilobytes, anything else as one.
    size=$(find "$tree" -path "$tree/DEBIAN" -prune -o -printf '%y %s\n' |
        awk '{ size += $1 == "f" ? int(($2 + 1023) / 1024) : 1 } END { print size }')
    cat >"$tree/DEBIAN/control" <<EOF
Package: glassbox
Version: $version-1
Architecture: $architecture
Maintainer: $maintainer
Installed-Size: $size
Depends: ${depends#shlibs:Depends=}
Recommends: ca-certificates, ${recommends#shlibs:Recommends=}
Section: science
Priority: optional
Description: look inside convolutional neural networks
 Glassbox shows what each layer of an image network makes of a photo, and why
 the network answers as it does: feature maps, filters, Grad-CAM, LIME, SHAP and
 other explanations, in a window for classrooms and on the command line.
 .
 It reads networks of ONNX, Keras, PyTorch, TensorFlow Lite and safetensors, and
 never runs code of a file. Two networks come with it.
EOF
}
