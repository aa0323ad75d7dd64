"""Golden data of Grad-CAM: pytorch-grad-cam on EfficientNet-Lite0 and the sample photo of the cat.

cases.json lists the cases; arrays.safetensors holds for each, in float32,
    raw    Σ_k mean(G_k)·A_k at the layer's own resolution, before anything is cut off
    final  what the library returns: max(raw, 0), minus its minimum, divided by 1e-7 + its maximum, OpenCV's linear
           interpolation to 224×224, and once more minus its minimum, divided by 1e-7 + its maximum
The score is the class's logit. All of it is computed in float32. `rawDeviation` says how far rounding
alone can move the raw map, because a ReLU's gradient jumps (see reference/record.py).
"""

import importlib.metadata
import sys
import types
from pathlib import Path

import numpy
import torch

# grad-cam imports a few names of torchvision that nothing here uses; torchvision is importable only beside the very
# build of PyTorch that it was compiled for.
transforms = types.ModuleType("torchvision.transforms")
transforms.Compose = transforms.Normalize = transforms.ToTensor = None
functional = types.ModuleType("torchvision.transforms.functional")
functional.resize = None
sys.modules["torchvision"] = types.ModuleType("torchvision")
sys.modules["torchvision.transforms"] = transforms
sys.modules["torchvision.transforms.functional"] = functional
from pytorch_grad_cam import GradCAM  # noqa: E402
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget  # noqa: E402

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from reference import photos  # noqa: E402
from reference.efficientnet import network, run  # noqa: E402
from reference.record import NOISE, TRIALS, DisturbedRecord  # noqa: E402
from reference.summary import digits, summary, write_json  # noqa: E402
from resources import safetensors  # noqa: E402

FOLDER = Path(__file__).resolve().parent
RANKS = 2


class Network(torch.nn.Module):
    """The package's network; the head's activation is a module of its own, which the package shares with the stem's."""

    def __init__(self):
        super().__init__()
        self.model = network(224).float()
        self.head_activation = torch.nn.ReLU6()

    def forward(self, x):
        model = self.model
        x = model._swish(model._bn0(model._conv_stem(x)))
        for block in model._blocks:
            x = block(x)
        x = self.head_activation(model._bn1(model._conv_head(x)))
        return model._fc(model._avg_pooling(x).flatten(1))


class RecordingGradCAM(GradCAM):
    """Keeps the weighted sum as it is before the library rectifies, scales and enlarges it."""

    def get_cam_image(self, *arguments, **options):
        self.raw = super().get_cam_image(*arguments, **options)
        return self.raw


def deviation(exact: torch.nn.Module, array: numpy.ndarray, layer: str, index: int, raw: numpy.ndarray) -> float:
    """How far the raw map moves, relative L2, when the float64 network is disturbed as reference/record.py says."""
    largest = 0.0
    for seed in range(TRIALS):
        record = DisturbedRecord(NOISE, seed)
        run(exact, torch.from_numpy(array).double().requires_grad_(), record)[0, index].backward()
        activations, gradients = record[layer].detach()[0], record[layer].grad[0]
        disturbed = (gradients.mean((1, 2))[:, None, None] * activations).sum(0).numpy()
        largest = max(largest, numpy.linalg.norm(disturbed - raw) / numpy.linalg.norm(raw))
    return float(largest)


def main() -> None:
    library = f"grad-cam {importlib.metadata.version('grad-cam')}, PyTorch {torch.__version__}"
    print(library)
    model, exact = Network().eval(), network(224)
    cat, _ = photos.lite(photos.photo(photos.PHOTOS / "cat.png"))
    x = torch.from_numpy(cat)
    logits = model(x).detach()[0]
    layers = {
        "_blocks.10.add": model.model._blocks[10],
        "_blocks.15._bn2": model.model._blocks[15],
        "_swish1": model.head_activation,
    }
    arrays, entries = {}, []
    for layer, module in layers.items():
        for rank, index in enumerate(logits.topk(RANKS).indices.tolist(), 1):
            with RecordingGradCAM(model=model, target_layers=[module]) as cam:
                final = cam(input_tensor=x, targets=[ClassifierOutputTarget(index)])[0]
            name = f"{layer}/{index}"
            arrays[f"{name}/raw"] = cam.raw[0].astype(numpy.float32)
            arrays[f"{name}/final"] = final.astype(numpy.float32)
            entries.append({
                "layer": layer, "class": index, "rank": rank, "logit": digits(logits[index]),
                "raw": f"{name}/raw", "rawShape": list(cam.raw[0].shape),
                "rawDeviation": digits(deviation(exact, cat, layer, index, cam.raw[0]), 3), "final": f"{name}/final",
                "finalSummary": summary(final)})
    write_json(FOLDER / "cases.json", {
        "library": library, "model": "efficientnet-lite0", "photo": "cat.png", "preprocessing": "lite",
        "cases": entries})
    path = safetensors.write(FOLDER / "arrays.safetensors", arrays, {"library": library})
    print(f"{path.stat().st_size:>9}  {path.name}")


if __name__ == "__main__":
    main()
