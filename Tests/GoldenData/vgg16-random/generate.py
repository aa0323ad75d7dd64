"""Golden data of VGG16 with pseudo-random weights: every layer's output and the top logit's gradient there.

By PyTorch in float64; the figures are described in reference/summary.py. No weights are stored. With
seed 0 and the tensors counted from 0 in the order block1_conv1 weight, block1_conv1 bias, … predictions weight,
predictions bias, element i (row-major; kernels out×in×kh×kw, dense out×in) of tensor t is, in float32,

    (2 * uniform(seed + (t << 40) + i) - 1) * bound        (uniform: reference/splitmix.py)

where bound is float32(sqrt(6 / fanIn)) for weights, fanIn = in·kh·kw, and float32(0.05) for biases. The input is the same
with t = 1000 and bound 1. The names are Keras's; convolutions, fc1 and fc2 show the output after their ReLU, predictions
shows the logits; flatten goes through C, H, W.

full.json has an input of 1×3×224×224. small.json has 1×3×32×32, so that fc1 has 512 inputs, and an input seed for
which no activation lies so near to a kink that rounding could move a gradient (see reference/record.py). Take the
class from `topClass`: the two largest logits of full.json differ by 8e-5.
"""

import math
import sys
from pathlib import Path

import numpy
import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from reference import splitmix, weights  # noqa: E402
from reference.record import Record, array_summary, deviations, layer_summaries  # noqa: E402
from reference.summary import digits, write_json  # noqa: E402

FOLDER = Path(__file__).resolve().parent
SEED = 0
BIAS_BOUND = numpy.float32(0.05)
SMALL_SIZE = 32
SMALL_SEED = 9


def random_weights(size: int) -> tuple[dict[str, torch.Tensor], list[dict]]:
    """The tensors in float64 and, for each, its index, bound and first elements."""
    shapes = {name: (outputs, inputs, 3, 3) for name, inputs, outputs in weights.vgg16_convolutions()}
    shapes |= {name: (outputs, inputs) for name, inputs, outputs in weights.VGG16_DENSE}
    shapes["fc1"] = (4096, 512 * (size // 32) ** 2)
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


def run(tensors: dict[str, torch.Tensor], x: torch.Tensor, keep: Record) -> torch.Tensor:
    """The logits."""
    y = keep("flatten", weights.vgg16_features(x, tensors, keep).flatten(1))
    for name, _, _ in weights.VGG16_DENSE:
        y = keep.disturbed(torch.nn.functional.linear(y, tensors[f"{name}.weight"], tensors[f"{name}.bias"]))
        y = keep(name, y if name == "predictions" else torch.relu(y))
    return y


def write(name: str, size: int, seed: int) -> None:
    tensors, entries = random_weights(size)
    reference = Record()
    array = splitmix.network_input((1, 3, size, size), seed)
    x = torch.from_numpy(array).double().requires_grad_()
    logits = run(tensors, x, reference)
    top = int(logits.argmax())
    logits[0, top].backward()

    def repeat(record, dtype):
        converted = {key: tensor.to(dtype) for key, tensor in tensors.items()}
        run(converted, torch.from_numpy(array).to(dtype).requires_grad_(), record)[0, top].backward()

    deviation = deviations(repeat, reference)
    first, second = logits[0].topk(2).values.tolist()
    print(f"{name}: class {top} by {first - second:.1e}, largest gradient deviation {max(deviation.values()):.1e}")
    write_json(FOLDER / f"{name}.json", {
        "library": f"PyTorch {torch.__version__}, float64",
        "seed": SEED,
        "weights": entries,
        "input": {"kind": "splitmix64", "seed": seed, "tensorIndex": splitmix.INPUT_INDEX, **array_summary(array)},
        "inputGradient": array_summary(x.grad),
        "topClass": top,
        "logits": digits(logits[0].tolist()),
        "layers": layer_summaries(reference, deviation),
    })


def main() -> None:
    print(f"PyTorch {torch.__version__}, weight seed {SEED}, input seeds 0 and {SMALL_SEED}")
    write("small", SMALL_SIZE, SMALL_SEED)
    write("full", 224, 0)


if __name__ == "__main__":
    main()
