#!/usr/bin/env python3
"""Draws photos to learn from: ten shapes in any colour, place, size and turn, on noise, a folder for each.

    Scripts/make-shapes.py FOLDER [COUNT [SIDE [SHAPE …]]]

COUNT pictures of each shape (40), SIDE pixels wide and high (128), of all shapes unless some are named.

The same arguments draw the same pictures.
"""

import pathlib
import sys

import numpy

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "Python"))
from glassbox.inputs import png  # noqa: E402 it lies beside the scripts


def polygon(corners: int):
    def inside(u, v, radius, angle):
        part = 2 * numpy.pi / corners
        return radius * numpy.cos(angle % part - part / 2) < numpy.cos(part / 2)
    return inside


# Whether a point lies in the shape, which fills the circle of radius 1.
SHAPES = {
    "disc": lambda u, v, radius, angle: radius < 0.9,
    "ring": lambda u, v, radius, angle: (radius > 0.55) & (radius < 1),
    "square": lambda u, v, radius, angle: numpy.maximum(abs(u), abs(v)) < 0.8,
    "frame": lambda u, v, radius, angle: abs(numpy.maximum(abs(u), abs(v)) - 0.68) < 0.2,
    "triangle": polygon(3),
    "hexagon": polygon(6),
    "star": lambda u, v, radius, angle: radius < 0.6 + 0.4 * numpy.cos(5 * angle),
    "cross": lambda u, v, radius, angle: (numpy.minimum(abs(u), abs(v)) < 0.25) & (numpy.maximum(abs(u), abs(v)) < 0.95),
    "moon": lambda u, v, radius, angle: (radius < 0.95) & ((u - 0.5) ** 2 + v ** 2 > 0.75 ** 2),
    "bars": lambda u, v, radius, angle: (numpy.maximum(abs(u), abs(v)) < 0.85) & (numpy.floor((u + 0.85) / 0.34) % 2 == 0),
}


def picture(inside, side: int, chance: numpy.random.Generator) -> numpy.ndarray:
    """Rows × columns × RGB."""
    size = side * chance.uniform(0.22, 0.36)
    middle = chance.uniform(size, side - size, 2)
    rows, columns = numpy.mgrid[0:side, 0:side]
    y, x = (rows - middle[0]) / size, (columns - middle[1]) / size
    turn = chance.uniform(0, 2 * numpy.pi)
    u, v = x * numpy.cos(turn) + y * numpy.sin(turn), y * numpy.cos(turn) - x * numpy.sin(turn)
    mask = inside(u, v, numpy.hypot(u, v), numpy.arctan2(v, u))
    below, above = chance.uniform(30, 225, (2, 3))
    # Told apart by their brightness.
    above += (90 if above.mean() > below.mean() else -90)
    colours = numpy.where(mask[..., None], above, below) + chance.normal(0, 14, (side, side, 3))
    return numpy.clip(colours, 0, 255).astype(numpy.uint8)


def draw(folder: pathlib.Path, count: int = 40, side: int = 128, names=tuple(SHAPES)) -> None:
    for name in names:
        place = folder / name
        place.mkdir(parents=True, exist_ok=True)
        for number in range(count):
            chance = numpy.random.default_rng([list(SHAPES).index(name), number])
            (place / f"{number:03}.png").write_bytes(png(picture(SHAPES[name], side, chance), level=6))


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__.strip())
    draw(pathlib.Path(sys.argv[1]), *map(int, sys.argv[2:4]), names=sys.argv[4:] or tuple(SHAPES))
