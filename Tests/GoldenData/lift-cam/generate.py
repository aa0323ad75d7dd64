"""Golden data of LIFT-CAM on the network of reference/branching.py, input 0, class 3: captum's DeepLift of what is above a
layer, with a layer of zeros as the baseline, makes the weights.

arrays.safetensors holds H×W maps, max(Σ_k w_k·A_k, 0) with w_k the sum of the contributions of map k:

    last_relu   the layer below the pooling and the dense layers
    pool        the layer that the residual sum reads twice
    lite0       on the embedded network and cat.png, the likeliest class: what block 14 reads

captum 0.9.0, PyTorch 2.13.
"""

import importlib.metadata
import sys
from pathlib import Path

import torch
from captum.attr import DeepLift
from captum.attr._core import deep_lift

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from reference import branching, efficientnet, photos  # noqa: E402
from resources import safetensors  # noqa: E402

FOLDER = Path(__file__).resolve().parent
CLASS, BLOCK = 3, 14


class Head(torch.nn.Module):
    """The network above its last activation."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, x):
        network = self.network
        return network.logits(network.hidden_relu(network.hidden(network.flatten(network.average(x)))))


class Upper(Head):
    """The network above its max pooling."""

    def forward(self, x):
        return self.network.above_pool(x)


def main() -> None:
    torch.set_num_threads(1)
    network = branching.BranchingNetwork().eval().double()
    x = branching.inputs(1).double()
    with torch.no_grad():
        pooled = network.pool(network.below_pool(x))
        last = network.last_relu(network.middle_relu(network.middle(pooled)) + pooled)
    # captum knows ReLU, not ReLU6, which is of the same kind.
    deep_lift.SUPPORTED_NON_LINEAR[torch.nn.ReLU6] = deep_lift.nonlinear
    lite = efficientnet.network(224)
    photo = torch.from_numpy(photos.lite(photos.photo(photos.PHOTOS / "cat.png"))[0]).double()
    with torch.no_grad():
        read = efficientnet.below(lite, photo, BLOCK)
        likeliest = int(lite(photo).argmax())
    cases = (
        ("last_relu", Head(network), last, CLASS), ("pool", Upper(network), pooled, CLASS),
        ("lite0", efficientnet.Upper(lite, BLOCK).eval(), read, likeliest))
    arrays = {}
    for name, model, activations, index in cases:
        contributions = DeepLift(model).attribute(activations, torch.zeros_like(activations), target=index)
        weights = contributions.sum((2, 3), keepdim=True)
        arrays[name] = (weights * activations).sum(1).clamp(min=0)[0].detach().float().numpy()
        print(name, arrays[name].shape, arrays[name].max())
    library = f"captum {importlib.metadata.version('captum')}, PyTorch {torch.__version__}"
    safetensors.write(FOLDER / "arrays.safetensors", arrays, {"library": library})


if __name__ == "__main__":
    main()
