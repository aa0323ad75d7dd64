"""What a person at the window waits for, measured from the outside on a virtual screen.

Times are from the moment an event is handed to the X server, or the process begins, to the moment the program has
presented the frame that answers (SDL_RenderPresent has returned), which its trace tells.
"""

import math
import os
import statistics
import time
from pathlib import Path

from window import Window

from .pointer import Pointer
from .rows import Row, Setting

MODELS = {
    "efficientnet-lite0": ("EfficientNet-Lite0", ["--model", "efficientnet-lite0"]),
    "vgg16": ("VGG16", ["--model", "vgg16", "--weights", "random"]),
}


def percentile(values: list[float], share: float) -> float:
    """The least value that at least that share of the values does not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def process_start(process: int) -> float:
    """On the clock of the trace: field 22 of proc(5)'s stat."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return int(fields[19]) / os.sysconf("SC_CLK_TCK")


def peak_memory(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) << 10 for line in status.splitlines() if line.startswith("VmHWM:"))


def start(setting: Setting) -> list[Row]:
    first_frames, first_results, memory = [], [], 0
    for index in range(setting.rounds + 1):
        window = Window(str(setting.photo))
        try:
            memory = max(memory, peak_memory(window.process.pid))
            frame = next(event["t"] for event in window.events if event["event"] == "firstFrame")
            result = next(
                event["t"] for event in window.events if event["event"] == "layout" and "result.0" in event["controls"])
        finally:
            window.close()
        if index > 0:
            first_frames.append(frame)
            first_results.append(result)
    frame, result = statistics.median(first_frames), statistics.median(first_results)
    return [
        Row("Window: start to first frame", frame, "≤ 0.4 s", frame <= 0.4),
        Row("Window: start to the sample photo's analysis on the screen", result, "≤ 1 s, ≤ 300 MB",
            result <= 1 and memory <= 300e6, our_memory=memory),
    ]


def clicks(setting: Setting, model: str) -> Row:
    title, arguments = MODELS[model]
    window, pointer = Window(*arguments, str(setting.photo)), Pointer()
    try:
        began = process_start(window.process.pid)
        targets = [name for name in window.controls if name.startswith("layer.")][:8]
        targets = [name for layer in targets for name in (layer, "mode.feature-map", "mode.grad-cam")]
        times = []
        for name in targets * math.ceil(setting.rounds / 2):
            window.point(name)
            window.settle()
            # The gradients of the class in question are computed ahead once the photo is analysed.
            time.sleep(0.2)
            asked = window.count("presented", kind="click")
            sent = pointer.click()
            event = window.wait_for(
                lambda asked=asked: [e for e in window.events if e["event"] == "presented" and e["kind"] == "click"][
                    asked:], "frame after a click")[0]
            if event["result"]:
                times.append(event["t"] + began - sent)
        memory = peak_memory(window.process.pid)
    finally:
        window.close()
    value = percentile(times, 0.95)
    limit = {"efficientnet-lite0": 300e6, "vgg16": 1.3e9}[model]
    return Row(
        f"Window, {title}: click to picture, 95th percentile of {len(times)}", value,
        f"≤ 16.7 ms, ≤ {limit / 1e6:.0f} MB", value <= 0.0167 and memory <= limit, our_memory=memory)


def busy(setting: Setting) -> Row:
    """Keys while the worker computes the gradients of one class after another."""
    _, arguments = MODELS["vgg16"]
    window, pointer = Window(*arguments, "--mode", "grad-cam", str(setting.photo)), Pointer()
    try:
        began = process_start(window.process.pid)
        sent: list[float] = []
        for index in range(10 * setting.rounds):
            window.tool("mousemove", "--window", window.number, *middle(window, f"prediction.{index % 5 + 1}"))
            pointer.click()
            for _ in range(10):
                sent.append(pointer.key("h"))
                time.sleep(0.012)
        window.settle()
        shown = window.wait_for(
            lambda: [e["t"] + began for e in window.events if e["event"] == "presented" and e["kind"] == "key"][
                len(sent) - 1:] and [
                    e["t"] + began for e in window.events if e["event"] == "presented" and e["kind"] == "key"],
            "frame after every key")
    finally:
        window.close()
    times = [frame - key for key, frame in zip(sent, shown, strict=True)]
    value = percentile(times, 0.99)
    return Row(
        f"Window, VGG16: event to frame while the worker computes, 99th percentile of {len(times)}", value, "≤ 33 ms",
        value <= 0.033)


def middle(window: Window, name: str) -> tuple[str, str]:
    window.wait_for(lambda: name in window.controls, name)
    box = window.controls[name]
    return str(box.x + box.width // 2), str(box.y + box.height // 2)


ROWS = {
    "window-start": start,
    "window-clicks": lambda setting: [clicks(setting, model) for model in MODELS],
    "window-busy": lambda setting: [busy(setting)],
}
