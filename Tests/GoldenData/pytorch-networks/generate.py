"""Networks of torchvision and one teaching network as torch.save writes them, and what PyTorch computes with them.

The files' weights are drawn (reference/hollow.py). Every .json holds, as in vgg16-random, the logits and each layer's
output and gradient of the top logit in float64, under the names of the modules; a module that is used twice has `_1`, `_2`
after its name, and what is no module the name of the function after the module that calls it. The input is that of
reference/splitmix.py with the seed of the .json, one for which few activations lie near a kink (reference/record.py).

vgg16-legacy.pth and vgg16.pth hold the same weights in the two forms of torch.save.
"""

import argparse
import copy
import operator
import sys
import tempfile
from pathlib import Path

import torch
import torch.fx

library = torch.library.Library("torchvision", "DEF")
for name in ("nms", "qnms"):
    # torchvision registers parts of operators that are compiled for another build of PyTorch; none is used here.
    library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
import torchvision  # noqa: E402

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from reference import hollow, splitmix  # noqa: E402
from reference.record import Record, array_summary, deviations, layer_summaries  # noqa: E402
from reference.summary import digits, write_json  # noqa: E402

FOLDER = Path(__file__).resolve().parent
FUNCTIONS = {operator.add: "add", operator.mul: "mul", torch.cat: "cat", torch.flatten: "flatten", torch.nn.functional.relu: "relu",
             torch.nn.functional.adaptive_avg_pool2d: "avgpool"}


class XAI(torch.nn.Module):
    """Thirteen convolutions for pictures of 100×100; ends in nine rows of features at that size."""

    def __init__(self, classes: int = 2):
        super().__init__()
        layers, channels = [], 3
        for block in [(64, 64), (128, 128), (256, 256, 256), (512, 512, 512), (512, 512, 512)]:
            for index, width in enumerate(block):
                first = channels == 3
                convolution = torch.nn.Conv2d(channels, width, 3, padding=0 if first else 1, bias=len(layers) == 4)
                layers += [convolution, torch.nn.BatchNorm2d(width), torch.nn.ReLU()]
                last = index + 1 == len(block)
                layers.append(torch.nn.MaxPool2d(2, 2) if last else torch.nn.Dropout(0.3 if first else 0.4))
                channels = width
        self.features = torch.nn.Sequential(*layers)
        self.classifier = torch.nn.Sequential(
            torch.nn.Linear(512, 512, bias=False), torch.nn.Dropout(0.5), torch.nn.BatchNorm1d(512), torch.nn.ReLU(),
            torch.nn.Dropout(0.5), torch.nn.Linear(512, classes))

    def forward(self, x):
        return self.classifier(self.features(x).view(-1, 512))


def rows_beside(tensor: torch.Tensor) -> torch.Tensor:
    """Rows of features as one item with the rows on its last axis, and back."""
    return tensor.T[None] if tensor.dim() == 2 else tensor[0].T


def run_xai(network: XAI, x: torch.Tensor, keep: Record) -> torch.Tensor:
    """Each layer's output after the view is kept as 1×features×rows."""
    for name, module in network.features.named_children():
        x = keep(f"features.{name}", module(x))
    x = keep("view", rows_beside(x.view(-1, 512)))
    for name, module in network.classifier.named_children():
        x = keep(f"classifier.{name}", rows_beside(module(rows_beside(x))))
    return keep("mean", x.mean(2))


class Recorder(torch.fx.Interpreter):
    """Runs a traced network and keeps what every step puts out."""

    def __init__(self, traced: torch.fx.GraphModule, keep: Record):
        super().__init__(traced)
        self.keep, self.used = keep, {}

    def run_node(self, node: torch.fx.Node):
        result = super().run_node(node)
        if node.op == "call_module":
            name = node.target
        elif node.op == "call_function" and node.target in FUNCTIONS:
            if node.target is torch.cat and len(node.args[0]) == 1:
                return result
            stack = list(node.meta.get("nn_module_stack", {}).values())
            place = stack[-1][0] if stack else ""
            name = ".".join(filter(None, [place, FUNCTIONS[node.target]]))
        else:
            return result
        count = self.used[name] = self.used.get(name, -1) + 1
        return self.keep(f"{name}_{count}" if count else name, result)


class Tracer(torch.fx.Tracer):
    """Looks into every module that is not PyTorch's own."""

    def is_leaf_module(self, module, name: str) -> bool:
        return module.__module__.startswith("torch.nn") and not isinstance(module, torch.nn.Sequential)


