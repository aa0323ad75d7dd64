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
    contenders = {
        "file": lambda: side(setting, "file", network, folder), "module": lambda: side(setting, "module", network, folder),
        "one process of the command line": lambda: timed(command),
        "pytorch-grad-cam": lambda: side(setting, "grad-cam", network, folder)}
    turns = [{name: run() for name, run in contenders.items()} for _ in range(max(1, setting.rounds // 5))]
    times = {name: statistics.median(turn[name][0] for turn in turns) for name in contenders}
    memory = {name: max(turn[name][1] for turn in turns) for name in contenders}
    return [
        Row(f"{COUNT} Grad-CAMs of {network} through Python, {ours}", times[ours], f"ratio ≤ {target:g}",
            times[ours] <= target * times[rival], times[rival], rival, memory[ours], memory[rival])
        for ours in ("file", "module")
        for rival, target in (("one process of the command line", 1.3), ("pytorch-grad-cam", 0.2))]


def python(setting: Setting) -> list[Row]:
    return [row for network in NETWORKS for row in grad_cams(setting, network)]


ROWS = {"python": python}
