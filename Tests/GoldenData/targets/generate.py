"""Golden data of targets: a small network with outputs of every kind, and for each target its number, the gradient at the input
and the map of Grad-CAM at the layer `last`, max(Σ_k mean(G_k)·A_k, 0).

network.onnx    outputs features (12), probabilities (5, a softmax), positive (1, a sigmoid), depth (1), embedding (8, of length 1)
                and masks (4 classes at half the input's extent), opset 17
masks.onnx      only the masks, behind a softmax over the classes
arrays.safetensors   prediction, the class of every place (10×12), picture and other (1×3×20×24), and for each target T value/T, gradient/T and cam/T

The targets stand in TARGETS, in the spelling of --target, beside PyTorch's formula for them.

PyTorch 2.15, float64.
"""

import sys
from pathlib import Path

import numpy
import torch
from safetensors.numpy import save_file

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from reference.splitmix import symmetric  # noqa: E402

FOLDER = Path(__file__).resolve().parent
ROWS, COLUMNS = 20, 24


class Heads(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.first = torch.nn.Conv2d(3, 8, 3, 2, 1)
        self.last = torch.nn.Conv2d(8, 12, 3, 2, 1)
        self.scores = torch.nn.Linear(12, 5)
        self.positive = torch.nn.Linear(12, 1)
        self.depth = torch.nn.Linear(12, 1)
        self.embedding = torch.nn.Linear(12, 8)
        self.masks = torch.nn.Conv2d(12, 4, 1)
        for index, parameter in enumerate(self.parameters()):
            scale = parameter[0].numel() ** -0.5 * 2 if parameter.dim() > 1 else 0.1
            values = symmetric(index, parameter.numel()) * numpy.float32(scale)
            parameter.data = torch.from_numpy(values).reshape(parameter.shape)

    def everything(self, x):
        first = torch.relu(self.first(x))
        last = torch.relu(self.last(first))
        features = last.mean((2, 3))
        masks = torch.nn.functional.interpolate(
            self.masks(last), size=(ROWS // 2, COLUMNS // 2), mode="bilinear", align_corners=False)
        return {
            "first": first, "last": last, "features": features, "scores": self.scores(features),
            "positive": self.positive(features), "depth": self.depth(features),
            "embedding": torch.nn.functional.normalize(self.embedding(features), dim=1), "masks": masks}

    def forward(self, x):
        found = self.everything(x)
        return (found["features"], torch.softmax(found["scores"], 1), torch.sigmoid(found["positive"]),
                found["depth"], found["embedding"], found["masks"])


class Masks(Heads):
    def forward(self, x):
        return torch.softmax(self.everything(x)["masks"], 1)


def region(masks, index):
    return (masks[0, index] * (masks[0].argmax(0) == index)).sum()


TARGETS = {
    "class 3": lambda f, other: f["scores"][0, 3],
    "class 1 of output positive": lambda f, other: f["positive"][0, 0],
    "not 3": lambda f, other: -f["scores"][0, 3],
    "not 1 of output positive": lambda f, other: -f["positive"][0, 0],
    "probability of 2": lambda f, other: torch.softmax(f["scores"], 1)[0, 2],
    "1 versus 4": lambda f, other: f["scores"][0, 1] - f["scores"][0, 4],
    "value 0 of depth": lambda f, other: f["depth"][0, 0],
    "value 203 of first": lambda f, other: f["first"].flatten()[203],
    "sum of masks": lambda f, other: f["masks"].sum(),
    "norm of features": lambda f, other: f["features"].norm(),
    "channel 7 of last": lambda f, other: f["last"][0, 7].mean(),
    "channel 7 at 4,1 of last": lambda f, other: f["last"][0, 7, 1, 4],
    "pixel 17,6 class 2 of masks": lambda f, other: f["masks"][0, 2, 3, 8],
    "region class 1 of masks": lambda f, other: region(f["masks"], 1),
    "region 4,2,10,12 class 3 of masks": lambda f, other: f["masks"][0, 3, 1:7, 2:7].sum(),
    "similarity of embedding to other.npy": lambda f, other: torch.nn.functional.cosine_similarity(
        f["embedding"], other["embedding"])[0],
    "similarity of features to other.npy": lambda f, other: torch.nn.functional.cosine_similarity(
        f["features"], other["features"])[0],
}


def main() -> None:
    torch.set_num_threads(1)
    network = Heads().eval()
    shape = (1, 3, ROWS, COLUMNS)
    picture = torch.from_numpy(symmetric(1000, 3 * ROWS * COLUMNS)).reshape(shape)
    other = torch.from_numpy(symmetric(1001, 3 * ROWS * COLUMNS)).reshape(shape)
    names = ["features", "probabilities", "positive", "depth", "embedding", "masks"]
    torch.onnx.export(network, (picture,), FOLDER / "network.onnx", dynamo=False, opset_version=17,
                      input_names=["picture"], output_names=names)
    arrays = {"picture": picture, "other": other}
    masks = Masks().eval()
    torch.onnx.export(masks, (picture,), FOLDER / "masks.onnx", dynamo=False, opset_version=17,
                      input_names=["picture"], output_names=["masks"])
    arrays["prediction"] = masks.double()(picture.double())[0].argmax(0)
    network = network.double()
    with torch.no_grad():
        compared = network.everything(other.double())
    for name, target in TARGETS.items():
        x = picture.double().requires_grad_()
        found = network.everything(x)
        number = target(found, compared)
        gradient, at_last = torch.autograd.grad(
            number, [x, found["last"]], allow_unused=True, materialize_grads=True)
        weights = at_last.mean((2, 3), keepdim=True)
        arrays[f"value/{name}"] = number.reshape(1)
        arrays[f"gradient/{name}"] = gradient
        arrays[f"cam/{name}"] = (weights * found["last"]).sum(1)[0].clamp(min=0)
    numbers = {name: array.detach().numpy().astype(numpy.float32) for name, array in arrays.items()}
    save_file({name: numpy.ascontiguousarray(array) for name, array in numbers.items()},
              FOLDER / "arrays.safetensors")
    for name in TARGETS:
        print(f"{name:40} {numbers[f'value/{name}'][0]:9.4f} {abs(numbers[f'cam/{name}']).max():9.5f}")
    print("PyTorch", torch.__version__)


if __name__ == "__main__":
    main()
