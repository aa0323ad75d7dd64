"""Golden data of SHAP: the explainers of shap on the network of reference/branching.py.

arrays.safetensors holds for each case rank×H×W: the values summed over the channels. The input is input 0 of
`branching.inputs`, the background inputs 1 to 4 (index 1001 to 1004).

    gradient/input   GradientExplainer at the input, 20 samples, seed 5
    gradient/middle  the same at what `middle` reads: shap sees the network above as a network of its own; its input and
                     background are that layer's, which is what the TensorFlow variant computes
    gradient/left    the same at what `left_relu` reads; the branch beside it stays as it is for input 0
    deep/input       DeepExplainer at the input; its own check of the sum compares with other classes than the ranked ones
    deep/middle      DeepExplainer of the network above
    partition/N      PartitionExplainer of classes 0 and 3 with N evaluations, blurred by 4×4 in the array's own values; 3000
                     reach single values
    partition/inpaint  the same with 100 evaluations, of the input as a picture in 0…255, hidden by inpaint_telea

The same on the embedded network, cat.png and the first four of Resources/backgrounds by name:

    gradient/lite0-N, deep/lite0-N   at what block N reads, or the head where N is 16
    partition/lite0                  of the two likeliest classes with 60 evaluations, blurred by 32×32

shap 0.51, PyTorch 2.13.
"""

import importlib.metadata
import sys
from pathlib import Path

import numpy
import shap
import torch
from shap.explainers._deep import deep_pytorch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from reference import ROOT, branching, efficientnet, photos  # noqa: E402
from reference.summary import digits, write_json  # noqa: E402
from resources import safetensors  # noqa: E402

FOLDER = Path(__file__).resolve().parent
RANKS, SAMPLES, SEED, BACKGROUND, BLUR = 2, 20, 5, 4, 4
CLASSES, EVALUATIONS = [0, 3], [20, 100, 3000]
BLOCKS, PHOTO_EVALUATIONS, PHOTO_BLUR = [14, 16], 60, 32


class Above(torch.nn.Module):
    """What is above a layer, given how it goes on."""

    def __init__(self, network, run):
        super().__init__()
        self.network, self.go_on = network, run

    def forward(self, x):
        return self.go_on(x)


def summed(values: numpy.ndarray) -> numpy.ndarray:
    """1×C×H×W×rank to rank×H×W."""
    return numpy.ascontiguousarray(values[0].sum(0).transpose(2, 0, 1)).astype(numpy.float32)


def embedded() -> dict[str, numpy.ndarray]:
    """The explainers on the embedded network."""
    # shap knows ReLU, not ReLU6, which is of the same kind.
    deep_pytorch.op_handler["ReLU6"] = deep_pytorch.nonlinear_1d
    model = efficientnet.network(224).float()
    files = sorted(path for path in (ROOT / "Resources/backgrounds").iterdir() if path.suffix in (".jpg", ".png"))
    pictures = [photos.PHOTOS / "cat.png", *files[:BACKGROUND]]
    inputs = torch.from_numpy(numpy.concatenate([photos.lite(photos.photo(path))[0] for path in pictures]))
    arrays = {}
    with torch.no_grad():
        ranks = model(inputs[:1])[0].argsort(descending=True)[:RANKS].tolist()
    for first in BLOCKS:
        with torch.no_grad():
            read = efficientnet.below(model, inputs, first)
        upper = efficientnet.Upper(model, first).eval()
        values, _ = shap.GradientExplainer(upper, read[1:]).shap_values(
            read[:1], nsamples=SAMPLES, ranked_outputs=RANKS, rseed=SEED)
        arrays[f"gradient/lite0-{first}"] = summed(values)
        values, _ = shap.DeepExplainer(upper, read[1:]).shap_values(
            read[:1], ranked_outputs=RANKS, check_additivity=False)
        arrays[f"deep/lite0-{first}"] = summed(values)

    def scores_of(views: numpy.ndarray) -> numpy.ndarray:
        with torch.no_grad():
            return model(torch.from_numpy(views.astype(numpy.float32).transpose(0, 3, 1, 2))).numpy()

    view = numpy.ascontiguousarray(inputs[0].numpy().transpose(1, 2, 0))
    masker = shap.maskers.Image(f"blur({PHOTO_BLUR},{PHOTO_BLUR})", view.shape)
    explanation = shap.PartitionExplainer(scores_of, masker)(
        view[None], max_evals=PHOTO_EVALUATIONS, outputs=ranks, silent=True)
    arrays["partition/lite0"] = numpy.ascontiguousarray(
        explanation.values[0].sum(2).transpose(2, 0, 1)).astype(numpy.float32)
    return arrays


