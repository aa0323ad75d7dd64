"""Photos of Python as the program reads them."""
from __future__ import annotations

import io
import os
import struct
import zlib
from typing import Any

import numpy


def photo(image: Any) -> tuple[str, dict[str, bytes]]:
    """What the program is told a photo is called, and the file's contents where it lies nowhere.

    - a path is taken as it is;
    - a PIL picture, and an array H×W, H×W×3 or H×W×4 of unsigned bytes, becomes a PNG file;
    - an array or tensor of floats, 3×H×W or 1×3×H×W, is an input that is preprocessed already.
    """
    if isinstance(image, (str, os.PathLike)):
        return os.fspath(image), {}
    if hasattr(image, "detach"):
        image = image.detach().cpu().numpy()
    elif hasattr(image, "convert") and hasattr(image, "mode"):
        image = numpy.asarray(image.convert("RGB"))
    array = numpy.asarray(image)
    if array.dtype == numpy.uint8:
        # What goes to a child need not be small.
        return "photo.png", {"photo.png": png(array, level=0)}
    if not numpy.issubdtype(array.dtype, numpy.floating):
        raise TypeError(f"a photo is an array of unsigned bytes, or of floats that are preprocessed, not of {array.dtype}")
    if array.ndim == 3:
        array = array[None]
    if array.ndim != 4 or array.shape[0] != 1:
        raise ValueError(f"a preprocessed photo has the shape 3×H×W or 1×3×H×W, not {'×'.join(map(str, array.shape))}")
    file = io.BytesIO()
    numpy.save(file, numpy.ascontiguousarray(array, dtype="<f4"))
    return "input.npy", {"input.npy": file.getvalue()}


def png(array: numpy.ndarray, level: int) -> bytes:
    """A picture as a PNG file (specification 1.2), 8 bits a channel.

    :param array: H×W, H×W×3 or H×W×4 unsigned bytes.
    :param level: of compression, 0 to 9.
    """
    if array.ndim == 2:
        array = array[..., None]
    kinds = {1: 0, 3: 2, 4: 6}
    if array.ndim != 3 or array.shape[2] not in kinds or 0 in array.shape:
        raise ValueError(f"a picture has the shape H×W, H×W×3 or H×W×4, not {'×'.join(map(str, array.shape))}")
    height, width, channels = array.shape
    rows = _filtered(numpy.ascontiguousarray(array).reshape(height, -1), channels, is_small=level > 0)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, kinds[channels], 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows.tobytes(), level))
            + chunk(b"IEND", b""))


def _filtered(rows: numpy.ndarray, channels: int, is_small: bool) -> numpy.ndarray:
    """A PNG's rows, each behind the number of its filter: none, or what leaves the smallest numbers of nothing, what stands
    left, and what stands above taken away (PNG, 9)."""
    if not is_small:
        return numpy.concatenate([numpy.zeros((len(rows), 1), numpy.uint8), rows], axis=1)
    left, above = numpy.zeros_like(rows), numpy.zeros_like(rows)
    left[:, channels:] = rows[:, :-channels]
    above[1:] = rows[:-1]
    choices = numpy.stack([rows, rows - left, rows - above])
    sizes = numpy.abs(choices.view(numpy.int8).astype(numpy.int16)).sum(axis=2)
    best = sizes.argmin(axis=0)
    chosen = numpy.take_along_axis(choices, best[None, :, None], axis=0)[0]
    return numpy.concatenate([best[:, None].astype(numpy.uint8), chosen], axis=1)


def pixels(ppm: bytes) -> numpy.ndarray:
    """The pixels of a PPM file (P6, 8 bits a channel), H×W×3 unsigned bytes."""
    _, extent, _, data = bytes(ppm).split(b"\n", 3)
    width, height = map(int, extent.split())
    return numpy.frombuffer(data, numpy.uint8).reshape(height, width, 3)
