"""Networks as Keras 2 and Keras 3 save them, with seeded weights and what Keras itself answers.

`networks()` yields (family, name, version, build); `build(keras)` makes the model with Keras 3 (`keras`) or Keras 2
(`tf_keras`). `files()` yields (family, name, build) for the command: `build(folder)` writes the file and gives its path, an
input N×C×H×W and Keras's answer.
"""

import importlib
import os
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import numpy

FORMS = {"keras": [".keras", ".h5"], "tf_keras": [".keras", ".h5"]}
SEED = 3


def head(k, x, units=5):
    """A classifier on whatever comes out of a layer."""
    L = k.layers
    if len(x.shape) > 2:
        x = L.Flatten()(x)
    return L.Dense(units, name="scores")(x)


def on_maps(layer, shape=(16, 14, 3), before=True):
    """A network with one layer of interest behind a convolution."""
    def build(k):
        L = k.layers
        i = L.Input(shape)
        x = L.Conv2D(6, 3, activation="relu", name="stem")(i) if before else i
        return k.Model(i, head(k, layer(k, x)))
    return build


def on_tokens(layer):
    return on_maps(lambda k, x: layer(k, k.layers.Reshape((-1, 6))(x)), shape=(8, 7, 3))


def layer(name, *arguments, **settings):
    return lambda k, x: getattr(k.layers, name)(*arguments, **settings)(x)


def merge(name, **settings):
    """Two branches, the second without rows and columns of its own."""
    def apply(k, x):
        L = k.layers
        return getattr(L, name)(**settings)([x, L.GlobalAveragePooling2D(keepdims=True)(L.Conv2D(6, 1)(x))])
    return apply


