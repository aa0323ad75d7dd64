"""Rows about the Python package: a hundred Grad-CAMs of one network, against one process of the command line and against
pytorch-grad-cam. Each side is a process of its own; what its clock counts, `python_side` says."""

import os
import statistics
import subprocess
import sys
from pathlib import Path

from .rows import Row, Setting, timed
from .set_rows import pictures

COUNT = 100
NETWORKS = ("mobilenet_v2", "resnet50", "vgg16")
PACKAGE = Path(__file__).resolve().parent.parent.parent / "Python"


def side(setting: Setting, *arguments: object) -> tuple[float, float]:
    """Seconds and peak memory, as the side says them."""
    output = subprocess.run(
        [sys.executable, "-m", "comparison.python_side", *map(str, arguments)], check=True, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": f"{PACKAGE}:{os.environ['PYTHONPATH']}", "GLASSBOX_EXECUTABLE": str(setting.program)},
    ).stdout.split()
    return float(output[0]), float(output[1])


def grad_cams(setting: Setting, network: str) -> list[Row]:
    folder = pictures(setting, COUNT)
    file = setting.models / f"{network}.pt2"
    if not file.exists():
        side(setting, "export", network, file)
    command = [
        setting.program, "explain", *sorted(folder.rglob("*.jpg")), "--method", "grad-cam", "--model", file,
        "--preprocessing", "torch", "--json"]
    turns = [
        (side(setting, "glassbox", network, folder), timed(command), side(setting, "grad-cam", network, folder))
        for _ in range(max(1, setting.rounds // 5))]
    times = [statistics.median(turn[contender][0] for turn in turns) for contender in range(3)]
    memory = [max(turn[contender][1] for turn in turns) for contender in range(3)]
    title = f"{COUNT} Grad-CAMs of {network} through Python"
    return [
        Row(title, times[0], f"ratio ≤ {target:g}", times[0] <= target * times[rival], times[rival], name, memory[0],
            memory[rival])
        for rival, name, target in ((1, "one process of the command line", 1.3), (2, "pytorch-grad-cam", 0.2))]


def python(setting: Setting) -> list[Row]:
    return [row for network in NETWORKS for row in grad_cams(setting, network)]


ROWS = {"python": python}
