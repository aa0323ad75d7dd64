"""The two networks in PyTorch, and as ONNX files made from them. Weights are random: they do not change the time."""

import warnings
from pathlib import Path

import torch
from torch import nn

SIZE = 224
VGG16_BLOCKS = [(2, 64), (2, 128), (3, 256), (3, 512), (3, 512)]


def vgg16() -> nn.Sequential:
    """Configuration D of Simonyan and Zisserman, with He's initialisation so that no layer's output dies out."""
    layers: list[nn.Module] = []
    channels = 3
    for count, width in VGG16_BLOCKS:
        for _ in range(count):
            layers += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU()]
            channels = width
        layers.append(nn.MaxPool2d(2))
    layers += [nn.Flatten(), nn.Linear(512 * 7 * 7, 4096), nn.ReLU(), nn.Linear(4096, 4096), nn.ReLU(),
               nn.Linear(4096, 1000)]
    network = nn.Sequential(*layers).eval()
    for module in network:
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_uniform_(module.weight, nonlinearity="relu")
    return network


def last_convolution(network: nn.Sequential) -> nn.Module:
    """block5_conv3 with its ReLU, as Keras shows it."""
    index = max(i for i, module in enumerate(network) if isinstance(module, nn.Conv2d))
    return network[index + 1]


def efficientnet_lite0() -> nn.Module:
    from efficientnet_lite_pytorch import EfficientNet

    return EfficientNet.from_name("efficientnet-lite0", image_size=SIZE).eval()


def onnx_file(name: str, folder: Path) -> Path:
    """The network's ONNX file, made when it is missing."""
    path = folder / f"{name}.onnx"
    if not path.exists():
        network = {"vgg16": vgg16, "efficientnet-lite0": efficientnet_lite0}[name]()
        draft = path.with_suffix(".draft")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                network, (torch.zeros(1, 3, SIZE, SIZE),), str(draft), dynamo=False, opset_version=17)
        draft.rename(path)
    return path