def branches():
    """(name, what the layer reads, the layer of (keras, tensor), which versions of Keras have it)."""
    both, third = ("keras", "tf_keras"), ("keras",)
    maps, tokens = {}, {}
    maps["Conv2D-same-dilated"] = layer("Conv2D", 4, 3, padding="same", dilation_rate=2)
    maps["Conv2D-groups"] = layer("Conv2D", 4, 3, groups=2, strides=2, activation="elu")
    maps["Conv2D-no-bias"] = layer("Conv2D", 4, (3, 5), use_bias=False, padding="same", strides=2)
    for padding in ("valid", "same"):
        for stride in (1, 2, 3):
            maps[f"Conv2DTranspose-{padding}-{stride}"] = layer("Conv2DTranspose", 4, 3, strides=stride, padding=padding)
    maps["Conv2DTranspose-even"] = layer("Conv2DTranspose", 4, 4, strides=2, padding="same", activation="relu")
    maps["Conv2DTranspose-2x2"] = layer("Conv2DTranspose", 4, 2, strides=2, use_bias=False)
    maps["Conv2DTranspose-dilated"] = layer("Conv2DTranspose", 4, 3, dilation_rate=2)
    maps["Conv2DTranspose-wide-stride"] = layer("Conv2DTranspose", 4, 2, strides=3, padding="same")
    maps["Conv2DTranspose-output-padding"] = layer("Conv2DTranspose", 4, 3, strides=2, output_padding=1)
    maps["Conv2DTranspose-output-padding-same"] = layer(
        "Conv2DTranspose", 4, 3, strides=2, padding="same", output_padding=0)
    maps["DepthwiseConv2D"] = layer("DepthwiseConv2D", 3, depth_multiplier=2, padding="same")
    maps["SeparableConv2D"] = layer("SeparableConv2D", 5, 3, depth_multiplier=2, strides=2, activation="gelu")
    maps["MaxPooling2D"] = layer("MaxPooling2D", 3, strides=2, padding="same")
    maps["AveragePooling2D"] = layer("AveragePooling2D", 3, strides=2, padding="same")
    maps["GlobalMaxPooling2D"] = layer("GlobalMaxPooling2D", keepdims=True)
    maps["GroupNormalization"] = layer("GroupNormalization", 3)
    maps["GroupNormalization-instance"] = layer("GroupNormalization", -1, center=False)
    maps["GroupNormalization-one"] = layer("GroupNormalization", 1, epsilon=1e-5, scale=False)
    maps["GroupNormalization-rows"] = layer("GroupNormalization", 2, axis=1)
    maps["UnitNormalization"] = layer("UnitNormalization")
    maps["UnitNormalization-axes"] = layer("UnitNormalization", axis=(1, 2))
    maps["LayerNormalization"] = layer("LayerNormalization")
    maps["LayerNormalization-whole"] = layer("LayerNormalization", axis=[1, 2, 3])
    maps["LayerNormalization-rows"] = layer("LayerNormalization", axis=1, scale=False)
    maps["BatchNormalization"] = layer("BatchNormalization", scale=False, epsilon=1e-2)
    maps["BatchNormalization-rows"] = layer("BatchNormalization", axis=1)
    maps["SpectralNormalization"] = lambda k, x: k.layers.SpectralNormalization(k.layers.Conv2D(4, 3))(x)
    maps["Resizing-nearest"] = layer("Resizing", 20, 9, interpolation="nearest")
    for interpolation in ("bilinear", "bicubic", "lanczos3"):
        maps[f"Resizing-{interpolation}"] = layer("Resizing", 20, 9, interpolation=interpolation)
    maps["Resizing-crop"] = layer("Resizing", 8, 10, crop_to_aspect_ratio=True)
    maps["CenterCrop"] = layer("CenterCrop", 7, 8)
    maps["CenterCrop-larger"] = layer("CenterCrop", 20, 8)
    maps["CenterCrop-largest"] = layer("CenterCrop", 20, 26)
    maps["Rescaling"] = layer("Rescaling", 0.5, offset=-1)
    maps["Rescaling-per-channel"] = layer("Rescaling", [0.5, 1, 2, 3, 4, 5], offset=[0, 1, 2, 3, 4, 5])
    maps["Normalization"] = layer("Normalization", mean=[0, 1, 2, 3, 4, 5], variance=[1, 2, 3, 4, 5, 6])
    maps["Normalization-number"] = layer("Normalization", axis=None, mean=0.5, variance=2.0)
    maps["Normalization-invert"] = layer("Normalization", axis=-1, mean=0.5, variance=2.0, invert=True)
    for name in ("RandomFlip", "RandomRotation", "RandomZoom", "RandomContrast", "RandomBrightness"):
        settings = {"RandomFlip": ("horizontal",)}.get(name, (0.2,))
        maps[name] = layer(name, *settings)
    maps["RandomTranslation"] = layer("RandomTranslation", 0.1, 0.1)
    maps["RandomCrop"] = layer("RandomCrop", 10, 8)
    maps["RandomCrop-larger"] = layer("RandomCrop", 20, 8)
    for name in ("GaussianNoise", "GaussianDropout", "AlphaDropout", "SpatialDropout2D", "Dropout"):
        maps[name] = layer(name, 0.2)
    maps["ActivityRegularization"] = layer("ActivityRegularization", 0.1)
    maps["Permute"] = layer("Permute", (3, 1, 2))
    maps["Reshape"] = layer("Reshape", (-1, 12))
    maps["RepeatVector"] = lambda k, x: k.layers.RepeatVector(4)(k.layers.GlobalAveragePooling2D()(x))
    maps["Cropping2D"] = layer("Cropping2D", ((1, 2), (3, 0)))
    maps["ZeroPadding2D"] = layer("ZeroPadding2D", ((1, 2), (3, 0)))
    for interpolation in ("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"):
        maps[f"UpSampling2D-{interpolation}"] = layer("UpSampling2D", (2, 3), interpolation=interpolation)
    maps["EinsumDense-channels"] = layer("EinsumDense", "abcd,de->abce", output_shape=(None, None, 4), bias_axes="e")
    maps["EinsumDense-rows"] = layer("EinsumDense", "abcd,be->aecd", output_shape=(4, None, None), activation="tanh")
    maps["EinsumDense-ellipsis"] = layer("EinsumDense", "...x,xy->...y", output_shape=4, bias_axes="y")
    maps["Softmax-rows"] = layer("Softmax", axis=1)
    maps["Softmax-axes"] = layer("Softmax", axis=[1, 2])
    maps["ReLU-options"] = layer("ReLU", max_value=1.0, negative_slope=0.1, threshold=0.05)
    maps["ReLU-6"] = layer("ReLU", 6.0)
    maps["PReLU-shared"] = layer("PReLU", shared_axes=[1, 2], alpha_initializer="uniform")
    maps["PReLU"] = layer("PReLU", alpha_initializer="uniform")
    maps["ELU"] = layer("ELU", 0.7)
    maps["LeakyReLU"] = layer("LeakyReLU", 0.2)
    maps["Dense-maps"] = layer("Dense", 4, activation="relu")
    for name in ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum"):
        maps[f"{name}-broadcast"] = merge(name)
    maps["Add-vector"] = lambda k, x: k.layers.Add()([x, k.layers.GlobalAveragePooling2D()(x)])
    maps["Multiply-vector"] = lambda k, x: k.layers.Multiply()([k.layers.Dense(6)(k.layers.GlobalMaxPooling2D()(x)), x])
    maps["Concatenate-rows"] = lambda k, x: k.layers.Concatenate(axis=1)([x, k.layers.Conv2D(6, 1)(x)])
    maps["Dot"] = lambda k, x: k.layers.Dot(axes=-1)(
        [k.layers.GlobalAveragePooling2D()(x), k.layers.GlobalMaxPooling2D()(x)])
    maps["Dot-normalized"] = lambda k, x: k.layers.Dot(axes=1, normalize=True)(
        [k.layers.GlobalAveragePooling2D()(x), k.layers.GlobalMaxPooling2D()(x)])
    maps["Dot-axes"] = lambda k, x: k.layers.Dot(axes=(1, 2))(
        [k.layers.Reshape((-1, 6))(x), k.layers.Permute((2, 1))(k.layers.Reshape((-1, 6))(x))])
    maps["TimeDistributed-Dense"] = lambda k, x: k.layers.TimeDistributed(k.layers.Dense(4))(k.layers.Reshape((-1, 6))(x))
    maps["TimeDistributed-Conv2D"] = lambda k, x: k.layers.TimeDistributed(k.layers.Conv2D(4, 3))(
        k.layers.Reshape((2, 6, 12, 6))(x))
    maps["Conv3D"] = lambda k, x: k.layers.Conv3D(4, 3)(k.layers.Reshape((6, 6, 4, 7))(k.layers.Conv2D(7, 1)(x)))
    maps["Conv3DTranspose"] = lambda k, x: k.layers.Conv3DTranspose(2, 2, strides=2)(
        k.layers.Reshape((6, 6, 4, 7))(k.layers.Conv2D(7, 1)(x)))
    maps["ConvLSTM2D"] = lambda k, x: k.layers.ConvLSTM2D(3, 3)(k.layers.Reshape((2, 7, 12, 6))(x))
    maps["ConvLSTM2D-sequences"] = lambda k, x: k.layers.ConvLSTM2D(
        3, 3, padding="same", return_sequences=True)(k.layers.Reshape((2, 7, 12, 6))(x))
    names = [
        "relu", "relu6", "leaky_relu", "elu", "selu", "gelu", "sigmoid", "tanh", "softplus", "softsign", "mish",
        "exponential", "silu", "swish", "hard_sigmoid", "softmax", "log_softmax", "linear"]
    newer = [
        "celu", "glu", "hard_silu", "hard_swish", "hard_tanh", "sparse_sigmoid", "log_sigmoid", "soft_shrink", "hard_shrink",
        "tanh_shrink", "squareplus", "sparse_plus", "threshold", "sparsemax"]
    for name in names:
        maps[f"Activation-{name}"] = layer("Activation", name)
    tokens["Conv1D"] = layer("Conv1D", 4, 3, padding="causal")
    tokens["Conv1DTranspose"] = layer("Conv1DTranspose", 4, 3, strides=2, padding="same")
    tokens["SeparableConv1D"] = layer("SeparableConv1D", 4, 3, padding="same")
    tokens["DepthwiseConv1D"] = layer("DepthwiseConv1D", 3, strides=2)
    tokens["MaxPooling1D"] = layer("MaxPooling1D", 2)
    tokens["AveragePooling1D"] = layer("AveragePooling1D", 3, padding="same")
    tokens["GlobalAveragePooling1D"] = layer("GlobalAveragePooling1D")
    tokens["ZeroPadding1D"] = layer("ZeroPadding1D", (1, 2))
    tokens["Cropping1D"] = layer("Cropping1D", (1, 2))
    tokens["UpSampling1D"] = layer("UpSampling1D", 2)
    tokens["LSTM"] = layer("LSTM", 4)
    tokens["LSTM-sequences"] = layer("LSTM", 4, return_sequences=True, go_backwards=True, use_bias=False)
    tokens["LSTM-other-activations"] = layer("LSTM", 4, activation="relu", recurrent_activation="hard_sigmoid")
    tokens["GRU"] = layer("GRU", 4)
    tokens["GRU-before"] = layer("GRU", 4, reset_after=False, return_sequences=True)
    tokens["SimpleRNN"] = layer("SimpleRNN", 4, return_sequences=True)
    tokens["Bidirectional"] = lambda k, x: k.layers.Bidirectional(k.layers.LSTM(4))(x)
    tokens["Bidirectional-sequences"] = lambda k, x: k.layers.Bidirectional(
        k.layers.GRU(4, return_sequences=True), merge_mode="sum")(x)
    tokens["MultiHeadAttention"] = lambda k, x: k.layers.MultiHeadAttention(2, 4)(x, x)
    tokens["MultiHeadAttention-value"] = lambda k, x: k.layers.MultiHeadAttention(
        2, 4, value_dim=3, use_bias=False, output_shape=5)(x, k.layers.Dense(6)(x))
    tokens["Attention"] = lambda k, x: k.layers.Attention()([x, k.layers.Dense(6)(x)])
    tokens["Attention-scale"] = lambda k, x: k.layers.Attention(use_scale=True)([x, k.layers.Dense(6)(x), x])
    tokens["AdditiveAttention"] = lambda k, x: k.layers.AdditiveAttention()([x, k.layers.Dense(6)(x)])
    tokens["Bidirectional-backwards"] = lambda k, x: k.layers.Bidirectional(
        k.layers.SimpleRNN(3, return_sequences=True, go_backwards=True, activation="relu"), merge_mode="mul")(x)
    tokens["Bidirectional-state"] = lambda k, x: k.layers.Concatenate()(
        k.layers.Bidirectional(k.layers.LSTM(3, return_state=True), merge_mode="ave")(x))
    tokens["Bidirectional-two"] = lambda k, x: k.layers.Bidirectional(
        k.layers.GRU(3, return_sequences=True),
        backward_layer=k.layers.LSTM(3, return_sequences=True, go_backwards=True))(x)
    tokens["RNN-LSTMCell"] = lambda k, x: k.layers.RNN(k.layers.LSTMCell(4), return_sequences=True)(x)
    tokens["RNN-GRUCell"] = lambda k, x: k.layers.RNN(k.layers.GRUCell(4, reset_after=False))(x)
    tokens["LSTM-state"] = lambda k, x: k.layers.Concatenate()(k.layers.LSTM(4, return_state=True)(x))
    for name, build in maps.items():
        yield name, "maps", build, both
    for name, build in tokens.items():
        yield name, "tokens", build, both
    for name in newer:
        yield f"Activation-{name}", "maps", layer("Activation", name), third
    newest = {
        "Resizing-pad": layer("Resizing", 10, 20, pad_to_aspect_ratio=True),
        "Resizing-pad-value": layer("Resizing", 20, 10, pad_to_aspect_ratio=True, fill_value=0.5),
        "RMSNormalization": layer("RMSNormalization"),
        "DepthwiseConv2D-dilated": layer("DepthwiseConv2D", 3, dilation_rate=2),
        "RandomShear": layer("RandomShear", 0.1, 0.1), "RandomPosterization": layer("RandomPosterization", 4),
        "RandomSharpness": layer("RandomSharpness", 0.1), "RandomErasing": layer("RandomErasing"),
        "RandomInvert": layer("RandomInvert"), "RandomGaussianBlur": layer("RandomGaussianBlur"),
        "AdaptiveAveragePooling2D": layer("AdaptiveAveragePooling2D", (3, 4)),
        "AdaptiveMaxPooling2D": layer("AdaptiveMaxPooling2D", (3, 4)),
    }
    for name, build in newest.items():
        yield name, "maps", build, third
    yield "GroupQueryAttention", "tokens", (
        lambda k, x: k.layers.GroupQueryAttention(4, 4, 2)(x, k.layers.Dense(6)(x))), third


