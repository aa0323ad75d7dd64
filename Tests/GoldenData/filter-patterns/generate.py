"""Golden data of filter patterns.

arrays.safetensors holds, in float32,
    spectrum/N    complex spectra, 2 × rows × (columns // 2 + 1) × (real, imaginary), seeded, and
    planes/N      numpy's irfft2 of them
    values        a start of lucid's Fourier parametrisation, 3 × rows × (columns // 2 + 1) × (real, imaginary), and
    colours       the picture that lucid makes of it: lucid.optvis.param.images.fft_image with decorrelate and sigmoid
    small/F       the pattern of filter F of the small network below after STEPS steps, and
    vgg16/F       of block3_conv1 of the embedded VGG16 convolutions
Patterns follow Keras's example: the loss is the mean of activation[2:-2, 2:-2, filter], its gradient is divided by its
L2 norm (tf.math.l2_normalize), times 10, added. PyTorch's autograd in float64. Starts are 0.125 · symmetric(7000 + filter).
cases.json names them. shown/keras and shown/seed003 are what the two deprocessing formulas make of small/0, 8 bits.
"""

import sys
from pathlib import Path

import numpy
import torch
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from reference import weights  # noqa: E402
from reference.splitmix import symmetric  # noqa: E402
from reference.summary import write_json  # noqa: E402
from resources import safetensors  # noqa: E402

FOLDER = Path(__file__).resolve().parent
PLANES = [(8, 8), (9, 6), (4, 7), (1, 2)]
STEPS = 4
SMALL_SIZE, VGG16_SIZE = 24, 32
CROP = 3


def tensor(index: int, *shape: int) -> torch.Tensor:
    return torch.from_numpy(symmetric(index, int(numpy.prod(shape)))).double().reshape(shape)


def small_network(x: torch.Tensor) -> torch.Tensor:
    """Two branches that are added, and a rectified convolution."""
    x = functional.relu(functional.conv2d(x, tensor(1, 6, 3, 3, 3), tensor(2, 6), padding=1))
    left = functional.relu(functional.conv2d(x, tensor(3, 6, 6, 3, 3), tensor(4, 6), padding=1))
    right = functional.conv2d(x, tensor(5, 6, 6, 1, 1), tensor(6, 6))
    x = functional.avg_pool2d(left + right, 2)
    return functional.relu(functional.conv2d(x, tensor(7, 5, 6, 3, 3), tensor(8, 5) + 3, padding=1))




def vgg16(x: torch.Tensor) -> torch.Tensor:
    for name, _, _ in weights.vgg16_convolutions():
        if name in ("block2_conv1", "block3_conv1"):
            x = functional.max_pool2d(x, 2)
        x = functional.relu(functional.conv2d(x, VGG16[f"{name}.weight"], VGG16[f"{name}.bias"], padding=1))
        if name == "block3_conv1":
            return x


VGG16 = weights.safetensors(weights.MODELS / "vgg16-features.safetensors", torch.float64)


def pattern(network, filter_index: int, size: int) -> numpy.ndarray:
    x = 0.125 * tensor(7000 + filter_index, 1, 3, size, size)
    for _ in range(STEPS):
        x.requires_grad_()
        loss = network(x)[0, filter_index, 2:-2, 2:-2].mean()
        gradient, = torch.autograd.grad(loss, x)
        x = x.detach() + 10 * gradient * torch.rsqrt(torch.clamp((gradient**2).sum(), min=1e-12))
    return x[0].numpy()


def shown_keras(x: numpy.ndarray) -> numpy.ndarray:
    x = (x - x.mean()) / (x.std() + 1e-5) * 0.15
    x = x[:, CROP:-CROP, CROP:-CROP]
    return (numpy.clip(x + 0.5, 0, 1) * 255).astype("uint8")


def shown_seed003(x: numpy.ndarray) -> numpy.ndarray:
    x = (x - x.mean()) / x.std() * 64 + 128
    return numpy.clip(x, 0, 255).astype("uint8")[:, CROP:-CROP, CROP:-CROP]


def lucid(values: numpy.ndarray, rows: int, columns: int) -> numpy.ndarray:
    """fft_image, _linear_decorrelate_color and to_valid_rgb of lucid 0.3.10, 3 × rows × columns."""
    down = numpy.fft.fftfreq(rows)[:, None]
    across = numpy.fft.fftfreq(columns)[None, :columns // 2 + 1]
    frequencies = numpy.sqrt(across * across + numpy.abs(down) ** 2)
    scale = numpy.sqrt(rows * columns) / numpy.maximum(frequencies, 1 / max(rows, columns))
    planes = numpy.fft.irfft2(scale * (values[..., 0] + 1j * values[..., 1]), s=(rows, columns)) / 4
    matrix = numpy.array([[0.26, 0.09, 0.02], [0.27, 0.00, -0.05], [0.27, -0.09, 0.03]])
    matrix = matrix / numpy.linalg.norm(matrix, axis=0).max()
    mixed = numpy.moveaxis(planes, 0, 2).reshape(-1, 3) @ matrix.T
    return (1 / (1 + numpy.exp(-mixed))).T.reshape(3, rows, columns)


def main() -> None:
    print(f"PyTorch {torch.__version__}, numpy {numpy.__version__}")
    arrays, cases = {}, {"steps": STEPS, "crop": CROP, "planes": PLANES, "small": [], "vgg16": []}
    for index, (rows, columns) in enumerate(PLANES):
        spectrum = tensor(100 + index, 2, rows, columns // 2 + 1, 2).numpy()
        arrays[f"spectrum/{index}"] = spectrum
        arrays[f"planes/{index}"] = numpy.fft.irfft2(spectrum[..., 0] + 1j * spectrum[..., 1], s=(rows, columns))
    values = tensor(200, 3, 10, 12 // 2 + 1, 2).numpy()
    arrays["values"], arrays["colours"] = values, lucid(values, 10, 12)
    for name, network, size, filters in (
            ("small", small_network, SMALL_SIZE, range(5)), ("vgg16", vgg16, VGG16_SIZE, (0, 3, 77))):
        for index in filters:
            x = pattern(network, index, size)
            if numpy.allclose(x, 0.125 * tensor(7000 + index, 3, size, size).numpy()):
                print(f"{name} {index} is silent")
                continue
            arrays[f"{name}/{index}"] = x
            cases[name].append(index)
    first = arrays[f"small/{cases['small'][0]}"]
    arrays["shown/keras"] = shown_keras(first)
    arrays["shown/seed003"] = shown_seed003(first)
    write_json(FOLDER / "cases.json", cases)
    path = safetensors.write(
        FOLDER / "arrays.safetensors",
        {name: numpy.ascontiguousarray(array, dtype=numpy.float32) for name, array in arrays.items()},
        {"library": f"PyTorch {torch.__version__}, numpy {numpy.__version__}"})
    print(f"{path.stat().st_size:>9}  {path.name}")


if __name__ == "__main__":
    main()
