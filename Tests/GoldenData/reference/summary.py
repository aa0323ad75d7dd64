"""Small figures by which a large array can be recognised.

For an array of `count` elements in row-major order:
    norm         its L2 norm, in float64
    sum          its sum, in float64
    samples      32 elements; the position of the k-th is splitmix64(k) mod count
    projections  4 dot products, in float64, with vectors of +1 and -1; element i of vector j (from 0) is
                 -1 where the top bit of splitmix64((j + 1) * 2^32 + i) is set and +1 where it is not
The root of the mean square of the differences between the projections of two arrays estimates the L2 norm of
the arrays' difference.
"""

import json
from pathlib import Path

import numpy

from .splitmix import splitmix64

SAMPLES = 32
PROJECTIONS = 4
_signs = [numpy.zeros(0)] * PROJECTIONS


def signs(vector: int, count: int) -> numpy.ndarray:
    """The first `count` elements of a projection vector."""
    if _signs[vector].size < count:
        index = numpy.arange(count, dtype=numpy.uint64) + numpy.uint64((vector + 1) << 32)
        _signs[vector] = 1.0 - 2.0 * (splitmix64(index) >> numpy.uint64(63)).astype(numpy.float64)
    return _signs[vector][:count]


def digits(values, precision: int = 9):
    """Numbers rounded to so many significant digits (9 tell any two float32 apart)."""
    if numpy.ndim(values) == 0:
        return float(f"{float(values):.{precision}g}")
    return [digits(value, precision) for value in values]


def summary(array: numpy.ndarray) -> dict:
    """The figures described above."""
    flat = numpy.asarray(array, numpy.float64).reshape(-1)
    positions = splitmix64(numpy.arange(SAMPLES, dtype=numpy.uint64)) % numpy.uint64(flat.size)
    return {
        "norm": digits(numpy.sqrt((flat * flat).sum()), 17),
        "sum": digits(flat.sum(), 17),
        "samples": digits(flat[positions.astype(numpy.int64)]),
        "projections": [digits((flat * signs(j, flat.size)).sum(), 17) for j in range(PROJECTIONS)],
    }


def write_json(path: Path, value) -> None:
    """Writes JSON with one line for each layer or case, so that a difference can be read."""
    with open(path, "w", encoding="utf-8") as file:
        if isinstance(value, dict):
            lines = []
            for key, item in value.items():
                if isinstance(item, list) and item and isinstance(item[0], dict):
                    body = ",\n".join("  " + json.dumps(element) for element in item)
                    lines.append(f"{json.dumps(key)}: [\n{body}\n]")
                else:
                    lines.append(f"{json.dumps(key)}: {json.dumps(item)}")
            file.write("{\n" + ",\n".join(lines) + "\n}\n")
        else:
            file.write("[\n" + ",\n".join(json.dumps(element) for element in value) + "\n]\n")
    print(f"{path.stat().st_size:>9}  {path.name}")