def layers():
    """(name, build, which versions of Keras)."""
    for name, place, build, versions in branches():
        yield name, (on_maps if place == "maps" else on_tokens)(build), versions
    yield "channels-first", channels_first, ("keras",)
    yield "mixed-float16", mixed, ("keras", "tf_keras")


def channels_first(k):
    L = k.layers
    i = L.Input((3, 16, 14))
    x = L.Conv2D(6, 3, data_format="channels_first", padding="same", activation="relu")(i)
    x = L.BatchNormalization(axis=1)(x)
    x = L.MaxPooling2D(data_format="channels_first")(x)
    x = L.SeparableConv2D(8, 3, data_format="channels_first")(x)
    x = L.Concatenate(axis=1)([x, L.UpSampling2D(1, data_format="channels_first")(x)])
    x = L.Flatten(data_format="channels_first")(x)
    return k.Model(i, L.Dense(5)(x))


def mixed(k):
    L = k.layers
    i = L.Input((16, 14, 3))
    x = L.Conv2D(6, 3, dtype="mixed_float16", activation="relu")(i)
    x = L.BatchNormalization(dtype="mixed_float16")(x)
    x = L.GlobalAveragePooling2D(dtype="mixed_float16")(x)
    return k.Model(i, L.Dense(5, dtype="float32", activation="softmax")(x))


