"""The other side of the rows about files of weights: loads VGG16 the fastest way that PyTorch has and classifies a photo."""

import sys
import zipfile

import numpy
import torch
from PIL import Image

from .networks import TorchvisionVGG16
from .theirs import cores

MEAN = numpy.array([0.485, 0.456, 0.406], numpy.float32)
DEVIATION = numpy.array([0.229, 0.224, 0.225], numpy.float32)


def picture(path: str) -> torch.Tensor:
    """torchvision's preprocessing: the shorter edge to 256, the middle 224×224."""
    image = Image.open(path).convert("RGB")
    width, height = image.size
    scale = 256 / min(width, height)
    image = image.resize((int(width * scale), int(height * scale)), Image.Resampling.BILINEAR)
    left, top = (image.width - 224) // 2, (image.height - 224) // 2
    pixels = numpy.asarray(image.crop((left, top, left + 224, top + 224)), numpy.float32) / 255
    return torch.from_numpy(((pixels - MEAN) / DEVIATION).transpose(2, 0, 1)[None].copy())


def main(weights: str, photo: str) -> None:
    torch.set_num_threads(cores())
    with torch.device("meta"):
        network = TorchvisionVGG16().eval()
    # Only the zip form can be mapped.
    state = torch.load(weights, weights_only=True, mmap=zipfile.is_zipfile(weights))
    network.load_state_dict(state, assign=True)
    with torch.inference_mode():
        print(network(picture(photo)).softmax(1).topk(5))


if __name__ == "__main__":
    main(*sys.argv[1:])
