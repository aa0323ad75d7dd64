"""TensorFlow Lite files of networks with seeded random weights, and what TensorFlow Lite's interpreter makes of them.

`files()` yields (family, name, build). `build(folder)` writes the file and answers with its path, an input as the file's
network takes it (1×C×H×W of 32-bit floats, already preprocessed), and the interpreter's outputs as real numbers.
"""
import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

import keras
import numpy
import tensorflow
from keras import layers, ops

FORMS = ("float32", "float16", "dynamic", "int8", "uint8", "int16")


def convert(model, form, samples):
    converter = tensorflow.lite.TFLiteConverter.from_keras_model(model)
    if form != "float32":
        converter.optimizations = [tensorflow.lite.Optimize.DEFAULT]
    if form == "float16":
        converter.target_spec.supported_types = [tensorflow.float16]
    if form in ("int8", "uint8", "int16"):
        converter.representative_dataset = lambda: ([sample[None]] for sample in samples)
        sets = tensorflow.lite.OpsSet
        converter.target_spec.supported_ops = [
            sets.EXPERIMENTAL_TFLITE_BUILTINS_ACTIVATIONS_INT16_WEIGHTS_INT8 if form == "int16"
            else sets.TFLITE_BUILTINS_INT8]
        if form != "int16":
            converter.inference_input_type = converter.inference_output_type = getattr(tensorflow, form)
    return converter.convert()


def interpreted(content, picture):
    """The interpreter's output, and the picture as its input's type holds it, both as real numbers."""
    # The kernels that define the integers' arithmetic; the delegates for processors take liberties.
    interpreter = tensorflow.lite.Interpreter(
        model_content=content,
        experimental_op_resolver_type=tensorflow.lite.experimental.OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES)
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
    return answer, picture


def built(make, name, form, folder):
    keras.utils.set_random_seed(7)
    model = make()
    generator = numpy.random.default_rng(3)
    for layer in model.layers:
        if isinstance(layer, layers.BatchNormalization):
            *scale, beta, mean, variance = layer.get_weights()
            layer.set_weights([
                *(generator.uniform(0.8, 1.2, gamma.shape) for gamma in scale), generator.normal(0, 0.1, beta.shape),
                generator.normal(0, 0.1, mean.shape), generator.uniform(0.8, 1.2, variance.shape)])
    samples = generator.integers(0, 256, (9,) + model.input_shape[1:]).astype(numpy.float32) / 255
    content = convert(model, form, samples[:8])
    path = pathlib.Path(folder) / f"{name}-{form}.tflite"
    path.write_bytes(content)
    answer, picture = interpreted(content, samples[8:])
    return path, numpy.ascontiguousarray(picture.transpose(0, 3, 1, 2)), answer


# Networks of a few layers, for one group of operators each.

def network(body, size=24, channels=3, ends="softmax"):
    def make():
        picture = keras.Input((size, size, channels))
        value = body(picture)
        if len(value.shape) != 2:
            value = layers.Flatten()(value)
        return keras.Model(picture, layers.Dense(10, activation=ends)(value))
    return make


def attention(x):
    x = layers.Conv2D(16, 4, strides=4)(x)
    x = layers.Reshape((36, 16))(x)
    y = layers.MultiHeadAttention(2, 8)(x, x)
    x = layers.LayerNormalization()(layers.Add()([x, y]))
    return layers.GlobalAveragePooling1D()(layers.Dense(16, activation="gelu")(x))


def squeeze(x):
    x = layers.Conv2D(8, 3, activation="swish")(x)
    y = layers.GlobalAveragePooling2D(keepdims=True)(x)
    y = layers.Conv2D(8, 1, activation="hard_sigmoid")(y)
    return layers.Multiply()([x, y])


def arithmetic(x):
    x = layers.Conv2D(6, 3)(x)
    y = ops.square(x) + ops.abs(x) - ops.exp(-ops.abs(x)) * 0.5
    z = ops.sqrt(ops.abs(x) + 1) / (ops.log(ops.abs(x) + 2) + ops.rsqrt(ops.square(x) + 1))
    return ops.maximum(y, z) + ops.minimum(ops.power(ops.abs(x) + 1, 0.7), ops.square(y - z))


def slices(x):
    x = layers.Conv2D(8, 3, padding="same")(x)
    a, b = ops.split(x, 2, axis=-1)
    c = x[:, 1:-1:2, ::2, 2:6]
    d = ops.pad(c, ((0, 0), (1, 0), (0, 0), (1, 1)))
    e = ops.stack([a, b], axis=1)
    return ops.concatenate([layers.Flatten()(v) for v in (d, e, x[:, 3], x[:, :, 2, 1:3])], axis=-1)


