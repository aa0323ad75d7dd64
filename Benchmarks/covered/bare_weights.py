"""Bare weights as torchvision, timm, transformers and training code save them, with what the library itself answers.

`files()` yields (family, name, build). `build(folder)` writes the file or folder and answers with its path, an input
(1×C×H×W of 32-bit floats), the library's logits, the options of glassbox that the file needs, and the gradient of the greatest
logit. Weights are drawn from a seed
(`lively`), so that every layer counts.
"""

import argparse
import collections
import datetime
import pathlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy
import timm
import torch
import torchvision.models
import transformers

from covered import gradients


def lively(network: torch.nn.Module, seed: int = 7) -> torch.nn.Module:
    """Gives a network weights of which none is trivial."""
    generator = torch.Generator().manual_seed(seed)
    small = ("pos", "token", "table")
    with torch.no_grad():
        for name, value in network.named_parameters():
            if any(part in name for part in small):
                value.normal_(0, 0.5, generator=generator)
            elif "logit_scale" in name:
                value.uniform_(1, 5, generator=generator)
            elif "layer_scale" in name or "gamma" in name or name.endswith(("ls1", "ls2")):
                value.uniform_(0.2, 0.6, generator=generator)
            elif "grn" in name:
                value.uniform_(-0.3, 0.3, generator=generator)
            elif value.dim() > 1:
                value.normal_(0, (1.6 / value[0].numel()) ** 0.5, generator=generator)
            elif name.endswith("weight"):
                value.uniform_(0.7, 1.2, generator=generator)
            else:
                value.normal_(0, 0.05, generator=generator)
        for name, value in network.named_buffers():
            if name.endswith("running_mean"):
                value.normal_(0, 0.1, generator=generator)
            elif name.endswith("running_var"):
                value.uniform_(0.7, 1.4, generator=generator)
    return network.eval()


@dataclass
class File:
    family: str
    name: str
    size: int
    build: Callable[[], torch.nn.Module]
    """Makes the network."""
    save: Callable[[torch.nn.Module, pathlib.Path], pathlib.Path] | None = None
    """Writes it; nil for its state dictionary by torch.save."""
    options: tuple[str, ...] = ()

    def network(self) -> torch.nn.Module:
        if not hasattr(self, "_network"):
            torch.manual_seed(0)
            self._network = lively(self.build())
        return self._network

    def write(self, folder: pathlib.Path) -> pathlib.Path:
        if self.save is not None:
            return self.save(self.network(), folder)
        path = folder / f"{self.family}-{self.name}.pth"
        torch.save(self.network().state_dict(), path)
        return path

    def built(self, folder: pathlib.Path) -> tuple:
        picture = torch.rand(1, 3, self.size, self.size, generator=torch.Generator().manual_seed(8))
        path = self.write(pathlib.Path(folder))
        with torch.no_grad():
            found = self.network()(picture)
        answer = getattr(found, "logits", found).numpy()
        # Half the digits make other weights of them.
        gradient = None if self.name == "half" else gradients.of_best_score(self.network(), picture)
        del self._network
        return path, picture.numpy(), answer, self.options + ("--size", str(self.size)), gradient


TORCHVISION = {
    "alexnet": 224, "vgg11": 224, "vgg16_bn": 224, "resnet18": 224, "resnet34": 224, "resnet50": 224, "resnext50_32x4d": 224,
    "wide_resnet50_2": 224, "squeezenet1_0": 224, "squeezenet1_1": 224, "densenet121": 224, "densenet161": 224,
    "densenet169": 224, "densenet201": 224, "mobilenet_v2": 224, "mobilenet_v3_small": 224, "mobilenet_v3_large": 224,
    "mnasnet0_5": 224, "mnasnet0_75": 224, "mnasnet1_0": 224, "mnasnet1_3": 224, "shufflenet_v2_x0_5": 224,
    "shufflenet_v2_x1_0": 224, "shufflenet_v2_x1_5": 224, "shufflenet_v2_x2_0": 224, "googlenet": 224, "inception_v3": 299,
    "efficientnet_b0": 224, "efficientnet_b1": 240, "efficientnet_b2": 288, "efficientnet_b3": 300, "efficientnet_b4": 380,
    "efficientnet_b5": 456, "efficientnet_v2_s": 384, "regnet_x_400mf": 224, "regnet_x_800mf": 224, "regnet_x_1_6gf": 224,
    "regnet_x_3_2gf": 224, "regnet_y_400mf": 224, "regnet_y_800mf": 224, "regnet_y_1_6gf": 224, "regnet_y_3_2gf": 224,
    "convnext_tiny": 224, "convnext_small": 224, "swin_t": 224, "swin_s": 224, "swin_v2_t": 256, "vit_b_16": 224,
    "vit_b_32": 224,
}
TIMM = {
    "resnet18": 224, "resnet26": 224, "resnet26t": 256, "resnet34d": 224, "resnet50d": 224, "seresnet50": 224,
    "ecaresnet50d": 224, "seresnext50_32x4d": 224, "efficientnet_b0": 224, "tf_efficientnet_b0": 224, "efficientnetv2_rw_t": 224,
    "mobilenetv2_100": 224, "mobilenetv3_small_100": 224, "mobilenetv3_large_100": 224, "mnasnet_100": 224,
    "efficientnet_lite0": 224, "convnext_atto": 224, "convnext_tiny": 224, "convnextv2_atto": 224, "convnextv2_tiny": 224,
    "vit_tiny_patch16_224": 224, "vit_small_patch32_224": 224, "vit_base_patch16_clip_224": 224,
    "deit_tiny_patch16_224": 224, "deit_tiny_distilled_patch16_224": 224, "deit3_small_patch16_224": 224,
    "regnetx_002": 224, "regnety_002": 224, "regnety_008": 224, "vgg11": 224, "densenet121": 224,
    "swin_tiny_patch4_window7_224": 224, "swinv2_tiny_window8_256": 256, "mixer_s16_224": 224, "resmlp_12_224": 224,
}
TRANSFORMERS = {
    "vit": lambda: transformers.ViTForImageClassification(transformers.ViTConfig(num_hidden_layers=4, num_labels=10)),
    "deit": lambda: transformers.DeiTForImageClassification(transformers.DeiTConfig(num_hidden_layers=4, num_labels=10)),
    "convnext": lambda: transformers.ConvNextForImageClassification(transformers.ConvNextConfig(num_labels=10)),
    "convnextv2": lambda: transformers.ConvNextV2ForImageClassification(transformers.ConvNextV2Config(num_labels=10)),
    "resnet": lambda: transformers.ResNetForImageClassification(transformers.ResNetConfig(num_labels=10)),
    "swin": lambda: transformers.SwinForImageClassification(transformers.SwinConfig(num_labels=10)),
    "efficientnet": lambda: transformers.EfficientNetForImageClassification(
        transformers.EfficientNetConfig(image_size=224, width_coefficient=1.0, depth_coefficient=1.0, hidden_dim=1280, num_labels=10)),
    "mobilenet_v2": lambda: transformers.MobileNetV2ForImageClassification(transformers.MobileNetV2Config(num_labels=10)),
}


