"""Trains networks with the program and asks the real PyTorch and ONNX Runtime whether they are what it says.

    check.py .build/release/glassbox [network …]

The trained weights are loaded with strict=True, and the logits of a photo agree with the program's to 1e-3 of the largest.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy
import onnxruntime
import torch
import torchvision
from PIL import Image
from safetensors.torch import load_file

CLASSES = ["dark", "light", "striped"]
SIZE = 64


def pictures(folder: Path) -> None:
    generator = numpy.random.default_rng(0)
    for label, name in enumerate(CLASSES):
        (folder / name).mkdir(parents=True)
        for number in range(8):
            base = numpy.full((SIZE, SIZE, 3), [40, 200, 120][label], numpy.float64)
            if label == 2:
                base[::8] = 255
            noise = generator.normal(0, 20, base.shape)
            Image.fromarray(numpy.clip(base + noise, 0, 255).astype(numpy.uint8)).save(folder / name / f"{number}.png")


def main() -> None:
    program = str(Path(sys.argv[1]).resolve())
    networks = sys.argv[2:] or ["resnet18", "mobilenet_v2", "squeezenet1_1"]
    print(f"PyTorch {torch.__version__}, torchvision {torchvision.__version__}, ONNX Runtime {onnxruntime.__version__}")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        pictures(folder / "pictures")
        for name in networks:
            result, exported = folder / f"{name}.safetensors", folder / f"{name}.onnx"
            subprocess.run(
                [program, "train", folder / "pictures", "--model", name, "--weights", "random", "--size", str(SIZE),
                 "--epochs", "3", "--batch", "8", "--learning-rate", "1e-3", "--output", result, "--export", exported],
                check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            model = getattr(torchvision.models, name)(weights=None, num_classes=len(CLASSES))
            model.load_state_dict(load_file(result), strict=True)
            model.eval()
            session = onnxruntime.InferenceSession(exported)
            values = numpy.random.default_rng(1).normal(0, 1, (1, 3, SIZE, SIZE)).astype(numpy.float32)
            numpy.save(folder / "input.npy", values)
            with torch.no_grad():
                expected = model(torch.from_numpy(values))[0].numpy()
            by_runtime = session.run(None, {session.get_inputs()[0].name: values})[0].reshape(-1)
            for network in (result, exported):
                answer = subprocess.run(
                    [program, "classify", folder / "input.npy", "--model", network, "--json"],
                    check=True, capture_output=True, text=True)
                found = {p["label"]: p["logit"] for p in json.loads(answer.stdout)[0]["predictions"]}
                found = numpy.array([found[label] for label in CLASSES])
                unit = max(numpy.abs(expected).max(), 1e-3)
                errors = numpy.abs(found - expected).max() / unit, numpy.abs(by_runtime - expected).max() / unit
                print(f"{name}, {network.suffix}: {errors[0]:.1e}, ONNX Runtime {errors[1]:.1e}")
                assert max(errors) <= 1e-3


if __name__ == "__main__":
    main()
