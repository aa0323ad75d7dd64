"""The cases of transposed convolutions, of functions along an axis and of activations with a code of their own."""

from cases import Case, elementwise
from torch.nn import functional as F


def transposed(name, shape, channels, kernel, *, stride=None, dilation=None, groups=1, padding=None, extra=None, bias=True):
    """A transposed convolution by a kernel of C×`channels`/groups×…; `extra` is the output padding."""
    axes = len(kernel)
    ones, zeros = [1] * axes, [0] * axes
    function = [F.conv_transpose1d, F.conv_transpose2d, F.conv_transpose3d][axes - 1]
    settings = (stride or ones, padding or zeros, extra or zeros, groups, dilation or ones)
    attributes = {
        "kernelSize": list(kernel), "stride": settings[0], "padding": settings[1] * 2, "outputPadding": settings[2],
        "groups": groups, "dilation": settings[4]}
    parameters = {"weight": (shape[1], channels // groups, *kernel), **({"bias": (channels,)} if bias else {})}
    return Case(
        f"transposedConvolution-{name}", "transposedConvolution", [shape],
        lambda x, weight, bias=None: function(x, weight, bias, *settings), attributes, parameters)


def log_softmax(axis, shape):
    return Case(
        f"logSoftmax-axis-{axis}", "logSoftmax", [shape], lambda x: F.log_softmax(x, axis), {"axis": axis}, scale=4)


def local_response_normalization(size, alpha, beta, bias, shape):
    return Case(
        f"localResponseNormalization-{size}", "localResponseNormalization", [shape],
        lambda x: F.local_response_norm(x, size, alpha, beta, bias),
        {"size": size, "alpha": alpha, "beta": beta, "bias": bias}, scale=2)


def parametric_relu(name, shape, slopes):
    return Case(
        f"parametricRelu-{name}", "parametricRelu", [shape], lambda x, weight: x.clamp(min=0) + weight * x.clamp(max=0),
        {}, {"weight": slopes})


SMALL = (2, 3, 4, 5)

LAYERS = [
    transposed("stride", (2, 8, 5, 6), 16, (4, 4), stride=[2, 2], padding=[1, 1]),
    transposed("odd", (1, 3, 7, 5), 5, (3, 2), stride=[2, 3], padding=[1, 0], extra=[1, 2]),
    transposed("without-bias", (2, 20, 4, 3), 12, (2, 2), stride=[2, 2], bias=False),
    transposed("dilation", (1, 4, 5, 6), 6, (3, 3), stride=[2, 1], dilation=[2, 3], padding=[2, 1]),
    transposed("groups", (2, 12, 4, 5), 6, (3, 3), stride=[2, 2], groups=3, padding=[1, 1], extra=[1, 0]),
    transposed("wide-groups", (1, 32, 4, 5), 32, (3, 3), stride=[2, 2], groups=2, padding=[1, 1]),
    transposed("depthwise", (1, 17, 6, 5), 17, (4, 4), stride=[2, 2], groups=17, padding=[1, 1], bias=False),
    transposed("stride-1", (2, 16, 9, 8), 16, (3, 3), padding=[1, 1]),
    transposed("padding-beyond-the-kernel", (1, 8, 7, 8), 8, (2, 1), padding=[3, 2]),
    transposed("extra-beyond-the-stride", (2, 5, 3, 4), 4, (2, 2), stride=[2, 1], dilation=[4, 3], extra=[3, 2]),
    transposed("nothing-reached", (1, 2, 1, 1), 3, (1, 1), dilation=[3, 3], padding=[1, 0], extra=[2, 2]),
    transposed("1-axis", (2, 6, 9), 8, (5,), stride=[3], padding=[1], extra=[2]),
    transposed("3-axes", (1, 6, 3, 4, 2), 4, (3, 2, 4), stride=[2, 1, 2], padding=[1, 0, 1], extra=[1, 0, 0]),
    log_softmax(1, (2, 5, 3, 4)),
    log_softmax(3, (2, 3, 4, 37)),
    local_response_normalization(5, 0.3, 0.75, 2.0, (2, 9, 3, 4)),
    local_response_normalization(3, 0.5, 0.6, 1.0, (1, 3, 2, 35)),
    parametric_relu("channels", (2, 16, 3, 4), (16, 1, 1)),
    parametric_relu("one", SMALL, (1,)),
    elementwise("logSigmoid", F.logsigmoid, shape=SMALL, scale=4),
    elementwise("softShrink", lambda x: F.softshrink(x, 0.3), {"threshold": 0.3}, shape=SMALL),
    elementwise("hardShrink", lambda x: F.hardshrink(x, 0.3), {"threshold": 0.3}, shape=SMALL),
    elementwise("tanhShrink", F.tanhshrink, shape=SMALL, scale=3),
    elementwise("squareplus", lambda x: (x + (x * x + 4).sqrt()) / 2, {"value": 4}, shape=SMALL, scale=3),
    elementwise("sparsePlus", lambda x: ((x + 1).clamp(0, 2) ** 2) / 4 + (x - 1).clamp(min=0), shape=SMALL, scale=2),
]
