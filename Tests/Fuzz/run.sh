#!/usr/bin/env bash
# Reads changed files of every format, each in a child process: none may trap, hang, take too much memory or print.
#
#     run.sh                     the files that were kept, then 20,000 inputs a format or as many as fit into 60 s
#     run.sh --minutes N         N minutes, 50,000,000 inputs a format at most; what is found is made small
#     run.sh --guided N          N minutes guided by coverage: inputs that reach edges of the program which none did before are kept in
#                                .build/fuzz/corpus and changed further; formats that are read in this process. Builds into .build/coverage
#     run.sh OPTION...           options of glassbox-fuzz (--help)
#
# What is found lies in .build/fuzz/found: the input, and what happened. Once mended, the input goes to
# Tests/Fuzz/regressions/FORMAT, under a name that begins with its seed's.
set -euo pipefail
here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
root=$(readlink -f -- "$here/../..")
# shellcheck source=Scripts/prerequisites.sh
source "$root/Scripts/prerequisites.sh"
options=(--seconds 60)
if [[ ${1-} == --guided ]]; then
    options=(--seconds "$((${2:?how many minutes is missing} * 60))" --count 50000000 --minimise --corpus "$root/.build/fuzz/corpus")
    shift 2
    # Edges are counted in place; Swift has this behind the name of a fuzzer, whose library is not used.
    coverage=(--scratch-path "$root/.build/coverage" -c release)
    for flag in -sanitize=fuzzer -sanitize-coverage=edge,inline-8bit-counters; do
        coverage+=(-Xswiftc -Xfrontend -Xswiftc "$flag")
    done
    swift build --package-path "$root" "${coverage[@]}" --product glassbox-fuzz >&2
    GLASSBOX_PROGRAMS=$(swift build --package-path "$root" "${coverage[@]}" --show-bin-path)
elif [[ ${1-} == --minutes ]]; then
    options=(--seconds "$((${2:?how many minutes is missing} * 60))" --count 50000000 --minimise)
    shift 2
fi
# The models of ONNX's backend suite are seeds: every operator is among them.
cases=$root/.build/fuzz/onnx-cases
rm -rf -- "$cases"
mkdir -p "$cases"
tar -xzf "$here/../ONNXBackend/cases.tar.gz" -C "$cases" --wildcards --transform 's,/,_,g' '*.onnx'
programs=$(optimised_programs "$root" glassbox-fuzz glassbox-hdf5 glassbox-pictures glassbox-video)
"$programs/glassbox-fuzz" --root "$root" --regressions
exec "$programs/glassbox-fuzz" --root "$root" "${options[@]}" "$@"
