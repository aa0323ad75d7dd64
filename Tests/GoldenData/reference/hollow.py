"""Files of real frameworks without their weights, so that full-size ones can be tested without being stored.

The framework writes a real file with weights drawn by a rule. What is kept is the rule and the bytes around the weights;
GoldenDataReader/HollowFile.swift puts the weights back and so restores the very same file.

A weight of a tensor with the index t, in float32 with each operation rounded by itself, is

    offset + scale * (2 * uniform((t << 40) + i) - 1)        (uniform: reference/splitmix.py)

for its element i in the order in which the file stores them. A hollow file is: the length of a JSON text as
unsigned 64-bit little-endian; the text; a zlib stream of the bytes outside of the tensors, in order. The text holds

    bytes     the length of the whole file
    sha256    of the whole file
    tensors   [first byte, number of elements, index, scale, offset] in the order of the first bytes
"""

import hashlib
import json
import math
import zlib
from pathlib import Path

import numpy

from . import splitmix


def rule(name: str, shape: tuple[int, ...], fan_in: int | None = None) -> tuple[float, float]:
    """Scale and offset of a parameter by its name: He's uniform bound for weights, small biases, and statistics of batch
    normalisation that are positive where they must be and never trivial."""
    last = name.split(".")[-1].split("/")[-1].split(":")[0]
    if last in ("running_var", "moving_variance"):
        return 0.5, 1.0
    if last == "gamma" or last == "weight" and len(shape) == 1:
        return 0.25, 1.0
    if last in ("running_mean", "moving_mean"):
        return 0.1, 0.0
    if len(shape) == 1:
        return 0.05, 0.0
    return math.sqrt(6 / (fan_in or int(numpy.prod(shape[1:])))), 0.0


class Draw:
    """Draws tensors one after the other and remembers how."""

    def __init__(self):
        self.tensors: list[tuple[numpy.ndarray, int, float, float]] = []

    def __call__(self, shape: tuple[int, ...], scale: float, offset: float) -> numpy.ndarray:
        """An array in C order; a file may only store its elements in that order."""
        index = len(self.tensors)
        scale, offset = float(numpy.float32(scale)), float(numpy.float32(offset))
        values = splitmix.symmetric(index, int(numpy.prod(shape)))
        values = (values * numpy.float32(scale) + numpy.float32(offset)).reshape(shape)
        assert values.dtype == numpy.float32
        self.tensors.append((values, index, scale, offset))
        return values


def write(source: Path, destination: Path, draw: Draw) -> None:
    """Hollows a file that holds every tensor of `draw` in one piece, and checks that it can be restored."""
    content = source.read_bytes()
    found = []
    for values, index, scale, offset in draw.tensors:
        first = content.find(values.tobytes())
        assert first >= 0, f"tensor {index} is not in {source} in one piece"
        found.append([first, values.size, index, scale, offset])
    found.sort()
    outside, position = [], 0
    for first, count, *_ in found:
        assert first >= position, "tensors overlap"
        outside.append(content[position:first])
        position = first + 4 * count
    outside.append(content[position:])
    head = json.dumps({"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest(), "tensors": found})
    packed = zlib.compress(b"".join(outside), 9)
    destination.write_bytes(len(head).to_bytes(8, "little") + head.encode() + packed)
    assert restore(destination) == content
    print(f"{len(content):>11} bytes as {destination.stat().st_size:>7}  {destination.name}")


def restore(path: Path) -> bytes:
    """The whole file."""
    data = path.read_bytes()
    length = int.from_bytes(data[:8], "little")
    head = json.loads(data[8:8 + length])
    outside = zlib.decompress(data[8 + length:])
    parts, position, taken = [], 0, 0
    for first, count, index, scale, offset in head["tensors"]:
        parts.append(outside[taken:taken + first - position])
        taken += first - position
        parts.append((splitmix.symmetric(index, count) * numpy.float32(scale) + numpy.float32(offset)).tobytes())
        position = first + 4 * count
    parts.append(outside[taken:])
    content = b"".join(parts)
    assert len(content) == head["bytes"] and hashlib.sha256(content).hexdigest() == head["sha256"]
    return content
