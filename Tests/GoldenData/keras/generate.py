"""Small networks that Keras wrote as .h5 and as .keras, and what it computes with them (reference/keras_record.py).

functional   non-square input; every layer and option of the importer
activations  every activation that Keras knows by a name
sequential   one channel (48×48), Flatten between convolutions and dense layers, softmax
binary       a single sigmoid
nested       a Functional and a frozen Sequential as layers, a shared layer, arithmetic on tensors
lambda       a Lambda layer, which is never run; only its files

Arrays are small enough to be stored. Seeds are such that no activation lies near a kink.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from reference.keras_record import golden, keras, randomise, torch  # noqa: E402
from reference.summary import write_json  # noqa: E402

from keras import layers  # noqa: E402

FOLDER = Path(__file__).resolve().parent

ACTIVATIONS = [
    "linear", "relu", "relu6", "leaky_relu", "elu", "selu", "celu", "gelu", "sigmoid", "tanh", "softplus", "softsign",
    "mish", "exponential", "silu", "swish", "hard_sigmoid", "hard_silu", "hard_swish", "hard_tanh", "sparse_sigmoid",
    "log_sigmoid", "soft_shrink", "hard_shrink", "tanh_shrink", "squareplus", "sparse_plus", "softmax", "log_softmax",
]


def functional():
    x = i = layers.Input((24, 20, 3), name="picture")
    x = layers.Rescaling(2.0, offset=[0.1, 0.2, -0.3], name="rescaling")(x)
    x = layers.Normalization(mean=[0.1, 0.0, -0.1], variance=[1.5, 1.0, 0.7], name="normalization")(x)
    x = layers.RandomFlip(name="flip")(x)
    x = layers.GaussianNoise(0.1, name="noise")(x)
    x = layers.ZeroPadding2D(((1, 2), (0, 3)), name="padding")(x)
    x = layers.Conv2D(12, (3, 5), strides=(2, 1), padding="same", activation="relu", name="block1_conv")(x)
    x = layers.BatchNormalization(epsilon=2e-3, name="block1_bn")(x)
    a = layers.DepthwiseConv2D(3, depth_multiplier=2, padding="same", activation="elu", name="block2_depthwise")(x)
    b = layers.SeparableConv2D(
        24, 3, padding="same", depth_multiplier=2, activation="tanh", name="block2_separable")(x)
    x = layers.Add(name="block2_add")([a, b, a])
    a = layers.Conv2D(24, 3, dilation_rate=2, padding="same", groups=3, activation="leaky_relu", name="block3_conv")(x)
    b = layers.Conv2D(24, 1, use_bias=False, name="block3_1x1")(x)
    b = layers.BatchNormalization(center=False, name="block3_bn")(b)
    b = layers.LeakyReLU(negative_slope=0.1, name="block3_leaky")(b)
    m = layers.Multiply(name="multiply")([a, b])
    s = layers.Subtract(name="subtract")([x, m])
    h = layers.Maximum(name="maximum")([s, b])
    n = layers.Minimum(name="minimum")([s, a])
    v = layers.Average(name="average")([h, n, x])
    x = layers.Concatenate(name="concatenate")([v, h])
    a = layers.MaxPooling2D((2, 3), strides=(2, 1), padding="same", name="max_pool")(x)
    b = layers.AveragePooling2D((2, 3), strides=(2, 1), padding="same", name="average_pool")(x)
    x = layers.Concatenate(axis=-1, name="concatenate_pools")([a, b])
    x = layers.SpatialDropout2D(0.2, name="spatial_dropout")(x)
    x = layers.Conv2D(16, 3, use_bias=False, name="block4_conv")(x)
    x = layers.BatchNormalization(scale=False, name="block4_bn")(x)
    x = layers.ReLU(max_value=1.5, negative_slope=0.1, threshold=0.2, name="block4_relu")(x)
    x = layers.PReLU(shared_axes=[1, 2], name="block4_prelu")(x)
    x = layers.Cropping2D(((1, 0), (2, 1)), name="cropping")(x)
    x = layers.LayerNormalization(name="layer_norm")(x)
    x = layers.UpSampling2D((2, 1), name="upsampling")(x)
    x = layers.AveragePooling2D(2, name="pool")(x)
    g = layers.GlobalAveragePooling2D(keepdims=True, name="squeeze")(x)
    g = layers.Conv2D(16, 1, activation="sigmoid", name="excite")(g)
    x = layers.Multiply(name="scale")([x, g])
    x = layers.ELU(alpha=0.7, name="elu")(x)
    x = layers.Permute((2, 1, 3), name="permute")(x)
    x = layers.Softmax(name="softmax")(x)
    rows, columns, channels = x.shape[1:]
    x = layers.Reshape((rows * columns, channels), name="rows")(x)
    x = layers.Reshape((rows, -1, channels), name="again")(x)
    x = layers.ReLU(6.0, name="relu6")(x)
    x = layers.PReLU(name="prelu")(x)
    x = layers.Conv2D(6, 2, activation="softmax", name="conv_softmax")(x)
    x = layers.Dense(5, activation="tanh", name="dense_on_maps")(x)
    f = layers.Flatten(name="flatten")(x)
    f = layers.Dense(10, activation="selu", name="dense")(f)
    p = layers.GlobalMaxPooling2D(name="global_max")(x)
    p = layers.Dense(6, use_bias=False, activation="hard_sigmoid", name="dense_without_bias")(p)
    p = layers.BatchNormalization(name="bn_features")(p)
    x = layers.Concatenate(name="features")([f, p])
    x = layers.Dropout(0.5, name="dropout")(x)
    x = layers.Reshape((4, 2, 2), name="square")(x)
    x = layers.Flatten(name="flat_again")(x)
    return keras.Model(i, layers.Dense(7, activation="softmax", name="predictions")(x), name="functional")


def activations():
    i = layers.Input((6, 5, 3), name="picture")
    x = layers.Conv2D(4, 3, name="conv")(i)
    parts = [layers.Activation(name, name=f"act_{name}")(x) for name in ACTIVATIONS]
    parts.append(layers.Activation(layers.LeakyReLU(negative_slope=0.15), name="act_layer")(x))
    parts.append(layers.ReLU(negative_slope=0.2, name="relu_slope")(x))
    parts.append(layers.ReLU(threshold=0.3, max_value=2.0, name="relu_threshold")(x))
    parts.append(layers.ReLU(max_value=0.8, name="relu_max")(x))
    x = layers.Concatenate(name="all")(parts)
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    return keras.Model(i, layers.Dense(4, name="predictions")(x), name="activations")


def sequential():
    return keras.Sequential([
        layers.Input((48, 48, 1)),
        layers.Conv2D(8, 3),
        layers.BatchNormalization(),
        layers.Activation("relu"),
        layers.MaxPooling2D(),
        layers.Conv2D(12, 3, padding="same", activation="relu"),
        layers.MaxPooling2D(3, 2),
        layers.Dropout(0.25),
        layers.Flatten(),
        layers.Dense(16, activation="relu"),
        layers.Dense(7, activation="softmax"),
    ], name="emotions")


def binary():
    return keras.Sequential([
        layers.Input((20, 16, 3)),
        layers.Rescaling(1 / 2),
        layers.Conv2D(8, 3, strides=2),
        layers.Activation("relu"),
        layers.GlobalAveragePooling2D(),
        layers.Dense(1, activation="sigmoid"),
    ], name="binary")


def nested():
    inner = keras.Sequential([
        layers.Input((16, 16, 3)), layers.Conv2D(6, 3, name="conv"), layers.BatchNormalization(name="bn"),
        layers.Activation("relu", name="relu")], name="frozen")
    inner.trainable = False
    x = i = layers.Input((14, 14, 6), name="maps")
    x = layers.Conv2D(6, 3, padding="same", activation="relu", name="conv")(x)
    x = layers.BatchNormalization(name="bn")(x)
    deep = keras.Sequential([layers.Input((14, 14, 6)), layers.Conv2D(6, 1, name="conv")], name="deep")
    middle = keras.Model(i, layers.Add(name="add")([deep(x), i]), name="middle")
    shared = layers.Conv2D(6, 3, padding="same", activation="tanh", name="shared")
    x = i = layers.Input((16, 16, 3), name="picture")
    x = middle(inner(x))
    x = shared(shared(x))
    x = x * 0.5 + 1.0
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    return keras.Model(i, layers.Dense(3, activation="softmax", name="predictions")(x), name="nested")


def with_lambda():
    x = i = layers.Input((8, 8, 3), name="picture")
    x = layers.Conv2D(4, 3, activation="relu", name="conv")(x)
    x = layers.Lambda(lambda t: t * 2, name="doubled", output_shape=(6, 6, 4))(x)
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    return keras.Model(i, layers.Dense(3, activation="softmax", name="predictions")(x), name="with_lambda")


def save(model, name):
    for ending in ("h5", "keras"):
        path = FOLDER / f"{name}.{ending}"
        model.save(path)
        print(f"{path.stat().st_size:>9}  {path.name}")


def main():
    print(f"Keras {keras.__version__}, PyTorch {torch.__version__}")
    for seed, build in enumerate([functional, activations, sequential, binary, nested]):
        keras.utils.clear_session()
        model = build()
        randomise(model, seed)
        save(model, build.__name__)
        write_json(FOLDER / f"{build.__name__}.json", golden(model, range(40)))
    keras.utils.clear_session()
    model = with_lambda()
    randomise(model, 9)
    save(model, "lambda")


if __name__ == "__main__":
    main()
