# shellcheck shell=bash
# The package for Python, which carries the portable program. Sourced by Scripts/package.sh.

make_wheel() {
    local tree=$work/wheel number=$version wheel name
    # As Python numbers versions (PEP 440): what comes before a release, and from which commit.
    if [[ $version == *~* ]]; then
        number=${version#*~}
        number=${version%%~*}.dev${number%%.*}+${number#*.}
    fi
    stage_portable "$tree" "$work/wheel-libraries"
    # What only a desktop or a shell looks for.
    rm -rf -- "$tree/usr/bin" "$tree/usr/share/"{applications,icons,mime,man,metainfo,bash-completion,zsh,fish}
    name=glassbox-$number-py3-x86_64
    write_sbom "$tree" "$name" "$work/wheel-libraries"
    wheel=$(python3 "$root/Scripts/package/wheel.py" "$tree" "$number" "$epoch" "$output")
    say "$wheel ($(($(stat --format=%s "$wheel") / 1000)) kB)"
}
