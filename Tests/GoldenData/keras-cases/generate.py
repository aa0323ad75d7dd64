"""Small files of Keras 3 (keras) and Keras 2 (tf_keras), and what Keras answers in 32-bit floats: names end in the version.

nested      a model in a model, called with training=False, behind an augmentation in a model of its own
constants   arrays among an operation's operands
parts       layers that hold other layers: heads of attention, a layer for each step, wrappers
rows        a picture without a channel axis
twice       a model called twice in another one, of which one call is an output
first       channels first; TensorFlow does not compute that here: KERAS_BACKEND=torch python generate.py first
"""

import importlib
import json
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parents[2] / "Benchmarks"))
from covered import keras_files  # noqa: E402

import numpy  # noqa: E402


def nested(k):
    L = k.layers
    a = L.Input((16, 16, 3))
    base = k.Model(a, L.MaxPooling2D()(L.Conv2D(4, 3, activation="relu")(a)), name="base")
    augmentation = k.Sequential([L.RandomFlip("horizontal"), L.RandomRotation(0.2)], name="augmentation")
    i = L.Input((16, 16, 3))
    x = base(L.Rescaling(1 / 127.5, offset=-1)(augmentation(i)), training=False)
    return k.Model(i, L.Dense(3, activation="softmax")(L.GlobalAveragePooling2D()(x)))


def constants(k):
    L = k.layers
    i = L.Input((16, 16, 3))
    x = k.applications.densenet.preprocess_input(i)
    if k.__name__ == "keras":
        # Keras 2 cannot write an ellipsis into its archives.
        x = k.applications.resnet50.preprocess_input(x * 255.0)
    return k.Model(i, L.Dense(3)(L.GlobalAveragePooling2D()(L.Conv2D(4, 3, activation="relu")(x))))


def parts(k):
    L = k.layers
    i = L.Input((8, 8, 3))
    x = L.TimeDistributed(L.Conv2D(4, 3, activation="relu"), name="steps")(L.Reshape((2, 4, 8, 3))(i))
    x = L.Reshape((-1, 4))(x)
    y = L.MultiHeadAttention(2, 3, name="heads")(x, x)
    y = L.TimeDistributed(L.Dense(5), name="rows")(y)
    return k.Model(i, L.Dense(3)(L.Flatten()(y)))


def rows(k):
    L = k.layers
    return k.Sequential([
        L.Input((10, 9)), L.Reshape((10, 9, 1)), L.Conv2D(2, 3, activation="relu"), L.Flatten(),
        L.Dense(3, activation="softmax")])


def twice(k):
    L = k.layers
    i = L.Input((8, 8, 3))
    inner = k.Model(i, L.MaxPooling2D()(L.Conv2D(4, 3, activation="relu")(i)), name="inner")
    j = L.Input((8, 8, 3))
    both = k.Model(j, [L.Conv2D(4, 1)(inner(j)), inner(L.Rescaling(2.0)(j)), L.Conv2D(4, 1)(inner(j))], name="both")
    m = L.Input((8, 8, 3))
    return k.Model(m, L.Dense(3)(L.GlobalAveragePooling2D()(L.Add()(both(m)))))


def first(k):
    return keras_files.channels_first(k)


def main():
    builds = [build for build in [nested, constants, parts, rows, twice, first]
              if build.__name__ in (sys.argv[1:] or ["nested", "constants", "parts", "rows", "twice"])]
    for build in builds:
        for version in ["keras"] if build is first else ["keras", "tf_keras"]:
            k = importlib.import_module(version)
            k.backend.clear_session()
            k.utils.set_random_seed(3)
            model = build(k)
            keras_files.draw(model)
            picture = keras_files.picture_of(model, numpy.random.default_rng(5))
            name = f"{build.__name__}{3 if version == 'keras' else 2}"
            axes = picture.transpose(0, 3, 1, 2) if picture.ndim == 4 else picture[:, None]
            axes = picture if build is first else axes
            for ending in ("h5", "keras"):
                model.save(FOLDER / f"{name}.{ending}")
            (FOLDER / f"{name}.json").write_text(json.dumps({
                "shape": axes.shape, "input": [float(f"{v:.8g}") for v in axes.ravel()],
                "answer": [float(f"{v:.8g}") for v in model.predict(picture, verbose=0).ravel()]}))


if __name__ == "__main__":
    main()
