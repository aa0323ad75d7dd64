"""Golden data of the embedded VGG16 convolutions on the sample photo of the cat (`torch` preprocessing).

Every layer's output, by PyTorch in float64 with the float16 weights of the embedded file, and the gradient there of the mean
of block5_pool. The figures are described in reference/summary.py; convolutions show the output after their ReLU.
"""

import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from reference import photos, weights  # noqa: E402
from reference.record import Record, array_summary, deviations, layer_summaries  # noqa: E402
from reference.summary import write_json  # noqa: E402

FOLDER = Path(__file__).resolve().parent


def main() -> None:
    print(f"PyTorch {torch.__version__}")
    tensors = weights.safetensors(weights.MODELS / "vgg16-features.safetensors", torch.float64)
    cat, _ = photos.torch(photos.photo(photos.PHOTOS / "cat.png"))
    reference = Record()

    def run(record, dtype):
        x = torch.from_numpy(cat).to(dtype).requires_grad_()
        converted = {name: tensor.to(dtype) for name, tensor in tensors.items()}
        weights.vgg16_features(x, converted, record).mean().backward()
        return x

    x = run(reference, torch.float64)
    deviation = deviations(run, reference)
    print(f"largest gradient deviation {max(deviation.values()):.1e}")
    write_json(FOLDER / "summary.json", {
        "library": f"PyTorch {torch.__version__}, float64",
        "input": {"kind": "photo", "photo": "cat.png", "preprocessing": "torch", **array_summary(cat)},
        "score": "mean of block5_pool",
        "inputGradient": array_summary(x.grad),
        "layers": layer_summaries(reference, deviation),
    })


if __name__ == "__main__":
    main()