def operation_branches():
    """(name, operation of (keras, tensor), versions): keras.ops and TensorFlow's functions on maps N×14×12×6."""
    def three(function):
        return lambda k, x: function(k.ops, x)

    def two(function):
        def apply(k, x):
            import tensorflow
            return function(tensorflow, x)
        return apply

    constant = numpy.linspace(-1, 1, 6).astype("float32")
    third = {
        "mean": lambda o, x: o.mean(x, axis=[1, 2], keepdims=True), "mean-flat": lambda o, x: o.mean(x, (1, 2)),
        "max": lambda o, x: o.max(x, -1), "min": lambda o, x: o.min(x, 1, keepdims=True), "sum": lambda o, x: o.sum(x, 2),
        "prod": lambda o, x: o.prod(x[:, :2], 1), "var": lambda o, x: o.var(x, 3), "std": lambda o, x: o.std(x, (1, 2)),
        "logsumexp": lambda o, x: o.logsumexp(x, -1), "amax": lambda o, x: o.amax(x, 2),
        "reshape": lambda o, x: o.reshape(x, (-1, 42, 24)), "transpose": lambda o, x: o.transpose(x, (0, 3, 1, 2)),
        "getitem": lambda o, x: x[:, 1:9, ::2, ::-1], "getitem-ellipsis": lambda o, x: x[..., None, 2:],
        "getitem-index": lambda o, x: x[:, 3], "getitem-negative": lambda o, x: x[:, -1, :-2, ...],
        "expand": lambda o, x: o.expand_dims(x, 2), "squeeze": lambda o, x: o.squeeze(x[:, :1], 1),
        "concatenate": lambda o, x: o.concatenate([x, o.relu(-x)], axis=-1), "stack": lambda o, x: o.stack([x, -x], axis=1),
        "split": lambda o, x: o.split(x, [1, 4], axis=-1)[1], "split-even": lambda o, x: o.add(*o.split(x, 2, axis=1)),
        "arithmetic": lambda o, x: 1 / (x * 2 + 1.5) - constant, "constant-first": lambda o, x: constant - x,
        "power": lambda o, x: x ** 2, "sqrt": lambda o, x: o.sqrt(x + 1), "abs": lambda o, x: abs(-x + 0.1),
        "square": lambda o, x: o.square(x), "exp": lambda o, x: o.exp(-x), "log": lambda o, x: o.log(x + 1),
        "log1p": lambda o, x: o.log1p(x), "expm1": lambda o, x: o.expm1(x), "rsqrt": lambda o, x: o.rsqrt(x + 1),
        "reciprocal": lambda o, x: o.reciprocal(x + 1), "floor": lambda o, x: o.floor(x * 5), "sign": lambda o, x: o.sign(x - 0.1),
        "sin": lambda o, x: o.sin(x), "erf": lambda o, x: o.erf(x), "tanh": lambda o, x: o.tanh(x),
        "clip": lambda o, x: o.clip(x, 0.1, 0.4), "where": lambda o, x: o.where(x > 0.1, x, -x - 1),
        "where-number": lambda o, x: o.where(x > 0.1, x, 0.5), "maximum": lambda o, x: o.maximum(x, 0.1),
        "minimum": lambda o, x: o.minimum(x, o.flip(x, 1)), "pad": lambda o, x: o.pad(x, [[0, 0], [1, 2], [3, 0], [0, 1]]),
        "pad-reflect": lambda o, x: o.pad(x, [[0, 0], [1, 2], [3, 0], [0, 0]], mode="reflect"),
        "einsum": lambda o, x: o.einsum("bhwc,bhwd->bcd", x, o.relu(x - 0.1)),
        "matmul": lambda o, x: o.matmul(o.reshape(x, (-1, 168, 6)), o.transpose(o.reshape(x, (-1, 168, 6)), (0, 2, 1))),
        "matmul-constant": lambda o, x: o.matmul(x, numpy.arange(12, dtype="float32").reshape(6, 2) / 10),
        "softmax": lambda o, x: o.softmax(x, axis=-1), "log-softmax": lambda o, x: o.log_softmax(x, axis=1),
        "gelu": lambda o, x: o.gelu(x, approximate=False), "gelu-tanh": lambda o, x: o.gelu(x),
        "leaky-relu": lambda o, x: o.leaky_relu(x - 0.2, 0.1), "elu": lambda o, x: o.elu(x - 0.2, 0.5),
        "relu6": lambda o, x: o.relu6(x), "silu": lambda o, x: o.silu(x), "hard-swish": lambda o, x: o.hard_swish(x),
        "hard-sigmoid": lambda o, x: o.hard_sigmoid(x), "softplus": lambda o, x: o.softplus(x),
        "sigmoid": lambda o, x: o.sigmoid(x), "glu": lambda o, x: o.glu(x), "celu": lambda o, x: o.celu(x - 0.2, 0.5),
        "resize": lambda o, x: o.image.resize(x, (9, 20)),
        "resize-nearest": lambda o, x: o.image.resize(x, (9, 20), interpolation="nearest"),
        "resize-antialias": lambda o, x: o.image.resize(x, (5, 20), antialias=True),
        "resize-bicubic": lambda o, x: o.image.resize(x, (9, 20), interpolation="bicubic"),
        "tile": lambda o, x: o.tile(x, [1, 1, 1, 2]), "repeat": lambda o, x: o.repeat(x, 2, axis=1),
        "flip": lambda o, x: o.flip(x, axis=2), "cast": lambda o, x: o.cast(x, "float32"),
        "roll": lambda o, x: o.roll(x, 3, axis=1), "roll-two": lambda o, x: o.roll(x, (1, -2), axis=(1, 2)),
        "swapaxes": lambda o, x: o.swapaxes(x, 1, 3), "moveaxis": lambda o, x: o.moveaxis(x, -1, 1),
        "max-pool": lambda o, x: o.max_pool(x, 2), "average-pool": lambda o, x: o.average_pool(x, 3, 2, "same"),
        "normalize": lambda o, x: o.normalize(x, axis=-1), "norm": lambda o, x: o.norm(x, axis=-1),
        "take": lambda o, x: o.take(x, numpy.array([0, 2, 2]), axis=1),
        "conv": lambda o, x: o.conv(x, numpy.linspace(-1, 1, 108, dtype="float32").reshape(3, 3, 6, 2), padding="same"),
        "depthwise-conv": lambda o, x: o.depthwise_conv(x, numpy.linspace(-1, 1, 54, dtype="float32").reshape(3, 3, 6, 1)),
        "grayscale": lambda o, x: o.image.rgb_to_grayscale(x[..., :3]), "negative": lambda o, x: o.negative(x),
        "greater": lambda o, x: o.cast(x > 0.1, "float32") * x, "ones-like": lambda o, x: o.ones_like(x) - x,
        "tensordot": lambda o, x: o.tensordot(x, numpy.eye(6, 2, dtype="float32"), 1),
        "dot": lambda o, x: o.dot(x, numpy.eye(6, 2, dtype="float32")), "mean-layers": lambda o, x: o.mean(x, axis=-1, keepdims=True),
    }
    second = {
        "reduce-mean": lambda t, x: t.reduce_mean(x, axis=[1, 2]), "reduce-max": lambda t, x: t.reduce_max(x, 1, keepdims=True),
        "arithmetic": lambda t, x: 2. - (x / 127.5 - 1) * x, "getitem": lambda t, x: x[..., ::-1],
        "getitem-index": lambda t, x: x[:, 1:5, 0], "newaxis": lambda t, x: x[:, :, :, t.newaxis],
        "relu": lambda t, x: t.nn.relu(x - 0.1), "hard-swish": lambda t, x: x * t.nn.relu6(x + 3.) * (1 / 6.),
        "reshape": lambda t, x: t.reshape(x, [-1, 84, 12]), "reshape-shape": lambda t, x: t.reshape(x, (t.shape(x)[0], 1008)),
        "transpose": lambda t, x: t.transpose(x, [0, 3, 1, 2]), "concat": lambda t, x: t.concat([x, -x], -1),
        "stack": lambda t, x: t.stack([x, -x], axis=1), "softmax": lambda t, x: t.nn.softmax(x),
        "resize": lambda t, x: t.image.resize(x, (9, 20)),
        "resize-nearest": lambda t, x: t.image.resize(x, (9, 20), method="nearest"),
        "matmul": lambda t, x: t.matmul(x, x, transpose_b=True), "bias-add": lambda t, x: t.nn.bias_add(x, constant),
        "pad": lambda t, x: t.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]]), "split": lambda t, x: t.split(x, 3, axis=-1)[1],
        "expand": lambda t, x: t.expand_dims(x, -1), "squeeze": lambda t, x: t.squeeze(x[:, :1], 1),
        "clip": lambda t, x: t.clip_by_value(x, 0.1, 0.4), "where": lambda t, x: t.where(x > 0.1, x, 0.5),
        "cast": lambda t, x: t.cast(x, t.float32), "silu": lambda t, x: t.nn.silu(x), "sqrt": lambda t, x: t.math.sqrt(x + 1),
        "l2-normalize": lambda t, x: t.nn.l2_normalize(x, axis=-1), "tile": lambda t, x: t.tile(x, [1, 1, 1, 2]),
        "space-to-depth": lambda t, x: t.nn.space_to_depth(x, 2), "depth-to-space": lambda t, x: t.nn.depth_to_space(t.concat([x, -x], -1), 2),
        "gelu": lambda t, x: t.nn.gelu(x), "grayscale": lambda t, x: t.image.rgb_to_grayscale(x[..., :3]),
        "max-pool": lambda t, x: t.nn.max_pool2d(x, 2, 2, "SAME"), "add": lambda t, x: t.add(x, 1.), "constant": lambda t, x: t.math.multiply(x, t.constant(constant)),
        "maximum": lambda t, x: t.maximum(x, 0.1), "identity": lambda t, x: t.identity(x), "abs": lambda t, x: t.abs(x - 0.1),
        "square": lambda t, x: t.square(x), "pow": lambda t, x: t.pow(x, 2.), "exp": lambda t, x: t.exp(x), "sigmoid": lambda t, x: t.sigmoid(x),
        "tanh": lambda t, x: t.tanh(x), "leaky-relu": lambda t, x: t.nn.leaky_relu(x - 0.2), "reverse": lambda t, x: t.reverse(x, [1]),
        "reduce-std": lambda t, x: t.math.reduce_std(x, [1, 2]), "unstack": lambda t, x: t.unstack(x, axis=3)[2],
        "gather": lambda t, x: t.gather(x, [0, 2], axis=1), "broadcast-mul": lambda t, x: x * t.reduce_mean(x, [1, 2], keepdims=True),
        "avg-pool": lambda t, x: t.nn.avg_pool2d(x, 3, 2, "VALID"), "rsub": lambda t, x: 1.0 - x, "neg": lambda t, x: -x,
        "log-softmax": lambda t, x: t.nn.log_softmax(x), "softplus": lambda t, x: t.nn.softplus(x), "roll": lambda t, x: t.roll(x, 1, 1),
    }
    for name, function in third.items():
        yield f"ops-{name}", three(function), ("keras",)
    for name, function in second.items():
        yield f"tf-{name}", two(function), ("tf_keras",)


