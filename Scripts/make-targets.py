#!/usr/bin/env python3
"""Writes docs/targets.md: what can be explained of which kind of network, by which methods, from what the program says of itself.

    Scripts/make-targets.py .build/release/glassbox             writes the page
    Scripts/make-targets.py .build/release/glassbox --check     compares, writes nothing
"""
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/targets.md"

# What a network puts out, how that is recognised, and what is explained where nothing is asked.
KINDS = [
    ("scores", "a row of at least two numbers; what a softmax or a sigmoid at its end reads", "`class #1`", ["classScores"]),
    ("number", "one number, which is read as the score of the second of two classes unless its last layers bound it otherwise than a "
     "sigmoid does (`30·tanh`, ReLU), or it is called age, angle, count, depth, distance, height, price, quality, regression, "
     "steering, temperature, value or weight: then it is that of a regression", "`class #1`, of a regression `value 0`",
     ["classScores"]),
    ("embedding", "a row that always has the length 1; at least 16 numbers called embedding, feature, descriptor, pooled, latent or "
     "hidden; or 64 or more, a multiple of 16, that are pooled, picked from tokens, a sum of branches or a batch "
     "normalisation's, as before a head. Not where as many class names are known. `--head` reads it as scores", "", []),
    ("class-maps", "C×H×W at an eighth of the input's rows and columns or finer, at most 1024 classes", "`region class #1`",
     ["classMaps"]),
    ("picture", "as many channels, rows and columns as the input, without a softmax", "", []),
    ("boxes", "tables of the YOLO family, (4 + C)×N or N×(5 + C) behind a sigmoid, also of distances from the places of three maps "
     "(YOLOX); chosen boxes, N×6 (corners, score, class) or N×7 (with the picture's number; Caffe's order, too); N×4 beside "
     "another output with N×C or C×N scores behind a softmax (whose first class is nothing) or a sigmoid, beside N scores and N "
     "class numbers, or, behind a sigmoid, beside DETR's N×C logits (whose last class is nothing, unless C is the number of known "
     "names or of the classes of a widely used set); what ONNX's NonMaxSuppression reads, where it leaves nothing of a known size",
     "`detection 1`", ["boxes"]),
    ("of-boxes", "the scores or class numbers of another output's boxes", "", []),
    ("values", "anything else; of boxes that are distances from places which the file does not tell a sentence says so", "", []),
]


def cell(text):
    return text.replace("|", "\\|")


def page(targets, methods):
    lines = [
        "# Targets", "",
        "What is explained is a number: the score of a class, or any other that the network computes. A target adds a few layers after",
        "the network's own, so that every method which explains a class explains every target, and every metric measures it.",
        "`--target` of `explain` and `evaluate` takes one; NAME is an output (`glassbox layers --outputs`) or a layer. Written by",
        "`Scripts/make-targets.py` from what the program says.", "",
        "| Target | Is | For example |", "|---|---|---|"]
    lines += [f"| `{cell(target['form'])}` | {cell(target['summary'])} | `{target['example']}` |" for target in targets]
    lines += ["", "## Kinds of outputs", "",
              "The output that is explained is the first row of scores that no other is made of; `--head` takes another.", "",
              "| Kind | Recognised by | Explained if nothing is asked | Targets |", "|---|---|---|---|"]
    for name, rule, standard, needs in KINDS:
        fitting = [target["form"] for target in targets if target.get("needs") in [None, *needs]]
        shown = ", ".join(f"`{cell(form)}`" for form in fitting)
        lines.append(f"| `{name}` | {rule} | {standard or 'nothing; `--target` is asked for'} | {shown} |")
    explaining = [method for method in methods if method["explainsClass"]]
    explaining = [method for method in explaining if method["name"] != "cam"]
    lines += ["", "## Methods", "",
              "Of any target: " + ", ".join(f"[{method['title']}](methods/{method['name']}.md)" for method in explaining) + ".", "",
              "[CAM](methods/cam.md) needs class scores right above global average pooling, so it has no answer for a target that is no",
              "class's score. LIME, RISE and the metrics take a class's probability, and of other targets the number itself; RISE then counts a mask by how far",
              "its number lies from the mean. A likeness is between 0 and 1 and counts as it is: RISE of `likeness to detection 1` is D-RISE",
              "(Petsiuk et al., CVPR 2021); where a network does not say how sure it is that there is anything, the probability of the",
              "likeliest class stands for it.", ""]
    return "\n".join(lines)


def main(arguments):
    programs = [argument for argument in arguments if not argument.startswith("--")]
    if len(programs) > 1 or set(arguments) - set(programs) - {"--check"}:
        sys.exit(__doc__)
    program = pathlib.Path(programs[0] if programs else ".build/release/glassbox").resolve()

    def answer(command):
        return json.loads(subprocess.run([program, command, "--json"], check=True, capture_output=True, text=True).stdout)

    text = page(answer("targets"), answer("methods"))
    if "--check" not in arguments:
        PAGE.write_text(text)
    elif not PAGE.exists() or PAGE.read_text() != text:
        sys.exit("docs/targets.md is not what the program says; run Scripts/make-targets.py")


if __name__ == "__main__":
    main(sys.argv[1:])
