"""What can be asked."""
from __future__ import annotations

import io
import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import weakref
from typing import Any

import numpy

from . import exports, inputs, program, service
from .explanation import Explanation, Prediction


def _arguments(network: Any, options: dict[str, Any]) -> list[str]:
    """The program's arguments for a network and options: ``noise=0.2`` is ``--noise 0.2``, True is the option by itself."""
    size = options.get("size")
    rows_columns = (224, 224) if size is None else (size, size) if isinstance(size, int) else tuple(size)
    name = exports.path(network, rows_columns)
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
    name, photos = inputs.photo(image)
    arguments = ["explain", name, "--method", method, *_arguments(model, options), *_target(target), "--seed", str(seed)]
    if layer is not None:
        arguments += ["--layer", layer]
    report, files = service.ask([*arguments, "--output", "picture.ppm", "--raw", "values.npy", "--json"], photos)
    report["output"] = report["raw"] = None
    values = numpy.load(io.BytesIO(files["values.npy"]), allow_pickle=False)
    return Explanation(values, inputs.pixels(files["picture.ppm"]), report)


def classify(model: Any, image: Any, top: int = 5, **options: Any) -> list[Prediction]:
    """The likeliest classes of a photo, the likeliest first. Parameters are those of :func:`explain`."""
    name, photos = inputs.photo(image)
    answer, _ = service.ask(["classify", name, "--top", str(top), *_arguments(model, options)], photos)
    return [Prediction.read(entry) for entry in answer[0]["predictions"]]


def layers(model: Any = None, **options: Any) -> list[dict[str, Any]]:
    """The network's layers in their order: name, kind, inputs, outputShape (C×H×W), parameters (a count)."""
    return service.ask(["layers", *_arguments(model, options)])[0]


def methods() -> list[dict[str, Any]]:
    """The explanation methods with their options, and how to read them."""
    return service.ask(["methods"])[0]


def study(model: Any, pictures: Any, analyses: str | None = None, **options: Any) -> Any:
    """What a network makes of a set of pictures, as a ``pandas.DataFrame`` (which has to be installed) with a row for each.

    ``attrs["findings"]`` of the table are the findings, with their sentences, values and tables. The files are read by a program
    of its own, so that other questions go on meanwhile.

    :param model: as of :func:`explain`.
    :param pictures: the path of the set: a folder of classes, a table, or files of CIFAR, STL-10 or MNIST.
    :param analyses: with commas between them; None takes the usual ones.
    :param options: as of :func:`explain`, and the set's: ``mapping="labels.csv"``, ``part="val"``, ``limit=100``.
    :raises GlassboxError: with the program's sentence.
    """
    import pandas

    with tempfile.TemporaryDirectory(prefix="glassbox-") as folder:
        table = pathlib.Path(folder) / "pictures.csv"
        arguments = ["study", str(pictures), *_arguments(model, options), "--csv", str(table), "--json"]
        if analyses is not None:
            arguments += ["--analyses", analyses]
        report = json.loads(program.run(arguments))
        pictures = pandas.read_csv(table)
    pictures.attrs.update(report)
    return pictures


def version() -> str:
    """The program's version, commit and libraries."""
    return program.run(["--version"]).strip()


def view(model: Any = None, image: Any = None, layer: str | None = None, **options: Any) -> subprocess.Popen:
    """Opens the window and returns at once; ``wait()`` of what it returns waits until it is closed.

    Parameters are those of :func:`explain`; without a photo it opens on a sample.
    """
    folder = pathlib.Path(tempfile.mkdtemp(prefix="glassbox-"))
    try:
        arguments = ["view", *_arguments(model, options)]
        if image is not None:
            name, photos = inputs.photo(image)
            for file, contents in photos.items():
                name = str(folder / file)
                pathlib.Path(name).write_bytes(contents)
            arguments.append(name)
        if layer is not None:
            arguments += ["--layer", layer]
        window = subprocess.Popen([program.path(), *arguments], stdin=subprocess.DEVNULL)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    # The files that it shows go with it, or when Python ends.
    weakref.finalize(window, shutil.rmtree, folder, ignore_errors=True)
    return window
