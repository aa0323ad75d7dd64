"""Exported programs (`.pt2`) of networks with seeded random weights, and what PyTorch makes of them.

`files()` yields (family, name, build). `build(folder)` writes the file with `torch.export.save` and answers with its path, an
input (1×C×H×W of 32-bit floats), and the network's outputs.
"""
import pathlib

import timm
import torch
import torchvision
from torch import nn
from torch.nn import functional

from covered import gradients

FORMS = ("training", "decomposed")


def seeded(make):
    torch.manual_seed(5)
    network = make().eval()
    generator = torch.Generator().manual_seed(6)
    with torch.no_grad():
        for module in network.modules():
            if isinstance(module, (nn.BatchNorm2d, nn.BatchNorm1d)) and module.running_mean is not None:
                module.running_mean.normal_(0, 0.1, generator=generator)
                module.running_var.uniform_(0.8, 1.2, generator=generator)
                if module.weight is not None:
                    module.weight.uniform_(0.8, 1.2, generator=generator)
    return network


def built(make, size, name, form, folder, dynamic=False):
    network = seeded(make)
    picture = torch.rand(1, 3, size, size, generator=torch.Generator().manual_seed(8))
    sample = torch.cat([picture, picture]) if dynamic else picture
    shapes = ({0: torch.export.Dim("batch")},) if dynamic else None
    program = torch.export.export(network, (sample,), dynamic_shapes=shapes)
    if form == "decomposed":
        program = program.run_decompositions()
    path = pathlib.Path(folder) / f"{name}-{form}.pt2"
    torch.export.save(program, str(path))
    with torch.no_grad():
        answer = network(picture)
    if not torch.is_tensor(answer):
        answer = next(iter(answer.values())) if isinstance(answer, dict) else answer[0]
    return path, picture.numpy(), answer.numpy(), (), gradients.of_best_score(network, picture)


class Block(nn.Module):
    """A function between a convolution and a classifier."""

    def __init__(self, body):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, padding=1)
        self.body = body
        self.head = nn.LazyLinear(10)

    def forward(self, x):
        return self.head(torch.flatten(self.body(self.stem(x)), 1))


class Function(nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x):
        return self.function(x)


def block(make):
    def build():
        network = Block(make())
        network.eval()(torch.rand(1, 3, 24, 24))
        return network
    return build


def function(body):
    return block(lambda: Function(body))


class Attention(nn.Module):
    def __init__(self, causal=False):
        super().__init__()
        self.qkv = nn.Linear(8, 24)
        self.causal = causal

    def forward(self, x):
        tokens = functional.max_pool2d(x, 4).flatten(2).transpose(1, 2)
        q, k, v = self.qkv(tokens).reshape(1, -1, 3, 2, 4).permute(2, 0, 3, 1, 4).unbind(0)
        return functional.scaled_dot_product_attention(q, k, v, is_causal=self.causal).transpose(1, 2)


