#!/usr/bin/env bash
# Runs ONNX's backend suite on the importer and the engine: pass, fail or refused for each of 1,914 cases. Fails if one
# of passing.txt does not pass any more.
#
# usage: run.sh [FOLDER] [--update]    FOLDER: onnx/backend/test/data of the Python package onnx 1.22.0; without it, that
#                                      package is taken from PyPI once and unpacked into .build
set -euo pipefail
here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
root=$(readlink -f -- "$here/../..")
version=1.22.0
data=$root/.build/onnx-$version/onnx/backend/test/data
if (($#)) && [[ $1 != --* ]]; then
    data=$1
    shift
elif [[ ! -d $data ]]; then
    wheels=$(mktemp -d)
    trap 'rm -rf -- "$wheels"' EXIT
    if ! python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
        --dest "$wheels" "onnx==$version" >&2; then
        echo "ONNX's backend suite is part of the Python package onnx $version, which PyPI did not give;" \
            "connect to the network, or name a folder: Tests/ONNXBackend/run.sh .../onnx/backend/test/data" >&2
        exit 1
    fi
    mkdir -p "$root/.build/onnx-$version.unfinished"
    python3 -m zipfile -e "$wheels"/onnx-*.whl "$root/.build/onnx-$version.unfinished"
    rm -rf -- "$root/.build/onnx-$version"
    mv -- "$root/.build/onnx-$version.unfinished" "$root/.build/onnx-$version"
fi
swift build --package-path "$root" -c release --product onnx-backend >&2
exec "$root/.build/release/onnx-backend" "$data" --passing "$here/passing.txt" "$@"
