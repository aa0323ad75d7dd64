"""Golden data of LIFT-CAM on the network of reference/branching.py, input 0, class 3: captum's DeepLift of what is above a
layer, with a layer of zeros as the baseline, makes the weights.

arrays.safetensors holds H×W maps, max(Σ_k w_k·A_k, 0) with w_k the sum of the contributions of map k:

    last_relu   the layer below the pooling and the dense layers
    pool        the layer that the residual sum reads twice

captum 0.9.0, PyTorch 2.13.
"""

import importlib.metadata
import sys
from pathlib import Path

import torch
from captum.attr import DeepLift

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from reference import branching  # noqa: E402
from resources import safetensors  # noqa: E402

FOLDER = Path(__file__).resolve().parent
CLASS = 3


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
    arrays = {}
    for name, model, activations in (("last_relu", Head(network), last), ("pool", Upper(network), pooled)):
        contributions = DeepLift(model).attribute(activations, torch.zeros_like(activations), target=CLASS)
        weights = contributions.sum((2, 3), keepdim=True)
        arrays[name] = (weights * activations).sum(1).clamp(min=0)[0].detach().float().numpy()
        print(name, arrays[name].shape, arrays[name].max())
    library = f"captum {importlib.metadata.version('captum')}, PyTorch {torch.__version__}"
    safetensors.write(FOLDER / "arrays.safetensors", arrays, {"library": library})


if __name__ == "__main__":
    main()