class Multihead(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = nn.MultiheadAttention(8, 2, batch_first=True)

    def forward(self, x):
        tokens = functional.avg_pool2d(x, 4).flatten(2).transpose(1, 2)
        return self.attention(tokens, tokens, tokens, need_weights=False)[0]


SMALL = {
    "convolutions": block(lambda: nn.Sequential(
        nn.Conv2d(8, 12, 3, 2, 1, groups=4), nn.ReLU(inplace=True), nn.Conv2d(12, 6, 3, dilation=2, padding="same"),
        nn.ConvTranspose2d(6, 5, 3, 2, 1, 1), nn.BatchNorm2d(5))),
    "activations": function(lambda x: sum(f(x) for f in (
        functional.relu6, functional.elu, functional.selu, functional.celu, functional.gelu, functional.silu,
        functional.hardswish, functional.hardsigmoid, functional.mish, functional.softplus, functional.leaky_relu,
        functional.logsigmoid, functional.hardtanh, torch.tanh, torch.sigmoid, functional.softsign))),
    "gelu-tanh": function(lambda x: functional.gelu(x, approximate="tanh")),
    "glu": function(lambda x: functional.glu(x, 1)),
    "prelu": block(lambda: nn.PReLU(8)),
    "poolings": function(lambda x: torch.cat([
        functional.max_pool2d(x, 3, 2, 1), functional.avg_pool2d(x, 2), functional.adaptive_avg_pool2d(x, 12),
        functional.max_pool2d(x, 2, ceil_mode=True), functional.avg_pool2d(x, 3, 2, 1, count_include_pad=False)], 1)),
    "adaptive": function(lambda x: functional.adaptive_avg_pool2d(x, (5, 7))),
    "adaptive-max": function(lambda x: functional.adaptive_max_pool2d(x, 4)),
    "norms": block(lambda: nn.Sequential(
        nn.GroupNorm(4, 8), nn.InstanceNorm2d(8, affine=True), nn.LayerNorm([8, 24, 24]), nn.BatchNorm2d(8))),
    "local-response": block(lambda: nn.LocalResponseNorm(3)),
    "arithmetic": function(lambda x: torch.sqrt(x.abs() + 1) / (x.pow(2) + 2) - 3 * x.clamp(-1, 0.5) + (1 - x) ** 3
                           + torch.rsqrt(x * x + 1) + torch.where(x > 0, x, -x) + x.masked_fill(x < 0, 0.5)
                           + torch.maximum(x, x.exp()) + torch.addcmul(x, x, x, value=0.5)),
    "shapes": function(lambda x: torch.stack(x[:, :, 1:-1:2].flip(3).roll((1, -2), (2, 3)).permute(0, 2, 3, 1).chunk(
        2, -1), 1).unflatten(2, (-1, 1)).squeeze(3).movedim(1, -1)),
    "splits": function(lambda x: torch.cat([a * b for a, b in zip(x.split(3, 1), x.flip(1).split([3, 3, 2], 1))]
                                           + [x.unbind(1)[2].unsqueeze(1).expand(-1, 4, -1, -1), x.repeat(1, 2, 1, 1)], 1)),
    "padding": function(lambda x: functional.pad(functional.pad(functional.pad(
        x, (1, 2, 3, 0)), (2, 2, 1, 1), "reflect"), (0, 1, 1, 0), "replicate")),
    "resizing": function(lambda x: sum(functional.interpolate(x, size=(31, 17), mode=m) for m in (
        "nearest", "bilinear", "bicubic")) + functional.interpolate(x, size=(31, 17), mode="bilinear", align_corners=True)),
    "scaling": function(lambda x: functional.interpolate(x, scale_factor=2) + functional.interpolate(
        x, scale_factor=2.0, mode="bilinear")),
    "shuffles": function(lambda x: functional.pixel_unshuffle(functional.pixel_shuffle(
        functional.channel_shuffle(x, 4), 2), 4)),
    "reductions": function(lambda x: torch.cat([x.mean((2, 3)), x.amax((2, 3)), x.sum(3).amin(2), x.var((2, 3)), x.std((
        2, 3), unbiased=False), x.norm(dim=(2, 3)), x.logsumexp((2, 3)), x.flatten(2).max(2).values], 1)),
    "matrices": function(lambda x: x.flatten(2) @ x.flatten(2).transpose(1, 2)),
    "einsum": function(lambda x: torch.einsum("bchw,bdhw->bcd", x, x)),
    "attention": block(Attention),
    "causal": block(lambda: Attention(True)),
    "multihead": block(Multihead),
    "encoder": block(lambda: nn.Sequential(
        nn.MaxPool2d(4), nn.Flatten(2), nn.Linear(36, 16), nn.TransformerEncoder(
            nn.TransformerEncoderLayer(16, 2, 32, batch_first=True), 2))),
    "grid": function(lambda x: functional.grid_sample(x, functional.affine_grid(
        torch.tensor([[[0.9, 0.1, 0.0], [-0.1, 1.1, 0.1]]]), (1, 8, 20, 20), False), align_corners=False)),
    "inplace": block(lambda: nn.Sequential(
        nn.BatchNorm2d(8), nn.ReLU(True), Function(lambda x: x.add_(1).mul_(0.5)), nn.Hardswish(True))),
    "dropout": block(lambda: nn.Sequential(nn.Dropout(), nn.Dropout2d(), nn.Conv2d(8, 4, 3))),
    "weight-norm": block(lambda: nn.utils.parametrizations.weight_norm(nn.Conv2d(8, 4, 3))),
    "lstm": block(lambda: nn.Sequential(nn.Flatten(2), nn.LSTM(576, 4, batch_first=True), Function(lambda x: x[0]))),
}

TORCHVISION = {
    "alexnet": 64, "vgg11_bn": 32, "resnet18": 64, "resnet50": 64, "resnext50_32x4d": 64, "wide_resnet50_2": 64,
    "densenet121": 64, "squeezenet1_1": 64, "mobilenet_v2": 64, "mobilenet_v3_small": 64, "mobilenet_v3_large": 64,
    "efficientnet_b0": 64, "efficientnet_v2_s": 64, "regnet_y_400mf": 64, "regnet_x_400mf": 64, "shufflenet_v2_x1_0": 64,
    "mnasnet1_0": 64, "googlenet": 64, "inception_v3": 96, "convnext_tiny": 64, "swin_t": 64, "swin_v2_t": 64,
    "vit_b_16": 224, "maxvit_t": 224,
}

TIMM = {
    "resnet18d": 64, "resnetv2_50": 64, "efficientnet_lite0": 64, "mobilenetv3_small_075": 64, "ghostnet_100": 64,
    "convnextv2_atto": 64, "vit_tiny_patch16_224": 224, "deit_tiny_distilled_patch16_224": 224, "mixer_s32_224": 224,
    "poolformer_s12": 64, "hrnet_w18_small": 64, "rexnet_100": 64, "repvgg_a0": 64, "mobilevit_xxs": 64,
    "edgenext_xx_small": 64, "levit_128s": 224, "xcit_nano_12_p16_224": 224, "cait_xxs24_224": 224, "nfnet_l0": 64,
    "res2net50_26w_4s": 64, "cspdarknet53": 64, "fastvit_t8": 64, "tinynet_e": 64, "caformer_s18": 64, "resmlp_12_224": 224,
    "swin_tiny_patch4_window7_224": 224, "maxvit_rmlp_pico_rw_256": 256, "coat_lite_tiny": 64, "twins_pcpvt_small": 64,
    "efficientformer_l1": 224, "tf_efficientnet_b0": 64,
}


def files():
    for name, make in SMALL.items():
        for form in FORMS:
            yield "PyTorch layers, .pt2", f"{name}-{form}", lambda folder, make=make, name=name, form=form: built(
                make, 24, name, form, folder)
    yield "PyTorch layers, .pt2", "dynamic-training", lambda folder: built(
        SMALL["poolings"], 24, "dynamic", "training", folder, dynamic=True)
    for name, size in TORCHVISION.items():
        extra = {"aux_logits": False, "init_weights": True} if name in ("googlenet", "inception_v3") else {}
        for form in FORMS if name in ("resnet18", "mobilenet_v3_small", "swin_t", "vit_b_16", "convnext_tiny") else FORMS[:1]:
            yield "torchvision, .pt2", f"{name}-{form}", lambda folder, name=name, size=size, form=form, extra=extra: built(
                lambda: getattr(torchvision.models, name)(weights=None, num_classes=50, **extra), size, name, form, folder)
    for name, size in TIMM.items():
        yield "timm, .pt2", f"{name}-training", lambda folder, name=name, size=size: built(
            lambda: timm.create_model(name, num_classes=50), size, name, "training", folder)
