"""Writes the safetensors format: u64 header length, JSON header, tensors without holes."""

import json
from pathlib import Path

import numpy

DTYPES = {"float32": "F32", "float16": "F16"}
ALIGNMENT = 64


def write(path: Path, tensors: dict[str, numpy.ndarray], metadata: dict[str, str]) -> Path:
    """Writes the tensors in the order given; spaces after the header put the data at a multiple of 64."""
    header: dict[str, object] = {"__metadata__": metadata}
    offset = 0
    for name, tensor in tensors.items():
        end = offset + tensor.nbytes
        header[name] = {
            "dtype": DTYPES[tensor.dtype.name], "shape": list(tensor.shape), "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-(8 + len(text)) % ALIGNMENT)
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little"))
        file.write(text)
        for tensor in tensors.values():
            file.write(numpy.ascontiguousarray(tensor).tobytes())
    return path
