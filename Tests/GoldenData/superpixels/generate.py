"""Golden data of the superpixels: scikit-image on the photos in Resources/photos.

cases.json lists the cases: a photo resized by Pillow (bicubic, 8 bits, stretched), the number of superpixels and the
FNV-1a hash of 64 bits over the labels (each as 4 bytes, little-endian, in row-major order) of
    quickshift  kernel_size 4, max_dist 200, ratio 0.2, rng 42: lime's parameters
    slic        n_segments 100, compactness 10, start_label 0
    thick, outer  the bytes of the photo with mark_boundaries in that mode of the quickshift map; its labels are of 32
                  bits because the library's greatest label overflows in 64
random.json holds numpy's default_rng: normal numbers of the seeds named. areas: the pixels of quickshift's superpixels.
"""

import json
import sys
from importlib.metadata import version
from pathlib import Path

import numpy
from PIL import Image
from skimage.segmentation import mark_boundaries, quickshift, slic

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from reference.photos import PHOTOS, photo  # noqa: E402
from reference.summary import write_json  # noqa: E402

FOLDER = Path(__file__).resolve().parent
SIZES = [(224, 224), (97, 131), (60, 40)]


def fnv(data: bytes) -> str:
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return f"{value:016x}"


def entry(labels: numpy.ndarray) -> dict:
    return {"count": int(labels.max()) + 1, "hash": fnv(labels.astype("<i4").tobytes())}


def main() -> None:
    library = f"scikit-image {version('scikit-image')}, numpy {version('numpy')}"
    print(library)
    cases = []
    for path in sorted(PHOTOS.iterdir()):
        if path.suffix not in (".jpg", ".png"):
            continue
        for width, height in SIZES:
            pixels = numpy.asarray(photo(path).resize((width, height), Image.Resampling.BICUBIC))
            quick = quickshift(pixels, kernel_size=4, max_dist=200, ratio=0.2, rng=42)
            case = {"photo": path.name, "width": width, "height": height, "pixels": fnv(pixels.tobytes()),
                    "quickshift": entry(quick), "areas": numpy.bincount(quick.ravel()).tolist(),
                    "slic": entry(slic(pixels, n_segments=100, compactness=10, start_label=0))}
            if width < 100:
                for mode in ("thick", "outer"):
                    marked = mark_boundaries(pixels, quick.astype(numpy.int32), mode=mode)
                    case[mode] = fnv(numpy.rint(marked * 255).astype(numpy.uint8).tobytes())
            cases.append(case)
    write_json(FOLDER / "cases.json", {"library": library, "cases": cases})
    seeds = [0, 42, 2**32 + 7]
    normals = {str(seed): numpy.random.default_rng(seed).standard_normal(5000) for seed in seeds}
    rare = {seed: numpy.flatnonzero(numpy.abs(values) > 3.6541528853610088).tolist() for seed, values in normals.items()}
    write_json(FOLDER / "random.json", [
        {"seed": seed, "first": normals[str(seed)][:40].tolist(), "sum": float(normals[str(seed)].sum()),
         "tail": [normals[str(seed)][index] for index in rare[str(seed)]], "last": float(normals[str(seed)][-1]),
         "words": [int(word) for word in numpy.random.PCG64(seed).random_raw(4)]}
        for seed in seeds])


if __name__ == "__main__":
    main()
