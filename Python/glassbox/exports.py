"""Networks of Python as files that the program reads: written once, and again when the network has changed."""
from __future__ import annotations

import atexit
import hashlib
import itertools
import os
import pathlib
import re
import shutil
import sys
import tempfile
import threading
import weakref
from typing import Any, Callable, Hashable

import numpy

_folder: pathlib.Path | None = None
_numbers = itertools.count(1)
_lock = threading.RLock()


class _Export:
    """The file of one network, in a folder of its own."""

    def __init__(self, name: str):
        self.path = _own_folder() / str(next(_numbers)) / name
        self.path.parent.mkdir()
        self.fingerprint: Hashable = None
        self.sums: _TensorSums | None = None

    def update(self, fingerprint: Hashable, write: Callable[[pathlib.Path], None]) -> str:
        """Writes the file under its name only once it is whole: the program notices, and forgets the one before."""
        if fingerprint != self.fingerprint:
            draft = self.path.with_name("draft-" + self.path.name)
            write(draft)
            os.replace(draft, self.path)
            self.fingerprint = fingerprint
        return str(self.path)


#: By network and by what else makes the file; ONNX models cannot be told apart otherwise than by their contents.
_exports: weakref.WeakKeyDictionary[Any, dict[Hashable, _Export]] = weakref.WeakKeyDictionary()
_onnx: dict[bytes, _Export] = {}
#: ONNX models whose files are kept.
_ONNX_LIMIT = 4


def _own_folder() -> pathlib.Path:
    global _folder
    if _folder is None:
        _folder = pathlib.Path(tempfile.mkdtemp(prefix="glassbox-"))
        atexit.register(_remove, _folder, os.getpid())
    return _folder


def unnamed(text: str) -> str:
    """A text in which files of this module are called by their names alone."""
    return text if _folder is None else re.sub(re.escape(str(_folder)) + r"/\d+/", "", text)


def path(network: Any, size: tuple[int, int]) -> str | None:
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
    kind = ending(network)
    with _lock:
        if kind == ".onnx":
            return _onnx_path(network.SerializeToString())
        export = _export(network, kind, size)
        return export.update(_fingerprints[kind](network, export), lambda path: write(network, path, size))


def write(network: Any, path: pathlib.Path, size: tuple[int, int]) -> None:
    """Writes a network to a file whose name has its :func:`ending`."""
    kind = ending(network)
    if kind == ".onnx":
        path.write_bytes(network.SerializeToString())
    elif kind == ".keras":
        network.save(path)
    else:
        _write_module(network, path, size)


def ending(network: Any) -> str:
    """The ending of a network's file: .onnx, .keras or .pt2.

    :raises TypeError: for what is no network.
    """
    if hasattr(network, "SerializeToString") and hasattr(network, "graph"):
        return ".onnx"
    keras, torch = sys.modules.get("keras"), sys.modules.get("torch")
    # First: with PyTorch below it, a Keras model is a module, too.
    if keras is not None and isinstance(network, keras.Model):
        return ".keras"
    if torch is not None and isinstance(network, torch.nn.Module):
        return ".pt2"
    raise TypeError(f"a model is a path, a name, a torch.nn.Module, a keras.Model or an onnx.ModelProto, not {type(network).__name__}")


def _export(network: Any, ending: str, key: Hashable) -> _Export:
    kept = _exports.setdefault(network, {})
    if key not in kept:
        kept[key] = _Export("model" + ending)
        weakref.finalize(network, _remove, kept[key].path.parent, os.getpid()).atexit = False
    return kept[key]


def _onnx_path(content: bytes) -> str:
    digest = hashlib.blake2b(content).digest()
    export = _onnx.pop(digest, None) or _Export("model.onnx")
    _onnx[digest] = export
    while len(_onnx) > _ONNX_LIMIT:
        _remove(_onnx.pop(next(iter(_onnx))).path.parent, os.getpid())
    return export.update(digest, lambda path: path.write_bytes(content))


def _remove(folder: pathlib.Path, process: int) -> None:
    """Not in a process that was forked since: the files are its parent's."""
    if os.getpid() == process:
        shutil.rmtree(folder, ignore_errors=True)


def _words(array: numpy.ndarray) -> list[numpy.ndarray]:
    """The bits of an array as whole numbers of eight bytes, and the bytes that are left, if there are any."""
    flat = numpy.ascontiguousarray(array).reshape(-1).view(numpy.uint8)
    whole = flat.size // 8 * 8
    return [part for part in (flat[:whole].view(numpy.uint64), flat[whole:]) if part.size]


def _sum(words: list[numpy.ndarray]) -> tuple[Any, ...]:
    """Sums of an array's bits, which a change that PyTorch does not count (``.data``) is very unlikely to leave alone."""
    return tuple([numpy.add.reduce(part) for part in words])


class _TensorSums:
    """The sums of a module's tensors. The views of their memory are kept: to make them takes longer than most sums."""

    def __init__(self) -> None:
        self._views: dict[int, tuple[int, list[numpy.ndarray], Any]] = {}

    def __call__(self, torch: Any, tensor: Any) -> Hashable:
        kept = self._views.get(id(tensor))
        if kept is not None and kept[0] == tensor.data_ptr():
            return _sum(kept[1])
        if tensor.device.type != "cpu" or tensor.dtype == torch.bfloat16:
            return int(tensor.detach().contiguous().reshape(-1).view(torch.uint8).sum(dtype=torch.int64))
        array = tensor.detach().numpy()
        words = _words(array)
        # A copy would not follow what is written to the tensor. The tensor is kept, too, so that its number stays its own.
        if array.flags.c_contiguous:
            self._views[id(tensor)] = (tensor.data_ptr(), words, tensor)
        return _sum(words)


def _torch_fingerprint(network: Any, export: _Export) -> Hashable:
    """Changes with the network's structure and with its parameters and running statistics."""
    import torch

    sums = export.sums = export.sums or _TensorSums()
    facts: list[Hashable] = []
    for module in network.modules():
        facts.append((type(module), module.extra_repr(), *module._modules))
        for tensors in (module._parameters, module._buffers):
            for name, tensor in tensors.items():
                if tensor is not None:
                    facts.append((name, id(tensor), None if tensor.is_inference() else tensor._version, sums(torch, tensor)))
    return tuple(facts)


def _keras_fingerprint(network: Any, export: _Export) -> Hashable:
    import keras

    layers = tuple((id(layer), id(getattr(layer, "activation", None))) for layer in network.layers)
    return layers, tuple(_sum(_words(keras.ops.convert_to_numpy(weight))) for weight in network.weights)


_fingerprints = {".pt2": _torch_fingerprint, ".keras": _keras_fingerprint}


def _write_module(network: Any, path: pathlib.Path, size: tuple[int, int]) -> None:
    import torch

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


def _forget() -> None:
    """After a fork: the files stay its parent's."""
    global _folder, _exports, _onnx, _lock
    _folder, _exports, _onnx, _lock = None, weakref.WeakKeyDictionary(), {}, threading.RLock()


os.register_at_fork(after_in_child=_forget)
