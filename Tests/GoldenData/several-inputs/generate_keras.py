"""The networks of generate.py, which goes first, as Keras's (.keras, .h5) and TensorFlow Lite's files, with the weights of the ONNX files.

What they compute is in arrays.safetensors; this checks that Keras computes the same. Keras of TensorFlow 2.21, onnx 1.23.
"""

from pathlib import Path

import keras
import numpy
import onnx
import tensorflow
from safetensors.numpy import load_file

FOLDER = Path(__file__).resolve().parent
LAYERS = keras.layers


def body() -> keras.Model:
    picture = keras.Input((16, 20, 3))
    x = picture
    for name, channels in (("first", 8), ("last", 12)):
        x = LAYERS.Conv2D(channels, 3, 2, activation="relu", name=name)(LAYERS.ZeroPadding2D(1)(x))
    return keras.Model(picture, LAYERS.GlobalAveragePooling2D()(x), name="body")


def siamese() -> keras.Model:
    left, right = (keras.Input((16, 20, 3), name=name) for name in ("left", "right"))
    features = body()
    difference = LAYERS.Subtract()([features(left), features(right)])
    square = LAYERS.Multiply()([difference, difference])
    return keras.Model([left, right], LAYERS.Dense(4, name="head")(square))


def numbers() -> keras.Model:
    picture, age = keras.Input((16, 20, 3), name="picture"), keras.Input((3,), name="age")
    joined = LAYERS.Concatenate()([body()(picture), age])
    return keras.Model([picture, age], LAYERS.Dense(5, name="head")(joined))


def masked() -> keras.Model:
    picture, mask = keras.Input((16, 20, 3), name="picture"), keras.Input((16, 20, 1), name="mask")
    return keras.Model([picture, mask], LAYERS.Dense(5, name="head")(body()(LAYERS.Multiply()([picture, mask]))))


def main() -> None:
    arrays = load_file(FOLDER / "arrays.safetensors")
    for make, inputs in ((siamese, ("left", "right")), (numbers, ("left", "age")), (masked, ("left", "mask"))):
        name = make.__name__
        weights = {array.name: onnx.numpy_helper.to_array(array) for array in onnx.load(FOLDER / f"{name}.onnx").graph.initializer}
        model = make()
        for layer in ("first", "last", "head"):
            owner = model if layer == "head" else model.get_layer("body")
            kernel = weights[f"{layer}.weight"]
            owner.get_layer(layer).set_weights(
                [kernel.transpose(2, 3, 1, 0) if kernel.ndim == 4 else kernel.T, weights[f"{layer}.bias"]])
        given = [array.transpose(0, 2, 3, 1) if array.ndim == 4 else array for array in (arrays[part] for part in inputs)]
        scores = model.predict(given, verbose=0)
        assert numpy.abs(scores - arrays[f"{name}/scores"]).max() < 1e-4, scores
        model.save(FOLDER / f"{name}.keras")
        model.save(FOLDER / f"{name}.h5")
        (FOLDER / f"{name}.tflite").write_bytes(tensorflow.lite.TFLiteConverter.from_keras_model(model).convert())


if __name__ == "__main__":
    main()
