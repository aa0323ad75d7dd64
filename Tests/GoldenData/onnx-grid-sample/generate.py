"""Golden data of the ONNX operators GridSample and AffineGrid: files that torch.onnx writes, with what PyTorch computes
in float64.

opset16.onnx and opset20.onnx sample the picture at positions that depend on it, once for each mode, padding and
alignment; opset20-constant.onnx samples it at an affine grid that does not. arrays.safetensors holds the `picture`, and for
each output of each file `<file>/<output>`, `<file>/<output>/direction` d, and `<file>/<output>/gradient`, the gradient of
⟨output, d⟩ at the picture.
"""

import io
import sys
import warnings
from itertools import product
from pathlib import Path

import numpy
import torch
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import reference  # noqa: E402, F401 (finds resources)
from resources import safetensors  # noqa: E402

FOLDER = Path(__file__).resolve().parent
SEED = 20240229
CASES = list(product(("bilinear", "nearest", "bicubic"), ("zeros", "border", "reflection"), (False, True)))
NAMES = [f"{mode}-{padding}-{'corners' if corners else 'edges'}" for mode, padding, corners in CASES]


class Sampling(torch.nn.Module):
    """Every case at positions that a convolution makes of the picture."""

    def __init__(self, weight):
        super().__init__()
        self.weight = torch.nn.Parameter(weight)

    def forward(self, picture):
        grid = functional.conv2d(picture, self.weight).permute(0, 2, 3, 1)
        return tuple(
            functional.grid_sample(picture, grid, mode, padding, corners) for mode, padding, corners in CASES)


class Rotation(torch.nn.Module):
    """Every case at the same turned and enlarged grid."""

    def __init__(self, theta):
        super().__init__()
        self.register_buffer("theta", theta)

    def forward(self, picture):
        return tuple(
            functional.grid_sample(
                picture, functional.affine_grid(self.theta, [1, 3, 4, 5], corners), mode, padding, corners)
            for mode, padding, corners in CASES)


def main() -> None:
    print(f"PyTorch {torch.__version__}, seed {SEED}")
    generator = numpy.random.Generator(numpy.random.PCG64(SEED))

    def normal(shape, scale=1.0):
        return torch.from_numpy(generator.normal(0, scale, shape).astype(numpy.float32))

    picture = normal((1, 3, 6, 6))
    sampling = Sampling(normal((2, 3, 1, 1), 0.5))
    rotation = Rotation(torch.tensor([[[1.1, -0.4, 0.2], [0.3, 0.9, -0.1]]]))
    arrays = {"picture": picture.numpy()}
    for name, module, opset in (
            ("opset16", sampling, 16), ("opset20", sampling, 20), ("opset20-constant", rotation, 20)):
        module.float()
        buffer = io.BytesIO()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                module, (picture,), buffer, opset_version=opset, dynamo=False, input_names=["picture"],
                output_names=NAMES)
        (FOLDER / f"{name}.onnx").write_bytes(buffer.getvalue())
        exact = picture.double().requires_grad_()
        for case, output in zip(NAMES, module.double()(exact)):
            direction = normal(tuple(output.shape))
            (gradient,) = torch.autograd.grad((output * direction.double()).sum(), exact, retain_graph=True)
            key = f"{name}/{case}"
            arrays[key] = output.detach().numpy().astype(numpy.float32)
            arrays[f"{key}/direction"] = direction.numpy()
            arrays[f"{key}/gradient"] = gradient.numpy().astype(numpy.float32)
    path = safetensors.write(FOLDER / "arrays.safetensors", arrays, {"library": f"PyTorch {torch.__version__}"})
    for written in [path, *sorted(FOLDER.glob("*.onnx"))]:
        print(f"{written.stat().st_size:>9}  {written.name}")


if __name__ == "__main__":
    main()
