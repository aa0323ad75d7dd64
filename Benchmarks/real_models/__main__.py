"""Glassbox's predictions on networks of others against their own frameworks': `python -m real_models PROGRAM FOLDER`."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy

from . import detectors, frameworks

TOLERANCE = 1e-4
ENDINGS = {".h5": "Keras", ".hdf5": "Keras", ".keras": "Keras", ".onnx": "ONNX Runtime", ".ckpt": "PyTorch"}
# The networks in the packages that are no classifiers.
OTHERS = ["det_infer", "rec_infer", "common_det", "common.onnx", "common_old"]
# What boxes have in common at least with those of the package: intersection over union.
LEAST_OVERLAP = 0.99


def ours(program: str, path: Path, picture: numpy.ndarray, scratch: Path) -> tuple[numpy.ndarray, numpy.ndarray]:
    """The class scores and the probabilities."""
    array = scratch / "picture.npy"
    numpy.save(array, picture)
    report = subprocess.run(
        [program, "classify", array, "--model", path, "--preprocessing", "none", "--json", "--top", "1000"], check=True,
        stdout=subprocess.PIPE, text=True)
    predictions = sorted(json.loads(report.stdout)[0]["predictions"], key=lambda entry: entry["index"])
    return tuple(numpy.array([entry[key] for entry in predictions]) for key in ("logit", "probability"))


def relative(found: numpy.ndarray, expected: numpy.ndarray) -> float:
    if found.shape != expected.shape:
        return float("inf")
    return float(numpy.linalg.norm(found - expected) / numpy.linalg.norm(expected))


def worst_error(program: str, path: Path, scratch: Path) -> float:
    """The largest relative L2 error of three pictures."""
    model = path
    if path.suffix == ".ckpt":
        model = scratch / f"{path.stem}.pth"
        answers = frameworks.convolutions_answers(path, model)
    else:
        answers = (frameworks.onnx_answers if path.suffix == ".onnx" else frameworks.keras_answers)(path)
    worst = 0.0
    for picture, expected in answers:
        scores, probabilities = ours(program, model, picture, scratch)
        is_normalised = abs(expected.sum() - 1) < 1e-4 and expected.min() >= 0
        worst = max(worst, relative(probabilities if is_normalised else scores, expected))
    return worst


def main() -> int:
    program, folder = sys.argv[1], Path(sys.argv[2])
    paths = sorted(
        path for path in folder.rglob("*")
        if path.suffix in ENDINGS and not any(part in path.name for part in OTHERS))
    failures = 0
    print("| Network | Compared with | Relative error | |\n|---|---|---:|---|", flush=True)
    for path in paths:
        with tempfile.TemporaryDirectory() as scratch:
            try:
                error = worst_error(program, path, Path(scratch))
            except subprocess.CalledProcessError:
                error = float("inf")
        failures += not error <= TOLERANCE
        verdict = "agrees" if error <= TOLERANCE else "differs"
        package = path.relative_to(folder).parts[0]
        print(f"| {package}: {path.name} | {ENDINGS[path.suffix]} | {error:.1e} | {verdict} |", flush=True)
    if (folder / "ddddocr/common_det.onnx").exists():
        with tempfile.TemporaryDirectory() as scratch:
            count, overlap = detectors.worst_overlap(program, folder, Path(scratch))
        failures += overlap < LEAST_OVERLAP
        verdict = "agrees" if overlap >= LEAST_OVERLAP else "differs"
        print(f"| ddddocr: common_det.onnx, {count} boxes | its own post-processing | IoU ≥ {overlap:.4f} | {verdict} |")
    return 1 if failures or not paths else 0


if __name__ == "__main__":
    sys.exit(main())
