"""The cases of operations over any number of axes, which networks out of files bring along."""

import torch
from torch.nn import functional as F

from cases import Case, elementwise

BINARY = {
    "add": torch.add, "subtract": torch.sub, "multiply": torch.mul, "divide": torch.div, "power": torch.pow,
    "maximum": torch.maximum, "minimum": torch.minimum,
}


def convolution(name, shape, channels, kernel, *, stride, before, groups=1):
    """A convolution over one or three axes with the same padding at both ends."""
    function = {1: F.conv1d, 3: F.conv3d}[len(kernel)]
    attributes = {
        "kernelSize": list(kernel), "stride": list(stride), "dilation": [1] * len(kernel), "groups": groups,
        "padding": list(before) * 2}
    return Case(
        f"convolution-{name}", "convolution", [shape],
        lambda x, weight, bias: function(x, weight, bias, stride, before, 1, groups), attributes,
        {"weight": (channels, shape[1] // groups, *kernel), "bias": (channels,)})


def pooling(operator, name, shape, kernel, stride, *, padding, dilation=None, ceil=False, include=None):
    axes = len(kernel)
    attributes = {
        "kernelSize": list(kernel), "stride": list(stride), "padding": list(padding) * 2, "ceilMode": ceil,
        "dilation": list(dilation or [1] * axes)}
    if operator == "maxPooling":
        function = [F.max_pool1d, F.max_pool2d, F.max_pool3d][axes - 1]
        compute = lambda x: function(x, kernel, stride, padding, dilation or 1, ceil)  # noqa: E731
    else:
        attributes["countIncludePadding"] = include
        function = [F.avg_pool1d, F.avg_pool2d, F.avg_pool3d][axes - 1]
        compute = lambda x: function(x, kernel, stride, padding, ceil, include)  # noqa: E731
    return Case(f"{operator}-{name}", operator, [shape], compute, attributes)


def binary(operator, name, first, second, *, offset=0.0, scale=1.0):
    return Case(
        f"{operator}-{name}", operator, [first, second], BINARY[operator], offset=offset, scale=scale)


def with_constant(operator, name, shape, constant, first=False, *, offset=0.0, scale=1.0):
    """`first` puts the constant at the left."""
    function = BINARY[operator]
    compute = (lambda x, weight: function(weight, x)) if first else (lambda x, weight: function(x, weight))
    return Case(
        f"{operator}-constant-{name}", operator, [shape], compute, {"constantIsFirst": first}, {"weight": constant},
        offset=offset, scale=scale)


def function(name, compute, *, offset=0.0, scale=1.0):
    return Case(
        f"function-{name}", "function", [(2, 3, 5)], compute, {"function": name}, offset=offset, scale=scale)


def reduction(name, compute, axes, keeps, *, shape=(2, 3, 4, 5), offset=0.0, scale=1.0, suffix=""):
    return Case(
        f"reduction-{name}{suffix}", "reduction", [shape], compute,
        {"function": name, "axes": axes, "keepsAxes": keeps}, offset=offset, scale=scale)


def selection(name, shape, positions, compute, value=0.0):
    return Case(f"selection-{name}", "selection", [shape], compute, {"positions": positions, "value": value})


def transpose(name, shape, order):
    return Case(f"transpose-{name}", "transpose", [shape], lambda x: x.permute(order), {"order": list(order)})


def standardization(name, shape, axes):
    def compute(x):
        mean = x.mean(axes, keepdim=True)
        return (x - mean) / (x.var(axes, unbiased=False, keepdim=True) + 1e-3).sqrt()

    return Case(f"standardization-{name}", "standardization", [shape], compute, {"axes": axes, "epsilon": 1e-3})


SMALL = (2, 3, 4, 5)

GENERAL = [
    convolution("1-axis", (2, 5, 17), 8, (3,), stride=(2,), before=(1,)),
    convolution("1-axis-groups", (1, 6, 9), 4, (5,), stride=(1,), before=(2,), groups=2),
    convolution("3-axes", (1, 3, 5, 6, 4), 4, (3, 2, 3), stride=(1, 2, 1), before=(1, 0, 1)),
    pooling("maxPooling", "1-axis", (2, 3, 11), (3,), (2,), padding=(1,)),
    pooling("maxPooling", "3-axes", (1, 3, 6, 5, 4), (2, 3, 2), (2, 2, 1), padding=(0, 1, 1)),
    pooling("maxPooling", "dilation", (1, 8, 9, 9), (3, 3), (1, 2), padding=(1, 1), dilation=(2, 2)),
    pooling("averagePooling", "1-axis-ceil", (2, 3, 12), (3,), (2,), padding=(1,), ceil=True, include=True),
    pooling("averagePooling", "3-axes-ceil", (1, 2, 6, 5, 4), (3, 2, 2), (2, 2, 2), padding=(1, 0, 1), ceil=True, include=True),
    elementwise("clip", lambda x: x.clamp(-0.5, 1.5), {"minimum": -0.5, "maximum": 1.5}, shape=SMALL),
    elementwise("hardSigmoid", lambda x: (0.2 * x + 0.5).clamp(0, 1), {"slope": 0.2, "offset": 0.5}, shape=SMALL, name="hardSigmoid-keras2", scale=3),
    elementwise("elu", lambda x: F.elu(x, 0.7), {"alpha": 0.7}, shape=SMALL),
    elementwise("selu", F.selu, shape=SMALL),
    elementwise("celu", lambda x: F.celu(x, 1.3), {"alpha": 1.3}, shape=SMALL),
    elementwise("gelu", F.gelu, shape=SMALL),
    elementwise("geluTanh", lambda x: F.gelu(x, approximate="tanh"), shape=SMALL),
    elementwise("softplus", F.softplus, shape=SMALL, scale=4),
    elementwise("softsign", F.softsign, shape=SMALL),
    elementwise("mish", F.mish, shape=SMALL, scale=3),
    elementwise("exponential", torch.exp, shape=SMALL),
    elementwise("thresholdedRelu", lambda x: F.threshold(x, 0.4, 0), {"threshold": 0.4}, shape=SMALL),
    function("absolute", torch.abs), function("negative", torch.neg), function("sign", torch.sign),
    function("floor", torch.floor, scale=3), function("ceil", torch.ceil, scale=3), function("round", torch.round, scale=3),
    function("reciprocal", torch.reciprocal, offset=3, scale=0.5),
    function("squareRoot", torch.sqrt, offset=4, scale=0.7), function("logarithm", torch.log, offset=4, scale=0.7),
    function("errorFunction", torch.erf), function("sine", torch.sin), function("cosine", torch.cos),
    function("tangent", torch.tan, scale=0.4), function("arcSine", torch.asin, scale=0.25),
    function("arcCosine", torch.acos, scale=0.25), function("arcTangent", torch.atan),
    function("hyperbolicSine", torch.sinh), function("hyperbolicCosine", torch.cosh),
    function("arcHyperbolicSine", torch.asinh), function("arcHyperbolicCosine", torch.acosh, offset=4, scale=0.5),
    function("arcHyperbolicTangent", torch.atanh, scale=0.25),
    *(binary(name, "same-shape", SMALL, SMALL, offset=3.0 if name in ("divide", "power") else 0.0, scale=0.6)
      for name in ("subtract", "divide", "power", "maximum", "minimum")),
    *(binary(name, "both-broadcast", (2, 1, 4, 1), (3, 1, 5), offset=3.0 if name in ("divide", "power") else 0.0, scale=0.6)
      for name in BINARY),
    with_constant("add", "other-rank", SMALL, (5,)),
    with_constant("subtract", "first", SMALL, (3, 1, 1), True),
    with_constant("multiply", "scalar", SMALL, (1,)),
    with_constant("divide", "channels", SMALL, (1, 3, 1, 1)),
    with_constant("divide", "first", SMALL, (4, 1), True, offset=3.0, scale=0.5),
    with_constant("power", "first", SMALL, (1,), True),
    reduction("sum", lambda x: x.sum((1, 3)), [1, 3], False),
    reduction("sum", lambda x: x.sum(), [0, 1, 2, 3], False, suffix="-all"),
    reduction("mean", lambda x: x.mean((2, 3), keepdim=True), [2, 3], True),
    reduction("maximum", lambda x: x.amax((1, 2)), [1, 2], False),
    reduction("minimum", lambda x: x.amin(3, keepdim=True), [3], True),
    reduction("product", lambda x: x.prod(2), [2], False),
    reduction("l1", lambda x: x.abs().sum((0, 2)), [0, 2], False),
    reduction("l2", lambda x: x.norm(dim=(2, 3)), [2, 3], False),
    reduction("sumOfSquares", lambda x: (x * x).sum(1, keepdim=True), [1], True),
    reduction("logOfSum", lambda x: x.sum((2, 3)).log(), [2, 3], False, offset=3, scale=0.5),
    reduction("logOfSumOfExponentials", lambda x: x.logsumexp((1, 2), keepdim=True), [1, 2], True, scale=4),
    selection("slice", SMALL, [None, [2, 0], None, [1, 3]], lambda x: x[:, [2, 0]][..., 1:5:2]),
    selection("repeated", (2, 3, 4), [None, None, [3, 3, 0, 1, 3]], lambda x: x[:, :, [3, 3, 0, 1, 3]]),
    selection("padded", (1, 2, 3, 3), [None, None, [-1, 0, 1, 2], [0, 1, 2, -1, -1]],
              lambda x: F.pad(x, (0, 2, 1, 0), value=2.5), 2.5),
    selection("reflected", (1, 2, 3, 4), [None, None, [1, 0, 1, 2, 1], [2, 1, 0, 1, 2, 3]],
              lambda x: F.pad(x, (2, 0, 1, 1), mode="reflect")),
    transpose("channels-last", (2, 5, 4, 3), (0, 2, 3, 1)),
    transpose("channel-shuffle", (1, 4, 5, 3, 2), (0, 2, 1, 3, 4)),
    transpose("six-axes", (1, 2, 2, 3, 4, 2), (0, 3, 4, 1, 5, 2)),
    transpose("features", (4, 7), (1, 0)),
    standardization("layer", (2, 3, 4, 5), [1, 2, 3]),
    standardization("instance", (2, 3, 4, 5), [2, 3]),
    standardization("last-axis", (2, 7, 9), [2]),
    Case("channelsLastFlatten", "channelsLastFlatten", [(2, 5, 3, 4)], lambda x: x.permute(0, 2, 3, 1).flatten(1)),
]
