#!/usr/bin/env python3
"""Writes docs/methods: a page on each explanation method, from what the program says of it, and its picture.

    Scripts/make-methods.py .build/release/glassbox              texts, and the pictures that are missing
    Scripts/make-methods.py .build/release/glassbox --pictures   all pictures anew
    Scripts/make-methods.py .build/release/glassbox --check      compares the texts, writes nothing

The pictures are of the sample photo in the network that ships with the program, as the command on the page makes them.
They need ImageMagick.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGES = ROOT / "docs/methods"
PHOTO = "Resources/photos/cat.png"
WIDEST = 640
LARGEST = 60_000

# What makes the picture worth looking at, where the standard layer and options do not: at the last layer before global
# average pooling many class activation maps are the same by their formulas.
MIDDLE = ["--layer", "_blocks.10.add"]
SHOWN = {
    "feature-map": ["--layer", "_blocks.2.add", "--grid", "3x8"],
    "filter-pattern": ["--layer", "_conv_stem", "--grid", "2x8"],
    "kernels": ["--layer", "_conv_stem"],
    "lime": ["--view", "picture"],
    "grad-cam++": MIDDLE,
    "hires-cam": MIDDLE,
    "layer-cam": MIDDLE,
    "xgrad-cam": MIDDLE,
    "eigen-cam": MIDDLE,
    "score-cam": MIDDLE,
    "ablation-cam": MIDDLE,
    "lift-cam": MIDDLE,
    "guided-grad-cam": MIDDLE,
}

# The networks that ship with the program have no attention, and one with weights drawn by chance shows nothing.
PICTURELESS = {"attention", "attention-rollout", "transformer-attribution", "attention-gradient", "legrad"}


def run(program, *arguments):
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True, cwd=ROOT).stdout


def command(name):
    return ["explain", PHOTO, "--method", name, *SHOWN.get(name, [])]


def cell(text):
    return text.replace("|", "\\|")


def page(method):
    guide = method["guide"]
    lines = [
        f"# {method['title']}", "", method["summary"], "",
        *shown(method), "",
        "## What it computes", "", guide["computes"], ""]
    if guide["formula"]:
        lines += ["    " + line for line in guide["formula"].split("\n")] + [""]
    lines += ["## How to read it", "", guide["reading"], "", "## What it cannot tell", "", guide["limits"], ""]
    if method["options"]:
        lines += ["## Options", "", "| Option | What it sets | Takes | Standard |", "|---|---|---|---|"]
        lines += [f"| `--{option['name']}` | {cell(option['summary'])} | {cell(option['takes'])} | `{option['standard']}` |"
                  for option in method["options"]]
        lines += [""]
    return "\n".join(lines + ["## Source", "", guide["source"]]) + "\n"


def shown(method):
    if method["name"] in PICTURELESS:
        return ["There is no picture here: the networks that ship with the program have no attention. With a transformer of your own:",
                "", "    ./run explain photo.jpg --model vit.onnx --method " + method["name"]]
    return [f"![{method['title']} of the sample photo]({method['name']}.webp)", "",
            "    ./run " + " ".join(command(method["name"]))]


def index(methods):
    lines = [
        "# Explanation methods", "",
        "What each method computes, how to read it and what it cannot tell. Written by `Scripts/make-methods.py` from the",
        "methods themselves; the window shows the same under **About** (I).", "",
        "| Method | | Shows |", "|---|---|---|"]
    lines += [f"| [{method['title']}]({pathname(method)}) | `{method['name']}` | {cell(method['summary'])} |"
              for method in methods]
    return "\n".join(lines) + "\n"


def pathname(method):
    return method["name"] + ".md"


def draw(program, method, path):
    with tempfile.TemporaryDirectory() as folder:
        picture = pathlib.Path(folder) / "picture.png"
        run(program, *command(method["name"]), "--output", str(picture))
        for quality in (85, 75, 60, 45):
            subprocess.run(
                ["convert", picture, "-resize", f"{WIDEST}x{WIDEST}>", "-strip", "-define", "webp:method=6",
                 "-quality", str(quality), path], check=True)
            if path.stat().st_size <= LARGEST:
                return
    sys.exit(f"{path} has more than {LARGEST} bytes")


def main(arguments):
    options = {argument for argument in arguments if argument.startswith("--")}
    programs = [argument for argument in arguments if not argument.startswith("--")]
    if len(programs) > 1 or options - {"--pictures", "--check"}:
        sys.exit(__doc__)
    program = pathlib.Path(programs[0] if programs else ".build/release/glassbox").resolve()
    methods = json.loads(run(program, "methods", "--json"))
    pages = {pathname(method): page(method) for method in methods} | {"README.md": index(methods)}
    pictures = {method["name"] + ".webp": method for method in methods if method["name"] not in PICTURELESS}
    present = {path.name for path in PAGES.glob("*")}
    if "--check" in options:
        wrong = [name for name, text in pages.items()
                 if name not in present or (PAGES / name).read_text() != text]
        wrong += [name for name in pictures if name not in present or (PAGES / name).stat().st_size > LARGEST]
        wrong += sorted(present - set(pages) - set(pictures))
        if wrong:
            sys.exit("docs/methods is not what the program says: " + ", ".join(wrong)
                     + "; run Scripts/make-methods.py")
        return
    PAGES.mkdir(parents=True, exist_ok=True)
    for name in present - set(pages) - set(pictures):
        (PAGES / name).unlink()
    for name, text in pages.items():
        (PAGES / name).write_text(text)
    for name, method in pictures.items():
        if "--pictures" in options or name not in present:
            draw(program, method, PAGES / name)


if __name__ == "__main__":
    main(sys.argv[1:])
