"""Golden data of preprocessing: the tensors that the networks receive for sample photos, by Pillow.

The four ways are described in reference/photos.py, the figures in reference/summary.py; `shown` is the rectangle
[left, top, width, height] of the photo, in its pixels, that the network sees. odd.png (made here) is 53×37 pixels.
"""

import sys
from pathlib import Path

import numpy
import PIL
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from reference import photos  # noqa: E402
from reference.splitmix import splitmix64  # noqa: E402
from reference.summary import digits, summary, write_json  # noqa: E402

FOLDER = Path(__file__).resolve().parent
WIDTH, HEIGHT, SEED = 53, 37, 7


def odd_image() -> Image.Image:
    """Smooth colour ramps with hard bars and noise, on sides that no network's size is a multiple of."""
    row, column = numpy.mgrid[0:HEIGHT, 0:WIDTH]
    noise = splitmix64(numpy.arange(HEIGHT * WIDTH * 3, dtype=numpy.uint64) + numpy.uint64(SEED << 40))
    pixels = numpy.stack([column * 4, row * 6, (row + column) * 2], -1)
    pixels = pixels + (noise >> numpy.uint64(59)).astype(numpy.int64).reshape(HEIGHT, WIDTH, 3)
    pixels[(column // 5) % 4 == 0] = 255
    pixels[(row // 7) % 3 == 2, 1] = 0
    return Image.fromarray(pixels.clip(0, 255).astype(numpy.uint8))


def main() -> None:
    print(f"Pillow {PIL.__version__}, seed {SEED}")
    odd_image().save(FOLDER / "odd.png")
    entries = []
    for name, path in (
            ("cat.png", photos.PHOTOS / "cat.png"), ("coffee.png", photos.PHOTOS / "coffee.png"),
            ("odd.png", FOLDER / "odd.png")):
        for mode, prepare in photos.MODES.items():
            array, shown = prepare(photos.photo(path))
            entries.append({
                "photo": name, "preprocessing": mode, "shape": list(array.shape), "shown": digits(shown),
                **summary(array), "first": digits(array.reshape(-1)[:64])})
    write_json(FOLDER / "summary.json", {"library": f"Pillow {PIL.__version__}", "tensors": entries})


if __name__ == "__main__":
    main()
