"""Golden data of training, by PyTorch: batch normalisation with the batch's statistics, layer normalisation, PReLU, losses,
optimisers, and the losses of twenty steps of whole networks.

Nothing but shapes, seeds and results is stored: values follow from names and places. Tensor `name` of a network has, where it
has several axes, elements (2u - 1)*bound, u being the upper 24 bits of SplitMix64 of state + i and the state
SplitMix64(seed ^ FNV-1a of the name); the bound is sqrt(6 / inputs), for the last layer 1/sqrt(inputs). Vectors called weight or
running_var are 1, others 0; the last layer's bias is drawn as its weights. Batches are `splitmix.symmetric`, labels count up.
Networks are computed in 64-bit floats, without dropout.
"""

import sys
from pathlib import Path

import numpy
import torch
import torchvision

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from reference.splitmix import splitmix64, symmetric  # noqa: E402
from reference.summary import write_json  # noqa: E402
from resources import safetensors  # noqa: E402

FOLDER = Path(__file__).resolve().parent
SEED = 7
STEPS = 20


def fnv(text: str) -> int:
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = ((value ^ byte) * 0x100000001B3) % 2**64
    return value


def drawn(name: str, shape, bound: float) -> torch.Tensor:
    state = int(splitmix64(numpy.array([SEED ^ fnv(name)], numpy.uint64))[0])
    count = int(numpy.prod(shape))
    places = (numpy.arange(count, dtype=numpy.uint64) + numpy.uint64(state))
    fractions = (splitmix64(places) >> numpy.uint64(40)).astype(numpy.float32) * numpy.float32(2.0**-24)
    values = (2 * fractions - 1) * numpy.float32(bound)
    return torch.from_numpy(values).reshape(shape)


def fill(model: torch.nn.Module, head: str) -> None:
    state = model.state_dict()
    inputs = state[f"{head}.weight"][0].numel()
    for name, tensor in state.items():
        if name.endswith("num_batches_tracked"):
            continue
        last = name.split(".")[-1]
        if name.startswith(head + "."):
            state[name] = drawn(name, tensor.shape, float(numpy.float32(1) / numpy.sqrt(numpy.float32(inputs))))
        elif tensor.ndim > 1:
            count = tensor[0].numel()
            state[name] = drawn(name, tensor.shape, float(numpy.sqrt(numpy.float32(6) / numpy.float32(count))))
        else:
            state[name] = torch.full_like(tensor, 1.0 if last in ("weight", "running_var") else 0.0)
    model.load_state_dict(state)


def thirteen(classes: int) -> torch.nn.Module:
    layers, channels, first = [], 3, True
    for block in [[64, 64], [128, 128], [256, 256, 256], [512, 512, 512], [512, 512, 512]]:
        for place, outputs in enumerate(block):
            layers += [
                torch.nn.Conv2d(channels, outputs, 3, padding=0 if first else 1, bias=False),
                torch.nn.BatchNorm2d(outputs), torch.nn.ReLU(),
                torch.nn.Identity() if place < len(block) - 1 else torch.nn.MaxPool2d(2)]
            channels, first = outputs, False

    class Network(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.features = torch.nn.Sequential(*layers)
            self.classifier = torch.nn.Sequential(
                torch.nn.Linear(512, 512, bias=False), torch.nn.Identity(), torch.nn.BatchNorm1d(512),
                torch.nn.ReLU(), torch.nn.Identity(), torch.nn.Linear(512, classes))

        def forward(self, x):
            return self.classifier(self.features(x).flatten(1))

    return Network()


def lite(classes: int) -> torch.nn.Module:
    from efficientnet_lite_pytorch import EfficientNet

    model = EfficientNet.from_name("efficientnet-lite0", image_size=64)
    model._fc = torch.nn.Linear(1280, classes)
    model._global_params = model._global_params._replace(drop_connect_rate=0.0)
    return model


def build(name: str, classes: int) -> torch.nn.Module:
    if name == "xai13":
        return thirteen(classes)
    if name == "efficientnet-lite0":
        return lite(classes)
    return getattr(torchvision.models, name)(weights=None, num_classes=classes)


OPTIMIZERS = {
    "sgd": lambda p: torch.optim.SGD(p, lr=0.01),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.005, momentum=0.9, weight_decay=1e-3),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.005, momentum=0.9, nesterov=True, weight_decay=1e-3),
    "adam": lambda p: torch.optim.Adam(p, lr=1e-4, weight_decay=1e-2),
    "adamw": lambda p: torch.optim.AdamW(p, lr=1e-4, weight_decay=1e-2),
}

RUNS = [
    # network, last layer, rows and columns, batch, optimiser, its learning rate, label smoothing; the rates are so small that
    # PyTorch's own losses in 32-bit floats stay within 3e-4 of these
    ("resnet18", "fc", 64, 8, "adam", 1e-5, 0.0),
    ("mobilenet_v2", "classifier.1", 64, 8, "nesterov", 1e-5, 0.1),
    ("efficientnet-lite0", "_fc", 64, 8, "adamw", 1e-5, 0.0),
    ("xai13", "classifier.5", 40, 8, "momentum", 1e-5, 0.0),
]
CLASSES = 5


