"""TorchScript files of networks with seeded random weights, and what PyTorch makes of them.

`files()` yields (family, name, build). `build(folder)` writes the file with `torch.jit.save` as traced, scripted or frozen network
and answers with its path, an input (1×C×H×W of 32-bit floats), and the network's outputs.
"""
import pathlib
import warnings
from typing import Dict, List, NamedTuple, Optional

import timm
import torch
import torchvision
from torch import nn
from torch.nn import functional

from covered import gradients, pt2_files

FORMS = ("traced", "scripted", "frozen")


def written(network, picture, form, path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if form == "traced":
            with torch.no_grad():
                script = torch.jit.trace(network, picture, check_trace=False, strict=False)
        elif form == "frozen-trace":
            script = torch.jit.freeze(torch.jit.trace(network, picture, check_trace=False).eval())
        else:
            script = torch.jit.script(network)
            if form == "frozen":
                script = torch.jit.freeze(script)
        if form == "lite":
            script._save_for_lite_interpreter(str(path))
        else:
            torch.jit.save(script, str(path))


def built(make, size, name, form, folder, ending="pt", channels=3):
    network = pt2_files.seeded(make)
    for head in [getattr(network, "heads", None)]:
        # What starts at zero would give nothing to compare.
        for parameter in head.parameters() if head is not None else ():
            nn.init.normal_(parameter, 0, 0.05, generator=torch.Generator().manual_seed(7))
    picture = torch.rand(1, channels, size, size, generator=torch.Generator().manual_seed(8))
    path = pathlib.Path(folder) / f"{name}-{form}.{ending}"
    written(network, picture, form, path)
    with torch.no_grad():
        answer = network(picture)
    while not torch.is_tensor(answer):
        answer = next(iter(answer.values())) if isinstance(answer, dict) else answer[0]
    return path, picture.numpy(), answer.numpy(), ("--size", str(size)), gradients.of_best_score(network, picture)


class Answer(NamedTuple):
    scores: torch.Tensor
    other: Optional[torch.Tensor]


def residual(x, n: int = 2):
    if x.dim() == 4 and n > 1:
        return x + x.mean((2, 3), keepdim=True) * n
    return x


class Control(nn.Module):
    """Loops, decisions and containers whose course shapes and constants tell."""

    def __init__(self):
        super().__init__()
        self.convolutions = nn.ModuleList([nn.Conv2d(3, 6, 3, padding=1), nn.Conv2d(6, 6, 3, padding=1)])
        self.activations = nn.ModuleDict({"a": nn.ReLU(), "b": nn.Sigmoid()})
        self.sizes = [1, 2]
        self.names = {"k": 3}
        self.mode = "none"
        self.head = nn.Linear(6, 10)

    def forward(self, x, mask: Optional[torch.Tensor] = None):
        kept: List[torch.Tensor] = []
        for convolution in self.convolutions:
            x = convolution(x)
            kept.append(x)
        for _, activation in self.activations.items():
            x = activation(x)
        i = 0
        while i < 3:
            i += 1
            if i == 2:
                continue
            x = x + i
        for j in range(1, 6, 2):
            if j > 3:
                break
            x = x - j
        for one in kept:
            x = x + one * 0.5
        for place, (a, b) in enumerate(zip(self.sizes, [3, 4])):
            x = x * a + b / self.names["k"] + place
        found = {"out": residual(x)}
        doubled = [a * 2 for a in self.sizes]
        x = found["out"] + doubled[-1]
        x = functional.interpolate(x, size=x.shape[-2:], mode="bilinear", align_corners=False)
        x = functional.interpolate(x, scale_factor=2.0, mode="nearest")
        assert x.shape[1] == 6, f"bad {x.shape}"
        if mask is not None:
            x = x * mask
        if self.mode == "mean":
            x = x.mean(1, keepdim=True)
        values, _ = x.flatten(2).max(2)
        scores = self.head(values)
        return Answer(scores if scores.shape[0] == 1 else scores * 2, None)


class Dictionary(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.BatchNorm2d(8), nn.SiLU(), nn.Conv2d(8, 12, 3))
        self.head = nn.Linear(12, 10)

    def forward(self, x) -> Dict[str, torch.Tensor]:
        a, b = self.body(x).chunk(2, 1)
        x = torch.cat([a * torch.sigmoid(b), b[:, : b.shape[1] // 2], b[:, b.shape[1] // 2:]], 1)
        return {"scores": self.head(functional.adaptive_avg_pool2d(x, 1).flatten(1))}


class Changes(nn.Module):
    """Changes in place, as code for small memories has them."""

    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(3, 8, 3, padding=1)
        self.b = nn.Conv2d(8, 8, 3, padding=1)
        self.head = nn.Linear(8, 10)

    def forward(self, x):
        x = self.a(x)
        y = x
        x += self.b(functional.relu(x)).clamp_(-1, 1)
        x.mul_(0.5).add_(y, alpha=0.25)
        mask = torch.zeros(x.shape[2], x.shape[3])
        mask[2:-3, 1:] = 1
        mask[0].fill_(0.5)
        return self.head((x * mask).mean((2, 3)))


class Grey(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2))
        self.head = nn.Sequential(nn.Flatten(), nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 10))

    def forward(self, x):
        return self.head(self.body(x))


OWN = {"control": (Control, 24), "dictionary": (Dictionary, 24), "changes": (Changes, 24)}

TORCHVISION = {
    "alexnet": 64, "vgg11_bn": 32, "resnet18": 64, "resnet50": 64, "densenet121": 64, "mobilenet_v2": 64,
    "mobilenet_v3_small": 64, "efficientnet_b0": 64, "squeezenet1_1": 64, "shufflenet_v2_x0_5": 64, "mnasnet0_5": 64,
    "googlenet": 64, "inception_v3": 96, "regnet_y_400mf": 64, "convnext_tiny": 64, "swin_t": 64, "swin_v2_t": 64,
    "vit_b_16": 224, "maxvit_t": 224, "resnext50_32x4d": 64,
}

TIMM = {
    "resnet18d": 64, "mobilenetv3_small_075": 64, "efficientnet_lite0": 64, "ghostnet_100": 64, "vit_tiny_patch16_224": 224,
    "convnextv2_atto": 64, "hrnet_w18_small": 64, "mixer_s32_224": 224, "poolformer_s12": 64, "regnety_002": 64,
}


def whole(name):
    extra = {"aux_logits": False, "init_weights": True} if name in ("googlenet", "inception_v3") else {}
    return lambda: getattr(torchvision.models, name)(weights=None, num_classes=50, **extra)


def files():
    for name, (make, size) in OWN.items():
        # A trace gives no objects of a class of its own.
        for form in FORMS if make is not Control else FORMS[1:]:
            yield "own networks, TorchScript", f"{name}-{form}", lambda folder, make=make, size=size, name=name, form=form: built(
                make, size, name, form, folder)
    yield "own networks, TorchScript", "dictionary-lite", lambda folder: built(Dictionary, 24, "dictionary", "lite", folder, "ptl")
    for form in FORMS:
        # The size of its pictures has to be found.
        yield "own networks, TorchScript", f"grey-{form}", lambda folder, form=form: (
            lambda result: (*result[:3], (), result[4]))(built(Grey, 28, "grey", form, folder, channels=1))
    for name, make in pt2_files.SMALL.items():
        # PyTorch gives no gradient of the one, and takes no doubles in the other.
        if name in ("inplace", "grid"):
            continue
        yield "PyTorch layers, TorchScript", f"{name}-traced", lambda folder, make=make, name=name: built(
            make, 24, name, "traced", folder)
    for name, size in TORCHVISION.items():
        for form in FORMS:
            yield "torchvision, TorchScript", f"{name}-{form}", lambda folder, name=name, size=size, form=form: built(
                whole(name), size, name, form, folder)
    for name, size in TIMM.items():
        for form in ("traced", "frozen-trace"):
            yield "timm, TorchScript", f"{name}-{form}", lambda folder, name=name, size=size, form=form: built(
                lambda: timm.create_model(name, num_classes=50), size, name, form, folder)
