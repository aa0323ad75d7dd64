"""Drives the window through its views and keeps a picture of each in screenshots/."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import window as driver
from window import ROOT, Window, photo

# Filter patterns take their time.
driver.PATIENCE = 900

# Photos of two classes to learn: parts of sample photos.
PARTS = {"cat": "cat.png", "coffee": "coffee.png"}

# The picture's name, the arguments, then what is done: a key, `click CONTROL`, `point CONTROL`, `type TEXT`, `drop CONTROL` for the
# photos of two classes, `trained` to wait until a network has learnt them, or `save EXPORT`, of which the file is the picture.
VIEWS = [
    ("window", [photo("cat.png")], []),
    ("grad-cam", [photo("coffee.png"), "--mode", "grad-cam"], ["point result.2"]),
    ("feature-maps", [photo("cat.png"), "--model", "vgg16-features", "--mode", "feature-map", "--layer",
                      "block3_conv1"], []),
    ("enlarged", [photo("cat.png"), "--model", "vgg16-features", "--mode", "feature-map", "--layer",
                  "block3_conv1"], ["click result.0", "point result.enlarged.*"]),
    ("arithmetic", [photo("cat.png"), "--model", "vgg16-features", "--mode", "feature-map", "--layer",
                    "block3_conv1"], ["click result.0", "click enlarged.arithmetic"]),
    ("filters", [photo("cat.png"), "--model", "vgg16-features", "--mode", "filter-pattern", "--layer",
                 "block4_conv1"], []),
    ("lime", [photo("cat.png"), "--mode", "lime"], ["click result.0"]),
    ("shap", [photo("cat.png"), "--mode", "shap"], ["point result.1"]),
    ("compare", [photo("cat.png")], ["v", "click compare.methods", "Escape", "point result.0"]),
    ("measure", [photo("cat.png")], ["t", "click evaluate.deletion"]),
    ("randomisation", [photo("cat.png")], ["t", "click evaluate.randomization", "click chart.stages"]),
    ("about", [photo("cat.png")], ["i"]),
    ("methods", [photo("cat.png")], ["o"]),
    ("classes", [photo("cat.png")], ["c", "type retriever"]),
    ("open", [photo("cat.png")], ["ctrl+o"]),
    ("networks", [photo("cat.png")], ["m"]),
    ("settings", [photo("cat.png")], ["w"]),
    ("train", [photo("cat.png")], ["r", "drop train.new", "click train.examples", "click train.start", "trained"]),
    ("film", [photo("cat.png")], ["r", "drop train.new", "click train.all", "click train.start", "trained", "Escape", "comma", "comma"]),
    ("epochs", [photo("cat.png")], ["r", "drop train.new", "click train.all", "click train.start", "trained", "Escape",
                                    "save filmSheet"]),
    ("korean-dark", [photo("coffee.png")], ["l", "click language.ko", "d"]),
]


def classes(folder: str) -> str:
    """Twenty squares out of each photo, in a folder of its own."""
    for name, source in PARTS.items():
        (Path(folder) / name).mkdir()
        for number in range(20):
            place = f"{60 + 13 * number % 97}+{40 + 29 * number % 83}"
            subprocess.run(["convert", photo(source), "-crop", f"220x220+{place}", "+repage",
                            str(Path(folder) / name / f"{number}.png")], check=True)
    return folder


def take(name: str, arguments: list[str], steps: list[str]) -> None:
    window, photos = Window(*arguments), tempfile.TemporaryDirectory()
    try:
        window.wait_until_done()
        rested, saved = False, None
        for step in steps:
            verb, _, rest = step.partition(" ")
            if rest.endswith("*"):
                rest = next(control for control in sorted(window.controls) if control.startswith(rest[:-1]))
            if verb == "click":
                window.point(rest)
                window.tool("click", "1")
            elif verb == "point":
                window.point(rest)
                rested = True
            elif verb == "type":
                window.type(rest)
            elif verb == "drop":
                window.drop(classes(photos.name), result=False, on=rest)
                window.wait_for(lambda: "train.box.1" in window.controls, "two classes")
            elif verb == "save":
                saved = window.export(rest, ".png")
            elif verb == "trained":
                window.wait_for(lambda: window.state["training"] == "ready" and window.state["frame"] > 0, "a network that has learnt")
            else:
                window.tool("key", step)
            window.settle()
            window.wait_until_done()
        if not rested:
            window.tool("mousemove", "--window", window.number, "2", "2")
        window.settle()
        path = str(ROOT / "screenshots" / f"{name}.png")
        if saved:
            shutil.copy(saved, path)
        else:
            subprocess.run(["import", "-window", window.number, path], check=True)
        # Screens are read at half their size; a palette keeps the files small.
        subprocess.run(["mogrify", "-resize", "1400x>" if saved else "80%", "+dither", "-colors", "255", path], check=True)
        print(path)
    finally:
        window.close()
        photos.cleanup()


chosen = sys.argv[1:]
for view in VIEWS:
    if not chosen or view[0] in chosen:
        take(*view)
