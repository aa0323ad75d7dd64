"""Golden data of the evaluation of explanations, on the network of reference/branching.py.

arrays.safetensors holds, in float32,
    map/N        16×16 maps of relevance: 0 takes every value once, 1 is mostly zeros and has ties
    blurred      the input convolved with RISE's Gaussian: 11×11, σ = 5 (scipy.ndimage.gaussian_filter of a unit impulse)
    picture, mask/N, filled/N
                 a picture 3×12×17, 1 where a pixel is kept, and what pytorch-grad-cam's NoisyLinearImputer without noise
                 makes of it
cases.json holds for each map
    insertion, deletion
                 the class's softmax probability after each step, and `auc` of both: as in RISE's CausalMetric, own numpy;
                 pixels of the same relevance in row-major order
    road         the probability after removal of the least and of the most important pixels for each percentile, and
                 ROADCombined's value: pytorch-grad-cam with ClassifierOutputSoftmaxTarget, without noise
and further
    spearman     pairs of lists with scipy.stats.spearmanr of them
    randomization
                 the rank correlation of Grad-CAM at last_relu with weights replaced from the top down; weight i of a tensor is
                 mean + deviation · √12 · (u − ½), u from SplitMix64 at the tensor's seed + i
Scores are computed in float64, ROAD's in float32.
"""

import importlib.metadata
import sys
from pathlib import Path

import numpy
import scipy.ndimage
import scipy.stats
import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from reference import gradcam  # noqa: E402, F401, I001
from pytorch_grad_cam.metrics import road  # noqa: E402
from pytorch_grad_cam.utils.model_targets import ClassifierOutputSoftmaxTarget  # noqa: E402
from reference.branching import BranchingNetwork, inputs  # noqa: E402
from reference.splitmix import splitmix64, symmetric  # noqa: E402
from reference.summary import digits, write_json  # noqa: E402
from resources import safetensors  # noqa: E402

FOLDER = Path(__file__).resolve().parent
SIZE = 16
CLASS = 2
PERCENTILES = [10, 20, 30, 40, 50, 60, 70, 80, 90]
SEED = 3
# Places of the layers in the Swift network, from the top.
LAYERS = [("logits", 16), ("hidden", 14), ("middle", 8), ("right", 5), ("left", 3), ("stem", 1)]


def maps() -> list[numpy.ndarray]:
    first = symmetric(2000, SIZE * SIZE).reshape(SIZE, SIZE)
    return [first, numpy.maximum(numpy.round(first * 4) / 4, 0)]


def blurred(x: torch.Tensor) -> torch.Tensor:
    impulse = numpy.zeros((11, 11))
    impulse[5, 5] = 1
    kernel = torch.zeros(3, 3, 11, 11, dtype=x.dtype)
    for channel in range(3):
        kernel[channel, channel] = torch.from_numpy(scipy.ndimage.gaussian_filter(impulse, 5))
    return torch.nn.functional.conv2d(x, kernel, padding=5)


def curve(network, start: torch.Tensor, end: torch.Tensor, relevance: numpy.ndarray) -> list[float]:
    order = numpy.argsort(-relevance.reshape(-1), kind="stable")
    current, scores = start.clone(), []
    for step in range(SIZE + 1):
        with torch.no_grad():
            scores.append(float(torch.softmax(network(current), 1)[0, CLASS]))
        places = order[step * SIZE:(step + 1) * SIZE]
        current.reshape(3, -1)[:, places] = end.reshape(3, -1)[:, places]
    return scores


def area(scores: list[float]) -> float:
    return (sum(scores) - scores[0] / 2 - scores[-1] / 2) / (len(scores) - 1)


def remove_and_debias(x: torch.Tensor, relevance: numpy.ndarray) -> dict:
    """The map is scaled to 0…1 as the package scales its own."""
    network = BranchingNetwork().eval()
    scaled = relevance - relevance.min()
    scaled = (scaled / (1e-7 + scaled.max())).astype(numpy.float32)[None]
    targets = [ClassifierOutputSoftmaxTarget(CLASS)]
    result = {"percentiles": PERCENTILES}
    for name, metric in (("least", road.ROADLeastRelevantFirst), ("most", road.ROADMostRelevantFirst)):
        result[name] = [
            digits(metric(percentile)(x, scaled, targets, network, return_diff=False)[0]) for percentile in PERCENTILES]
    result["combined"] = digits(road.ROADCombined(PERCENTILES)(x, scaled, targets, network)[0])
    return result


