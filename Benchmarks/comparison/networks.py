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


def up_to_convolution(network: nn.Sequential, number: int) -> nn.Sequential:
    """The layers up to a convolution, counted from 1, with its ReLU."""
    places = [i for i, module in enumerate(network) if isinstance(module, nn.Conv2d)]
    return network[:places[number - 1] + 2]


def efficientnet_lite0() -> nn.Module:
    from efficientnet_lite_pytorch import EfficientNet

    return EfficientNet.from_name("efficientnet-lite0", image_size=SIZE).eval()


class Attention(nn.Module):
    """Self-attention of twelve heads, written out so that its softmax is at hand."""

    def __init__(self, width: int = 768, heads: int = 12):
        super().__init__()
        self.heads, self.scale = heads, (width // heads) ** -0.5
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.weights: torch.Tensor | None = None

    def forward(self, x):
        items, tokens, width = x.shape
        q, k, v = self.qkv(x).reshape(items, tokens, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        self.weights = torch.softmax(q @ k.transpose(-2, -1) * self.scale, -1)
        return self.out((self.weights @ v).transpose(1, 2).reshape(items, tokens, width))


class Block(nn.Module):
    def __init__(self, width: int = 768):
        super().__init__()
        self.norm1, self.attention, self.norm2 = nn.LayerNorm(width), Attention(width), nn.LayerNorm(width)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class ViTB16(nn.Module):
    """Dosovitskiy et al. 2021: twelve blocks of width 768 over 14×14 patches and a class token."""

    def __init__(self):
        super().__init__()
        self.patches = nn.Conv2d(3, 768, 16, 16)
        self.token = nn.Parameter(torch.randn(1, 1, 768) * 0.02)
        self.places = nn.Parameter(torch.randn(1, 197, 768) * 0.02)
        self.blocks = nn.Sequential(*(Block() for _ in range(12)))
        self.norm, self.head = nn.LayerNorm(768), nn.Linear(768, 1000)

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], 1) + self.places
        return self.head(self.norm(self.blocks(x))[:, 0])


def onnx_file(name: str, folder: Path) -> Path:
    """The network's ONNX file, made when it is missing."""
    path = folder / f"{name}.onnx"
    if not path.exists():
        network = {"vgg16": vgg16, "efficientnet-lite0": efficientnet_lite0, "vit-b-16": lambda: ViTB16().eval()}[name]()
        draft = path.with_suffix(".draft")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                network, (torch.zeros(1, 3, SIZE, SIZE),), str(draft), dynamo=False, opset_version=17)
        draft.rename(path)
    return path


class TorchvisionVGG16(nn.Module):
    """VGG16 with torchvision's module names, without the start-up time of torchvision."""

    def __init__(self):
        super().__init__()
        layers: list[nn.Module] = []
        channels = 3
        for count, width in VGG16_BLOCKS:
            for _ in range(count):
                layers += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU(inplace=True)]
                channels = width
            layers.append(nn.MaxPool2d(2))
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(
            nn.Linear(512 * 7 * 7, 4096), nn.ReLU(inplace=True), nn.Dropout(), nn.Linear(4096, 4096),
            nn.ReLU(inplace=True), nn.Dropout(), nn.Linear(4096, 1000))

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))


class TorchvisionAlexNet(nn.Module):
    """AlexNet with torchvision's module names, for pictures of 224×224."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 64, 11, stride=4, padding=2), nn.ReLU(), nn.MaxPool2d(3, 2), nn.Conv2d(64, 192, 5, padding=2),
            nn.ReLU(), nn.MaxPool2d(3, 2), nn.Conv2d(192, 384, 3, padding=1), nn.ReLU(),
            nn.Conv2d(384, 256, 3, padding=1), nn.ReLU(), nn.Conv2d(256, 256, 3, padding=1), nn.ReLU(),
            nn.MaxPool2d(3, 2))
        self.classifier = nn.Sequential(
            nn.Dropout(), nn.Linear(256 * 6 * 6, 4096), nn.ReLU(), nn.Dropout(), nn.Linear(4096, 4096), nn.ReLU(),
            nn.Linear(4096, 1000))

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))


def weights_files(folder: Path) -> dict[str, Path]:
    """VGG16's state dictionary in both forms of torch.save, made when they are missing."""
    paths = {"zip": folder / "vgg16.pth", "legacy stream": folder / "vgg16-legacy.pth"}
    if not all(path.exists() for path in paths.values()):
        state = TorchvisionVGG16().state_dict()
        for form, path in paths.items():
            draft = path.with_suffix(".draft")
            torch.save(state, draft, _use_new_zipfile_serialization=form == "zip")
            draft.rename(path)
    return paths
