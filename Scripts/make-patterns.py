#!/usr/bin/env python3
"""Writes Resources/patterns: the first 64 filter patterns of every convolution of the networks that ship with the program.

    Scripts/make-patterns.py .build/release/glassbox [--cache FOLDER] [NETWORK[:LAYER] ...]

Each sheet is named by what decided it: network, weights, layer, recipe and seed, as the program names the files that it keeps of
patterns. Layers that have a sheet are left alone, so an interrupted run goes on. A deep layer takes minutes; `nice` is a good
idea. --cache names a folder of patterns that were found before. Needs ImageMagick.
"""
import argparse
import json
import os
import pathlib
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SHEETS = ROOT / "Resources/patterns"
NETWORKS = ["efficientnet-lite0", "vgg16-features"]
MOST = 64
COLUMNS = 8
QUALITY = "58"


def run(program, *arguments, **environment):
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True, cwd=ROOT,
                          env={**os.environ, **environment}).stdout


def convolutions(program, network):
    layers = json.loads(run(program, "layers", "--model", network, "--json"))
    return {layer["name"]: layer["outputShape"][0] for layer in layers if layer["kind"] == "convolution"}


def find(program, network, layer, cache):
    """Has the patterns of a layer found, and gives their files in order."""
    folder = pathlib.Path(cache) / "glassbox/patterns"
    before = {path: path.stat().st_atime_ns for path in folder.glob("*.png")} if folder.exists() else {}
    with tempfile.TemporaryDirectory() as scratch:
        run(program, "explain", "Resources/photos/cat.png", "--method", "filter-pattern", "--model", network, "--layer", layer,
            "--output", f"{scratch}/x.png", XDG_CACHE_HOME=str(cache))
    # The time of last use says which were found or used now.
    used = [path for path in folder.glob("*.png") if before.get(path) != path.stat().st_atime_ns]
    stems = {path.stem.rsplit("-", 1)[0] for path in used}
    assert len(stems) == 1, f"{network} {layer}: {stems}"
    stem = stems.pop()
    return stem, sorted(folder.glob(f"{stem}-*.png"), key=lambda path: int(path.stem.rsplit("-", 1)[1]))


def write(stem, files):
    columns = min(COLUMNS, len(files))
    with tempfile.TemporaryDirectory() as scratch:
        sheet = f"{scratch}/sheet.png"
        subprocess.run(["montage", *map(str, files), "-tile", f"{columns}x", "-geometry", "+0+0", sheet], check=True)
        subprocess.run(["convert", sheet, "-quality", QUALITY, "-define", "webp:method=6", str(SHEETS / f"{stem}.webp")],
                       check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("program")
    parser.add_argument("--cache", default=str(ROOT / ".build/patterns"))
    parser.add_argument("only", nargs="*")
    options = parser.parse_args()
    program = str(pathlib.Path(options.program).resolve())
    SHEETS.mkdir(exist_ok=True)
    index_path = SHEETS / "index.json"
    index = json.loads(index_path.read_text()) if index_path.exists() else {}
    for network in NETWORKS:
        for layer, channels in convolutions(program, network).items():
            name = f"{network}:{layer}"
            if options.only and name not in options.only and network not in options.only:
                continue
            if name in index and (SHEETS / f"{index[name]}.webp").exists():
                continue
            stem, files = find(program, network, layer, options.cache)
            if len(files) < min(MOST, channels):
                print(f"{name}: {len(files)} of {min(MOST, channels)} patterns, some filters answer to nothing; left out")
                continue
            write(stem, files[:MOST])
            index[name] = stem
            index_path.write_text(json.dumps(index, indent=2, sort_keys=True) + "\n")
            print(f"{name}: {(SHEETS / f'{stem}.webp').stat().st_size // 1024} KB", flush=True)


if __name__ == "__main__":
    main()
