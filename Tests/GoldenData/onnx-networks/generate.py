"""ONNX files of transformers and of networks built like them, as torch.onnx writes them, and what PyTorch computes.

The networks are timm's and torchvision's in full size, with 20 classes, for any number of pictures at once. The files'
weights are drawn (reference/hollow.py); a file holds the weights of most dense layers transposed, so they are drawn that
way, and convolutions with the batch normalisation after them folded in, so that one is such that it leaves their weights
alone.

Every .json holds, as in vgg16-random, the logits and the output and the gradient of the top logit in float64, of the input
and of every block, under the name of the block's last node in the file. `largest` is the largest magnitude of each.
The input is that of reference/splitmix.py with the seed of the .json. The networks have no kinks; `gradientDeviation`
shows it.
"""

import argparse
import copy
import re
import sys
import tempfile
import warnings
from pathlib import Path

import numpy
import onnx
import torch

library = torch.library.Library("torchvision", "DEF")
for name in ("nms", "qnms"):
    # torchvision registers parts of operators that are compiled for another build of PyTorch; none is used here.
    try:
        library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    except RuntimeError:
        # It is there already.
        pass
import timm  # noqa: E402
import torchvision  # noqa: E402

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from reference import hollow, splitmix  # noqa: E402
from reference.record import Record, array_summary, deviations, layer_summaries  # noqa: E402
from reference.summary import digits, write_json  # noqa: E402

FOLDER = Path(__file__).resolve().parent
SEED = 0
CLASSES = 20
# The indices of drawn tensors that are in no file as they are begin here.
APART = 2000

# How each is made, the rows and columns of its input, and which of its modules are blocks.
NETWORKS = {
    "vit_tiny_patch16_224": (timm.create_model, 224, r"patch_embed|blocks\.\d+|norm"),
    "swin_tiny_patch4_window7_224": (
        timm.create_model, 224, r"patch_embed|layers\.\d+\.blocks\.\d+|layers\.[1-3]\.downsample|norm"),
    "convnext_tiny": (
        lambda name, num_classes: torchvision.models.convnext_tiny(num_classes=num_classes), 224,
        r"features\.0|features\.[1357]\.\d+|features\.[246]"),
    "mobilevit_xxs": (timm.create_model, 256, r"stem|stages\.\d+\.\d+(\.transformer\.\d+)?|final_conv"),
}


class Weights:
    """Draws a network's parameters."""

    def __init__(self):
        self.draw, self.apart = hollow.Draw(), APART

    def uniform(self, shape: tuple[int, ...], scale: float, offset: float) -> numpy.ndarray:
        """Values that the file does not hold as they are."""
        self.apart += 1
        values = splitmix.symmetric(self.apart, int(numpy.prod(shape))).reshape(shape)
        return numpy.float32(scale) * values + numpy.float32(offset)

    def fill(self, network: torch.nn.Module) -> None:
        for path, module in network.named_modules():
            parameters = dict(module.named_parameters(recurse=False))
            if isinstance(module, torch.nn.BatchNorm2d):
                self.fill_normalisation(module)
                continue
            for name, parameter in parameters.items():
                shape = tuple(parameter.shape)
                if name == "relative_position_bias_table":
                    # The file holds it spread out; few values pack well.
                    values = numpy.round(self.uniform(shape, 2, 0)) / 2
                elif name == "layer_scale":
                    values = self.draw(shape, 0.25, 0.5)
                elif name in ("cls_token", "pos_embed"):
                    values = self.draw(shape, 0.5, 0)
                elif name == "weight" and isinstance(module, torch.nn.Linear) and shape[0] != CLASSES:
                    values = self.draw(shape[::-1], *hollow.rule(name, shape)).T
                else:
                    values = self.draw(shape, *hollow.rule(name, shape))
                parameter.data = torch.from_numpy(numpy.ascontiguousarray(values, numpy.float32))

    def fill_normalisation(self, module: torch.nn.BatchNorm2d) -> None:
        """Moves values without scaling them: the weights are the roots of the variances."""
        shape = tuple(module.weight.shape)
        for name in ("bias", "running_mean", "running_var"):
            getattr(module, name).data = torch.from_numpy(self.uniform(shape, *hollow.rule(name, shape)))
        module.weight.data = torch.sqrt(module.running_var + module.eps)


def node_names(file: Path, blocks: list[str]) -> dict[str, str]:
    """The last node of each block in the file: its modules' names, of which those in a sequence repeat the sequence's."""
    nodes = [node.name for node in onnx.load(file).graph.node]
    names = {}
    for block in blocks:
        scope, last = "", ""
        for part in block.split("."):
            last = f"{last}.{part}" if part.isdigit() else part
            scope += f"/{last}"
        names[block] = [name for name in nodes if name.startswith(scope + "/")][-1]
    return names


def write(name: str) -> None:
    build, size, pattern = NETWORKS[name]
    network = build(name, num_classes=CLASSES).eval()
    for module in network.modules():
        if hasattr(module, "inplace"):
            module.inplace = False
    weights = Weights()
    weights.fill(network)
    blocks = [path for path, _ in network.named_modules() if re.fullmatch(pattern, path)]
    array = splitmix.network_input((1, 3, size, size), SEED)
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = Path(folder) / f"{name}.onnx"
        torch.onnx.export(
            network, (torch.zeros(1, 3, size, size),), str(path), dynamo=False, opset_version=17,
            input_names=["input"], output_names=["output"],
            dynamic_axes={"input": {0: "batch"}, "output": {0: "batch"}})
        hollow.write(path, FOLDER / f"{path.name}.hollow", weights.draw)
        names = node_names(path, blocks)

    def run(record: Record, dtype: torch.dtype) -> torch.Tensor:
        """The logits, once the gradients of the top one are in the record."""
        same = copy.deepcopy(network).to(dtype)
        for block in blocks:
            same.get_submodule(block).register_forward_hook(
                lambda module, inputs, output, block=block: record(names[block], output))
        logits = same(record("input", torch.from_numpy(array).to(dtype).requires_grad_()))
        logits[0, int(logits.argmax())].backward()
        return logits.detach()

    reference = Record()
    logits = run(reference, torch.float64)
    deviation = deviations(run, reference)
    gaps = logits[0].topk(2).values.tolist()
    print(f"{name}: class {int(logits.argmax())} by {gaps[0] - gaps[1]:.1e}, "
          f"largest gradient deviation {max(deviation.values()):.1e}")
    layers = layer_summaries(reference, deviation)
    for layer, tensor in zip(layers, reference.values()):
        layer["largest"] = {"output": digits(float(tensor.detach().abs().max())), "gradient": digits(float(tensor.grad.abs().max()))}
    write_json(FOLDER / f"{name}.json", {
        "library": f"PyTorch {torch.__version__}, timm {timm.__version__}, torchvision {torchvision.__version__}, float64",
        "size": size, "seed": SEED, "input": array_summary(array), "topClass": int(logits.argmax()),
        "logits": digits(logits[0].tolist()), "layers": layers,
    })


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="only these")
    torch.set_num_threads(1)
    print(f"PyTorch {torch.__version__}, timm {timm.__version__}, torchvision {torchvision.__version__}, onnx {onnx.__version__}")
    for name in parser.parse_args().names or NETWORKS:
        write(name)


if __name__ == "__main__":
    main()
