"""Golden data of Grad-CAM: pytorch-grad-cam on EfficientNet-Lite0 and the sample photo of the cat.

cases.json lists the cases; arrays.safetensors holds for each, in float32,
    raw    Σ_k mean(G_k)·A_k at the layer's own resolution, before anything is cut off
    final  what the library returns: max(raw, 0), minus its minimum, divided by 1e-7 + its maximum, OpenCV's linear
           interpolation to 224×224, and once more minus its minimum, divided by 1e-7 + its maximum
The score is the class's logit. All of it is computed in float32.
"""

import importlib.metadata
import sys
from pathlib import Path

import numpy
import torch
from efficientnet_lite_pytorch import EfficientNet

# grad-cam imports torchvision but uses none of its operators here; torchvision without its compiled part, or with one
# for another build of PyTorch, needs the declaration to be importable.
try:
    import torchvision  # noqa: F401
except RuntimeError:
    for module in [name for name in sys.modules if name.split(".")[0] == "torchvision"]:
        del sys.modules[module]
    declarations = torch.library.Library("torchvision", "DEF")
    declarations.define("nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
from pytorch_grad_cam import GradCAM  # noqa: E402
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget  # noqa: E402

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from reference import photos, weights  # noqa: E402
from reference.summary import digits, summary, write_json  # noqa: E402
from resources import safetensors  # noqa: E402

FOLDER = Path(__file__).resolve().parent
RANKS = 2


class Network(torch.nn.Module):
    """The package's network; the head's activation is a module of its own, which the package shares with the stem's."""

    def __init__(self):
        super().__init__()
        self.model = EfficientNet.from_name("efficientnet-lite0")
        state = weights.safetensors(weights.MODELS / "efficientnet-lite0.safetensors", torch.float32)
        self.model.load_state_dict(state, strict=False)
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


def main() -> None:
    library = f"grad-cam {importlib.metadata.version('grad-cam')}, PyTorch {torch.__version__}"
    print(library)
    network = Network().eval()
    cat, _ = photos.lite(photos.photo(photos.PHOTOS / "cat.png"))
    x = torch.from_numpy(cat)
    logits = network(x).detach()[0]
    layers = {
        "_blocks.10.add": network.model._blocks[10],
        "_blocks.15._bn2": network.model._blocks[15],
        "_swish1": network.head_activation,
    }
    arrays, entries = {}, []
    for layer, module in layers.items():
        for rank, index in enumerate(logits.topk(RANKS).indices.tolist(), 1):
            with RecordingGradCAM(model=network, target_layers=[module]) as cam:
                final = cam(input_tensor=x, targets=[ClassifierOutputTarget(index)])[0]
            name = f"{layer}/{index}"
            arrays[f"{name}/raw"] = cam.raw[0].astype(numpy.float32)
            arrays[f"{name}/final"] = final.astype(numpy.float32)
            entries.append({
                "layer": layer, "class": index, "rank": rank, "logit": digits(logits[index]),
                "raw": f"{name}/raw", "rawShape": list(cam.raw[0].shape), "final": f"{name}/final",
                "finalSummary": summary(final)})
    write_json(FOLDER / "cases.json", {
        "library": library, "model": "efficientnet-lite0", "photo": "cat.png", "preprocessing": "lite",
        "cases": entries})
    path = safetensors.write(FOLDER / "arrays.safetensors", arrays, {"library": library})
    print(f"{path.stat().st_size:>9}  {path.name}")


if __name__ == "__main__":
    main()