def traced(network: torch.nn.Module) -> torch.fx.GraphModule:
    for module in network.modules():
        if hasattr(module, "inplace"):
            module.inplace = False
    graph = Tracer().trace(network)
    for node in graph.nodes:
        if "inplace" in node.kwargs:
            node.kwargs = {**node.kwargs, "inplace": False}
    return torch.fx.GraphModule(network, graph)


def run_traced(network: torch.fx.GraphModule, x: torch.Tensor, keep: Record) -> torch.Tensor:
    return Recorder(network, keep).run(x)


def drawn(network: torch.nn.Module) -> hollow.Draw:
    """Gives a network drawn weights."""
    draw, state = hollow.Draw(), {}
    for name, tensor in network.state_dict().items():
        if tensor.is_floating_point():
            shape = tuple(tensor.shape)
            state[name] = torch.from_numpy(draw(shape, *hollow.rule(name, shape)))
    network.load_state_dict(state, strict=False)
    return draw


def save(network: torch.nn.Module, draw: hollow.Draw, name: str, **options) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        torch.save(network.state_dict(), path, **options)
        hollow.write(path, FOLDER / f"{name}.hollow", draw)


def write(name: str, network: torch.nn.Module, size: int, seeds: int) -> None:
    draw = drawn(network.eval())
    save(network, draw, f"{name}.pth")
    run = run_xai if isinstance(network, XAI) else run_traced
    networks = {}
    for dtype in (torch.float64, torch.float32):
        same = copy.deepcopy(network)
        networks[dtype] = (same if isinstance(network, XAI) else traced(same)).to(dtype)

    best = None
    for seed in range(seeds):
        reference = Record()
        array = splitmix.network_input((1, 3, size, size), seed)
        x = torch.from_numpy(array).double().requires_grad_()
        logits = run(networks[torch.float64], x, reference)
        top = int(logits.argmax())
        logits[0, top].backward()

        def repeat(record, dtype):
            x = torch.from_numpy(array).to(dtype).requires_grad_()
            run(networks[dtype], x, record)[0, top].backward()

        deviation = deviations(repeat, reference, trials=1)
        if best is not None and max(deviation.values()) >= best[0]:
            continue
        deviation = deviations(repeat, reference)
        if best is None or max(deviation.values()) < best[0]:
            best = max(deviation.values()), seed, array, top, logits.detach(), reference, deviation
        if best[0] < 3e-5:
            break
    largest, seed, array, top, logits, reference, deviation = best
    plain = network.double()(torch.from_numpy(array).double()).detach()
    plain = plain.mean(0, keepdim=True) if isinstance(network, XAI) else plain
    assert torch.allclose(plain, logits, rtol=1e-12)
    gaps = logits[0].topk(2).values.tolist()
    print(f"{name}: seed {seed}, class {top} by {gaps[0] - gaps[1]:.1e}, largest gradient deviation {largest:.1e}")
    write_json(FOLDER / f"{name}.json", {
        "library": f"PyTorch {torch.__version__}, torchvision {torchvision.__version__}, float64",
        "size": size, "seed": seed, "input": array_summary(array), "topClass": top,
        "logits": digits(logits[0].tolist()), "layers": layer_summaries(reference, deviation),
    })


def write_vgg16() -> None:
    network = torchvision.models.vgg16()
    draw = drawn(network)
    save(network, draw, "vgg16.pth")
    save(network, draw, "vgg16-legacy.pth", _use_new_zipfile_serialization=False)


MODELS = torchvision.models
NETWORKS = {
    "resnet18": (lambda: MODELS.resnet18(num_classes=10), 128, 80),
    "xai13": (XAI, 100, 12),
    "squeezenet1_1": (lambda: MODELS.squeezenet1_1(num_classes=20), 96, 30),
    "mobilenet_v2": (lambda: MODELS.mobilenet_v2(num_classes=20), 96, 30),
    "mobilenet_v3_small": (lambda: MODELS.mobilenet_v3_small(num_classes=20), 96, 30),
    "mobilenet_v3_large": (lambda: MODELS.mobilenet_v3_large(num_classes=20), 64, 400),
    "densenet121": (lambda: MODELS.densenet121(num_classes=20), 64, 30),
    "alexnet": (lambda: MODELS.alexnet(num_classes=20), 128, 30),
    "resnet50": (lambda: MODELS.resnet50(num_classes=20), 64, 30),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="only these")
    names = parser.parse_args().names or ["vgg16", *NETWORKS]
    torch.set_num_threads(1)
    print(f"PyTorch {torch.__version__}, torchvision {torchvision.__version__}")
    for name in names:
        if name == "vgg16":
            write_vgg16()
        else:
            build, size, seeds = NETWORKS[name]
            write(name, build(), size, seeds)


if __name__ == "__main__":
    main()
