"""Photos and models of Python as files that the program reads."""
from __future__ import annotations

import os
import pathlib
import struct
import sys
import zlib
from typing import Any

import numpy


def photo(image: Any, folder: pathlib.Path) -> str:
    """The path of a photo.

    - a path is taken as it is;
    - a PIL picture, and an array H×W, H×W×3 or H×W×4 of unsigned bytes, becomes a PNG file;
    - an array or tensor of floats, 3×H×W or 1×3×H×W, is an input that is preprocessed already.
    """
    if isinstance(image, (str, os.PathLike)):
        return os.fspath(image)
    if hasattr(image, "detach"):
        image = image.detach().cpu().numpy()
    elif hasattr(image, "convert") and hasattr(image, "mode"):
        image = numpy.asarray(image.convert("RGB"))
    array = numpy.asarray(image)
    if array.dtype == numpy.uint8:
        return _png(array, folder / "photo.png")
    if not numpy.issubdtype(array.dtype, numpy.floating):
        raise TypeError(f"a photo is an array of unsigned bytes, or of floats that are preprocessed, not of {array.dtype}")
    if array.ndim == 3:
        array = array[None]
    if array.ndim != 4 or array.shape[0] != 1:
        raise ValueError(f"a preprocessed photo has the shape 3×H×W or 1×3×H×W, not {'×'.join(map(str, array.shape))}")
    path = folder / "input.npy"
    numpy.save(path, numpy.ascontiguousarray(array, dtype="<f4"))
    return str(path)


def _png(array: numpy.ndarray, path: pathlib.Path) -> str:
    """Writes a picture as PNG (specification 1.2), 8 bits a channel."""
    if array.ndim == 2:
        array = array[..., None]
    kinds = {1: 0, 3: 2, 4: 6}
    if array.ndim != 3 or array.shape[2] not in kinds or 0 in array.shape:
        raise ValueError(f"a picture has the shape H×W, H×W×3 or H×W×4, not {'×'.join(map(str, array.shape))}")
    height, width, channels = array.shape
    rows = numpy.concatenate(
        [numpy.zeros((height, 1), numpy.uint8), numpy.ascontiguousarray(array).reshape(height, -1)], axis=1)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, kinds[channels], 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows.tobytes(), 1)) + chunk(b"IEND", b""))
    return str(path)


def model(network: Any, folder: pathlib.Path, size: tuple[int, int]) -> str | None:
    """The path or name of a network; None is the program's own choice.

    - a string or path is taken as it is: a file, or a name of the catalogue;
    - a PyTorch module is exported with ``torch.export`` for one photo 1×3×H×W of ``size``, under its own names. It is put
      into evaluation mode meanwhile;
    - a Keras model is saved as ``.keras``;
    - an ONNX ``ModelProto`` is written as it is.
    """
    if network is None or isinstance(network, str):
        return network
    if isinstance(network, os.PathLike):
        return os.fspath(network)
    if hasattr(network, "SerializeToString") and hasattr(network, "graph"):
        path = folder / "model.onnx"
        path.write_bytes(network.SerializeToString())
        return str(path)
    keras, torch = sys.modules.get("keras"), sys.modules.get("torch")
    # First: with PyTorch below it, a Keras model is a module, too.
    if keras is not None and isinstance(network, keras.Model):
        path = folder / "model.keras"
        network.save(path)
        return str(path)
    if torch is not None and isinstance(network, torch.nn.Module):
        return _exported(torch, network, folder / "model.pt2", size)
    raise TypeError(f"a model is a path, a name, a torch.nn.Module, a keras.Model or an onnx.ModelProto, not {type(network).__name__}")


def _exported(torch: Any, network: Any, path: pathlib.Path, size: tuple[int, int]) -> str:
    modes = [(module, module.training) for module in network.modules()]
    first = next(network.parameters(), torch.zeros(1))
    sample = torch.zeros(1, 3, *size, dtype=first.dtype, device=first.device)
    network.eval()
    try:
        with torch.no_grad():
            torch.export.save(torch.export.export(network, (sample,)), path)
    finally:
        for module, mode in modes:
            module.training = mode
    return str(path)
