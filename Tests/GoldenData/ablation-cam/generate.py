"""Golden data of Ablation-CAM: pytorch-grad-cam's AblationCAM.

cases.json lists the cases; arrays.safetensors holds for each, in float32, the raw map H×W: Σ_k w_k·A_k with
w_k = (score − score without map k) / score, before anything is cut off. The score is the class's logit.

Two networks: that of reference/branching.py, and EfficientNet-Lite0 on the sample photo of the cat. Where a layer puts out
values below 0, the library replaces a map by −1e7 and less in place of the paper's 0; there the layer that it takes for the
ablation is one of ours, which puts 0 everywhere.
"""

import importlib.metadata
import sys
from pathlib import Path

import numpy
import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from reference import gradcam  # noqa: E402, F401, I001
from pytorch_grad_cam import AblationCAM  # noqa: E402
from pytorch_grad_cam.ablation_layer import AblationLayer  # noqa: E402
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget  # noqa: E402
from reference import branching, photos  # noqa: E402
from reference.efficientnet import Whole  # noqa: E402
from reference.summary import write_json  # noqa: E402
from resources import safetensors  # noqa: E402

FOLDER = Path(__file__).resolve().parent


class ZeroLayer(AblationLayer):
    """The maps with one of them 0, as in the paper."""

    def __call__(self, x):
        for item in range(self.activations.size(0)):
            self.activations[item, self.indices[item]] = 0
        return self.activations


class Recording(AblationCAM):
    """Keeps the map as it is before the library rectifies, scales and enlarges it."""

    def get_cam_image(self, *arguments, **options):
        self.raw = super().get_cam_image(*arguments, **options)
        return self.raw


def raw(model: torch.nn.Module, x: torch.Tensor, layer: torch.nn.Module, index: int, ablation) -> numpy.ndarray:
    with Recording(model=model, target_layers=[layer], ablation_layer=ablation) as cam:
        cam(input_tensor=x, targets=[ClassifierOutputTarget(index)])
    return cam.raw[0].astype(numpy.float32)


def main() -> None:
    library = f"grad-cam {importlib.metadata.version('grad-cam')}, PyTorch {torch.__version__}"
    print(library)
    small, lite = branching.BranchingNetwork().eval(), Whole().float().eval()
    cat = torch.from_numpy(photos.lite(photos.photo(photos.PHOTOS / "cat.png"))[0])
    top = int(lite(cat).detach()[0].argmax())
    arrays, cases = {}, []
    for name, model, x, layer, module, index, ablation in [
        ("branching", small, branching.inputs(1), "left_relu", small.left_relu, 0, AblationLayer()),
        ("branching", small, branching.inputs(1), "last_relu", small.last_relu, 0, AblationLayer()),
        ("branching", small, branching.inputs(1), "last_relu", small.last_relu, 3, AblationLayer()),
        ("efficientnet-lite0", lite, cat, "_blocks.10.add", lite.model._blocks[10], top, ZeroLayer()),
    ]:
        key = f"{name}/{layer}/{index}"
        arrays[key] = raw(model, x, module, index, ablation)
        cases.append({"model": name, "layer": layer, "class": index, "raw": key})
        print(key, arrays[key].shape)
    write_json(FOLDER / "cases.json", {"library": library, "cases": cases})
    path = safetensors.write(FOLDER / "arrays.safetensors", arrays, {"library": library})
    print(f"{path.stat().st_size:>9}  {path.name}")


if __name__ == "__main__":
    main()
