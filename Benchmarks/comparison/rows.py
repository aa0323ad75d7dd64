"""What is compared: each row of the table, with the target that it has to meet."""

import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from . import networks
from .contender import Contender, duel


@dataclass
class Row:
    """One line of the table; times in seconds, memory in bytes."""

    title: str
    ours: float
    target: str
    is_met: bool
    theirs: float | None = None
    rival: str = ""
    our_memory: float | None = None
    their_memory: float | None = None

    @property
    def ratio(self) -> float | None:
        return None if self.theirs is None else self.ours / self.theirs


@dataclass
class Setting:
    """What the rows are measured with."""

    program: Path
    models: Path
    photo: Path
    rounds: int

    def ours(self, model: str) -> Contender:
        weights = ["--weights", "random"] if model == "vgg16" else []
        return Contender([
            str(self.program), "benchmark", "--serve", "--model", model, *weights, "--image", str(self.photo)])

    def theirs(self, engine: str, *arguments: str) -> Contender:
        return Contender([sys.executable, "-m", "comparison.theirs", engine, *arguments])


def against(
        setting: Setting, title: str, model: str, measurement: str, rival: str, engine: str, target: float,
        *arguments: str, memory_limit: float | None = None, is_long: bool = False) -> Row:
    """A measurement that both sides can make."""
    ours, theirs = setting.ours(model), setting.theirs(engine, *arguments)
    try:
        result = duel(ours, measurement, theirs, measurement, setting.rounds, is_long)
        our_memory, their_memory = ours.peak_memory(), theirs.peak_memory()
    finally:
        ours.close()
        theirs.close()
    wording = f"ratio ≤ {target:g}"
    is_met = result.ours <= target * result.theirs
    if memory_limit:
        wording += f", ≤ {memory_limit / 1e6:.0f} MB"
        is_met = is_met and our_memory <= memory_limit
    return Row(title, result.ours, wording, is_met, result.theirs, rival, our_memory, their_memory)


def vgg16_forward(setting: Setting) -> list[Row]:
    path = networks.onnx_file("vgg16", setting.models)
    return [against(setting, "VGG16, forward", "vgg16", "forward", "ONNX Runtime", "onnxruntime", 0.65, str(path))]


def lite0_forward(setting: Setting) -> list[Row]:
    path = networks.onnx_file("efficientnet-lite0", setting.models)
    return [against(
        setting, "EfficientNet-Lite0, forward", "efficientnet-lite0", "forward", "ONNX Runtime", "onnxruntime", 1.0,
        str(path))]


def vgg16_gradients(setting: Setting) -> list[Row]:
    return [against(
        setting, "VGG16, forward and gradients at every layer", "vgg16", "forward-gradients", "PyTorch", "pytorch",
        0.5, memory_limit=1.3e9)]


def lite0_memory(setting: Setting) -> list[Row]:
    """The embedded network's memory, with every layer and every gradient kept."""
    ours = setting.ours("efficientnet-lite0")
    try:
        times = [ours.ask("forward-gradients") for _ in range(3 * setting.rounds + 1)][1:]
        memory = ours.peak_memory()
    finally:
        ours.close()
    return [Row(
        "EfficientNet-Lite0, forward and gradients at every layer", statistics.median(times), "≤ 300 MB",
        memory <= 300e6, our_memory=memory)]


def grad_cam(setting: Setting) -> list[Row]:
    """Once with the forward pass, as the other side always makes it, and once on a photo analysed before."""
    ours, theirs = setting.ours("vgg16"), setting.theirs("pytorch")
    try:
        rows = []
        for title, measurement in (
                ("Grad-CAM on VGG16's block5_conv3, photo analysed", "grad-cam-class"),
                ("Grad-CAM on VGG16's block5_conv3, new photo", "grad-cam")):
            result = duel(ours, measurement, theirs, "grad-cam", setting.rounds)
            rows.append(Row(
                title, result.ours, "ratio ≤ 0.2" if measurement == "grad-cam-class" else "", measurement == "grad-cam"
                or result.ours <= 0.2 * result.theirs, result.theirs, "pytorch-grad-cam",
                ours.peak_memory(), theirs.peak_memory()))
    finally:
        ours.close()
        theirs.close()
    return rows