def main() -> None:
    torch.set_num_threads(1)
    library = f"shap {importlib.metadata.version('shap')}, PyTorch {torch.__version__}"
    print(library)
    network = branching.BranchingNetwork().eval()
    inputs = branching.inputs(1 + BACKGROUND)
    x, background = inputs[:1], inputs[1:]
    with torch.no_grad():
        scores = network(inputs)
        stem = network.stem_relu(network.stem(inputs))
        left, right = network.left(stem), network.right(stem)
        pooled = network.pool(network.below_pool(inputs))

    def above_left(value):
        beside = right[:1].expand(value.shape[0], -1, -1, -1)
        return network.above_pool(network.pool(torch.cat([network.left_relu(value), beside], 1)))

    levels = {
        "input": (network, x, background),
        "middle": (Above(network, network.above_pool), pooled[:1], pooled[1:]),
        "left": (Above(network, above_left), left[:1], left[1:]),
    }
    arrays = {}
    for name, (model, value, others) in levels.items():
        values, ranks = shap.GradientExplainer(model, others).shap_values(
            value, nsamples=SAMPLES, ranked_outputs=RANKS, rseed=SEED)
        arrays[f"gradient/{name}"] = summed(values)
        print(name, numpy.asarray(ranks).tolist())
        if name == "left":
            continue
        values, _ = shap.DeepExplainer(model, others).shap_values(
            value, ranked_outputs=RANKS, check_additivity=False)
        arrays[f"deep/{name}"] = summed(values)

    def scores_of(pictures: numpy.ndarray) -> numpy.ndarray:
        with torch.no_grad():
            return network(torch.from_numpy(pictures.astype(numpy.float32).transpose(0, 3, 1, 2))).numpy()

    def pictures_scores(pictures: numpy.ndarray) -> numpy.ndarray:
        return scores_of(pictures.astype(numpy.float32) / numpy.float32(127.5) - 1)

    def partition(function, picture, masking, evaluations):
        masker = shap.maskers.Image(masking, picture.shape)
        explanation = shap.PartitionExplainer(function, masker)(
            picture[None], max_evals=evaluations, outputs=CLASSES, silent=True)
        return numpy.ascontiguousarray(explanation.values[0].sum(2).transpose(2, 0, 1)).astype(numpy.float32)

    picture = numpy.ascontiguousarray(x[0].numpy().transpose(1, 2, 0))
    for evaluations in EVALUATIONS:
        arrays[f"partition/{evaluations}"] = partition(scores_of, picture, f"blur({BLUR},{BLUR})", evaluations)
    levels = numpy.clip(numpy.round((picture + 1) * 127.5), 0, 255).astype(numpy.float32)
    arrays["partition/inpaint"] = partition(pictures_scores, levels, "inpaint_telea", EVALUATIONS[1])

    arrays |= embedded()
    write_json(FOLDER / "cases.json", {
        "library": library, "samples": SAMPLES, "seed": SEED, "background": BACKGROUND, "blur": BLUR,
        "ranks": scores[0].argsort(descending=True)[:RANKS].tolist(), "partitionClasses": CLASSES,
        "blocks": BLOCKS, "photoEvaluations": PHOTO_EVALUATIONS, "photoBlur": PHOTO_BLUR,
        "scores": digits(scores.numpy())})
    path = safetensors.write(FOLDER / "arrays.safetensors", arrays, {"library": library})
    print(f"{path.stat().st_size:>9}  {path.name}")


if __name__ == "__main__":
    main()
