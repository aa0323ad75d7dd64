"""Golden data of resizing: Pillow's filters on 8-bit pictures, OpenCV's linear interpolation on float32 maps.

cases.json lists the cases; arrays.safetensors holds float32 arrays, pictures as H×W×3 with whole numbers 0 to 255, maps as
H×W. A case names its input, its output and the filter: nearest, bilinear, bicubic (Pillow, antialiased when shrinking) or
linear (OpenCV INTER_LINEAR, never antialiased).
"""

import sys
from pathlib import Path

import cv2
import numpy
import PIL
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from reference.splitmix import splitmix64, symmetric  # noqa: E402
from reference.summary import write_json  # noqa: E402
from resources import safetensors  # noqa: E402

FOLDER = Path(__file__).resolve().parent
PICTURES = {"37x23": (23, 37), "5x7": (7, 5), "1x9": (9, 1), "64x64": (64, 64)}
TARGETS = [(50, 61), (11, 9), (37, 46), (9, 31), (1, 1), (16, 16)]
MAPS = {"7x7": (7, 7), "14x14": (14, 14), "5x3": (3, 5), "1x1": (1, 1)}
MAP_TARGETS = [(56, 56), (31, 45), (6, 4)]
FILTERS = {
    "nearest": Image.Resampling.NEAREST,
    "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
}


def picture(index: int, shape: tuple[int, int]) -> numpy.ndarray:
    """Noise of the full range in half of the pixels and black or white in the others, so that bicubic overshoots."""
    count = shape[0] * shape[1] * 3
    bits = splitmix64(numpy.arange(count, dtype=numpy.uint64) + numpy.uint64(index << 40))
    extreme = (bits >> numpy.uint64(8) & numpy.uint64(1)) * numpy.uint64(255)
    values = numpy.where(bits >> numpy.uint64(63), bits & numpy.uint64(255), extreme)
    return values.astype(numpy.uint8).reshape(*shape, 3)


def main() -> None:
    print(f"Pillow {PIL.__version__}, OpenCV {cv2.__version__}")
    arrays, entries = {}, []
    for index, (name, shape) in enumerate(PICTURES.items()):
        pixels = picture(index, shape)
        arrays[f"picture-{name}"] = pixels.astype(numpy.float32)
        for width, height in TARGETS:
            for filter_name, resampling in FILTERS.items():
                output = f"picture-{name}/{width}x{height}/{filter_name}"
                resized = Image.fromarray(pixels).resize((width, height), resampling)
                arrays[output] = numpy.asarray(resized, numpy.float32)
                entries.append({"input": f"picture-{name}", "output": output, "filter": filter_name,
                                "width": width, "height": height})
    for index, (name, shape) in enumerate(MAPS.items()):
        values = symmetric(100 + index, shape[0] * shape[1]).reshape(shape)
        arrays[f"map-{name}"] = values
        for width, height in MAP_TARGETS:
            output = f"map-{name}/{width}x{height}/linear"
            arrays[output] = cv2.resize(values, (width, height), interpolation=cv2.INTER_LINEAR).reshape(height, width)
            entries.append({"input": f"map-{name}", "output": output, "filter": "linear",
                            "width": width, "height": height})
    library = f"Pillow {PIL.__version__}, OpenCV {cv2.__version__}"
    write_json(FOLDER / "cases.json", {"library": library, "cases": entries})
    path = safetensors.write(FOLDER / "arrays.safetensors", arrays, {"library": library})
    print(f"{path.stat().st_size:>9}  {path.name}")


if __name__ == "__main__":
    main()
