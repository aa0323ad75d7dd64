"""One step of training against PyTorch's, in turns in one run.

    python3 Benchmarks/training .build/release/glassbox [--rounds 3]

PyTorch gets its best of: one thread or all cores, channels last or not. Ours is the median step of an epoch, without the first two,
which compile; it decodes its pictures besides, as a user's training does. Memory is the peak of each process.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROWS = [
    # title, network, the same in PyTorch, pixels, batch, greatest ratio
    ("ResNet18, 128×128, batch 40", "resnet18", "torchvision:resnet18", 128, 40, 0.8),
    ("EfficientNet-Lite0, 224, batch 16", "efficientnet-lite0", "lite:efficientnet-lite0", 224, 16, 0.6),
]
STEPS = 6

THEIRS = """
import resource, sys, time, torch
source, size, batch, threads, last = sys.argv[1], *map(int, sys.argv[2:])
library, name = source.split(":")
torch.set_num_threads(threads)
if library == "lite":
    from efficientnet_lite_pytorch import EfficientNet
    model = EfficientNet.from_name(name, image_size=size)
    model._fc = torch.nn.Linear(1280, 10)
else:
    import torchvision
    model = getattr(torchvision.models, name)(weights=None, num_classes=10)
x, y = torch.randn(batch, 3, size, size), torch.arange(batch) % 10
if last:
    model, x = model.to(memory_format=torch.channels_last), x.contiguous(memory_format=torch.channels_last)
model.train()
steps, loss = torch.optim.Adam(model.parameters(), lr=1e-4, weight_decay=1e-2), torch.nn.CrossEntropyLoss()
times = []
for _ in range(6):
    start = time.perf_counter()
    steps.zero_grad()
    loss(model(x), y).backward()
    steps.step()
    times.append(time.perf_counter() - start)
times = sorted(times[1:])
print(times[len(times) // 2], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
"""


def pictures(folder: Path, count: int, size: int) -> None:
    import numpy
    from PIL import Image

    generator = numpy.random.default_rng(0)
    for number in range(count):
        place = folder / str(number % 10)
        place.mkdir(parents=True, exist_ok=True)
        grid = generator.integers(0, 255, (12, 12, 3), dtype=numpy.uint8)
        Image.fromarray(grid).resize((size, size)).save(place / f"{number}.jpg")


def ours(program: Path, folder: Path, name: str, size: int, batch: int) -> tuple[float, float]:
    data = folder / f"{name}-{size}"
    if not data.exists():
        pictures(data, batch * (STEPS + 2), size)
    process = subprocess.Popen(
        [program, "train", data, "--model", name, "--weights", "random", "--size", str(size), "--batch", str(batch),
         "--epochs", "1", "--validation", "0", "--learning-rate", "1e-4", "--weight-decay", "1e-2", "--json",
         "--output", folder / "result.safetensors"], stdout=subprocess.PIPE, text=True)
    ends = []
    for line in process.stdout:
        event = json.loads(line)
        if event.get("phase") == "training":
            ends.append(event["done"] / event["picturesPerSecond"])
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0
    return statistics.median(b - a for a, b in zip(ends[1:], ends[2:])), usage.ru_maxrss * 1024


def theirs(source: str, size: int, batch: int) -> tuple[float, float]:
    found = []
    for threads in {1, os.cpu_count() or 1}:
        for last in (1, 0):
            answer = subprocess.run(
                [sys.executable, "-c", THEIRS, source, str(size), str(batch), str(threads), str(last)],
                check=True, capture_output=True, text=True)
            found.append(tuple(map(float, answer.stdout.split())))
    return min(found)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        for title, name, source, size, batch, target in ROWS:
            mine, other = [], []
            for _ in range(options.rounds):
                mine.append(ours(options.program.resolve(), Path(place), name, size, batch))
                other.append(theirs(source, size, batch))
            (a, b), (p, q) = (
                [statistics.median(side) for side in zip(*runs)] for runs in (mine, other))
            print(
                f"{title}: {a:.2f} s, PyTorch {p:.2f} s, ratio {a / p:.2f} (at most {target}); "
                f"{b / 1e6:.0f} MB, PyTorch {q / 1e6:.0f} MB", flush=True)


if __name__ == "__main__":
    main()
