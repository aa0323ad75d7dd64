"""Golden data of TensorFlow Lite files: small networks in every form that the converter writes.

`float32`, `float16`, `int8` and `uint8` are one network with convolutions, a depthwise one, poolings, a sum and a dense layer;
`operators` has the other operators that picture networks use; `labelled` is `uint8` with metadata, as MediaPipe's and
Teachable Machine's files have it: a normalisation, and the classes' names in a zip archive behind the network;
`unsupported` is `float32` with a custom operator in place of its sum.
arrays.safetensors holds for each NAME `NAME/picture` (1×C×H×W, as the network takes it) and `NAME/answer`, what TensorFlow
Lite's interpreter makes of it as real numbers; for `float32` and `operators` also `NAME/gradient`, that of the score of class
3 at the picture, by TensorFlow.
"""

import io
import os
import sys
import zipfile
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""

import flatbuffers  # noqa: E402
import keras  # noqa: E402
import numpy  # noqa: E402
import tensorflow  # noqa: E402
from keras import layers, ops  # noqa: E402
from tensorflow.lite.python import schema_py_generated as schema  # noqa: E402
from tensorflow.lite.tools import flatbuffer_utils  # noqa: E402

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import reference  # noqa: E402, F401 (finds resources)
from resources import safetensors  # noqa: E402

FOLDER = Path(__file__).resolve().parent
SEED = 20240229
LABELS = ["cat", "dog", "tram", "harbour", "lamp"]


def plain():
    picture = keras.Input((16, 20, 3))
    x = layers.Conv2D(6, 3, strides=2, padding="same", activation="relu")(picture)
    x = layers.DepthwiseConv2D(3, padding="same")(x)
    x = layers.ReLU(6.0)(x)
    x = layers.Add()([x, layers.Conv2D(6, 1)(x)])
    x = layers.Concatenate()([layers.MaxPooling2D()(x), layers.AveragePooling2D(3, 2, "same")(x)])
    return keras.Model(picture, layers.Dense(5)(layers.Flatten()(x)))


