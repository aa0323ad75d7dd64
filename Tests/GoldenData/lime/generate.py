"""Golden data of LIME: the package lime on EfficientNet-Lite0 with the sample photo of the cat and on the network of
reference/branching.py.

The superpixels are given: a grid of rows and columns over S×S pixels, superpixel (y * rows // S) * columns + x * columns // S.
cases.json lists the cases, each with the random seed, the number of samples and what stands in hidden superpixels (`mean`
or `black`), and for each of the five likeliest classes, from the first,
    probability  for the whole photo
    intercept, score  of the model of all superpixels; score, its R², of the first class only
    coefficients  of every superpixel
    auto5, auto8  the superpixels that a model of 5 (forward selection) and of 8 (highest weights) uses, and their
                  coefficients, from the greatest
The image handed to lime is the preprocessed input in float64, so that no value is rounded on the way.
"""

import sys
from importlib.metadata import version
from pathlib import Path

import numpy
import torch
from lime import lime_image

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from reference import branching, photos  # noqa: E402
from reference.efficientnet import network  # noqa: E402
from reference.summary import digits, write_json  # noqa: E402

FOLDER = Path(__file__).resolve().parent


def grid(size: int, rows: int, columns: int) -> numpy.ndarray:
    y, x = numpy.mgrid[:size, :size]
    return y * rows // size * columns + x * columns // size


def classes_of(model, x, segments, seed: int, samples: int, colour: float | None) -> list[dict]:
    image = x[0].numpy().transpose(1, 2, 0)

    def classify(images):
        with torch.inference_mode():
            batch = torch.from_numpy(numpy.ascontiguousarray(images.transpose(0, 3, 1, 2)))
            return torch.softmax(model(batch), 1).numpy()

    def explain(features):
        explainer = lime_image.LimeImageExplainer(random_state=seed)
        return explainer.explain_instance(
            image, classify, hide_color=colour, top_labels=5, num_features=features, num_samples=samples,
            segmentation_fn=lambda _: segments)

    whole, five, eight = (explain(features) for features in (100000, 5, 8))
    probabilities = classify(image[None])[0]
    classes = []
    for index in whole.top_labels:
        terms = dict(whole.local_exp[index])
        chosen = {
            name: {"superpixels": [int(feature) for feature, _ in run.local_exp[index]],
                   "coefficients": digits([value for _, value in run.local_exp[index]])}
            for name, run in (("auto5", five), ("auto8", eight))}
        classes.append({
            "class": int(index), "probability": digits(probabilities[index]),
            "intercept": digits(whole.intercept[index]),
            "coefficients": digits([terms[feature] for feature in range(segments.max() + 1)]), **chosen})
    # The package keeps that of the class which it looks at last.
    classes[0]["score"] = digits(whole.score)
    return classes


def main() -> None:
    torch.set_num_threads(1)
    library = f"lime {version('lime')}, scikit-learn {version('scikit-learn')}, PyTorch {torch.__version__}"
    print(library)
    cat, _ = photos.lite(photos.photo(photos.PHOTOS / "cat.png"))
    networks = {
        "efficientnet-lite0": (network(224), torch.from_numpy(cat).double(), -127 / 128),
        "branching": (branching.BranchingNetwork().double().eval(), branching.inputs(1).double(), -1.0),
    }
    cases = []
    for name, rows, columns, seed, samples, colour in [
            ("branching", 3, 4, 0, 300, "mean"), ("branching", 4, 4, 5, 150, "black"),
            ("efficientnet-lite0", 7, 6, 0, 60, "mean"), ("efficientnet-lite0", 5, 4, 7, 40, "black")]:
        model, x, black = networks[name]
        cases.append({
            "model": name, "rows": rows, "columns": columns, "seed": seed, "samples": samples, "colour": colour,
            "classes": classes_of(
                model, x, grid(x.shape[2], rows, columns), seed, samples, black if colour == "black" else None)})
    write_json(FOLDER / "cases.json", {"library": library, "cases": cases})


if __name__ == "__main__":
    main()
