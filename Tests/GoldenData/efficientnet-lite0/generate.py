"""Golden data of EfficientNet-Lite0: every layer's output and the top logit's gradient there, by PyTorch in float64.

Three inputs: pseudo-random.json (reference/splitmix.py, 1×3×224×224), cat.json (the sample photo, `lite` preprocessing)
and small.json (pseudo-random, 1×3×32×32, with a seed for which no activation lies so near to a kink that rounding
could move a gradient; see reference/record.py). The figures are described in reference/summary.py. The layers'
names are those of the graph: the modules' names, the activations called _swish0 and _swish1 in a block and _swish and
_swish1 outside, and `add` for a skip connection.
"""

import sys
from pathlib import Path

import numpy
import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from reference import photos, splitmix  # noqa: E402
from reference.efficientnet import network, run  # noqa: E402
from reference.record import Record, array_summary, deviations, layer_summaries  # noqa: E402
from reference.summary import digits, write_json  # noqa: E402

FOLDER = Path(__file__).resolve().parent
SMALL_SIZE = 32
SMALL_SEED = 6


def write(name: str, source: dict, array: numpy.ndarray) -> None:
    model = network(array.shape[-1])
    reference = Record()
    x = torch.from_numpy(array).double().requires_grad_()
    logits = run(model, x, reference)
    assert torch.equal(logits, model(x))
    top = int(logits.argmax())
    logits[0, top].backward()

    def repeat(record, dtype):
        run(model.to(dtype), torch.from_numpy(array).to(dtype).requires_grad_(), record)[0, top].backward()

    deviation = deviations(repeat, reference)
    print(f"{name}: class {top}, largest gradient deviation {max(deviation.values()):.1e}")
    write_json(FOLDER / f"{name}.json", {
        "library": f"PyTorch {torch.__version__}, float64",
        "input": {**source, **array_summary(array)},
        "inputGradient": array_summary(x.grad),
        "topClass": top,
        "logits": digits(logits[0].tolist()),
        "layers": layer_summaries(reference, deviation),
    })


def main() -> None:
    print(f"PyTorch {torch.__version__}, seeds 0 and {SMALL_SEED}")
    for name, size, seed in (("pseudo-random", 224, 0), ("small", SMALL_SIZE, SMALL_SEED)):
        write(name, {"kind": "splitmix64", "seed": seed, "tensorIndex": splitmix.INPUT_INDEX},
              splitmix.network_input((1, 3, size, size), seed))
    cat, _ = photos.lite(photos.photo(photos.PHOTOS / "cat.png"))
    write("cat", {"kind": "photo", "photo": "cat.png", "preprocessing": "lite"}, cat)


if __name__ == "__main__":
    main()
