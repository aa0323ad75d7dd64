"""Golden data of occlusion and RISE: captum and the paper's own procedure on EfficientNet-Lite0 with the sample photo of the
cat and on the network of reference/branching.py, in float64.

cases.json lists the cases; arrays.safetensors holds the small network's maps, `summary` the figures of the others
(reference/summary.py).
    occlusion  captum's, the window's sides and stride as given, over all channels at once, with zeros in it, of the class's
               score before the softmax; one channel, for all are the same
    rise       generate_masks and explain of the authors' code (eclique/RISE, explanations.py), re-written from the paper:
               numpy.random.RandomState(seed) draws all grids and then each mask's shift; scikit-image enlarges
               linearly; Σ p·mask / N / p1 with the softmax's probabilities of the masked input
masks.json: sums of the first masks and some of their values, for grids that do not divide the picture evenly.
"""

import sys
from importlib.metadata import version
from pathlib import Path

import numpy
import torch
from captum.attr import Occlusion
from skimage.transform import resize

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from reference import branching, photos  # noqa: E402
from reference.efficientnet import network  # noqa: E402
from reference.summary import digits, summary, write_json  # noqa: E402
from resources import safetensors  # noqa: E402

FOLDER = Path(__file__).resolve().parent


def masks(count: int, side: int, share: float, size: tuple[int, int], seed: int) -> numpy.ndarray:
    random = numpy.random.RandomState(seed)
    cell = numpy.ceil(numpy.array(size) / side).astype(int)
    grids = (random.rand(count, side, side) < share).astype("float32")
    made = numpy.empty((count, *size))
    for index, grid in enumerate(grids):
        top, left = random.randint(0, cell[0]), random.randint(0, cell[1])
        enlarged = resize(grid, (side + 1) * cell, order=1, mode="reflect", anti_aliasing=False)
        made[index] = enlarged[top:top + size[0], left:left + size[1]]
    return made


def rise(model, x, target: int, count: int, side: int, share: float, seed: int) -> numpy.ndarray:
    made = masks(count, side, share, tuple(x.shape[2:]), seed)
    with torch.inference_mode():
        scores = torch.cat([
            torch.softmax(model(x * torch.from_numpy(mask)), 1)[:, target] for mask in made]).numpy()
    return (scores[:, None, None] * made).sum(0) / count / share


def main() -> None:
    torch.set_num_threads(1)
    library = f"captum {version('captum')}, scikit-image {version('scikit-image')}, PyTorch {torch.__version__}"
    print(library)
    small, large = branching.BranchingNetwork().double().eval(), network(224)
    cat, _ = photos.lite(photos.photo(photos.PHOTOS / "cat.png"))
    arrays, entries = {}, []

    def add(name: str, method: str, target: int, values: numpy.ndarray, settings: dict) -> None:
        entry = {"model": name, "method": method, "class": target, "settings": settings, "summary": summary(values)}
        if name == "branching":
            entry["array"] = f"{method}/{target}/" + "-".join(settings.values())
            arrays[entry["array"]] = values.astype(numpy.float32)
        entries.append(entry)

    runs = [
        ("branching", small, branching.inputs(1).double(), [0, 3], [(5, 3), (4, 4), (40, 8)], (60, 4, 0.5, 3)),
        ("efficientnet-lite0", large, torch.from_numpy(cat).double(), [282], [(60, 50)], (24, 7, 0.3, 1)),
    ]
    for name, model, x, targets, windows, (count, side, share, seed) in runs:
        for target in targets:
            for window, stride in windows:
                extent = min(window, x.shape[2])
                with torch.inference_mode():
                    values = Occlusion(model).attribute(
                        x, sliding_window_shapes=(3, extent, extent), strides=(3, stride, stride), baselines=0,
                        target=target)
                add(name, "occlusion", target, values[0, 0].numpy(), {"window": str(window), "stride": str(stride)})
            add(name, "rise", target, rise(model, x, target, count, side, share, seed),
                {"masks": str(count), "cells": str(side), "share": str(share), "seed": str(seed)})
    write_json(FOLDER / "cases.json", {"library": library, "cases": entries})
    path = safetensors.write(FOLDER / "arrays.safetensors", arrays, {"library": library})
    print(f"{path.stat().st_size:>9}  {path.name}")
    settings = [(5, 7, 0.3, (30, 23), 11), (3, 2, 0.5, (8, 8), 4), (2, 16, 0.1, (20, 50), 0)]
    write_json(FOLDER / "masks.json", [
        {"count": count, "side": side, "share": share, "height": size[0], "width": size[1], "seed": seed,
         "masks": [{"sum": digits(float(mask.sum()), 12), "values": digits(mask.ravel()[::37])}
                   for mask in masks(count, side, share, size, seed)]}
        for count, side, share, size, seed in settings])


if __name__ == "__main__":
    main()
