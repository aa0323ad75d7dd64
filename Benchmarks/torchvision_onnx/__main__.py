"""Compares Glassbox with PyTorch on ONNX files of torchvision's classifiers; see `Benchmarks/torchvision-onnx`."""

import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import numpy
import torch

from .networks import NETWORKS, build

LIMIT = 1e-3


def export(network: torch.nn.Module, picture: torch.Tensor, path: Path, dynamo: bool) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(network, (picture,), str(path), dynamo=dynamo, verbose=False)


def relative(found: numpy.ndarray, expected: numpy.ndarray) -> float:
    if found.size != expected.size:
        return float("inf")
    difference = found.ravel().astype(numpy.float64) - expected.ravel()
    return float(numpy.linalg.norm(difference) / numpy.linalg.norm(expected.ravel().astype(numpy.float64)))


def compare(program: str, name: str, dynamo: bool, folder: Path) -> tuple[float, float]:
    """The relative L2 errors of the logits and of the gradient at the input."""
    network, size = build(name)
    generator = torch.Generator().manual_seed(1)
    picture = torch.randn((1, 3, size, size), generator=generator)
    model = folder / "model.onnx"
    export(network, picture, model, dynamo)
    picture.requires_grad_(True)
    logits = network(picture)
    direction = torch.randn(logits.shape, generator=generator)
    (gradient,) = torch.autograd.grad(logits, picture, direction)
    numpy.save(folder / "picture.npy", picture.detach().numpy())
    numpy.save(folder / "direction.npy", direction.numpy())
    files = [str(folder / file) for file in (
        "model.onnx", "picture.npy", "direction.npy", "logits.npy", "gradient.npy")]
    subprocess.run([program, "--gradient", *files], check=True)
    return (
        relative(numpy.load(files[3]), logits.detach().numpy()), relative(numpy.load(files[4]), gradient.numpy()))


def main() -> int:
    torch.set_num_threads(1)
    program, *names = sys.argv[1:]
    failures = 0
    print("| Network | Exporter | Logits | Input gradient | |\n|---|---|---:|---:|---|", flush=True)
    for name in names or NETWORKS:
        for dynamo in (False, True):
            exporter = "dynamo" if dynamo else "TorchScript"
            with tempfile.TemporaryDirectory() as folder:
                try:
                    errors = compare(program, name, dynamo, Path(folder))
                    verdict = "passed" if max(errors) <= LIMIT else "missed"
                    figures = " | ".join(f"{error:.1e}" for error in errors)
                except Exception as problem:  # noqa: BLE001: a network that fails is a row of the table
                    verdict, figures = "missed", f"– | {type(problem).__name__}"
                    print(problem, file=sys.stderr)
            failures += verdict == "missed"
            print(f"| {name} | {exporter} | {figures} | {verdict} |", flush=True)
    return min(failures, 1)


sys.exit(main())
