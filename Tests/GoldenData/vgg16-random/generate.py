"""Golden data of VGG16 with pseudo-random weights: every layer's output and the top logit's gradient there.

By PyTorch in float64; the figures are described in reference/summary.py. No weights are stored. With
seed 0 and the tensors counted from 0 in the order block1_conv1 weight, block1_conv1 bias, … predictions weight,
predictions bias, element i (row-major; kernels out×in×kh×kw, dense out×in) of tensor t is, in float32,

    (2 * uniform(seed + (t << 40) + i) - 1) * bound        (uniform: reference/splitmix.py)

where bound is float32(sqrt(6 / fanIn)) for weights, fanIn = in·kh·kw, and float32(0.05) for biases. The input is the same
with t = 1000 and bound 1. The names are Keras's; convolutions, fc1 and fc2 show the output after their ReLU, predictions
shows the logits; flatten goes through C, H, W.
"""

import math
import sys
from pathlib import Path

import numpy
import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from reference import splitmix, weights  # noqa: E402
from reference.summary import digits, layer_summaries, summary, write_json  # noqa: E402

FOLDER = Path(__file__).resolve().parent
SEED = 0
BIAS_BOUND = numpy.float32(0.05)


def random_weights() -> tuple[dict[str, torch.Tensor], list[dict]]:
    """The tensors in float64 and, for each, its index, bound and first elements."""
    shapes = {name: (outputs, inputs, 3, 3) for name, inputs, outputs in weights.vgg16_convolutions()}
    shapes |= {name: (outputs, inputs) for name, inputs, outputs in weights.VGG16_DENSE}
    tensors, entries = {}, []
    for name, shape in shapes.items():
        fan_in = int(numpy.prod(shape[1:]))
        for kind, dimensions, bound in (
                ("weight", shape, numpy.float32(math.sqrt(6 / fan_in))), ("bias", shape[:1], BIAS_BOUND)):
            index = len(tensors)
            values = splitmix.symmetric(index, int(numpy.prod(dimensions)), SEED) * bound
            assert values.dtype == numpy.float32
            entries.append({
                "name": f"{name}.{kind}", "index": index, "shape": list(dimensions), "bound": digits(bound),
                "first": digits(values[:4]), "last": digits(values[-4:])})
            tensors[f"{name}.{kind}"] = torch.from_numpy(values.reshape(dimensions)).double()
    return tensors, entries


def main() -> None:
    print(f"PyTorch {torch.__version__}, seed {SEED}")
    tensors, entries = random_weights()
    outputs = weights.Record()
    x = torch.from_numpy(splitmix.network_input((1, 3, 224, 224), SEED)).double().requires_grad_()
    y = weights.vgg16_features(x, tensors, outputs)
    y = outputs("flatten", y.flatten(1))
    for name, _, _ in weights.VGG16_DENSE:
        y = torch.nn.functional.linear(y, tensors[f"{name}.weight"], tensors[f"{name}.bias"])
        y = outputs(name, y if name == "predictions" else torch.relu(y))
    top = int(y.argmax())
    y[0, top].backward()
    array = x.detach().numpy()
    write_json(FOLDER / "summary.json", {
        "library": f"PyTorch {torch.__version__}, float64",
        "seed": SEED,
        "weights": entries,
        "input": {"kind": "splitmix64", "seed": SEED, "tensorIndex": splitmix.INPUT_INDEX,
                  "shape": list(array.shape), **summary(array)},
        "inputGradient": summary(x.grad.numpy()),
        "topClass": top,
        "logits": digits(y[0].tolist()),
        "layers": layer_summaries(outputs, gradients=True),
    })


if __name__ == "__main__":
    main()
