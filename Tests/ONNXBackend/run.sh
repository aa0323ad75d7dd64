#!/usr/bin/env bash
# Runs ONNX's backend suite on the importer and the engine: pass, fail or refused for each case. Fails if one of
# passing.txt does not pass any more.
#
# usage: run.sh [--all | FOLDER] [--update]
#
#     (nothing)  the cases of cases.tar.gz: those of passing.txt that are no larger than 100 KB
#     --all      all 1,914 cases, in the Python package onnx 1.22.0, which is taken from PyPI once
#     FOLDER     onnx/backend/test/data of that package
set -euo pipefail
here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
root=$(readlink -f -- "$here/../..")
# shellcheck source=Scripts/prerequisites.sh
source "$root/Scripts/prerequisites.sh"
version=1.22.0
passing=$here/passing.txt

# Takes the whole suite from PyPI into $1.
download() {
    local wheels
    wheels=$(mktemp -d)
    trap 'rm -rf -- "$wheels"' EXIT
    if ! python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
        --dest "$wheels" "onnx==$version" >&2; then
        echo "ONNX's backend suite is part of the Python package onnx $version, which PyPI did not give;" \
            "connect to the network, or name a folder: Tests/ONNXBackend/run.sh .../onnx/backend/test/data" >&2
        exit 1
    fi
    rm -rf -- "$1.unfinished" "$1"
    mkdir -p "$1.unfinished"
    python3 -m zipfile -e "$wheels"/onnx-*.whl "$1.unfinished"
    mv -- "$1.unfinished" "$1"
}

if [[ ${1-} == --all ]]; then
    shift
    [[ -d $root/.build/onnx-$version ]] || download "$root/.build/onnx-$version"
    data=$root/.build/onnx-$version/onnx/backend/test/data
elif (($#)) && [[ $1 != --* ]]; then
    data=$1
    shift
else
    data=$root/.build/onnx-cases
    rm -rf -- "$data"
    mkdir -p "$data"
    tar -xzf "$here/cases.tar.gz" -C "$data"
    passing=$data/passing.txt
    while read -r name; do
        [[ $name != light/* && ! -d $data/$name ]] || echo "$name"
    done < "$here/passing.txt" > "$passing"
fi
programs=$(optimised_programs "$root" onnx-backend)
exec "$programs/onnx-backend" "$data" --passing "$passing" "$@"
