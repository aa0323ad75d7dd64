"""Golden data of layer-wise relevance propagation, class 2, in 64-bit floats: zennit on small networks in the manner of VGG and ResNet,
lxt (the authors of AttnLRP) on ../transformers/vit.onnx, with seeded weights.

NAME.onnx            opset 17: `vgg` and `resnet`; `free`, which has no biases
arrays.safetensors   picture/NAME, logits/NAME, and RULE/NAME, C×H×W: `epsilon` and `alpha-beta` (α 2, β 1 in convolutions, ε elsewhere) with
                     ε 1e-6, for `vit` ε with 1e-3. lxt adds ε whatever the sign; here it is added to the size.

zennit 0.5.1, lxt 2.1, torch 2.15.0.
"""

import importlib.metadata
import importlib.util
import warnings
from pathlib import Path

import lxt.explicit.functional as attn
import numpy
import torch
from safetensors.numpy import save_file
from safetensors.torch import load_file
from torch import nn
from zennit.canonizers import SequentialMergeBatchNorm
from zennit.composites import LayerMapComposite
from zennit.layer import Sum
from zennit.rules import AlphaBeta, Epsilon, Norm, Pass
from zennit.types import Activation, AvgPool, Convolution, Linear

warnings.filterwarnings("ignore")
FOLDER = Path(__file__).resolve().parent
SPECIFICATION = importlib.util.spec_from_file_location("maps", FOLDER.parent / "transformers/generate.py")
MAPS = importlib.util.module_from_spec(SPECIFICATION)
SPECIFICATION.loader.exec_module(MAPS)
CLASS = MAPS.CLASS
EPSILON = 1e-3