def timed(command: list) -> tuple[float, int]:
    """Seconds and peak memory of a process from its start to its exit."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    elapsed = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{command[0]} failed")
    return elapsed, usage.ru_maxrss << 10


def lime(setting: Setting) -> list[Row]:
    return [against(
        setting, "LIME on VGG16, 1000 samples, whole call", "vgg16", "lime", "lime, PyTorch", "explainers", 0.3,
        str(setting.photo), memory_limit=1.5e9, is_long=True)]


def score_cam(setting: Setting) -> list[Row]:
    return [against(
        setting, "Score-CAM on VGG16's block5_conv3, 512 masks", "vgg16", "score-cam", "pytorch-grad-cam", "explainers",
        0.35, str(setting.photo), memory_limit=1.5e9, is_long=True)]


def filter_patterns(setting: Setting) -> list[Row]:
    return [against(
        setting, "Filter patterns of VGG16's block5_conv1: 64 filters, 150×150, 30 steps", "vgg16", "filter-patterns",
        "PyTorch, batches of 8", "pytorch", 0.25, memory_limit=1.5e9, is_long=True)]


def occlusion(setting: Setting) -> list[Row]:
    return [against(
        setting, "Occlusion on VGG16, 15×15 every 8 pixels", "vgg16", "occlusion", "captum", "explainers", 0.35,
        str(setting.photo), memory_limit=1.5e9, is_long=True)]


def shap(setting: Setting) -> list[Row]:
    return [against(
        setting, "SHAP on VGG16's block5_conv1, 200 samples, 2 classes, 50 photos", "vgg16", "shap", "shap, PyTorch",
        "explainers", 0.1, str(setting.photo), memory_limit=1.5e9, is_long=True)]


def integrated_gradients(setting: Setting) -> list[Row]:
    return [against(
        setting, "Integrated gradients on VGG16, 50 steps", "vgg16", "integrated-gradients", "captum", "explainers",
        0.35, str(setting.photo), memory_limit=1.5e9, is_long=True)]


def quickshift(setting: Setting) -> list[Row]:
    return [against(
        setting, "Quickshift of 224×224 pixels", "vgg16", "quickshift", "scikit-image", "explainers", 0.5,
        str(setting.photo))]


def streaming(setting: Setting) -> list[Row]:
    """The slowest method to show its first picture, and to end when it is cancelled."""
    ours = setting.ours("vgg16")
    try:
        names = ours.say("methods").split()
        for name in names:  # compiles and measures convolutions
            ours.say(f"streaming {name}")
        answers = {name: tuple(map(float, ours.say(f"streaming {name}").split())) for name in names}
        memory = ours.peak_memory()
    finally:
        ours.close()
    for name, (first, end) in sorted(answers.items(), key=lambda item: -item[1][0]):
        print(f"    {name}: first picture {first:.2f} s, cancelled {end * 1000:.0f} ms", file=sys.stderr)
    first, end = (max(answers, key=lambda name: answers[name][side]) for side in (0, 1))
    return [
        Row(f"First picture on VGG16, slowest of {len(names)} methods ({first})", answers[first][0], "≤ 1 s",
            answers[first][0] <= 1, our_memory=memory),
        Row(f"Cancelling on VGG16, slowest of {len(names)} methods ({end})", answers[end][1], "≤ 200 ms",
            answers[end][1] <= 0.2)]


def classify(setting: Setting) -> list[Row]:
    """The whole process, from the start to the exit."""
    command = [setting.program, "classify", setting.photo]
    timed(command)
    runs = [timed(command) for _ in range(3 * setting.rounds)]
    median = statistics.median(elapsed for elapsed, _ in runs)
    return [Row("`glassbox classify` of one photo, whole process", median, "≤ 0.5 s", median <= 0.5,
                our_memory=max(memory for _, memory in runs))]


def whole_processes(
        setting: Setting, title: str, ours: list, theirs: list, rival: str, ratio: float,
        memory_limit: float | None = None) -> Row:
    """Both processes from their start to their exit, in turns; the first turn fills the page cache."""
    runs = [(timed(ours), timed(theirs)) for _ in range(setting.rounds + 1)][1:]
    our_time, their_time = (statistics.median(run[side][0] for run in runs) for side in (0, 1))
    our_memory, their_memory = (max(run[side][1] for run in runs) for side in (0, 1))
    target = f"ratio ≤ {ratio}"
    is_met = our_time <= ratio * their_time
    if memory_limit is not None:
        target += f", ≤ {memory_limit / 1e6:.0f} MB"
        is_met = is_met and our_memory <= memory_limit
    return Row(title, our_time, target, is_met, their_time, rival, our_memory, their_memory)


def weights_files(setting: Setting) -> list[Row]:
    """A file of 553 MB that torch.save wrote: from the start of the process to the first prediction."""
    return [
        whole_processes(
            setting, f"VGG16 from a .pth ({form}), start → first prediction",
            [setting.program, "classify", setting.photo, "--model", path],
            [sys.executable, "-m", "comparison.first_prediction", path, setting.photo], "PyTorch", 0.4, 1.3e9)
        for form, path in networks.weights_files(setting.models).items()]


ROWS = {
    "vgg16-forward": vgg16_forward,
    "lite0-forward": lite0_forward,
    "vgg16-gradients": vgg16_gradients,
    "lite0-memory": lite0_memory,
    "grad-cam": grad_cam,
    "lime": lime,
    "score-cam": score_cam,
    "filter-patterns": filter_patterns,
    "occlusion": occlusion,
    "shap": shap,
    "integrated-gradients": integrated_gradients,
    "quickshift": quickshift,
    "streaming": streaming,
    "classify": classify,
    "weights-files": weights_files,
}