def operations():
    for name, apply, versions in operation_branches():
        yield name, on_maps(apply), versions


def applications():
    """(name, build, versions): every family of keras.applications at a small size."""
    names = {
        "Xception": 71, "VGG16": 32, "VGG19": 32, "ResNet50": 64, "ResNet101": 32, "ResNet152": 32, "ResNet50V2": 64,
        "ResNet101V2": 32, "ResNet152V2": 32, "InceptionV3": 75, "InceptionResNetV2": 75, "MobileNet": 64, "MobileNetV2": 64,
        "MobileNetV3Small": 64, "MobileNetV3Large": 64, "DenseNet121": 64, "DenseNet169": 32, "DenseNet201": 32,
        "NASNetMobile": 224, "EfficientNetB0": 64, "EfficientNetB1": 33, "EfficientNetB3": 64, "EfficientNetV2B0": 64,
        "EfficientNetV2B3": 64, "EfficientNetV2S": 64, "ConvNeXtTiny": 64, "ConvNeXtSmall": 32}
    older = {
        "ResNetRS50": 64, "RegNetX002": 64, "RegNetY002": 64, "RegNetY008": 64, "RegNetX016": 32}
    for name, size in (names | older).items():
        def build(k, name=name, size=size):
            settings = {"weights": None, "input_shape": (size, size, 3), "classes": 100}
            if "VGG" in name:
                settings |= {"classes": 10}
            return getattr(k.applications, name)(**settings)
        yield name, build, ("keras", "tf_keras") if name in names else ("tf_keras",)