SMALL = {
    "convolutions": network(lambda x: layers.GlobalAveragePooling2D()(layers.Conv2D(
        12, 3, dilation_rate=2, activation="relu6")(layers.DepthwiseConv2D(3, 2, depth_multiplier=2)(
            layers.Conv2D(8, 5, 2, "same", activation="relu")(x))))),
    "groups": network(lambda x: layers.Conv2D(8, 3, groups=4, activation="relu")(layers.Conv2D(8, 3)(x))),
    "transposed": network(lambda x: layers.Conv2DTranspose(4, 3, 2, "same")(
        layers.Conv2DTranspose(5, 2, 3, "valid", activation="relu")(layers.Conv2D(4, 4, 4)(x)))),
    "poolings": network(lambda x: layers.AveragePooling2D(3, 2, "same")(
        layers.MaxPooling2D(2)(layers.Conv2D(8, 3)(x)))),
    "normalised": network(lambda x: layers.LayerNormalization()(layers.BatchNormalization()(
        layers.Conv2D(8, 3, use_bias=False)(x)))),
    "group-normalised": network(lambda x: layers.GroupNormalization(4)(layers.Conv2D(8, 3)(x))),
    "unit-normalised": network(lambda x: ops.normalize(layers.Conv2D(8, 3, 2)(x), axis=-1)),
    "activations": network(lambda x: layers.Add()([
        layers.Activation(name)(layers.Conv2D(4, 3)(x)) for name in (
            "elu", "gelu", "swish", "tanh", "sigmoid", "hard_silu", "softplus", "leaky_relu", "softmax")])),
    "prelu": network(lambda x: layers.PReLU(
        shared_axes=[1, 2], alpha_initializer="random_uniform")(layers.Conv2D(8, 3)(x))),
    "resizing": network(lambda x: layers.UpSampling2D(2, interpolation="bilinear")(
        layers.UpSampling2D(2)(layers.Conv2D(4, 4, 4)(x)))),
    "image-resizing": network(lambda x: layers.Resizing(17, 13)(layers.Conv2D(4, 3)(x))),
    "padding": network(lambda x: layers.Conv2D(4, 3)(layers.ZeroPadding2D(((1, 2), (0, 3)))(
        layers.Cropping2D(2)(x)))),
    "blocks": network(lambda x: tensorflow_call(
        lambda v: tensorflow.nn.depth_to_space(tensorflow.nn.space_to_depth(v, 4), 2), (12, 12, 12))(x)),
    "mirrored": network(lambda x: tensorflow_call(
        lambda v: tensorflow.pad(v, [[0, 0], [2, 2], [1, 1], [0, 0]], "REFLECT"), (28, 26, 3))(x)),
    "local-response": network(lambda x: tensorflow_call(
        lambda v: tensorflow.nn.lrn(v, 2, 1, 0.1, 0.7), (22, 22, 8))(layers.Conv2D(8, 3)(x))),
    "slices": network(slices),
    "arithmetic": network(arithmetic),
    "squeeze-and-excitation": network(squeeze),
    "attention": network(attention),
    "matrices": network(lambda x: ops.matmul(
        layers.Reshape((24, 72))(x), ops.transpose(layers.Reshape((24, 72))(x), (0, 2, 1)))),
    "reductions": network(lambda x: ops.concatenate([
        f(layers.Conv2D(6, 3)(x), axis=a) for f, a in (
            (ops.mean, (1, 2)), (ops.max, (1, 2)), (ops.sum, (1, 2)), (ops.min, (1, 2)))], axis=-1)),
    "axes": network(lambda x: ops.mean(layers.Conv2D(6, 3)(x), axis=1) + ops.max(
        layers.Conv2D(6, 3)(x), axis=2)),
    "separable": network(lambda x: layers.SeparableConv2D(8, 3, activation="relu")(x)),
    "rescaling": network(lambda x: layers.Conv2D(4, 3)(layers.Rescaling(2.0, -1)(x))),
    "grey": network(lambda x: layers.Conv2D(4, 3, activation="relu")(x), channels=1),
    "sigmoid": network(lambda x: layers.Conv2D(4, 3, activation="relu")(x), ends="sigmoid"),
    "linear": network(lambda x: layers.Conv2D(4, 3, activation="relu")(x), ends=None),
    "flipped": network(lambda x: layers.Conv2D(4, 3)(ops.flip(x, axis=2))),
    "permuted": network(lambda x: layers.Permute((3, 1, 2))(layers.Conv2D(4, 3)(x))),
    "conv1d": network(lambda x: layers.Conv1D(8, 3)(layers.Reshape((24, 72))(x))),
}


def tensorflow_call(function, shape):
    class Call(layers.Layer):
        def call(self, value):
            return function(value)

        def compute_output_shape(self, _):
            return (None, *shape)
    return Call()


def application(name, size, **settings):
    return lambda: getattr(keras.applications, name)(
        weights=None, input_shape=(size, size, 3), classes=100, **settings)


APPLICATIONS = {
    "MobileNet": application("MobileNet", 64, alpha=0.5),
    "MobileNetV2": application("MobileNetV2", 96, alpha=0.35),
    "MobileNetV3Small": application("MobileNetV3Small", 96),
    "MobileNetV3Large": application("MobileNetV3Large", 96),
    "EfficientNetB0": application("EfficientNetB0", 64),
    "EfficientNetV2B0": application("EfficientNetV2B0", 64),
    "NASNetMobile": application("NASNetMobile", 96),
    "DenseNet121": application("DenseNet121", 64),
    "ResNet50": application("ResNet50", 64),
    "ResNet50V2": application("ResNet50V2", 64),
    "Xception": application("Xception", 96),
    "InceptionV3": application("InceptionV3", 96),
    "ConvNeXtTiny": application("ConvNeXtTiny", 64),
}


def files():
    """Every network as floats; a few in all forms."""
    for name, make in SMALL.items():
        forms = FORMS if name in ("convolutions", "poolings", "squeeze-and-excitation", "activations") else (
            "float32", "int8")
        for form in forms:
            yield "TensorFlow Lite layers", f"{name}-{form}", lambda folder, make=make, name=name, form=form: built(
                make, name, form, folder)
    for name, make in APPLICATIONS.items():
        forms = FORMS[:5] if name in ("MobileNet", "MobileNetV2", "EfficientNetB0") else ("float32",)
        for form in forms:
            yield "Keras applications, TensorFlow Lite", f"{name}-{form}", lambda folder, make=make, name=name, \
                form=form: built(make, name, form, folder)
