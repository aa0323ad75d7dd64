"""Reads the embedded networks' weights and holds VGG16's structure."""

import json
from pathlib import Path

import numpy
import torch

from . import ROOT

MODELS = ROOT / "Resources/models"
DTYPES = {"F32": "<f4", "F16": "<f2"}
VGG16_BLOCKS = [(2, 64), (2, 128), (3, 256), (3, 512), (3, 512)]
VGG16_DENSE = [("fc1", 512 * 7 * 7, 4096), ("fc2", 4096, 4096), ("predictions", 4096, 1000)]


def safetensors(path: Path, dtype: torch.dtype) -> dict[str, torch.Tensor]:
    """All tensors of a safetensors file, converted."""
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + length])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        first, _ = entry["data_offsets"]
        count = int(numpy.prod(entry["shape"]))
        array = numpy.frombuffer(data, DTYPES[entry["dtype"]], count, 8 + length + first)
        tensors[name] = torch.from_numpy(array.reshape(entry["shape"]).astype(numpy.float64)).to(dtype)
    return tensors


def vgg16_convolutions() -> list[tuple[str, int, int]]:
    """Keras's name, the input channels and the output channels of the thirteen convolutions."""
    layers, channels = [], 3
    for block, (count, width) in enumerate(VGG16_BLOCKS, 1):
        for convolution in range(1, count + 1):
            layers.append((f"block{block}_conv{convolution}", channels, width))
            channels = width
    return layers


def vgg16_features(x: torch.Tensor, weights: dict[str, torch.Tensor], keep) -> torch.Tensor:
    """Runs the convolutions (each with its ReLU) and poolings, handing every output to `keep` (a Record)."""
    layers = vgg16_convolutions()
    for index, (name, _, _) in enumerate(layers):
        x = torch.nn.functional.conv2d(x, weights[f"{name}.weight"], weights[f"{name}.bias"], padding=1)
        x = keep(name, torch.relu(keep.disturbed(x)))
        block = name.split("_")[0]
        if index + 1 == len(layers) or not layers[index + 1][0].startswith(block):
            x = keep(f"{block}_pool", torch.nn.functional.max_pool2d(x, 2))
    return x