class Blocks(layers.Layer):
    def call(self, value):
        value = tensorflow.nn.depth_to_space(tensorflow.nn.space_to_depth(value, 4), 2)
        return tensorflow.nn.lrn(tensorflow.pad(value, [[0, 0], [1, 1], [0, 2], [0, 0]], "REFLECT"), 2, 1, 0.1, 0.7)

    def compute_output_shape(self, shape):
        return (shape[0], shape[1] // 2 + 2, shape[2] // 2 + 2, shape[3] * 4)


def operators():
    picture = keras.Input((16, 20, 3))
    x = layers.Conv2D(8, 3, padding="same", activation="swish")(picture)
    y = layers.Conv2DTranspose(4, 3, 2, "same", activation="tanh")(x)
    y = layers.Resizing(9, 11)(layers.UpSampling2D(2)(layers.LeakyReLU(negative_slope=0.2)(y)))
    z = layers.PReLU(shared_axes=[1, 2], alpha_initializer="random_uniform")(layers.GroupNormalization(4)(x))
    a, b = ops.split(z, 2, axis=-1)
    z = ops.stack([ops.maximum(a, ops.square(b)), ops.sqrt(ops.abs(a) + 0.1) / (ops.exp(b) + 1)], axis=3)
    w = layers.MultiHeadAttention(2, 4)(*[layers.Reshape((20, 8))(layers.MaxPooling2D(4)(x))] * 2)
    w = layers.LayerNormalization()(layers.Dense(8, activation="gelu")(w))
    v = ops.pad(x[:, 1:-1:2, ::3, 2:6], ((0, 0), (1, 0), (0, 2), (0, 0)))
    parts = [layers.Flatten()(part) for part in (
        y[:, ::2, ::2], z[:, ::3, ::3], w, v, Blocks()(picture)[:, ::2, ::3], x[:, 3], ops.mean(x, axis=(1, 2)),
        ops.max(x, axis=2), layers.Activation("softmax")(layers.Permute((3, 1, 2))(x))[:, ::2, ::5],
        ops.normalize(x, axis=-1)[:, ::4, ::4])]
    return keras.Model(picture, layers.Dense(5)(ops.concatenate(parts, axis=-1) * 0.3))


def convert(model, form, samples):
    converter = tensorflow.lite.TFLiteConverter.from_keras_model(model)
    if form != "float32":
        converter.optimizations = [tensorflow.lite.Optimize.DEFAULT]
    if form == "float16":
        converter.target_spec.supported_types = [tensorflow.float16]
    if form in ("int8", "uint8"):
        converter.representative_dataset = lambda: ([sample[None]] for sample in samples)
        converter.target_spec.supported_ops = [tensorflow.lite.OpsSet.TFLITE_BUILTINS_INT8]
        converter.inference_input_type = converter.inference_output_type = getattr(tensorflow, form)
    return converter.convert()


def interpreted(content, picture):
    interpreter = tensorflow.lite.Interpreter(model_content=content)
    interpreter.allocate_tensors()
    source, target = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    value = picture
    if source["dtype"] != numpy.float32:
        scale, zero = source["quantization"]
        limits = numpy.iinfo(source["dtype"])
        value = numpy.clip(numpy.round(picture / scale) + zero, limits.min, limits.max).astype(source["dtype"])
        picture = ((value.astype(numpy.float32) - zero) * numpy.float32(scale)).astype(numpy.float32)
    interpreter.set_tensor(source["index"], value)
    interpreter.invoke()
    answer = interpreter.get_tensor(target["index"])
    if target["dtype"] != numpy.float32:
        scale, zero = target["quantization"]
        answer = (answer.astype(numpy.float32) - zero) * numpy.float32(scale)
    return picture, answer


def metadata(mean, deviation):
    """tflite-support's ModelMetadata with one input that is normalised."""
    builder = flatbuffers.Builder(0)

    def vector(offsets):
        builder.StartVector(4, len(offsets), 4)
        for offset in reversed(offsets):
            builder.PrependUOffsetTRelative(offset)
        return builder.EndVector()

    def table(fields, values):
        builder.StartObject(fields)
        for place, kind, value in values:
            if kind == "table":
                builder.PrependUOffsetTRelativeSlot(place, value, 0)
            else:
                builder.PrependUint8Slot(place, value, 0)
        return builder.EndObject()

    def floats(values):
        builder.StartVector(4, len(values), 4)
        for value in reversed(values):
            builder.PrependFloat32(value)
        return builder.EndVector()

    means, deviations = floats([mean]), floats([deviation])
    options = table(2, [(0, "table", means), (1, "table", deviations)])
    unit = table(2, [(0, "number", 1), (1, "table", options)])
    tensor = table(7, [(4, "table", vector([unit]))])
    subgraph = table(7, [(2, "table", vector([tensor]))])
    root = table(8, [(3, "table", vector([subgraph]))])
    builder.Finish(root, b"M001")
    return bytes(builder.Output())


def labelled(content):
    model = flatbuffer_utils.convert_bytearray_to_object(bytearray(content))
    buffer = schema.BufferT()
    buffer.data = numpy.frombuffer(metadata(127.5, 127.5), numpy.uint8)
    model.buffers.append(buffer)
    entry = schema.MetadataT()
    entry.name, entry.buffer = b"TFLITE_METADATA", len(model.buffers) - 1
    model.metadata = (model.metadata or []) + [entry]
    stream = io.BytesIO(bytes(flatbuffer_utils.convert_object_to_bytearray(model)))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(zipfile.ZipInfo("labels.txt"), "\n".join(LABELS) + "\n")
    return stream.getvalue()


def unsupported(content):
    model = flatbuffer_utils.convert_bytearray_to_object(bytearray(content))
    (code,) = [code for code in model.operatorCodes if code.builtinCode == schema.BuiltinOperator.ADD]
    code.builtinCode = code.deprecatedBuiltinCode = schema.BuiltinOperator.CUSTOM
    code.customCode = b"TFLite_Detection_PostProcess"
    return bytes(flatbuffer_utils.convert_object_to_bytearray(model))


def main() -> None:
    print(f"TensorFlow {tensorflow.__version__}, Keras {keras.__version__}, seed {SEED}")
    generator = numpy.random.Generator(numpy.random.PCG64(SEED))
    arrays = {}
    for name, make, form in (
            ("float32", plain, "float32"), ("float16", plain, "float16"), ("int8", plain, "int8"),
            ("uint8", plain, "uint8"), ("labelled", plain, "uint8"), ("operators", operators, "float32")):
        keras.utils.set_random_seed(7)
        model = make()
        samples = generator.integers(0, 256, (9, 16, 20, 3)).astype(numpy.float32) / 255
        content = convert(model, form, samples[:8])
        if name == "labelled":
            content = labelled(content)
        (FOLDER / f"{name}.tflite").write_bytes(content)
        if name == "float32":
            (FOLDER / "unsupported.tflite").write_bytes(unsupported(content))
        picture, answer = interpreted(content, samples[8:])
        arrays[f"{name}/picture"] = numpy.ascontiguousarray(picture.transpose(0, 3, 1, 2))
        arrays[f"{name}/answer"] = answer
        if form == "float32":
            with tensorflow.GradientTape() as tape:
                exact = tensorflow.constant(picture)
                tape.watch(exact)
                score = model(exact)[0, 3]
            gradient = tape.gradient(score, exact).numpy()
            arrays[f"{name}/gradient"] = numpy.ascontiguousarray(gradient.transpose(0, 3, 1, 2))
    path = safetensors.write(
        FOLDER / "arrays.safetensors", arrays, {"library": f"TensorFlow {tensorflow.__version__}"})
    for written in [path, *sorted(FOLDER.glob("*.tflite"))]:
        print(f"{written.stat().st_size:>9}  {written.name}")


if __name__ == "__main__":
    main()