def wrapped(value: int) -> int:
    return int(splitmix64(numpy.array([value % 2**64], dtype=numpy.uint64))[0])


def random_like(tensor: torch.Tensor, seed: int) -> torch.Tensor:
    values = tensor.numpy().astype(numpy.float64)
    width = values.std() * numpy.sqrt(12)
    places = (numpy.arange(values.size, dtype=numpy.uint64) + numpy.uint64(seed))
    fractions = (splitmix64(places) >> numpy.uint64(40)).astype(numpy.float64) / 2**24
    return torch.from_numpy((values.mean() + width * (fractions - 0.5)).reshape(values.shape))


def grad_cam(network, x: torch.Tensor) -> numpy.ndarray:
    kept = {}
    hook = network.last_relu.register_forward_hook(lambda _, __, output: kept.update(maps=output))
    network(x.clone().requires_grad_())[0, CLASS]
    score = network(x.clone().requires_grad_())[0, CLASS]
    gradient, = torch.autograd.grad(score, kept["maps"])
    hook.remove()
    weights = gradient.mean((2, 3), keepdim=True)
    return torch.relu((weights * kept["maps"]).sum(1))[0].detach().numpy()


def randomization(x: torch.Tensor) -> list[dict]:
    network = BranchingNetwork().double().eval()
    original = grad_cam(network, x)
    rows = []
    for name, place in LAYERS:
        layer = getattr(network, name)
        seed = wrapped(SEED) + place
        with torch.no_grad():
            layer.weight.copy_(random_like(layer.weight.detach().float(), wrapped(seed)))
            layer.bias.copy_(random_like(layer.bias.detach().float(), wrapped(seed + 2**32)))
        found = grad_cam(network, x)
        correlation = None if found.min() == found.max() else digits(
            scipy.stats.spearmanr(original.reshape(-1), found.reshape(-1)).statistic)
        rows.append({"layer": name, "correlation": correlation})
    return rows


def main() -> None:
    library = (f"grad-cam {importlib.metadata.version('grad-cam')}, PyTorch {torch.__version__}, "
               f"SciPy {importlib.metadata.version('scipy')}")
    print(library)
    torch.set_num_threads(1)
    torch.randn_like = torch.zeros_like
    # Ten times the usual input, for which the scores depend on the picture more.
    x = inputs(1) * 10
    exact = BranchingNetwork().double().eval()
    arrays, cases = {"blurred": blurred(x.double())[0].numpy()}, []
    for index, relevance in enumerate(maps()):
        arrays[f"map/{index}"] = relevance
        insertion = curve(exact, blurred(x.double()), x.double(), relevance)
        deletion = curve(exact, x.double(), torch.zeros_like(x).double(), relevance)
        cases.append({
            "map": f"map/{index}", "class": CLASS,
            "insertion": {"scores": digits(insertion), "auc": digits(area(insertion))},
            "deletion": {"scores": digits(deletion), "auc": digits(area(deletion))},
            "road": remove_and_debias(x, relevance)})
    picture = symmetric(2100, 3 * 12 * 17).reshape(3, 12, 17)
    arrays["picture"] = picture
    masks = [symmetric(2101, 12 * 17).reshape(12, 17) > 0.8, numpy.zeros((12, 17), bool), numpy.ones((12, 17), bool)]
    masks[1][3, 4] = True
    masks[2][2:9, 5:14] = False
    for index, mask in enumerate(masks):
        arrays[f"mask/{index}"] = mask
        imputer = road.NoisyLinearImputer(noise=0)
        arrays[f"filled/{index}"] = imputer(
            torch.from_numpy(picture), torch.from_numpy(mask.astype(numpy.float32))).numpy()
    pairs = []
    for first, second in ((symmetric(2200, 40), symmetric(2201, 40)),
                          (numpy.round(symmetric(2202, 40) * 3), numpy.round(symmetric(2203, 40) * 2)),
                          (numpy.arange(5), -numpy.arange(5) ** 3)):
        pairs.append({
            "first": digits(first), "second": digits(second),
            "correlation": digits(scipy.stats.spearmanr(digits(first), digits(second)).statistic, 15)})
    write_json(FOLDER / "cases.json", {
        "library": library, "seed": SEED, "maps": cases, "spearman": pairs,
        "randomization": randomization(x.double())})
    path = safetensors.write(
        FOLDER / "arrays.safetensors",
        {name: numpy.ascontiguousarray(array, dtype=numpy.float32) for name, array in arrays.items()},
        {"library": library})
    print(f"{path.stat().st_size:>9}  {path.name}")


if __name__ == "__main__":
    main()
