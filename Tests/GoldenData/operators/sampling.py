"""The cases of sampling by a grid: every mode, padding and meaning of the corners, values and both gradients."""

from cases import Case
from torch.nn import functional as F


def grid_sample(mode, padding, aligns):
    return Case(
        f"gridSample-{mode}-{padding}{'-corners' if aligns else ''}", "gridSample", [(2, 3, 5, 6), (2, 4, 7, 2)],
        lambda x, grid: F.grid_sample(x, grid, mode, padding, aligns),
        {"mode": mode, "outside": padding, "alignCorners": aligns})


# Places of a normal distribution lie in the picture, beside it and beyond its first mirror image.
SAMPLING = [
    grid_sample(mode, padding, aligns)
    for mode in ("bilinear", "nearest", "bicubic")
    for padding in ("zeros", "border", "reflection")
    for aligns in (False, True)
]