def run(name, head, size, batch, optimizer, rate, smoothing, dtype=torch.float64):
    torch.manual_seed(0)
    model = build(name, CLASSES)
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    fill(model, head)
    model = model.to(dtype).train()
    steps = OPTIMIZERS[optimizer](model.parameters())
    for group in steps.param_groups:
        group["lr"] = rate
    loss = torch.nn.CrossEntropyLoss(label_smoothing=smoothing)
    losses = []
    for step in range(STEPS):
        values = symmetric(100 + step, batch * 3 * size * size).reshape(batch, 3, size, size)
        labels = torch.tensor([(step + item) % CLASSES for item in range(batch)])
        steps.zero_grad()
        value = loss(model(torch.from_numpy(values).to(dtype)), labels)
        value.backward()
        steps.step()
        losses.append(float(value.detach()))
    return losses


def operators(arrays: dict) -> None:
    generator = numpy.random.Generator(numpy.random.PCG64(20261129))

    def array(shape, least=None):
        values = generator.normal(0, 1, shape) if least is None else generator.uniform(least, 2, shape)
        return torch.from_numpy(values.astype(numpy.float32)).double().requires_grad_()

    def record(name, output, tensors):
        gradient = array(tuple(output.shape)).detach()
        output.backward(gradient)
        arrays[f"{name}/output"] = output.detach()
        arrays[f"{name}/outputGradient"] = gradient
        for key, tensor in tensors.items():
            arrays[f"{name}/{key}"] = tensor.detach()
            if tensor.grad is not None:
                arrays[f"{name}/{key}Gradient"] = tensor.grad

    for name, shape in {"batch-norm": (3, 5, 4, 6), "batch-norm-blocks": (2, 20, 5, 3), "batch-norm-rows": (7, 9)}.items():
        x, weight, bias = array(shape), array(shape[1]), array(shape[1])
        mean, variance = array(shape[1]).detach(), array(shape[1], 0.5).detach()
        before = (mean.clone(), variance.clone())
        output = torch.nn.functional.batch_norm(x, mean, variance, weight, bias, training=True, momentum=0.1, eps=1e-5)
        record(name, output, {"input": x, "weight": weight, "bias": bias})
        arrays[f"{name}/mean"], arrays[f"{name}/variance"] = before
        arrays[f"{name}/meanAfter"], arrays[f"{name}/varianceAfter"] = mean, variance
    x, weight, bias = array((4, 3, 6)), array(6), array(6)
    record("layer-norm", torch.nn.functional.layer_norm(x, (6,), weight, bias, 1e-5),
           {"input": x, "weight": weight, "bias": bias})
    x, weight = array((2, 3, 4, 5)), array(3)
    record("prelu", torch.nn.functional.prelu(x, weight), {"input": x, "weight": weight})
    scores = array((4, 5))
    arrays["losses/scores"] = scores.detach()
    targets = torch.tensor([1, 0, 4, 2])
    several = torch.tensor([[0, 1, 0, 0, 1], [0, 0, 0, 0, 0], [1, 1, 1, 1, 1], [0, 0, 1, 0, 0]]).double()
    for name, value in {
        "cross-entropy": lambda: torch.nn.functional.cross_entropy(scores, targets),
        "smoothed": lambda: torch.nn.functional.cross_entropy(scores, targets, label_smoothing=0.1),
        "binary": lambda: torch.nn.functional.binary_cross_entropy_with_logits(scores, several),
    }.items():
        scores.grad = None
        loss = value()
        loss.backward()
        arrays[f"losses/{name}"] = loss.detach().reshape(1)
        arrays[f"losses/{name}Gradient"] = scores.grad.clone()
    for name, make in OPTIMIZERS.items():
        start = symmetric(1, 12)
        parameter = torch.from_numpy(start.copy()).requires_grad_()
        steps = make([parameter])
        for step in range(STEPS):
            parameter.grad = torch.from_numpy(symmetric(10 + step, 12).copy()) * (1 + step)
            steps.step()
        arrays[f"optimizers/{name}"] = parameter.detach()


def main() -> None:
    print(f"PyTorch {torch.__version__}, torchvision {torchvision.__version__}, seed {SEED}")
    arrays = {}
    operators(arrays)
    safetensors.write(
        FOLDER / "arrays.safetensors", {k: v.numpy().astype(numpy.float32) for k, v in arrays.items()},
        {"library": f"PyTorch {torch.__version__}"})
    runs = []
    for entry in RUNS:
        losses = run(*entry)
        single = run(*entry, dtype=torch.float32)
        print(entry[0], losses, max(abs(a - b) / abs(b) for a, b in zip(single, losses)), flush=True)
        name, _, size, batch, optimizer, rate, smoothing = entry
        runs.append({
            "network": name, "size": size, "batch": batch, "optimizer": optimizer,
            "learningRate": rate, "smoothing": smoothing,
            "classes": CLASSES, "seed": SEED, "losses": losses})
    write_json(FOLDER / "runs.json", {"runs": runs})


if __name__ == "__main__":
    main()
