"""EfficientNet-Lite0 of the package efficientnet_lite_pytorch, with the embedded weights and a name for every step."""

import torch
from efficientnet_lite_pytorch import EfficientNet

from . import weights

MODEL = "efficientnet-lite0"


def network(size: int) -> EfficientNet:
    """The package's own network with the embedded weights; its padding is fixed for the input's size."""
    model = EfficientNet.from_name(MODEL, image_size=size)
    state = weights.safetensors(weights.MODELS / f"{MODEL}.safetensors", torch.float64)
    missing, unexpected = model.load_state_dict(state, strict=False)
    assert not unexpected and all(name.endswith("num_batches_tracked") for name in missing)
    return model.double().eval()


def run(model: EfficientNet, x: torch.Tensor, keep) -> torch.Tensor:
    """The forward pass with a name for every step; its logits equal the model's own."""
    def step(name, module, x):
        return keep(name, module(x))

    x = step("_conv_stem", model._conv_stem, x)
    x = step("_bn0", model._bn0, x)
    x = step("_swish", model._swish, x)
    for index, block in enumerate(model._blocks):
        prefix, skip = f"_blocks.{index}.", x
        if hasattr(block, "_expand_conv"):
            x = step(prefix + "_expand_conv", block._expand_conv, x)
            x = step(prefix + "_bn0", block._bn0, x)
            x = step(prefix + "_swish0", block._swish, x)
        x = step(prefix + "_depthwise_conv", block._depthwise_conv, x)
        x = step(prefix + "_bn1", block._bn1, x)
        x = step(prefix + "_swish1", block._swish, x)
        x = step(prefix + "_project_conv", block._project_conv, x)
        x = step(prefix + "_bn2", block._bn2, x)
        if block._block_args.stride == 1 and skip.shape == x.shape:
            x = keep(prefix + "add", x + skip)
    x = step("_conv_head", model._conv_head, x)
    x = step("_bn1", model._bn1, x)
    x = step("_swish1", model._swish, x)
    x = step("_avg_pooling", model._avg_pooling, x)
    x = step("_dropout", model._dropout, x.flatten(1))
    return step("_fc", model._fc, x)


class Whole(torch.nn.Module):
    """The whole network, in which every activation is a module of its own: gradients are recorded and rules are applied
    by module.

    `activation` makes one."""

    def __init__(self, activation=torch.nn.ReLU6):
        super().__init__()
        self.model = network(224)
        for block in self.model._blocks:
            block._swish = activation()
        self.stem_activation, self.head_activation = activation(), activation()

    def forward(self, x):
        model = self.model
        x = self.stem_activation(model._bn0(model._conv_stem(x)))
        for block in model._blocks:
            x = block(x)
        x = self.head_activation(model._bn1(model._conv_head(x)))
        return model._fc(model._avg_pooling(x).flatten(1))


class Upper(torch.nn.Module):
    """What is above the input of a block, or of the head where `first` is the number of blocks; every activation is a
    module of its own, as DeepLIFT's implementations want it."""

    def __init__(self, model: EfficientNet, first: int):
        super().__init__()
        self.model, self.first = model, first
        self.activations = torch.nn.ModuleList(torch.nn.ReLU6() for _ in range(2 * len(model._blocks) + 1))

    def forward(self, x):
        model = self.model
        for index in range(self.first, len(model._blocks)):
            block, skip = model._blocks[index], x
            x = self.activations[2 * index](block._bn0(block._expand_conv(x)))
            x = self.activations[2 * index + 1](block._bn1(block._depthwise_conv(x)))
            x = block._bn2(block._project_conv(x))
            if block._block_args.stride == 1 and skip.shape == x.shape:
                x = x + skip
        x = self.activations[-1](model._bn1(model._conv_head(x)))
        return model._fc(model._avg_pooling(x).flatten(1))


def below(model: EfficientNet, x: torch.Tensor, first: int) -> torch.Tensor:
    """What a block reads, or the head where `first` is the number of blocks."""
    x = model._swish(model._bn0(model._conv_stem(x)))
    for block in model._blocks[:first]:
        x = block(x)
    return x
