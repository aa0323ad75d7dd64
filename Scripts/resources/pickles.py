"""Readers of pickled weights that can construct arrays and dictionaries, and nothing else."""

import collections
import io
import pickle
from dataclasses import dataclass

import numpy

from .sources import SourceError


class NumpyUnpickler(pickle.Unpickler):
    """Admits what numpy's arrays need for their reconstruction."""

    def find_class(self, module: str, name: str):
        if (module, name) == ("numpy", "ndarray"):
            return numpy.ndarray
        if (module, name) == ("numpy", "dtype"):
            return numpy.dtype
        if name == "_reconstruct" and module in ("numpy.core.multiarray", "numpy._core.multiarray"):
            return _reconstruct
        raise SourceError(f"the pickle asks for {module}.{name}, which is not admitted")


def _reconstruct(kind: type, shape: tuple, dtype: bytes) -> numpy.ndarray:
    if kind is not numpy.ndarray:
        raise SourceError("the pickle constructs something else than a numpy array")
    return numpy.ndarray.__new__(kind, shape, dtype)


def numpy_pickle(data: bytes):
    """Dictionaries of numpy arrays, as `pickle.dump` wrote them."""
    return NumpyUnpickler(io.BytesIO(data)).load()


@dataclass
class StoredTensor:
    """A strided view of a storage that has its numbers later in the stream (counts in elements)."""

    key: str
    offset: int
    shape: tuple[int, ...]
    stride: tuple[int, ...]


class TorchUnpickler(pickle.Unpickler):
    """Admits the four globals of a state dictionary of float32 and int64 tensors."""

    STORAGES = {"FloatStorage": "<f4", "LongStorage": "<i8"}

    def __init__(self, stream: io.BytesIO, dtypes: dict[str, str]):
        super().__init__(stream)
        self.dtypes = dtypes

    def find_class(self, module: str, name: str):
        if (module, name) == ("collections", "OrderedDict"):
            return collections.OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return lambda key, offset, shape, stride, *_: StoredTensor(key, offset, shape, stride)
        if module == "torch" and name in self.STORAGES:
            return self.STORAGES[name]
        raise SourceError(f"the pickle asks for {module}.{name}, which is not admitted")

    def persistent_load(self, identifier):
        _, dtype, key, *_ = identifier
        self.dtypes[key] = dtype
        return key


def torch_legacy(data: bytes) -> dict[str, numpy.ndarray]:
    """The state dictionary in a .pth file of PyTorch's stream format (before the zip format).

    The stream: pickles of a magic number, the version 1001, facts about the writer, the object and
    the list of storage keys; then for each key an int64 count of elements and the elements.
    """
    stream, dtypes = io.BytesIO(data), {}
    if pickle.Unpickler(stream).load() != 0x1950A86A20F9469CFC6C:
        raise SourceError("the file is not PyTorch's stream format")
    TorchUnpickler(stream, {}).load()
    TorchUnpickler(stream, {}).load()
    state = TorchUnpickler(stream, dtypes).load()
    storages = {}
    for key in TorchUnpickler(stream, {}).load():
        count = int.from_bytes(stream.read(8), "little")
        size = count * numpy.dtype(dtypes[key]).itemsize
        storages[key] = numpy.frombuffer(stream.read(size), dtypes[key], count)
    arrays = {}
    for name, tensor in state.items():
        elements = storages[tensor.key][tensor.offset:]
        strides = [step * elements.itemsize for step in tensor.stride]
        view = numpy.lib.stride_tricks.as_strided(elements, tensor.shape, strides)
        arrays[name] = numpy.ascontiguousarray(view)
    return arrays