def users():
    """Networks as people write them."""
    S, both = {}, ("keras", "tf_keras")

    def sequential(*layers, shape=(32, 32, 3)):
        return lambda k: k.Sequential([k.layers.Input(shape)] + [l(k.layers) for l in layers])

    conv = lambda n, **s: lambda L: L.Conv2D(n, 3, **({"activation": "relu", "padding": "same"} | s))
    pool = lambda L: L.MaxPooling2D()
    dense = lambda n, a="relu": lambda L: L.Dense(n, activation=a)
    flat = lambda L: L.Flatten()
    drop = lambda L: L.Dropout(0.3)
    mean = lambda L: L.GlobalAveragePooling2D()
    S["mnist"] = sequential(conv(8), pool, conv(16), pool, flat, drop, dense(10, "softmax"), shape=(28, 28, 1))
    S["mnist-dense"] = sequential(flat, dense(32), dense(10, "softmax"), shape=(28, 28))
    S["mnist-expand"] = sequential(lambda L: L.Reshape((28, 28, 1)), conv(8), flat, dense(10, "softmax"), shape=(28, 28))
    S["mnist-grey-dense"] = sequential(flat, dense(32), dense(10, "softmax"), shape=(28, 28, 1))
    S["cifar"] = sequential(conv(8), lambda L: L.BatchNormalization(), conv(8), pool, drop, conv(16), pool, flat, dense(32), dense(10, "softmax"))
    S["cifar-logits"] = sequential(conv(8), pool, conv(16), flat, dense(10, None))
    S["cats-dogs"] = sequential(lambda L: L.Rescaling(1 / 255), conv(8), pool, conv(16), pool, flat, drop, dense(1, "sigmoid"))
    S["one-score"] = sequential(conv(8), mean, dense(1, None))
    S["separate-softmax"] = sequential(conv(8), mean, dense(4, None), lambda L: L.Activation("softmax"))
    S["softmax-layer"] = sequential(conv(8), mean, dense(4, None), lambda L: L.Softmax())
    S["flowers-tutorial"] = lambda k: k.Sequential([
        k.Sequential([k.layers.Input((36, 36, 3)), k.layers.RandomFlip("horizontal"), k.layers.RandomRotation(0.1), k.layers.RandomZoom(0.1)]),
        k.layers.Rescaling(1. / 255), k.layers.Conv2D(8, 3, padding="same", activation="relu"), k.layers.MaxPooling2D(),
        k.layers.Dropout(0.2), k.layers.Flatten(), k.layers.Dense(16, activation="relu"), k.layers.Dense(5, name="outputs")])
    S["fully-convolutional"] = sequential(conv(8), conv(8, strides=2), conv(5, activation=None), mean, lambda L: L.Softmax())
    S["any-size"] = sequential(conv(8), pool, conv(8), mean, dense(4, "softmax"), shape=(None, None, 3))

    def transfer(name, pooled=None, nested=True, preprocess=None, size=64, module=None):
        def build(k):
            L = k.layers
            i = L.Input((size, size, 3))
            x = i
            if preprocess == "module":
                x = getattr(k.applications, module).preprocess_input(x)
            elif preprocess == "augment":
                x = k.Sequential([L.RandomFlip("horizontal"), L.RandomRotation(0.2)], name="augment")(x)
                x = L.Rescaling(1 / 127.5, offset=-1)(x)
            if nested:
                base = getattr(k.applications, name)(include_top=False, weights=None, input_shape=(size, size, 3), pooling=pooled)
                base.trainable = False
                x = base(x, training=False)
            else:
                base = getattr(k.applications, name)(include_top=False, weights=None, input_tensor=x, pooling=pooled)
                i, x = base.input, base.output
            if pooled is None:
                x = L.GlobalAveragePooling2D()(x)
            x = L.Dropout(0.2)(x)
            return k.Model(i, L.Dense(3, activation="softmax")(x))
        return build

    S["transfer-mobilenetv2"] = transfer("MobileNetV2", preprocess="augment")
    S["transfer-mobilenetv2-module"] = transfer("MobileNetV2", preprocess="module", module="mobilenet_v2")
    S["transfer-vgg16-module"] = transfer("VGG16", preprocess="module", module="vgg16", size=32)
    S["transfer-densenet-module"] = transfer("DenseNet121", pooled="avg", preprocess="module", module="densenet", size=32)
    S["transfer-efficientnet"] = transfer("EfficientNetB0", pooled="max")
    S["transfer-resnet-flat"] = transfer("ResNet50V2", nested=False, preprocess="module", module="resnet_v2")
    S["transfer-mobilenetv3"] = transfer("MobileNetV3Small", pooled="avg")
    S["transfer-convnext"] = transfer("ConvNeXtTiny", size=32)

    def sequential_transfer(k):
        L = k.layers
        base = k.applications.MobileNetV2(include_top=False, weights=None, input_shape=(64, 64, 3))
        return k.Sequential([base, L.GlobalAveragePooling2D(), L.Dense(16, activation="relu"), L.Dense(1, activation="sigmoid")])
    S["transfer-sequential"] = sequential_transfer

    def feature_pyramid(k):
        L = k.layers
        base = k.applications.MobileNetV2(include_top=False, weights=None, input_shape=(64, 64, 3))
        features = k.Model(base.input, [base.get_layer(n).output for n in ("block_3_expand_relu", "out_relu")])
        i = L.Input((64, 64, 3))
        low, high = features(i)
        x = L.Concatenate()([L.GlobalAveragePooling2D()(low), L.GlobalAveragePooling2D()(high)])
        return k.Model(i, L.Dense(4, activation="softmax")(x))
    S["two-outputs-of-nested"] = feature_pyramid

    def unet(k):
        L = k.layers
        i = L.Input((32, 32, 3))
        a = L.Conv2D(4, 3, padding="same", activation="relu")(i)
        b = L.Conv2D(8, 3, padding="same", activation="relu")(L.MaxPooling2D()(a))
        c = L.Conv2D(8, 3, padding="same", activation="relu")(L.MaxPooling2D()(b))
        x = L.Concatenate()([L.Conv2DTranspose(8, 2, strides=2, padding="same")(c), b])
        x = L.Concatenate()([L.UpSampling2D(interpolation="bilinear")(L.Conv2D(4, 3, padding="same")(x)), a])
        return k.Model(i, L.Conv2D(2, 1, activation="softmax")(x))
    S["unet"] = unet

    def autoencoder(k):
        L = k.layers
        encoder = k.Sequential([L.Input((32, 32, 3)), L.Conv2D(8, 3, strides=2, padding="same", activation="relu"), L.Flatten(), L.Dense(16)], name="encoder")
        decoder = k.Sequential([L.Input((16,)), L.Dense(8 * 8 * 4, activation="relu"), L.Reshape((8, 8, 4)), L.Conv2DTranspose(8, 3, strides=2, padding="same", activation="relu"), L.Conv2DTranspose(3, 3, strides=2, padding="same", activation="sigmoid")], name="decoder")
        i = L.Input((32, 32, 3))
        return k.Model(i, decoder(encoder(i)))
    S["autoencoder"] = autoencoder

    def residual(k):
        L = k.layers
        i = L.Input((32, 32, 3))
        x = L.Conv2D(8, 3, padding="same")(i)
        for filters in (8, 16):
            y = L.Conv2D(filters, 3, padding="same")(L.ReLU()(L.BatchNormalization()(x)))
            x = L.add([y, L.Conv2D(filters, 1)(x)])
        return k.Model(i, L.Dense(10, activation="softmax")(L.GlobalAveragePooling2D()(x)))
    S["residual"] = residual

    def squeeze_excite(k):
        L = k.layers
        i = L.Input((32, 32, 3))
        x = L.Conv2D(8, 3, activation="swish")(i)
        s = L.Dense(8, activation="sigmoid")(L.Dense(2, activation="relu")(L.Reshape((1, 1, 8))(L.GlobalAveragePooling2D()(x))))
        return k.Model(i, L.Dense(10, activation="softmax")(L.GlobalAveragePooling2D()(x * s)))
    S["squeeze-excite"] = squeeze_excite

    def shared(k):
        L = k.layers
        i = L.Input((32, 32, 3))
        layer = L.Conv2D(3, 3, padding="same", activation="relu", name="shared")
        base = k.Sequential([L.Input((32, 32, 3)), layer, L.Conv2D(3, 1)], name="twice")
        x = base(base(layer(i)))
        return k.Model(i, L.Dense(4)(L.GlobalAveragePooling2D()(x)))
    S["shared-layers"] = shared

    def siamese(k):
        L = k.layers
        base = k.Sequential([L.Input((32, 32, 3)), L.Conv2D(4, 3, activation="relu"), L.GlobalAveragePooling2D()], name="tower")
        i = L.Input((32, 32, 3))
        a, b = base(i), base(L.ZeroPadding2D(1)(L.Cropping2D(1)(i)))
        return k.Model(i, L.Dense(1, activation="sigmoid")(L.Multiply()([L.Subtract()([a, b]), L.Subtract()([a, b])])))
    S["siamese"] = siamese

    def deep(k):
        L = k.layers
        one = k.Sequential([L.Input((32, 32, 3)), L.Conv2D(4, 3, activation="relu"), L.BatchNormalization()], name="one")
        i = L.Input((32, 32, 3))
        two = k.Model(i, L.MaxPooling2D()(one(i)), name="two")
        j = L.Input((32, 32, 3))
        three = k.Model(j, [L.Conv2D(4, 1)(two(j)), two(j)], name="three")
        m = L.Input((32, 32, 3))
        p, q = three(m)
        return k.Model(m, L.Dense(3, activation="softmax")(L.GlobalAveragePooling2D()(L.Add()([p, q]))))
    S["nested-three-deep"] = deep

    def two_outputs(k):
        L = k.layers
        i = L.Input((32, 32, 3))
        x = L.GlobalAveragePooling2D()(L.Conv2D(8, 3, activation="relu")(i))
        return k.Model(i, [L.Dense(4, activation="softmax", name="kind")(x), L.Dense(1, name="age")(x)])
    S["two-outputs"] = two_outputs

    def dictionary(k):
        L = k.layers
        i = L.Input((32, 32, 3), name="photo")
        x = L.GlobalAveragePooling2D()(L.Conv2D(8, 3, activation="relu")(i))
        return k.Model({"photo": i}, {"kind": L.Dense(4, activation="softmax", name="kind")(x)})
    S["dictionary"] = dictionary

    def vit(k):
        L = k.layers
        i = L.Input((32, 32, 3))
        x = L.Reshape((16, 12))(L.Conv2D(12, 8, strides=8)(i))
        for _ in range(2):
            y = L.LayerNormalization(epsilon=1e-6)(x)
            x = L.Add()([L.MultiHeadAttention(num_heads=3, key_dim=4)(y, y), x])
            y = L.Dense(12)(L.Dense(24, activation="gelu")(L.LayerNormalization(epsilon=1e-6)(x)))
            x = L.Add()([y, x])
        return k.Model(i, L.Dense(5, activation="softmax")(L.GlobalAveragePooling1D()(L.LayerNormalization()(x))))
    S["vision-transformer"] = vit

    def captcha(k):
        L = k.layers
        i = L.Input((48, 16, 1))
        x = L.MaxPooling2D()(L.Conv2D(8, 3, activation="relu", padding="same")(i))
        x = L.Dense(12, activation="relu")(L.Reshape((24, 64))(x))
        x = L.Bidirectional(L.LSTM(8, return_sequences=True, dropout=0.25))(x)
        return k.Model(i, L.Dense(6, activation="softmax")(x))
    S["captcha"] = captcha

    def inception_block(k):
        L = k.layers
        i = L.Input((32, 32, 3))
        a, b = L.Conv2D(4, 1, activation="relu")(i), L.Conv2D(4, 5, padding="same", activation="relu")(i)
        c = L.Conv2D(4, 1)(L.MaxPooling2D(3, strides=1, padding="same")(i))
        x = L.concatenate([a, b, c], axis=-1)
        x = L.AveragePooling2D(4)(x)
        return k.Model(i, L.Dense(3, activation="softmax")(L.Flatten()(x)))
    S["inception-block"] = inception_block
    S["multi-label"] = sequential(conv(8), mean, dense(6, "sigmoid"))
    S["leaky"] = sequential(lambda L: L.Conv2D(8, 3), lambda L: L.LeakyReLU(), lambda L: L.Conv2D(8, 3), lambda L: L.PReLU(), flat, dense(4, "softmax"))
    S["depthwise"] = sequential(lambda L: L.SeparableConv2D(8, 3, activation="relu"), lambda L: L.DepthwiseConv2D(3), mean, dense(4, "softmax"))
    S["grey-to-colour"] = lambda k: (lambda L, i: k.Model(i, L.Dense(4, activation="softmax")(L.GlobalAveragePooling2D()(
        L.Conv2D(8, 3, activation="relu")(L.Concatenate()([i, i, i]))))))(k.layers, k.layers.Input((32, 32, 1)))
    S["softmax-reshape"] = sequential(lambda L: L.GlobalAveragePooling2D(keepdims=True), lambda L: L.Conv2D(3, 1), lambda L: L.Softmax(), lambda L: L.Reshape((3,)))
    S["normalization-adapted"] = adapted
    S["wide"] = sequential(conv(8), pool, mean, dense(4, "softmax"), shape=(24, 40, 3))
    for name, build in S.items():
        yield name, build, both


