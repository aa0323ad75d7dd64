"""What the attentions of MobileViT look at: timm's mobilevit_xxs in full size with the drawn weights and the input of ../onnx-networks,
in 64-bit floats.

MobileViT cuts a map into patches of two by two; the first elements of all patches see each other, so do the second, third and
fourth. A matrix therefore belongs to one of four places in a patch, and its keys lie two rows and columns apart.

mobilevit.safetensors   for attention I, in the order of the network, heads × rows × columns:
    attention/I         the mean over all queries, each key in its place
    place/I             the weights of the query in row 1, column 2; 0 where it looks at nothing

torch 2.15.0, timm 1.0.31.
"""

import importlib.util
from pathlib import Path

import numpy
import timm
import torch
from safetensors.numpy import save_file

FOLDER = Path(__file__).resolve().parent
SPECIFICATION = importlib.util.spec_from_file_location("networks", FOLDER.parent / "onnx-networks/generate.py")
NETWORKS = importlib.util.module_from_spec(SPECIFICATION)
SPECIFICATION.loader.exec_module(NETWORKS)
NAME, SIZE, PATCH = "mobilevit_xxs", 256, 2


def weights_of(network, picture):
    """What every attention's softmax puts out: (places in a patch) × heads × queries × keys."""
    found = []
    for module in network.modules():
        if type(module).__name__ == "Attention":
            module.fused_attn = False
            module.attn_drop.register_forward_hook(lambda _, inputs, __: found.append(inputs[0]))
    network(picture)
    return found


def put_back(values):
    """Numbers of keys, (places in a patch) × heads × keys, where the keys lie: heads × rows × columns."""
    count, heads, keys = values.shape
    side = int(keys**0.5)
    assert count == PATCH * PATCH and side * side == keys
    map = values.reshape(PATCH, PATCH, heads, side, side)
    return map.permute(2, 3, 0, 4, 1).reshape(heads, side * PATCH, side * PATCH)


def main() -> None:
    network = timm.create_model(NAME, num_classes=NETWORKS.CLASSES).eval()
    NETWORKS.Weights().fill(network)
    picture = NETWORKS.splitmix.network_input((1, 3, SIZE, SIZE), NETWORKS.SEED)
    arrays = {}
    with torch.no_grad():
        for index, weights in enumerate(weights_of(network.double(), torch.from_numpy(picture).double())):
            arrays[f"attention/{index}"] = put_back(weights.mean(dim=2))
            row, column, side = 1, 2, int(weights.shape[-1] ** 0.5)
            own = torch.zeros(weights.shape[:2] + weights.shape[3:]).double()
            part = row % PATCH * PATCH + column % PATCH
            own[part] = weights[part, :, row // PATCH * side + column // PATCH]
            arrays[f"place/{index}"] = put_back(own)
    for name, array in sorted(arrays.items()):
        print(name, tuple(array.shape), float(array.max()))
    save_file({name: numpy.ascontiguousarray(array.numpy(), numpy.float32) for name, array in arrays.items()},
              FOLDER / "mobilevit.safetensors")


if __name__ == "__main__":
    main()
