"""Rows about a set of pictures: from the files to the numbers.

Ours is timed as a whole process, from its start to its exit; the other side's clock starts once its libraries are imported and
its network is made.
"""

import random
import statistics
import subprocess
import sys
from pathlib import Path

from PIL import Image

from . import networks
from .rows import Row, Setting, timed

COUNT = 2000
SIZE = (500, 375)
CLASSES = {"palace": "palace.jpg", "daisy": "flower.jpg", "espresso": "coffee.png", "missile": "rocket.jpg", "tripod": "camera.png"}


def pictures(setting: Setting, count: int = COUNT) -> Path:
    """A folder of classes with JPEG files of 500×375 pixels, cut out of the sample photos."""
    folder = setting.models / f"set-{count}"
    if folder.exists():
        return folder
    draw = random.Random(0)
    unfinished = folder.with_suffix(".unfinished")
    photos = {label: Image.open(setting.photo.parent / name).convert("RGB") for label, name in CLASSES.items()}
    for number in range(count):
        label = list(CLASSES)[number % len(CLASSES)]
        photo = photos[label]
        scale = draw.uniform(0.7, 1)
        width, height = int(photo.width * scale), int(photo.height * scale)
        left, top = draw.randrange(photo.width - width + 1), draw.randrange(photo.height - height + 1)
        target = unfinished / label / f"{number:05}.jpg"
        target.parent.mkdir(parents=True, exist_ok=True)
        photo.resize(SIZE, Image.Resampling.BICUBIC, (left, top, left + width, top + height)).save(target, quality=90)
    return unfinished.rename(folder)


def theirs(*arguments: object) -> tuple[float, float]:
    """Seconds and peak memory, as the other side says them."""
    output = subprocess.run(
        [sys.executable, "-m", "comparison.set_side", *map(str, arguments)], check=True, capture_output=True,
        text=True).stdout.split()
    return float(output[0]), float(output[1])


def duel(setting: Setting, title: str, analysis: str, rival: str, target: float, *arguments: object, count: int) -> Row:
    folder = pictures(setting, count)
    command = [setting.program, "study", folder, "--analyses", analysis, "--no-cache", "--json"]
    ours, others, memory, their_memory = [], [], 0.0, 0.0
    for _ in range(max(1, setting.rounds // 5)):
        elapsed, peak = timed(command)
        ours.append(elapsed)
        memory = max(memory, peak)
        elapsed, peak = theirs(*arguments, folder)
        others.append(elapsed)
        their_memory = max(their_memory, peak)
    mine, other = statistics.median(ours), statistics.median(others)
    return Row(title, mine, f"ratio ≤ {target:g}", mine <= target * other, other, rival, memory, their_memory)


def accuracy(setting: Setting) -> list[Row]:
    path = networks.onnx_file("efficientnet-lite0", setting.models)
    title = f"EfficientNet-Lite0, accuracy over {COUNT} files of 500×375"
    return [
        duel(setting, title, "errors", "PyTorch, DataLoader of 2", 0.5, "pytorch", count=COUNT),
        duel(setting, title, "errors", "ONNX Runtime, Pillow", 0.8, "onnxruntime", path, count=COUNT),
    ]


def grad_cam(setting: Setting) -> list[Row]:
    count = 400
    return [duel(
        setting, f"EfficientNet-Lite0, Grad-CAM over {count} files of 500×375", "looks-at", "pytorch-grad-cam", 0.15,
        "grad-cam", count=count)]


ROWS = {"set-accuracy": accuracy, "set-grad-cam": grad_cam}
