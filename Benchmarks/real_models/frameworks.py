"""What the frameworks of the networks answer; see `Benchmarks/real-models`.

Each function yields, for a file, pictures (1×C×H×W) with the class scores or probabilities of its network.
"""

import os
import pickle
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import keras  # noqa: E402
import numpy  # noqa: E402
import onnxruntime  # noqa: E402
import torch  # noqa: E402

from comparison.networks import TorchvisionAlexNet, TorchvisionVGG16  # noqa: E402

PICTURES = 3
Answers = Iterator[tuple[numpy.ndarray, numpy.ndarray]]


def pictures(rows: int, columns: int, channels: int) -> Iterator[numpy.ndarray]:
    for seed in range(PICTURES):
        yield numpy.random.default_rng(seed).uniform(0, 1, (1, channels, rows, columns)).astype("f4")


def channels_last(picture: numpy.ndarray) -> numpy.ndarray:
    return numpy.ascontiguousarray(picture.transpose(0, 2, 3, 1))


def keras_answers(path: Path) -> Answers:
    network = keras.models.load_model(path, compile=False)
    rows, columns, channels = network.input_shape[1:]
    for picture in pictures(rows or 224, columns or 224, channels):
        yield picture, numpy.asarray(network(channels_last(picture), training=False))[0]


def onnx_answers(path: Path) -> Answers:
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    (entry,) = session.get_inputs()
    is_channels_last = entry.shape[-1] in (1, 3)
    for picture in pictures(224, 224, 3):
        given = channels_last(picture) if is_channels_last else picture
        yield picture, session.run(None, {entry.name: given})[0][0]


class NumPyUnpickler(pickle.Unpickler):
    """Arrays and nothing else."""

    ALLOWED = {("numpy.core.multiarray", "_reconstruct"), ("numpy", "ndarray"), ("numpy", "dtype")}

    def find_class(self, module, name):
        if (module, name) not in self.ALLOWED:
            raise pickle.UnpicklingError(f"{module}.{name} is no array")
        return super().find_class(module.replace("numpy.core", "numpy._core"), name)


def convolutions_answers(path: Path, draft: Path) -> Answers:
    """Puts the convolutions of a Flax checkpoint into torchvision's network, which keeps a random classifier, and writes
    that as a state dictionary to `draft`."""
    with path.open("rb") as file:
        entries = NumPyUnpickler(file).load()
    layers = next(entry for name, entry in entries.items() if name in ("VGG16_0", "AlexNet_0"))
    torch.manual_seed(0)
    network = (TorchvisionVGG16() if path.stem == "vgg16" else TorchvisionAlexNet()).eval()
    convolutions = [module for module in network.modules() if isinstance(module, torch.nn.Conv2d)]
    assert len(convolutions) == len(layers)
    with torch.no_grad():
        for index, module in enumerate(convolutions):
            module.weight.copy_(torch.from_numpy(layers[f"Conv_{index}"]["kernel"].transpose(3, 2, 0, 1).copy()))
            module.bias.copy_(torch.from_numpy(layers[f"Conv_{index}"]["bias"].copy()))
    torch.save(network.state_dict(), draft)
    for picture in pictures(224, 224, 3):
        with torch.inference_mode():
            yield picture, network(torch.from_numpy(picture))[0].numpy()
