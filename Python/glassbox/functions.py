"""What can be asked."""
from __future__ import annotations

import pathlib
import re
import shutil
import subprocess
import tempfile
import weakref
from typing import Any

import numpy

from . import inputs, program
from .explanation import Explanation, Prediction


def _arguments(network: Any, folder: pathlib.Path, options: dict[str, Any]) -> list[str]:
    """The program's arguments for a network and options: ``noise=0.2`` is ``--noise 0.2``, True is the option by itself."""
    size = options.get("size")
    rows_columns = (224, 224) if size is None else (size, size) if isinstance(size, int) else tuple(size)
    name = inputs.model(network, folder, rows_columns)
    arguments = [] if name is None else ["--model", name]
    for option, value in options.items():
        if value is None or value is False:
            continue
        if option == "size" and not isinstance(value, (int, str)):
            value = "x".join(map(str, value))
        arguments += ["--" + option.replace("_", "-")] + ([] if value is True else [str(value)])
    return arguments


_TARGET = re.compile(r"(class|not|probability of|value|channel|pixel|region|similarity|detection|sum of|norm of) |sum$|norm$")


def _target(target: int | str | None) -> list[str]:
    if target is None:
        return []
    text = str(target)
    return ["--target" if _TARGET.match(text) or " versus " in text else "--class", text]


def explain(
    model: Any, image: Any, method: str = "grad-cam", layer: str | None = None, target: int | str | None = None, *,
    seed: int = 0, **options: Any,
) -> Explanation:
    """Explains what a layer does to a photo, or why the network answers as it does.

    :param model: a path, a name of the catalogue, a ``torch.nn.Module``, a ``keras.Model``, an ``onnx.ModelProto``, or None for
        EfficientNet-Lite0, which is part of the package.
    :param image: a path, a PIL picture, an array H×W×3 of unsigned bytes, or an array or tensor 1×3×H×W of floats that are
        preprocessed already.
    :param method: one of :func:`methods`.
    :param layer: the layer's name; None takes the one that is recommended for Grad-CAM.
    :param target: the class: its number, its name, or ``"#1"``, ``"#2"`` … for the first, second … prediction; or another
        number as ``glassbox targets`` lists them: ``"tabby versus tiger cat"``, ``"value 0"``, ``"channel 3 of conv1"``.
    :param seed: where all randomness comes from.
    :param options: the method's options and the network's: ``samples=200``, ``colormap="viridis"``, ``preprocessing="torch"``,
        ``labels="classes.txt"``, ``size=(48, 320)``.
    :raises GlassboxError: with the program's sentence.
    """
    with tempfile.TemporaryDirectory(prefix="glassbox-") as name:
        folder = pathlib.Path(name)
        arguments = ["explain", inputs.photo(image, folder), "--method", method, *_arguments(model, folder, options),
                     *_target(target), "--seed", str(seed)]
        if layer is not None:
            arguments += ["--layer", layer]
        report = program.answer(
            [*arguments, "--output", str(folder / "picture.png"), "--raw", str(folder / "values.npy")], folder)
        return Explanation(
            numpy.load(folder / "values.npy", allow_pickle=False), (folder / "picture.png").read_bytes(), report)


def classify(model: Any, image: Any, top: int = 5, **options: Any) -> list[Prediction]:
    """The likeliest classes of a photo, the likeliest first. Parameters are those of :func:`explain`."""
    with tempfile.TemporaryDirectory(prefix="glassbox-") as name:
        folder = pathlib.Path(name)
        answer = program.answer(["classify", inputs.photo(image, folder), "--top", str(top),
                                 *_arguments(model, folder, options)], folder)
        return [Prediction.read(entry) for entry in answer[0]["predictions"]]


def layers(model: Any = None, **options: Any) -> list[dict[str, Any]]:
    """The network's layers in their order: name, kind, inputs, outputShape (C×H×W), parameters (a count)."""
    with tempfile.TemporaryDirectory(prefix="glassbox-") as name:
        folder = pathlib.Path(name)
        return program.answer(["layers", *_arguments(model, folder, options)], folder)


def methods() -> list[dict[str, Any]]:
    """The explanation methods with their options, and how to read them."""
    return program.answer(["methods"])


def version() -> str:
    """The program's version, commit and libraries."""
    return program.run(["--version"]).strip()


def view(model: Any = None, image: Any = None, layer: str | None = None, **options: Any) -> subprocess.Popen:
    """Opens the window and returns at once; ``wait()`` of what it returns waits until it is closed.

    Parameters are those of :func:`explain`; without a photo it opens on a sample.
    """
    folder = pathlib.Path(tempfile.mkdtemp(prefix="glassbox-"))
    try:
        arguments = ["view", *([] if image is None else [inputs.photo(image, folder)]), *_arguments(model, folder, options)]
        if layer is not None:
            arguments += ["--layer", layer]
        window = subprocess.Popen([program.path(), *arguments], stdin=subprocess.DEVNULL)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    # The files that it shows go with it, or when Python ends.
    weakref.finalize(window, shutil.rmtree, folder, ignore_errors=True)
    return window
