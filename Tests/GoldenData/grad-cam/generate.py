"""Golden data of Grad-CAM: pytorch-grad-cam on EfficientNet-Lite0 and the sample photo of the cat.

cases.json lists the cases; arrays.safetensors holds for each, in float32,
    raw    Σ_k mean(G_k)·A_k at the layer's own resolution, before anything is cut off
    final  what the library returns: max(raw, 0), minus its minimum, divided by 1e-7 + its maximum, OpenCV's linear
           interpolation to 224×224, and once more minus its minimum, divided by 1e-7 + its maximum
The score is the class's logit. All of it is computed in float32. `rawDeviation` says how far rounding
alone can move the raw map, because a ReLU's gradient jumps (see reference/record.py).

family.json and family.safetensors hold the raw maps of the library's other methods, before the library cuts anything off, on
EfficientNet-Lite0 and on the network of reference/branching.py. Eigen-CAM's sign is arbitrary there. `cam`, Zhou's map, is
Grad-CAM's raw map times the number of places: below global average pooling a dense layer's gradient is its weight
divided by that number. `deviation` is as `rawDeviation`, 0 where there is nothing to disturb.
"""

import importlib.metadata
import sys
from pathlib import Path

import numpy
import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from reference import gradcam  # noqa: E402, F401, I001
from pytorch_grad_cam import EigenCAM, GradCAM, GradCAMPlusPlus, HiResCAM, LayerCAM, ScoreCAM, XGradCAM  # noqa: E402
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget  # noqa: E402
from reference import branching, photos  # noqa: E402
from reference.efficientnet import Whole, network, run  # noqa: E402
from reference.record import NOISE, TRIALS, DisturbedRecord  # noqa: E402
from reference.summary import digits, summary, write_json  # noqa: E402
from resources import safetensors  # noqa: E402

FOLDER = Path(__file__).resolve().parent
RANKS = 2


def recording(method: type) -> type:
    """The method, keeping its map as it is before the library rectifies, scales and enlarges it."""

    class Recording(method):
        def get_cam_image(self, *arguments, **options):
            self.raw = super().get_cam_image(*arguments, **options)
            return self.raw

    return Recording


RecordingGradCAM = recording(GradCAM)


def plus_plus(activations: numpy.ndarray, gradients: numpy.ndarray) -> numpy.ndarray:
    sums = activations.sum((1, 2), keepdims=True)
    shares = gradients**2 / (2 * gradients**2 + sums * gradients**3 + 1e-6)
    return (numpy.maximum(gradients, 0) * numpy.where(gradients != 0, shares, 0)).sum((1, 2))


def weighted(weights: numpy.ndarray, activations: numpy.ndarray) -> numpy.ndarray:
    return (weights[:, None, None] * activations).sum(0)


# The library's classes, and for those that use gradients the same again to see how far rounding can move them.
FAMILY = {
    "grad-cam++": (GradCAMPlusPlus, lambda a, g: weighted(plus_plus(a, g), a)),
    "hires-cam": (HiResCAM, lambda a, g: (g * a).sum(0)),
    "layer-cam": (LayerCAM, lambda a, g: (numpy.maximum(g, 0) * a).sum(0)),
    "xgrad-cam": (XGradCAM, lambda a, g: weighted((g * a / (a.sum((1, 2), keepdims=True) + 1e-7)).sum((1, 2)), a)),
    "eigen-cam": (EigenCAM, None),
    "score-cam": (ScoreCAM, None),
}


def family(model: torch.nn.Module, x: torch.Tensor, targets, layers, disturbed, arrays: dict, name: str) -> list[dict]:
    """The raw maps of every method.

    `layers` names modules and the methods that are left out there; `disturbed` gives activations and gradients of a layer
    and a class under noise.
    """
    entries = []
    for layer, (module, left_out) in layers.items():
        for index in targets:
            for method, (kind, formula) in FAMILY.items():
                if method in left_out or (method == "eigen-cam" and index != targets[0]):
                    continue
                with recording(kind)(model=model, target_layers=[module]) as cam:
                    cam(input_tensor=x, targets=[ClassifierOutputTarget(index)])
                raw, moved = cam.raw[0], 0.0
                if formula:
                    moved = max((
                        float(numpy.linalg.norm(formula(*pair) - raw) / numpy.linalg.norm(raw))
                        for pair in disturbed(layer, index)), default=0.0)
                entry = {"model": name, "method": method, "layer": layer, "class": index,
                         "raw": f"{name}/{method}/{layer}/{index}", "deviation": digits(moved, 3)}
                print(name, method, layer, index, entry["deviation"])
                arrays[entry["raw"]] = raw.astype(numpy.float32)
                entries.append(entry)
    return entries


def zhou(model: torch.nn.Module, x: torch.Tensor, index: int, module: torch.nn.Module) -> numpy.ndarray:
    with RecordingGradCAM(model=model, target_layers=[module]) as cam:
        cam(input_tensor=x, targets=[ClassifierOutputTarget(index)])
    return cam.raw[0] * cam.raw[0].size


def disturbances(exact: torch.nn.Module, array: numpy.ndarray, layer: str, index: int):
    """Activations and gradients of the float64 network disturbed as reference/record.py says."""
    for seed in range(TRIALS):
        record = DisturbedRecord(NOISE, seed)
        run(exact, torch.from_numpy(array).double().requires_grad_(), record)[0, index].backward()
        yield record[layer].detach()[0].numpy(), record[layer].grad[0].numpy()


def deviation(exact: torch.nn.Module, array: numpy.ndarray, layer: str, index: int, raw: numpy.ndarray) -> float:
    """How far the raw map moves, relative L2, under such disturbances."""
    largest = 0.0
    for activations, gradients in disturbances(exact, array, layer, index):
        disturbed = (gradients.mean((1, 2))[:, None, None] * activations).sum(0)
        largest = max(largest, numpy.linalg.norm(disturbed - raw) / numpy.linalg.norm(raw))
    return float(largest)


def main() -> None:
    library = f"grad-cam {importlib.metadata.version('grad-cam')}, PyTorch {torch.__version__}"
    print(library)
    model, exact = Whole().float().eval(), network(224)
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

    arrays = {}
    top = int(logits.argmax())
    small = branching.BranchingNetwork().eval()
    entries = family(
        small, branching.inputs(1), [0, 3],
        {"left_relu": (small.left_relu, ()), "middle_relu": (small.middle_relu, ()), "last_relu": (small.last_relu, ())},
        lambda layer, index: (), arrays, "branching")
    # A mask for each of 1280 channels would take long to test.
    entries += family(
        model, x, [top],
        {"_blocks.10.add": (layers["_blocks.10.add"], ()), "_swish1": (layers["_swish1"], ("score-cam",))},
        lambda layer, index: disturbances(exact, cat, layer, index), arrays, "efficientnet-lite0")
    raw = f"efficientnet-lite0/cam/{top}"
    arrays[raw] = zhou(model, x, top, layers["_swish1"]).astype(numpy.float32)
    entries.append({"model": "efficientnet-lite0", "method": "cam", "layer": "_swish1", "class": top, "raw": raw,
                    "deviation": 0.0})
    write_json(FOLDER / "family.json", {"library": library, "cases": entries})
    path = safetensors.write(FOLDER / "family.safetensors", arrays, {"library": library})
    print(f"{path.stat().st_size:>9}  {path.name}")


if __name__ == "__main__":
    main()
