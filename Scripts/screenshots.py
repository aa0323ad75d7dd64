"""Drives the window through its views and keeps a picture of each in screenshots/; those of networks that no package carries where
GLASSBOX_SHOWCASE names the folder that Scripts/showcase.py wrote."""

import os
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

# A labelled set of parts of sample photos, under names of the embedded network's classes.
LABELS = {"tabby": "cat.png", "tiger cat": "cat.png", "espresso": "coffee.png", "palace": "palace.jpg", "missile": "rocket.jpg",
          "space shuttle": "rocket.jpg", "daisy": "flower.jpg"}

SHOWCASE = os.environ.get("GLASSBOX_SHOWCASE")
SHOWN = {"detector", "segments", "transformer"}


def shown(name: str) -> str:
    return str(Path(SHOWCASE or "") / name)


# The picture's name, the arguments, then what is done: a key, `click CONTROL`, `point CONTROL`, `type TEXT`, `drop CONTROL` for the
# photos of two classes, `study` to drop a labelled set and wait until all of it is studied, `found` to wait until an analysis of it is done, `trained` to wait until a network has learnt them, or `save EXPORT`, of which the file is the picture.
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
    ("set", [photo("cat.png")], ["study", "y", "y", "click set.why.not"]),
    ("set-cell", [photo("cat.png")], ["study", "click set.cell.4.2"]),
    *((f"set-{kind}", [photo("cat.png")], ["study", "click set.page.list", f"click set.analysis.{kind}", "found"])
      for kind in ("shortcuts", "health", "filters", "preprocessing", "twins")),
    ("detector", [shown("page.png"), "--model", shown("detector.onnx"), "--mode", "grad-cam"], []),
    ("segments", [shown("page.png"), "--model", shown("segments.onnx"), "--size", "384x640", "--fit", "stretch", "--mode", "grad-cam"], []),
    ("transformer", [shown("digit.png"), "--model", shown("transformer.onnx"), "--preprocessing", "unit", "--labels", shown("transformer.txt"),
                     "--mode", "transformer-attribution"], []),
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


def labelled(folder: str) -> str:
    """Twenty-five parts of a photo in a folder for each label."""
    for name, source in LABELS.items():
        (Path(folder) / name).mkdir(parents=True)
        for number in range(25):
            side = 40 + 37 * number % 50
            width, height = map(int, subprocess.run(
                ["identify", "-format", "%w %h", photo(source)], check=True, capture_output=True, text=True).stdout.split())
            # Anywhere that leaves room for the part.
            x, y = (extent * (100 - side) // 100 * share // 50
                    for extent, share in ((width, 71 * number % 50), (height, 43 * number % 50)))
            subprocess.run(["convert", photo(source), "-crop", f"{width * side // 100}x{height * side // 100}+{x}+{y}",
                            "+repage", "-resize", "500x375!", str(Path(folder) / name / f"{number:02}.jpg")], check=True)
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
            elif verb == "study":
                window.drop(labelled(photos.name + "/sights"))
                window.wait_for(lambda: window.state["set"] == "done", "the end of the study")
                window.wait_until_done()
            elif verb == "found":
                window.wait_for(lambda: not window.state["finding"], "the end of an analysis")
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
    if view[0] in SHOWN and not SHOWCASE:
        continue
    if not chosen or view[0] in chosen:
        take(*view)
