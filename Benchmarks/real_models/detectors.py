"""Boxes of a published detector, Glassbox's against those of the package's own post-processing."""

import json
import subprocess
import sys
from pathlib import Path

import numpy
from PIL import Image, ImageDraw, ImageFont

# Boxes less sure than this are none to Glassbox; the package keeps more.
LEAST_SCORE = 0.25
WORDS = [((20, 20), "Kx7", (20, 30, 120)), ((170, 40), "9Tq", (120, 20, 20)), ((60, 110), "Abm", (10, 90, 30)),
         ((200, 120), "R4", (0, 0, 0))]


def page(path: Path) -> None:
    picture = Image.new("RGB", (300, 180), (235, 230, 220))
    draw = ImageDraw.Draw(picture)
    for place, text, colour in WORDS:
        draw.text(place, text, fill=colour, font=ImageFont.load_default(size=34))
    picture.save(path)


def theirs(folder: Path, photo: Path) -> numpy.ndarray:
    """K×5: left, top, right, bottom in pixels of the network's input, and the score, the surest first."""
    sys.path.insert(0, str(folder))
    import cv2
    from ddddocr.core.detection_engine import DetectionEngine

    engine = DetectionEngine()
    engine.initialize()
    array, _ = engine.preproc(cv2.imread(str(photo)), (416, 416))
    output = engine.session.run(None, {engine.session.get_inputs()[0].name: array[None]})[0]
    rows = engine.demo_postprocess(output, (416, 416))[0]
    corners = numpy.concatenate([rows[:, :2] - rows[:, 2:4] / 2, rows[:, :2] + rows[:, 2:4] / 2], 1)
    found = engine.multiclass_nms(corners, rows[:, 4:5] * rows[:, 5:], 0.45, 0.1)[:, :5]
    return found[found[:, 4] >= LEAST_SCORE]


def ours(program: str, model: Path, photo: Path) -> numpy.ndarray:
    """The same by Glassbox, asked for each part of each box."""
    def answer(*arguments):
        return json.loads(subprocess.run([program, *map(str, arguments)], check=True, stdout=subprocess.PIPE,
                                         stderr=subprocess.DEVNULL, text=True).stdout)

    detections = answer("classify", photo, "--model", model, "--json")[0]["detections"]
    boxes = []
    for rank, detection in enumerate(detections, 1):
        x, y, width, height = (
            answer("explain", photo, "--model", model, "--method", "grad-cam", "--target", f"detection {rank} {part}",
                   "--json")["target"]["value"] for part in ("x", "y", "width", "height"))
        boxes.append([x - width / 2, y - height / 2, x + width / 2, y + height / 2, detection["score"]])
    return numpy.array(boxes).reshape(-1, 5)


def overlap(first: numpy.ndarray, second: numpy.ndarray) -> float:
    left, top = numpy.maximum(first[:2], second[:2])
    right, bottom = numpy.minimum(first[2:4], second[2:4])
    both = max(0.0, right - left) * max(0.0, bottom - top)
    areas = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (first, second))
    return both / (areas - both)


def worst_overlap(program: str, folder: Path, scratch: Path) -> tuple[int, float]:
    """How many boxes there are, and the least that one has in common with its counterpart; 0 where their numbers differ."""
    photo = scratch / "page.png"
    page(photo)
    expected = theirs(folder, photo)
    found = ours(program, folder / "ddddocr/common_det.onnx", photo)
    if len(found) != len(expected):
        return len(expected), 0.0
    return len(expected), min(max(overlap(box, other) for other in found) for box in expected)
