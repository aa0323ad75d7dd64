"""Golden data of metrics that Quantus has, or of which the paper gives a formula, on the network of reference/branching.py.

cases.json holds
    sensitivityN    mean over numbers of pixels of the correlation (numpy) between sums of relevance and losses of the score: Ancona et
                    al. 2018; `correlations` are those of each number
    infidelity      what the best multiple of the sums leaves of the squared losses for random squares: Yeh et al. 2019, with their
                    optimal scale by numpy.linalg.lstsq
    maxSensitivity  Quantus's MaxSensitivity of Grad-CAM at last_relu, with Frobenius norms
    sparseness      Quantus's Sparseness
    localisation    Quantus's RelevanceMassAccuracy, RelevanceRankAccuracy and PointingGame of maps of levels 0…255, `levels` row by row,
                    with the box x, y, width, height in places
Random numbers are numpy's PCG64 at `seed`, as Swift's; scores are computed in float64.
"""

import importlib.metadata
import sys
import warnings
from pathlib import Path

import numpy
import quantus
import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from reference.branching import BranchingNetwork, inputs  # noqa: E402, I001
from reference.splitmix import symmetric  # noqa: E402
from reference.summary import digits, write_json  # noqa: E402

FOLDER = Path(__file__).resolve().parent
SIZE = 16
CLASS = 2
SEED = 5
SHARES = [0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8]
SETS = 24
SIDES = [0.125, 0.25, 0.5]
SQUARES = 32
TRIES, RADIUS = 10, 0.01


def relevance_maps() -> list[numpy.ndarray]:
    """Those of the golden data `evaluation`."""
    first = symmetric(2000, SIZE * SIZE).reshape(SIZE, SIZE)
    return [first, numpy.maximum(numpy.round(first * 4) / 4, 0)]


def losses(network, x: torch.Tensor, sets: list[numpy.ndarray]) -> numpy.ndarray:
    """What the score loses without some pixels."""
    with torch.no_grad():
        whole = network(x)[0, CLASS]
        found = []
        for places in sets:
            changed = x.clone()
            changed.reshape(3, -1)[:, places] = 0
            found.append(float(whole - network(changed)[0, CLASS]))
    return numpy.array(found)


def sensitivity_n(network, x: torch.Tensor, relevance: numpy.ndarray) -> dict:
    chance = numpy.random.default_rng(SEED)
    flat = relevance.reshape(-1).astype(numpy.float64)
    correlations = []
    for share in SHARES:
        count = max(1, int(share * flat.size))
        sets = []
        for _ in range(SETS):
            places = numpy.arange(flat.size)
            for place in range(count):
                other = place + int(chance.random() * (flat.size - place))
                places[place], places[other] = places[other], places[place]
            sets.append(places[:count])
        sums = [flat[places].sum() for places in sets]
        correlations.append(float(numpy.corrcoef(sums, losses(network, x, sets))[0, 1]))
    return {"correlations": digits(correlations), "score": digits(numpy.mean(correlations))}


def infidelity(network, x: torch.Tensor, relevance: numpy.ndarray) -> float:
    chance = numpy.random.default_rng(SEED)
    sets = []
    for share in SIDES:
        side = max(1, int(share * SIZE))
        for _ in range(SQUARES):
            top, left = (int(chance.random() * (SIZE - side + 1)) for _ in range(2))
            mask = numpy.zeros((SIZE, SIZE), bool)
            mask[top:top + side, left:left + side] = True
            sets.append(numpy.flatnonzero(mask))
    changes = losses(network, x, sets)
    sums = numpy.array([relevance.reshape(-1)[places].astype(numpy.float64).sum() for places in sets])
    scale = numpy.linalg.lstsq(sums[:, None], changes, rcond=None)[0][0]
    return digits(((scale * sums - changes) ** 2).sum() / (changes ** 2).sum())