def adapted(k):
    L = k.layers
    layer = L.Normalization()
    layer.adapt(numpy.random.default_rng(0).uniform(0, 255, (8, 32, 32, 3)).astype("float32"))
    i = L.Input((32, 32, 3))
    return k.Model(i, L.Dense(4)(L.GlobalAveragePooling2D()(L.Conv2D(8, 3, activation="relu")(layer(i)))))


def networks():
    for family, source in (
        ("layer", layers), ("operation", operations), ("application", applications), ("user", users)):
        for name, build, versions in source():
            for version in versions:
                yield family, name, version, build


def draw(model, seed=SEED):
    """Every weight away from the values with which nothing shows."""
    rng = numpy.random.default_rng(seed)
    drawn = []
    for variable in model.weights:
        shape, name = tuple(variable.shape), getattr(variable, "path", variable.name)
        if not str(variable.dtype).replace("<dtype: '", "").startswith("float"):
            drawn.append(variable.numpy())
            continue
        old = numpy.array(variable)
        if "normalization" in name and name.split("/")[-1].startswith(("mean", "variance")):
            drawn.append(old)
        elif "variance" in name or "gamma" in name:
            # Not above 1 on average, so that sums of many blocks do not grow until rounding decides.
            drawn.append(rng.uniform(0.5, 1.3 if "variance" in name else 1.1, shape).astype(old.dtype))
        elif len(shape) <= 1 or "moving" in name or "bias" in name or "beta" in name:
            drawn.append((old + rng.uniform(-0.1, 0.1, shape)).astype(old.dtype))
        else:
            drawn.append(old)
    model.set_weights(drawn)


