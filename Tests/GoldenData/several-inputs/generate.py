"""Golden data of networks with several inputs, small and with seeded weights, as ONNX, TorchScript (.pt) and exported programs (.pt2);
generate_keras.py writes the same networks as Keras's and TensorFlow Lite's files.

siamese.onnx    left and right (1×3×16×20) through the same layers: 4 scores of the difference
numbers.onnx    picture (1×3×16×20) and age (1×3), joined before the head: 5 scores
masked.onnx     picture and mask, both 1×16×20×3 and 1×16×20×1 (channels last), the mask multiplies the picture: 5 scores
arrays.safetensors   left, right (1×3×16×20), age (1×3), mask (1×1×16×20), and of each network NAME/scores, NAME/zeros (its scores where the
                     second input is zeros) and NAME/gradient, of the first score at the first input

PyTorch 2.15, float64.
"""

import warnings
from pathlib import Path

import numpy
import torch
from safetensors.numpy import save_file

warnings.filterwarnings("ignore")
FOLDER = Path(__file__).resolve().parent


class Body(torch.nn.Module):
    def __init__(self, features, scores):
        super().__init__()
        self.first = torch.nn.Conv2d(3, 8, 3, 2, 1)
        self.last = torch.nn.Conv2d(8, 12, 3, 2, 1)
        self.head = torch.nn.Linear(features, scores)

    def features(self, x):
        return torch.relu(self.last(torch.relu(self.first(x)))).mean((2, 3))


class Siamese(Body):
    def __init__(self):
        super().__init__(12, 4)

    def forward(self, left, right):
        return self.head((self.features(left) - self.features(right)) ** 2)


class Numbers(Body):
    def __init__(self):
        super().__init__(15, 5)

    def forward(self, picture, age):
        return self.head(torch.cat([self.features(picture), age], 1))


class Mask(Body):
    def __init__(self):
        super().__init__(12, 5)

    def forward(self, picture, mask):
        return self.head(self.features((picture * mask).permute(0, 3, 1, 2)))


def main() -> None:
    generator = torch.Generator().manual_seed(9)
    left, right = (torch.randn(1, 3, 16, 20, generator=generator) for _ in range(2))
    age = torch.randn(1, 3, generator=generator)
    mask = torch.rand(1, 1, 16, 20, generator=generator)
    arrays = {"left": left, "right": right, "age": age, "mask": mask}
    networks = {
        "siamese": (Siamese(), left, right, ["left", "right"]),
        "numbers": (Numbers(), left, age, ["picture", "age"]),
        "masked": (Mask(), left.permute(0, 2, 3, 1), mask.permute(0, 2, 3, 1), ["picture", "mask"]),
    }
    for name, (network, first, second, inputs) in networks.items():
        for parameter in network.parameters():
            scale = 1.4 * parameter[0].numel() ** -0.5 if parameter.dim() > 1 else 0.2
            parameter.data.normal_(0, scale, generator=generator)
        torch.onnx.export(network.eval(), (first, second), FOLDER / f"{name}.onnx", dynamo=False, opset_version=17,
                          input_names=inputs, output_names=["scores"])
        torch.jit.trace(network, (first, second)).save(FOLDER / f"{name}.pt")
        torch.export.save(torch.export.export(network, (first, second)), FOLDER / f"{name}.pt2")
        network.double()
        x = first.double().requires_grad_()
        scores = network(x, second.double())
        gradient = torch.autograd.grad(scores[0, 0], x)[0]
        arrays |= {f"{name}/scores": scores, f"{name}/zeros": network(first.double(), 0 * second.double()),
                   f"{name}/gradient": gradient.permute(0, 3, 1, 2) if name == "masked" else gradient}
    save_file({name: numpy.ascontiguousarray(array.detach().numpy(), numpy.float32) for name, array in arrays.items()},
              FOLDER / "arrays.safetensors")


if __name__ == "__main__":
    main()
