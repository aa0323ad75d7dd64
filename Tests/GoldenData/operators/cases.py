"""The cases of the operators' golden data: shapes, attributes and what PyTorch is to compute."""

from dataclasses import dataclass, field
from typing import Callable

import torch
from torch.nn import functional as F


@dataclass
class Case:
    """One operator with fixed attributes on inputs of fixed shapes (N×C×H×W or N×F)."""

    name: str
    operator: str
    inputs: list[tuple[int, ...]]
    compute: Callable[..., torch.Tensor]
    attributes: dict = field(default_factory=dict)
    parameters: dict[str, tuple[int, ...]] = field(default_factory=dict)
    offset: float = 0
    scale: float = 1


def same_padding(size: int, kernel: int, stride: int, dilation: int) -> tuple[int, int]:
    """TensorFlow's rule: (before, after) so that the output has ceil(size / stride) positions."""
    output = -(-size // stride)
    total = max((output - 1) * stride + (kernel - 1) * dilation + 1 - size, 0)
    return total // 2, total - total // 2


def convolution(name, shape, channels, kernel, *, stride=(1, 1), dilation=(1, 1), groups=1, padding="valid", bias=True):
    """A convolution of N×C×H×W by a kernel of `channels`×C/groups×kh×kw."""
    if padding == "same":
        (top, bottom), (left, right) = (
            same_padding(shape[2 + axis], kernel[axis], stride[axis], dilation[axis]) for axis in (0, 1))
    else:
        top, left, bottom, right = (0, 0, 0, 0) if padding == "valid" else padding

    def compute(x, weight, bias=None):
        padded = F.pad(x, (left, right, top, bottom))
        return F.conv2d(padded, weight, bias, stride, 0, dilation, groups)

    parameters = {"weight": (channels, shape[1] // groups, *kernel)}
    if bias:
        parameters["bias"] = (channels,)
    attributes = {
        "kernelSize": list(kernel), "stride": list(stride), "dilation": list(dilation), "groups": groups,
        "padding": padding if isinstance(padding, str) else list(padding)}
    return Case(f"convolution-{name}", "convolution", [shape], compute, attributes, parameters)


def dense(name, shape, features, bias=True):
    parameters = {"weight": (features, shape[1]), **({"bias": (features,)} if bias else {})}
    return Case(
        f"dense-{name}", "dense", [shape], lambda x, weight, bias=None: F.linear(x, weight, bias), {}, parameters)


def batch_normalization(name, shape, epsilon):
    channels = (shape[1],)
    return Case(
        f"batchNormalization-{name}", "batchNormalization", [shape],
        lambda x, weight, bias, mean, variance: F.batch_norm(
            x, mean.detach(), variance.detach(), weight, bias, False, 0, epsilon),
        {"epsilon": epsilon},
        {"weight": channels, "bias": channels, "mean": channels, "variance": channels})


def elementwise(operator, compute, attributes=None, *, shape=(2, 5, 7, 9), scale=1.0, name=None):
    return Case(name or operator, operator, [shape], compute, attributes or {}, scale=scale)


def pooling(operator, name, shape, kernel, stride, *, padding=(0, 0), ceil=False, include=None, offset=0.0):
    """Padding is symmetric, as PyTorch has it; with a ceiling the last window may hang over the padded edge."""
    attributes = {
        "kernelSize": list(kernel), "stride": list(stride),
        "padding": [padding[0], padding[1], padding[0], padding[1]], "ceilMode": ceil}
    if operator == "maxPooling":
        compute = lambda x: F.max_pool2d(x, kernel, stride, padding, 1, ceil)  # noqa: E731
    else:
        attributes["countIncludePadding"] = include
        compute = lambda x: F.avg_pool2d(x, kernel, stride, padding, ceil, include)  # noqa: E731
    return Case(f"{operator}-{name}", operator, [shape], compute, attributes, offset=offset)


def binary(operator, name, first, second):
    compute = torch.add if operator == "add" else torch.mul
    return Case(f"{operator}-{name}", operator, [first, second], lambda x, y: compute(x, y))


def padding(name, shape, amounts, value):
    top, left, bottom, right = amounts
    return Case(
        f"padding-{name}", "padding", [shape], lambda x: F.pad(x, (left, right, top, bottom), value=value),
        {"padding": list(amounts), "value": value})


CASES = [
    convolution("3x3", (1, 3, 9, 11), 8, (3, 3), padding=(1, 1, 1, 1)),
    convolution("3x3-valid", (1, 16, 8, 8), 16, (3, 3)),
    convolution("3x3-winograd-size", (1, 16, 14, 14), 32, (3, 3), padding=(1, 1, 1, 1)),
    convolution("3x3-without-bias", (1, 5, 8, 7), 17, (3, 3), padding=(1, 1, 1, 1), bias=False),
    convolution("3x3-batch", (2, 3, 7, 6), 5, (3, 3), padding=(1, 1, 1, 1)),
    convolution("3x3-40-channels", (1, 17, 7, 7), 40, (3, 3), padding=(1, 1, 1, 1)),
    convolution("stride-2", (1, 8, 9, 9), 16, (3, 3), stride=(2, 2), padding=(1, 1, 1, 1)),
    convolution("stride-uneven", (1, 3, 11, 12), 5, (3, 3), stride=(2, 3), padding=(1, 1, 1, 1)),
    convolution("dilation-2", (1, 5, 11, 11), 8, (3, 3), dilation=(2, 2), padding=(2, 2, 2, 2)),
    convolution("dilation-uneven", (1, 3, 13, 11), 5, (3, 3), dilation=(3, 1), padding=(3, 1, 3, 1)),
    convolution("groups-2", (1, 6, 8, 8), 10, (3, 3), groups=2, padding=(1, 1, 1, 1)),
    convolution("groups-4-batch", (2, 16, 6, 6), 32, (3, 3), groups=4, padding=(1, 1, 1, 1), bias=False),
    convolution("depthwise", (1, 17, 9, 8), 17, (3, 3), groups=17, padding=(1, 1, 1, 1)),
    convolution("depthwise-5x5-stride-2", (2, 16, 11, 11), 16, (5, 5), stride=(2, 2), groups=16, padding="same", bias=False),
    convolution("depthwise-multiplier-2", (1, 5, 8, 8), 10, (3, 3), groups=5, padding=(1, 1, 1, 1)),
    convolution("padding-asymmetric", (1, 3, 8, 9), 8, (3, 3), padding=(0, 1, 2, 3)),
    convolution("padding-asymmetric-stride-2", (1, 8, 8, 8), 8, (3, 3), stride=(2, 2), padding=(0, 0, 1, 1), bias=False),
    convolution("same-stride-1", (1, 5, 7, 8), 8, (3, 3), padding="same"),
    convolution("same-even-kernel", (1, 3, 7, 8), 5, (2, 4), padding="same"),
    convolution("same-stride-2-even", (1, 3, 12, 10), 8, (3, 3), stride=(2, 2), padding="same"),
    convolution("same-stride-2-odd", (1, 3, 11, 13), 8, (3, 3), stride=(2, 2), padding="same"),
    convolution("same-5x5-stride-2-even", (1, 5, 12, 12), 8, (5, 5), stride=(2, 2), padding="same"),
    convolution("same-dilation-2", (1, 5, 9, 10), 8, (3, 3), dilation=(2, 2), padding="same"),
    convolution("same-stride-larger-than-kernel", (1, 8, 9, 9), 16, (1, 1), stride=(2, 2), padding="same"),
    convolution("1x1", (1, 40, 7, 7), 17, (1, 1)),
    convolution("1x1-batch-stride-2", (2, 5, 8, 8), 8, (1, 1), stride=(2, 2), bias=False),
    convolution("5x5", (1, 5, 11, 10), 8, (5, 5), padding=(2, 2, 2, 2)),
    convolution("1x7", (1, 5, 8, 11), 8, (1, 7), padding=(0, 3, 0, 3)),
    convolution("7x7-stride-2", (1, 3, 17, 16), 8, (7, 7), stride=(2, 2), padding=(3, 3, 3, 3), bias=False),
    convolution("kernel-covers-input", (1, 5, 4, 4), 17, (4, 4)),
    dense("bias", (1, 40), 17),
    dense("batch", (3, 17), 40),
    dense("without-bias", (2, 33), 5, bias=False),
    batch_normalization("epsilon-1e-3", (2, 5, 7, 6), 1e-3),
    batch_normalization("epsilon-1e-5", (1, 17, 5, 5), 1e-5),
    batch_normalization("features", (3, 40), 1e-3),
    elementwise("relu", F.relu),
    elementwise("relu", F.relu, shape=(3, 17), name="relu-features"),
    elementwise("relu6", F.relu6, scale=5.0),
    elementwise("sigmoid", torch.sigmoid, scale=3.0),
    elementwise("silu", F.silu, scale=3.0),
    elementwise("hardSigmoid", lambda x: F.relu6(x + 3) / 6, scale=3.0),
    elementwise("hardSwish", F.hardswish, scale=3.0),
    elementwise("leakyRelu", lambda x: F.leaky_relu(x, 0.1), {"negativeSlope": 0.1}),
    elementwise("tanh", torch.tanh),
    elementwise("softmax", lambda x: F.softmax(x, 1), {"axis": 1}, shape=(3, 17), scale=2.0, name="softmax-features"),
    elementwise("softmax", lambda x: F.softmax(x, -1), {"axis": -1}, shape=(2, 10), scale=20.0, name="softmax-saturated"),
    elementwise("softmax", lambda x: F.softmax(x, 1), {"axis": 1}, shape=(2, 5, 4, 3), scale=2.0, name="softmax-channels"),
    pooling("maxPooling", "2x2", (1, 5, 8, 8), (2, 2), (2, 2)),
    pooling("maxPooling", "2x2-odd", (2, 16, 7, 9), (2, 2), (2, 2)),
    pooling("maxPooling", "3x3-padding", (1, 5, 9, 10), (3, 3), (2, 2), padding=(1, 1)),
    pooling("maxPooling", "ceil", (1, 8, 8, 7), (3, 3), (2, 2), ceil=True),
    pooling("maxPooling", "ceil-padding", (1, 3, 8, 8), (3, 3), (2, 2), padding=(1, 1), ceil=True),
    pooling("maxPooling", "overlapping", (1, 17, 6, 6), (3, 3), (1, 1), padding=(1, 1)),
    pooling("maxPooling", "negative-padding", (1, 5, 7, 7), (3, 3), (2, 2), padding=(1, 1), offset=-10.0),
    pooling("maxPooling", "uneven", (1, 3, 9, 8), (3, 2), (2, 1)),
    pooling("averagePooling", "2x2", (1, 5, 8, 8), (2, 2), (2, 2), include=True),
    pooling("averagePooling", "padding-counted", (1, 5, 9, 8), (3, 3), (2, 2), padding=(1, 1), include=True),
    pooling("averagePooling", "padding-not-counted", (2, 5, 9, 8), (3, 3), (2, 2), padding=(1, 1), include=False),
    pooling("averagePooling", "ceil-counted", (1, 8, 8, 7), (3, 3), (2, 2), padding=(1, 1), ceil=True, include=True),
    pooling("averagePooling", "ceil-not-counted", (1, 8, 8, 7), (3, 3), (2, 2), padding=(1, 1), ceil=True, include=False),
    pooling("averagePooling", "ceil-without-padding", (1, 3, 8, 8), (3, 3), (2, 2), ceil=True, include=True),
    Case("globalAveragePooling", "globalAveragePooling", [(2, 17, 7, 5)], lambda x: x.mean((2, 3), keepdim=True)),
    Case("globalMaxPooling", "globalMaxPooling", [(2, 17, 7, 5)], lambda x: x.amax((2, 3), keepdim=True)),
    *(
        binary(operator, name, first, second)
        for operator in ("add", "multiply")
        for name, first, second in [
            ("same-shape", (2, 5, 7, 6), (2, 5, 7, 6)),
            ("channel-scale-first", (2, 5, 1, 1), (2, 5, 7, 6)),
            ("channel-scale-second", (2, 17, 4, 5), (2, 17, 1, 1)),
            ("constant-channels", (2, 5, 4, 3), (1, 5, 1, 1)),
            ("features", (2, 17), (2, 17)),
        ]),
    Case("concatenate-channels", "concatenate", [(2, 5, 4, 5), (2, 8, 4, 5), (2, 16, 4, 5)],
         lambda *x: torch.cat(x, 1), {"axis": 1}),
    Case("concatenate-features", "concatenate", [(2, 5), (2, 17)], lambda *x: torch.cat(x, 1), {"axis": 1}),
    Case("flatten", "flatten", [(2, 5, 3, 4)], lambda x: x.flatten(1)),
    Case("reshape-features", "reshape", [(2, 60)], lambda x: x.reshape(2, 5, 3, 4), {"shape": [2, 5, 3, 4]}),
    Case("reshape-channels", "reshape", [(1, 12, 2, 3)], lambda x: x.reshape(1, 4, 6, 3), {"shape": [1, 4, 6, 3]}),
    padding("zero", (2, 5, 4, 6), (0, 1, 2, 3), 0.0),
    padding("value", (1, 3, 5, 4), (2, 0, 1, 1), 1.5),
]
