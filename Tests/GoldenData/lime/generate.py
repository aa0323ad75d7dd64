"""Golden data of LIME: the package lime on EfficientNet-Lite0 and the sample photo of the cat.

The superpixels are given: a grid of 7 rows and 6 columns over 224×224 pixels, superpixel (y * 7 // 224) * 6 + x * 6 // 224.
cases.json lists the cases, each with the random seed, the number of samples and what stands in hidden superpixels (null
for the superpixel's mean, else a value of the preprocessed input), and for each of the five likeliest classes, from the first,
    probability  for the whole photo
    intercept, score  of the model of all superpixels; score is its R²
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
from reference import photos  # noqa: E402
from reference.efficientnet import network  # noqa: E402
from reference.summary import digits, write_json  # noqa: E402

FOLDER = Path(__file__).resolve().parent
ROWS, COLUMNS = 7, 6
CASES = [(0, 60, None), (7, 40, -1.0)]


def main() -> None:
    library = f"lime {version('lime')}, scikit-learn {version('scikit-learn')}, PyTorch {torch.__version__}"
    print(library)
    model = network(224)
    cat, _ = photos.lite(photos.photo(photos.PHOTOS / "cat.png"))
    image = cat[0].transpose(1, 2, 0).astype(numpy.float64)
    y, x = numpy.mgrid[:224, :224]
    segments = y * ROWS // 224 * COLUMNS + x * COLUMNS // 224

    def classify(images):
        with torch.inference_mode():
            batch = torch.from_numpy(numpy.ascontiguousarray(images.transpose(0, 3, 1, 2)))
            return torch.softmax(model(batch), 1).numpy()

    def explain(seed, samples, colour, features):
        explainer = lime_image.LimeImageExplainer(random_state=seed)
        return explainer.explain_instance(
            image, classify, hide_color=colour, top_labels=5, num_features=features, num_samples=samples,
            segmentation_fn=lambda _: segments)

    cases = []
    for seed, samples, colour in CASES:
        whole, five, eight = (explain(seed, samples, colour, features) for features in (100000, 5, 8))
        probabilities = classify(image[None])[0]
        classes = []
        for index in whole.top_labels:
            terms = dict(whole.local_exp[index])
            chosen = {
                name: [[int(feature) for feature, _ in run.local_exp[index]],
                       digits([value for _, value in run.local_exp[index]])]
                for name, run in (("auto5", five), ("auto8", eight))}
            classes.append({
                "class": int(index), "probability": digits(probabilities[index]),
                "intercept": digits(whole.intercept[index]),
                "coefficients": digits([terms[feature] for feature in range(ROWS * COLUMNS)]), **chosen})
        cases.append({"seed": seed, "samples": samples, "colour": colour, "lastScore": digits(whole.score),
                      "classes": classes})
    write_json(FOLDER / "cases.json", {
        "library": library, "model": "efficientnet-lite0", "photo": "cat.png", "rows": ROWS, "columns": COLUMNS,
        "cases": cases})


if __name__ == "__main__":
    main()
