"""Every layer and every operation of Benchmarks/covered/keras_files.py as a branch of one of a few networks, as Keras 3 and
Keras 2 (tf_keras) describe them, and what Keras computes with them in 32-bit floats.

layers3, layers2          layers of keras.layers on maps and on rows
operations3, functions2   keras.ops, and TensorFlow's functions as Keras 2 keeps them

Each branch ends in two numbers of its own (`features` has them in order). The gradient is that of the first class score with
respect to the picture. Weights are a function of their place (`drawn`), so that no file has to keep them.
"""

import importlib
import json
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parents[2] / "Benchmarks"))
from covered import keras_files  # noqa: E402

import numpy  # noqa: E402
import tensorflow  # noqa: E402

SHAPE = (9, 8, 3)
# Layers that Keras itself cannot run here, or that take another shape.
OTHERS = {
    "Conv2DTranspose-dilated", "TimeDistributed-Conv2D", "Conv3D", "Conv3DTranspose", "ConvLSTM2D", "ConvLSTM2D-sequences", "LSTM-other-activations",
    "CenterCrop", "RandomCrop", "RandomCrop-larger", "Activation-threshold", "Activation-glu", "Activation-sparsemax", "AdaptiveMaxPooling2D", "Resizing-crop", "ops-reshape", "tf-reshape", "tf-reshape-shape",
    "ops-matmul", "tf-space-to-depth"}


def drawn(variable):
    """sin(0.7·i + n mod 97)·0.3 for element i of n; about 1 for factors and variances."""
    name = getattr(variable, "path", variable.name).split("/")[-1].split(":")[0]
    count = int(numpy.prod(variable.shape))
    values = 0.3 * numpy.sin(0.7 * numpy.arange(count) + count % 97)
    if name in ("gamma", "moving_variance", "scale"):
        values += 1
    return values.reshape(tuple(variable.shape)).astype("float32")


def is_statistic(variable):
    """Of Normalization, whose settings have them."""
    path = getattr(variable, "path", variable.name).split("/")
    return path[-1].split(":")[0] in ("mean", "variance", "vector_u", "sn_u")


def without_training(value):
    """A description without what only training needs."""
    if isinstance(value, dict):
        return {
            key: without_training(item) for key, item in value.items()
            if not key.endswith(("initializer", "regularizer", "constraint")) and key not in (
                "build_config", "registered_name", "seed")
            and not (key == "dtype" and isinstance(item, dict))}
    return [without_training(item) for item in value] if isinstance(value, list) else value


def branches(version, operations):
    for entry in keras_files.operation_branches() if operations else keras_files.branches():
        name, place, apply, versions = entry if len(entry) == 4 else (entry[0], "maps", *entry[1:])
        if version in versions and name not in OTHERS:
            yield name, place, apply


def network(k, version, operations):
    L = k.layers
    i = L.Input(SHAPE, name="picture")
    maps = L.Conv2D(6, 3, activation="relu", padding="same", strides=1, name="stem")(i)
    small = L.Conv2D(6, 3, activation="relu", strides=3, name="rows_stem")(i)
    rows = L.Reshape((-1, 6), name="rows")(small)
    heads, names = [], []
    for name, place, apply in branches(version, operations):
        try:
            x = apply(k, maps if place == "maps" else rows)
            if len(x.shape) > 2:
                x = L.Flatten()(x)
            heads.append(L.Dense(2, name=f"head_{len(names)}")(x))
            names.append(name)
        except Exception as error:
            print(f"{name}: Keras itself says {str(error)[:120]}", file=sys.stderr)
    x = L.Concatenate(name="features")(heads)
    return k.Model(i, L.Dense(3, name="scores")(x)), names


def main():
    for version, operations, name in (
        ("keras", False, "layers3"), ("tf_keras", False, "layers2"), ("keras", True, "operations3"),
        ("tf_keras", True, "functions2")):
        k = importlib.import_module(version)
        k.utils.set_random_seed(3)
        model, names = network(k, version, operations)
        model.set_weights([
            drawn(w) if w.dtype == "float32" and not is_statistic(w) else numpy.array(w) for w in model.weights])
        picture = numpy.random.default_rng(5).uniform(0, 1, (1, *SHAPE)).astype("float32")
        inner = k.Model(model.input, [model.get_layer("features").output, model.output])
        given = tensorflow.constant(picture)
        with tensorflow.GradientTape() as tape:
            tape.watch(given)
            features, scores = inner(given, training=False)
            score = scores[0, 0]
        gradient = tape.gradient(score, given).numpy()
        rounded = lambda values: [float(f"{value:.8g}") for value in numpy.ravel(values)]
        (FOLDER / f"{name}.json").write_text(json.dumps({
            "version": 3 if version == "keras" else 2, "model": without_training(json.loads(model.to_json())),
            "branches": names, "shape": [1, 3, *SHAPE[:2]], "input": rounded(picture.transpose(0, 3, 1, 2)),
            "features": rounded(features), "scores": rounded(scores),
            "gradient": rounded(gradient.transpose(0, 3, 1, 2))}))
        print(name, len(names))


if __name__ == "__main__":
    main()
