# shellcheck shell=bash
# Builds the programs as packages have them: with Swift's libraries in them, and hardened. Sourced by Scripts/package.sh.

# Sets programs, the folder with the built programs.
build_programs() {
    install_packages "${build_packages[@]}"
    require_swift
    local scratch=$root/.build/package product
    # PIE is what Swift makes. All addresses of functions are resolved at the start and are read-only from then on; there is no
    # executable stack, no search path of libraries, and no path of this machine in the programs.
    local -a flags=(
        --package-path "$root" --scratch-path "$scratch" -c release --static-swift-stdlib --disable-local-rpath
        -Xcc -fstack-protector-strong -Xcc "-ffile-prefix-map=$root=."
        -Xswiftc -Xfrontend -Xswiftc -enable-stack-protector -Xswiftc -file-prefix-map -Xswiftc "$root=."
        -Xlinker -z -Xlinker relro -Xlinker -z -Xlinker now -Xlinker -z -Xlinker noexecstack
    )
    for product in glassbox glassbox-hdf5 glassbox-pictures glassbox-video; do
        swift build "${flags[@]}" --product "$product" >&2
    done
    programs=$(swift build "${flags[@]}" --show-bin-path)
}