def grad_cam(model, inputs, targets, **_) -> numpy.ndarray:
    """N×1×16×16, every value four times, which leaves ratios of norms as they are: Quantus wants the input's extent."""
    found = []
    for x in torch.as_tensor(numpy.asarray(inputs), dtype=torch.float64):
        kept = {}
        hook = model.last_relu.register_forward_hook(lambda _, __, output: kept.update(maps=output))
        score = model(x[None].clone().requires_grad_())[0, CLASS]
        hook.remove()
        gradient, = torch.autograd.grad(score, kept["maps"])
        weights = gradient.mean((2, 3), keepdim=True)
        cam = torch.relu((weights * kept["maps"]).sum(1)).detach().numpy()
        found.append(numpy.kron(cam, numpy.ones((1, SIZE // cam.shape[1], SIZE // cam.shape[2]))))
    return numpy.array(found)


def max_sensitivity(network, x: torch.Tensor) -> float:
    chance = numpy.random.default_rng(SEED)
    values = x.numpy().astype(numpy.float32)
    greatest = (values.max() - values.min()) * numpy.float32(RADIUS)

    def perturb(arr, **_):
        noise = numpy.array([2 * chance.random() - 1 for _ in range(values.size)], numpy.float32).reshape(values.shape)
        return (values + greatest * noise).astype(numpy.float64).reshape(arr.shape)

    metric = quantus.MaxSensitivity(
        nr_samples=TRIES, perturb_func=perturb, norm_numerator=quantus.norm_func.fro_norm,
        norm_denominator=quantus.norm_func.fro_norm, abs=False, normalise=False, return_nan_when_prediction_changes=False,
        disable_warnings=True)
    score = metric(
        model=network, x_batch=values.astype(numpy.float64), y_batch=numpy.array([CLASS]), a_batch=None,
        explain_func=grad_cam, softmax=False, channel_first=True)
    return digits(float(score[0]))


def sparseness(relevance: numpy.ndarray) -> float:
    metric = quantus.Sparseness(abs=True, normalise=False, disable_warnings=True)
    batch = relevance.astype(numpy.float64)[None, None]
    return digits(float(metric(model=None, x_batch=batch, y_batch=numpy.array([CLASS]), a_batch=batch)[0]))


def localisation(rows: int, columns: int, seed: int, box: tuple[int, int, int, int]) -> dict:
    levels = numpy.round((symmetric(seed, rows * columns) + 1) / 2 * 254)
    # Every level once, so that ranks are certain.
    levels = numpy.round(numpy.argsort(numpy.argsort(levels)) * 255 / (levels.size - 1)).reshape(rows, columns)
    x, y, width, height = box
    mask = numpy.zeros((rows, columns))
    mask[y:y + height, x:x + width] = 1
    scores = {}
    for name, kind in (("mass", quantus.RelevanceMassAccuracy), ("rank", quantus.RelevanceRankAccuracy),
                       ("points", quantus.PointingGame)):
        metric = kind(abs=False, normalise=False, disable_warnings=True)
        found = metric(
            model=None, x_batch=levels[None, None], y_batch=numpy.array([0]), a_batch=levels[None, None].copy(),
            s_batch=mask[None, None])
        scores[name] = digits(float(found[0]))
    return {"rows": rows, "columns": columns, "levels": [int(level) for level in levels.reshape(-1)], "box": list(box), **scores}


def main() -> None:
    warnings.filterwarnings("ignore")
    library = (f"quantus {importlib.metadata.version('quantus')}, PyTorch {torch.__version__}, "
               f"numpy {numpy.__version__}")
    print(library)
    torch.set_num_threads(1)
    x = (inputs(1) * 10).double()
    network = BranchingNetwork().double().eval()
    write_json(FOLDER / "cases.json", {
        "library": library, "seed": SEED,
        "maps": [{
            "map": f"map/{index}", "sensitivityN": sensitivity_n(network, x, relevance),
            "infidelity": infidelity(network, x, relevance), "sparseness": sparseness(relevance)}
            for index, relevance in enumerate(relevance_maps())],
        "maxSensitivity": max_sensitivity(network, x),
        "localisation": [
            localisation(7, 7, 3000, (1, 2, 3, 4)), localisation(7, 7, 3001, (0, 0, 2, 2)),
            localisation(6, 9, 3002, (4, 1, 5, 3)), localisation(14, 14, 3003, (3, 5, 8, 6)),
            localisation(14, 14, 3004, (0, 0, 14, 14))]})


if __name__ == "__main__":
    main()