def plain(bias):
    return nn.Sequential(
        nn.Conv2d(3, 6, 3, padding=1, bias=bias), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 8, 3, padding=1, bias=bias), nn.ReLU(),
        nn.AvgPool2d(2), nn.Conv2d(8, 8, 3, stride=2, groups=2, bias=bias), nn.ReLU(), nn.Flatten(), nn.Linear(8, 10, bias=bias),
        nn.ReLU(), nn.Linear(10, 5, bias=bias))


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU())
        self.body = nn.Sequential(nn.Conv2d(8, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU(),
                                  nn.Conv2d(8, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8))
        self.sum, self.last, self.pool = Sum(), nn.ReLU(), nn.AdaptiveAvgPool2d(1)
        self.head = nn.Linear(8, 5)
        self.exported = False

    def forward(self, picture):
        stem = self.stem(picture)
        body = self.body(stem)
        total = stem + body if self.exported else self.sum(torch.stack([stem, body], dim=-1))
        return self.head(self.pool(self.last(total)).flatten(1))


def seeded(network):
    generator = torch.Generator().manual_seed(7)
    for name, parameter in [*network.named_parameters(), *network.named_buffers()]:
        if not parameter.is_floating_point():
            continue
        if parameter.dim() > 1:
            parameter.data.normal_(0, 1.5 * parameter[0].numel() ** -0.5, generator=generator)
        elif "running_var" in name:
            parameter.data.uniform_(0.5, 1.5, generator=generator)
        else:
            parameter.data.normal_(1 if name.endswith("1.weight") or name.endswith("4.weight") else 0, 0.1, generator=generator)
    return network.eval()


SHARED = [(Activation, Pass()), (Sum, Norm()), (AvgPool, Norm())]
RULES = {"epsilon": SHARED + [(Convolution, Epsilon()), (Linear, Epsilon())],
         "alpha-beta": SHARED + [(Convolution, AlphaBeta(alpha=2, beta=1)), (Linear, Epsilon())]}


def relevance(network, picture, rule):
    picture = picture.clone().requires_grad_(True)
    with LayerMapComposite(RULES[rule], canonizers=[SequentialMergeBatchNorm()]).context(network) as modified:
        output = modified(picture)
        start = torch.zeros_like(output)
        start[0, CLASS] = output[0, CLASS].detach()
        return torch.autograd.grad(output, picture, start)[0][0]


class Identity(torch.autograd.Function):
    """A function of single elements, which keep their relevance."""

    @staticmethod
    def forward(context, values, function):
        return function(values)

    @staticmethod
    def backward(context, relevance):
        return relevance, None


class Patches(torch.autograd.Function):
    """The ε rule of a convolution."""

    @staticmethod
    def forward(context, picture, layer):
        with torch.enable_grad():
            picture = picture.detach().requires_grad_(True)
            output = layer(picture)
        context.kept = picture, output
        return output.detach()

    @staticmethod
    def backward(context, relevance):
        picture, output = context.kept
        return picture * torch.autograd.grad(output, picture, relevance / attn._stabilize(output, EPSILON))[0], None


def transformer(network, picture):
    def stabilize(values, epsilon=EPSILON, inplace=False):
        return values + torch.where(values < 0, -epsilon, epsilon)

    attn._stabilize = stabilize
    linear = lambda layer, values: attn.linear_epsilon(values, layer.weight, layer.bias, EPSILON)
    norm = lambda layer, values: attn.layer_norm_grad_fn.apply(values, layer.weight, layer.bias, layer.eps, EPSILON)
    picture = picture.clone().requires_grad_(True)
    tokens = Patches.apply(picture, network.patch_embed.proj).flatten(2).transpose(1, 2)
    tokens = torch.cat([network.cls_token, tokens], dim=1)
    tokens = attn.add2(tokens, network.pos_embed, False, EPSILON)
    for block in network.blocks:
        own = norm(block.norm1, tokens)
        heads = block.attn.num_heads
        parts = linear(block.attn.qkv, own).reshape(1, own.shape[1], 3, heads, -1).permute(2, 0, 3, 1, 4)
        query = Identity.apply(parts[0], lambda values: values * block.attn.scale)
        scores = attn.matmul(query, parts[1].transpose(-2, -1), False, 2 * EPSILON)
        mixed = attn.matmul(attn.softmax(scores, -1), parts[2], False, 2 * EPSILON)
        tokens = attn.add2(tokens, linear(block.attn.proj, mixed.transpose(1, 2).reshape(own.shape)), False, EPSILON)
        own = linear(block.mlp.fc1, norm(block.norm2, tokens))
        own = linear(block.mlp.fc2, Identity.apply(own, nn.functional.gelu))
        tokens = attn.add2(tokens, own, False, EPSILON)
    output = linear(network.head, norm(network.norm, tokens)[:, 0])
    start = torch.zeros_like(output)
    start[0, CLASS] = output[0, CLASS].detach()
    return output, torch.autograd.grad(output, picture, start)[0][0]


def main() -> None:
    arrays = {}
    for name, build in {"vgg": lambda: plain(True), "free": lambda: plain(False), "resnet": Residual}.items():
        network = seeded(build())
        picture = torch.randn(1, 3, 16, 16, generator=torch.Generator().manual_seed(5))
        network.exported = True
        torch.onnx.export(network, (picture,), FOLDER / f"{name}.onnx", dynamo=False, opset_version=17, input_names=["picture"],
                          output_names=["logits"])
        network.exported = False
        network = network.double()
        arrays[f"picture/{name}"], arrays[f"logits/{name}"] = picture, network(picture.double())
        for rule in RULES:
            arrays[f"{rule}/{name}"] = relevance(network, picture.double(), rule)
    known = load_file(FOLDER.parent / "transformers/arrays.safetensors")
    network = MAPS.seeded(MAPS.NETWORKS["vit"][0]()).double()
    output, arrays["epsilon/vit"] = transformer(network, known["picture/vit"].double())
    assert abs(output - known["logits/vit"]).max() < 1e-5
    for key, array in arrays.items():
        print(key, tuple(array.shape), float(abs(array).max()), float(array.sum()))
    save_file({name: numpy.ascontiguousarray(array.detach().numpy(), numpy.float32) for name, array in arrays.items()},
              FOLDER / "arrays.safetensors")
    (FOLDER / "arrays.safetensors").chmod(0o644)
    print({name: importlib.metadata.version(name) for name in ("zennit", "lxt", "torch")})


if __name__ == "__main__":
    main()
