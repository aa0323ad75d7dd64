"""One step of training, and a last layer from files, against PyTorch's, in turns in one run.

    python3 Benchmarks/training .build/release/glassbox [--rounds 3]

PyTorch gets its best of: one thread or all cores, channels last or not. Ours is the median step of an epoch, without the first two,
which compile; it decodes its pictures besides, as a user's training does. Memory is the peak of each process.

The last layer alone is timed from the start of the process to its result: ours writes the network, PyTorch's clock starts once it is
imported and its network is made; a DataLoader of two workers reads the files, the features are computed once, as ours are.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROWS = [
    # title, network, the same in PyTorch, pixels, batch, greatest ratio
    ("ResNet18, 128×128, batch 40", "resnet18", "torchvision:resnet18", 128, 40, 0.8),
    ("EfficientNet-Lite0, 224, batch 16", "efficientnet-lite0", "lite:efficientnet-lite0", 224, 16, 0.6),
]
STEPS = 6
# The last layer of EfficientNet-Lite0 on this many pictures of 500×375, and the greatest ratio.
HEAD_PICTURES, HEAD_EPOCHS, HEAD_TARGET = 1000, 10, 0.4

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


HEAD = """
import resource, sys, time, torch, torchvision
from efficientnet_lite_pytorch import EfficientNet
folder, epochs, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(threads)
model = EfficientNet.from_name("efficientnet-lite0", image_size=224).eval().to(memory_format=torch.channels_last)
model._fc = torch.nn.Identity()
steps = torchvision.transforms
start = time.perf_counter()
data = torchvision.datasets.ImageFolder(folder, steps.Compose([
    steps.Resize(256), steps.CenterCrop(224), steps.ToTensor(), steps.Normalize([0.5] * 3, [0.5] * 3)]))
features, labels = [], []
with torch.inference_mode():
    for x, y in torch.utils.data.DataLoader(data, batch_size=32, num_workers=2):
        features.append(model(x.contiguous(memory_format=torch.channels_last)).flatten(1))
        labels.append(y)
features, labels = torch.cat(features).clone(), torch.cat(labels)
head = torch.nn.Linear(features.shape[1], len(data.classes))
adam = torch.optim.Adam(head.parameters(), lr=1e-2)
for _ in range(epochs):
    for part in torch.randperm(len(labels)).split(32):
        adam.zero_grad()
        torch.nn.functional.cross_entropy(head(features[part]), labels[part]).backward()
        adam.step()
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
"""


def pictures(folder: Path, count: int, size: tuple[int, int]) -> None:
    import numpy
    from PIL import Image

    generator = numpy.random.default_rng(0)
    for number in range(count):
        place = folder / str(number % 10)
        place.mkdir(parents=True, exist_ok=True)
        grid = generator.integers(0, 255, (12, 12, 3), dtype=numpy.uint8)
        Image.fromarray(grid).resize(size).save(place / f"{number}.jpg")


def ours(program: Path, folder: Path, name: str, size: int, batch: int) -> tuple[float, float]:
    data = folder / f"{name}-{size}"
    if not data.exists():
        pictures(data, batch * (STEPS + 2), (size, size))
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


def head(program: Path, folder: Path) -> tuple[tuple[float, float], tuple[float, float]]:
    """Seconds and peak memory, ours and PyTorch's."""
    data = folder / "head"
    if not data.exists():
        pictures(data, HEAD_PICTURES, (500, 375))
    start = time.perf_counter()
    process = subprocess.Popen(
        [program, "train", data, "--head-only", "--epochs", str(HEAD_EPOCHS), "--validation", "0", "--output",
         folder / "head.safetensors"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    ours = (time.perf_counter() - start, usage.ru_maxrss * 1024)
    assert status == 0
    found = []
    for threads in {1, os.cpu_count() or 1}:
        answer = subprocess.run(
            [sys.executable, "-c", HEAD, str(data), str(HEAD_EPOCHS), str(threads)], check=True, capture_output=True,
            text=True)
        found.append(tuple(map(float, answer.stdout.split())))
    return ours, min(found)


def report(title: str, ours: list, others: list, target: float) -> None:
    (a, b), (p, q) = ([statistics.median(side) for side in zip(*runs)] for runs in (ours, others))
    print(
        f"{title}: {a:.2f} s, PyTorch {p:.2f} s, ratio {a / p:.2f} (at most {target}); "
        f"{b / 1e6:.0f} MB, PyTorch {q / 1e6:.0f} MB", flush=True)


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
            report(title, mine, other, target)
        runs = [head(options.program.resolve(), Path(place)) for _ in range(options.rounds)]
        title = f"last layer of EfficientNet-Lite0, {HEAD_PICTURES} pictures, from files to network"
        report(title, [run[0] for run in runs], [run[1] for run in runs], HEAD_TARGET)


if __name__ == "__main__":
    main()