def torchvision_network(name: str) -> torch.nn.Module:
    options = {"init_weights": False} if name in ("googlenet", "inception_v3") else {}
    return getattr(torchvision.models, name)(num_classes=10, **options)


def wrapping(change: Callable[[dict], object], suffix: str) -> Callable[[torch.nn.Module, pathlib.Path], pathlib.Path]:
    """Saves what `change` makes of a state dictionary."""
    def save(network: torch.nn.Module, folder: pathlib.Path) -> pathlib.Path:
        path = folder / f"form-{suffix}.pth"
        torch.save(change(network.state_dict()), path)
        return path
    return save


def prefixed(prefix: str) -> Callable[[dict], dict]:
    return lambda state: collections.OrderedDict((prefix + name, value) for name, value in state.items())


def training_state(state: dict) -> dict:
    return {
        "epoch": 3, "best": numpy.float64(0.9), "history": numpy.arange(3), "args": argparse.Namespace(lr=0.1),
        "when": datetime.datetime(2024, 1, 1), "path": pathlib.PurePosixPath("runs"), "state_dict": state,
        "optimizer": {"state": {0: {"momentum": torch.zeros(3)}}, "param_groups": [{"lr": 0.1}]},
        "loss": torch.tensor(0.5),
    }


FORMS = {
    "module": prefixed("module."), "compiled": prefixed("_orig_mod."), "nested": prefixed("model.backbone.net."),
    "training": training_state, "model": lambda state: {"model": state}, "params": lambda state: {"params": state},
    "averaged": lambda state: {
        "state_dict": {name: value * 0 for name, value in state.items()}, "state_dict_ema": prefixed("module.")(state)},
    "loss": lambda state: {"state_dict": {**prefixed("model.")(state), "criterion.weight": torch.ones(10)}},
    "half": lambda state: {name: value.half() if value.is_floating_point() else value for name, value in state.items()},
    "float64": lambda state: {name: value.double() if value.is_floating_point() else value for name, value in state.items()},
}


def whole(network: torch.nn.Module, folder: pathlib.Path) -> pathlib.Path:
    path = folder / "form-whole.pth"
    torch.save(network, path)
    return path


def pretrained(name: str) -> Callable[[torch.nn.Module, pathlib.Path], pathlib.Path]:
    def save(network: torch.nn.Module, folder: pathlib.Path) -> pathlib.Path:
        network.save_pretrained(folder / name)
        return folder / name
    return save


def networks() -> Iterator[File]:
    for name, size in TORCHVISION.items():
        yield File("torchvision", name, size, lambda name=name: torchvision_network(name))
    for name, size in TIMM.items():
        options = ("--architecture", name) if name.startswith("tf_") else ()
        yield File("timm", name, size, lambda name=name: timm.create_model(name, num_classes=10), options=options)
    for name, build in TRANSFORMERS.items():
        yield File("transformers", name, 224, build, pretrained(name))
    for form, change in FORMS.items():
        yield File("form", form, 224, lambda: torchvision_network("resnet18"), wrapping(change, form))
    yield File("form", "whole", 224, lambda: torchvision_network("resnet18"), whole)


def files() -> Iterator[tuple[str, str, Callable]]:
    for file in networks():
        yield file.family, file.name, file.built