def answer(k, model, picture):
    """The first output, flat: scores before the softmax of a last dense layer, which would hide how far they are off."""
    last = model.layers[-1]
    if isinstance(last, k.layers.Dense) and last.activation is k.activations.softmax and len(model.outputs) == 1:
        features = numpy.asarray(k.Model(model.inputs, last.input)(picture, training=False), dtype=numpy.float64)
        kernel, *bias = last.get_weights()
        return features @ kernel + sum(bias)
    found = model(picture, training=False)
    if isinstance(found, dict):
        found = found[sorted(found)[0]]
    if isinstance(found, (list, tuple)):
        found = found[0]
    return numpy.asarray(found, dtype=numpy.float64)


def picture_of(model, rng):
    shape = model.input_shape
    if isinstance(shape, dict):
        shape = list(shape.values())[0]
    if isinstance(shape, list):
        shape = shape[0]
    shape = [1] + [extent or 224 for extent in shape[1:]]
    return rng.uniform(0, 1, shape).astype("float32")


def files():
    """(family, name, build) for every network, version of Keras and form of its file."""
    for family, name, version, build in networks():
        number = "3" if version == "keras" else "2"
        for form in FORMS[version]:
            yield f"{family}, Keras {number}", f"{name}{form}", writer(version, build, name, form)


def writer(version, build, name, form):
    def write(folder):
        k = importlib.import_module(version)
        k.backend.clear_session()
        k.utils.set_random_seed(SEED)
        model = build(k)
        draw(model)
        picture = picture_of(model, numpy.random.default_rng(5))
        expected = answer(k, model, picture)
        path = Path(folder) / f"{name}{form}"
        model.save(path)
        if name != "channels-first":
            picture = picture.transpose(0, 3, 1, 2) if picture.ndim == 4 else picture[:, None]
        return path, picture, expected
    return write
