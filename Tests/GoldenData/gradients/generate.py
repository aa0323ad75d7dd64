"""Golden data of the methods that are about the gradient at the input: captum on EfficientNet-Lite0 with the sample
photo of the cat and on the network of reference/branching.py.

cases.json lists the cases; arrays.safetensors holds the small network's attributions, `summary` the figures of the
others (reference/summary.py). `deviation` is how far an attribution moves at most, relative L2, in float32 or in float64
with noise of 1e-6 of the input's root mean square added to the input (see reference/record.py for why). Guided Grad-CAM enlarges linearly. SmoothGrad's noise is numpy's RandomState(7).normal, its
standard deviation .15·(max − min) of the input, 4 samples. Integrated gradients: 50 steps on the small network, 10 on
the other.

captum 0.9.0, PyTorch 2.13.
"""

import importlib.metadata
import sys
from pathlib import Path

import numpy
import torch
from captum.attr import GuidedBackprop, GuidedGradCam, IntegratedGradients, Saliency

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from reference import branching, photos  # noqa: E402
from reference.efficientnet import Whole  # noqa: E402
from reference.summary import digits, summary, write_json  # noqa: E402
from resources import safetensors  # noqa: E402

FOLDER = Path(__file__).resolve().parent
SMOOTH_SAMPLES, SEED = 4, 7
TRIALS, NOISE = 3, 1e-6


class ReLU6(torch.nn.Module):
    """ReLU6 with a ReLU that captum finds."""

    def __init__(self):
        super().__init__()
        self.relu = torch.nn.ReLU()

    def forward(self, x):
        return self.relu(x).clamp(max=6)


def smoothed(model, x, target):
    random = numpy.random.RandomState(SEED)
    deviation = 0.15 * float(x.detach().max() - x.detach().min())
    total = torch.zeros_like(x)
    for _ in range(SMOOTH_SAMPLES):
        noisy = (x.double() + torch.from_numpy(random.normal(0, deviation, x.shape))).float().to(x.dtype)
        total += Saliency(model).attribute(noisy, target=target, abs=False)
    return total / SMOOTH_SAMPLES


def attributions(model, x, target, layer, steps):
    x = x.clone().requires_grad_()
    return {
        "saliency": Saliency(model).attribute(x, target=target, abs=False),
        "guided-backpropagation": GuidedBackprop(model).attribute(x, target=target),
        "guided-grad-cam": GuidedGradCam(model, layer).attribute(x, target=target, interpolate_mode="bilinear"),
        "integrated-gradients": IntegratedGradients(model).attribute(
            x, target=target, n_steps=steps, internal_batch_size=5),
        "smoothgrad": smoothed(model, x.detach().requires_grad_(), target),
    }


def main() -> None:
    torch.set_num_threads(1)
    library = f"captum {importlib.metadata.version('captum')}, PyTorch {torch.__version__}"
    print(library)
    small, large = branching.BranchingNetwork().eval(), Whole(ReLU6).eval()
    cat, _ = photos.lite(photos.photo(photos.PHOTOS / "cat.png"))
    runs = [
        ("branching", small, branching.inputs(1), [0, 3], small.left_relu, "left_relu", 50),
        ("efficientnet-lite0", large, torch.from_numpy(cat), [282], large.head_activation, "_swish1", 10),
    ]
    arrays, entries = {}, []
    for name, model, x, targets, layer, layer_name, steps in runs:
        for target in targets:
            exact = attributions(model.double(), x.double(), target, layer, steps)
            moved = [attributions(model.float(), x.float(), target, layer, steps)]
            for trial in range(TRIALS):
                noise = torch.randn(x.shape, generator=torch.Generator().manual_seed(trial), dtype=torch.float64)
                disturbed = x.double() + NOISE * x.double().square().mean().sqrt() * noise
                moved.append(attributions(model.double(), disturbed, target, layer, steps))
            for method, values in exact.items():
                array = values.detach().numpy()[0]
                deviation = max(
                    numpy.linalg.norm(other[method].detach().numpy()[0] - array) for other in moved)
                entry = {
                    "model": name, "method": method, "class": target, "layer": layer_name, "steps": steps,
                    "deviation": digits(deviation / numpy.linalg.norm(array), 3),
                    "summary": summary(array)}
                if name == "branching":
                    entry["array"] = f"{method}/{target}"
                    arrays[entry["array"]] = array.astype(numpy.float32)
                print(name, method, entry["deviation"])
                entries.append(entry)
    write_json(FOLDER / "cases.json", {
        "library": library, "smoothSamples": SMOOTH_SAMPLES, "seed": SEED, "cases": entries})
    path = safetensors.write(FOLDER / "arrays.safetensors", arrays, {"library": library})
    print(f"{path.stat().st_size:>9}  {path.name}")


if __name__ == "__main__":
    main()
