"""Golden data of what attentions show: the formulas of the papers in PyTorch, class 2, on the networks of ../transformers and on
small ones of torchvision and Hugging Face with seeded weights, in 64-bit floats.

NAME.onnx            opset 17: `torchvision` and `hf-vit` are classifiers with a class token; `clip` puts out the embedding of a picture;
                     `mean` takes the mean of its tokens and has no class token
arrays.safetensors   picture/NAME, for the networks of this folder, logits/NAME, and
    attention/NAME/I         the weights of attention I in the place of their keys, heads × rows × columns: from the first token,
                             or the mean over all queries (`swin`, `mean`)
    place/NAME/I             the same from the place in row 1, column 2
    rollout/NAME             attention rollout, rows × columns
    transformer-attribution/NAME   Chefer's generic rule
    legrad/NAME              the mean over the layers of max(∂s/∂A, 0), averaged over heads and queries, where s is the network's own head
                             on the layer's output
    attention-gradient/NAME/I      the mean over heads and the sum over queries of max(A ⊙ ∂y/∂A, 0)
    For `clip` the score is the cosine of its embedding and that of other/clip.

torch 2.15.0, timm 1.0.31, torchvision 0.29.2, transformers 5.24.0.
"""

import importlib.metadata
import importlib.util
import warnings
from pathlib import Path

import numpy
import torch
import torchvision
from safetensors.numpy import save_file
from timm.models.swin_transformer import window_partition
from timm.models.vision_transformer import VisionTransformer
from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection, ViTConfig, ViTForImageClassification

warnings.filterwarnings("ignore")
FOLDER = Path(__file__).resolve().parent
SPECIFICATION = importlib.util.spec_from_file_location("maps", FOLDER.parent / "transformers/generate.py")
MAPS = importlib.util.module_from_spec(SPECIFICATION)
SPECIFICATION.loader.exec_module(MAPS)
CLASS = MAPS.CLASS
SIZES = dict(hidden_size=24, num_hidden_layers=2, num_attention_heads=3, intermediate_size=48, image_size=24, patch_size=8)


class Logits(torch.nn.Module):
    """The first tensor of what a network of Hugging Face puts out."""

    def __init__(self, network, name):
        super().__init__()
        self.network, self.name = network, name

    def forward(self, picture):
        return getattr(self.network(pixel_values=picture), self.name)


def hugging_face(build, configuration, name):
    return Logits(build(configuration(**SIZES, attn_implementation="eager", **(
        dict(num_labels=5) if name == "logits" else dict(projection_dim=8)))), name)


# The builder, the picture's extent, the number of tokens before the places, and the blocks.
OWN = {
    "torchvision": (lambda: torchvision.models.VisionTransformer(24, 8, 2, 3, 24, 48, num_classes=5), 24, 1,
                    lambda m: list(m.encoder.layers)),
    "hf-vit": (lambda: hugging_face(ViTForImageClassification, ViTConfig, "logits"), 24, 1,
               lambda m: list(m.network.vit.encoder.layer if hasattr(m.network.vit, "encoder") else m.network.vit.layers)),
    "clip": (lambda: hugging_face(CLIPVisionModelWithProjection, CLIPVisionConfig, "image_embeds"), 24, 1,
             lambda m: list(m.network.vision_model.encoder.layers)),
    "mean": (lambda: VisionTransformer(img_size=24, class_token=False, global_pool="avg", **(MAPS.SHARED | dict(depth=2))), 24, 0,
             lambda m: list(m.blocks)),
}
THEIRS = {"vit": 1, "deit": 2, "registers": 5}


class Recorder:
    """Keeps every softmax over the last axis of a tensor with heads, queries and keys."""

    def __enter__(self):
        self.found, self.softmax, self.method = [], torch.nn.functional.softmax, torch.Tensor.softmax
        self.attention = torch.nn.functional.scaled_dot_product_attention

        def record(weights):
            if weights.dim() >= 3:
                weights.requires_grad_(True) if not weights.requires_grad else weights.retain_grad()
                self.found.append(weights)
            return weights

        def attention(query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, **options):
            scores = query @ key.transpose(-2, -1) * query.shape[-1] ** -0.5
            return softmax(scores if attn_mask is None else scores + attn_mask, dim=-1) @ value

        self.plain = torch.softmax

        def softmax(values, dim, dtype=None, **options):
            return record(self.plain(values, dim=dim))

        torch.softmax = softmax
        torch.nn.functional.softmax = torch.Tensor.softmax = softmax
        torch.nn.functional.scaled_dot_product_attention = attention
        return self

    def __exit__(self, *_):
        torch.nn.functional.softmax, torch.Tensor.softmax, torch.softmax = self.softmax, self.method, self.plain
        torch.nn.functional.scaled_dot_product_attention = self.attention


def heads(weights):
    """H × Q × K, whatever the form."""
    return weights.reshape(-1, *weights.shape[-2:])


def score(network, picture, other):
    """The class's score, or how alike an embedding is to another."""
    output = network(picture)
    if other is None:
        return output[0, CLASS]
    return torch.nn.functional.cosine_similarity(output, other, dim=-1)[0]


def recorded(network, picture, other):
    with Recorder() as recorder:
        value = score(network, picture, other)
    return recorder.found, torch.autograd.grad(value, recorder.found, allow_unused=True)


def head(network, tokens, name, other):
    """The network's own head on the tokens of a block."""
    if name == "torchvision":
        output = network.heads(network.encoder.ln(tokens)[:, 0])
    elif name == "hf-vit":
        output = network.network.classifier(network.network.vit.layernorm(tokens)[:, 0])
    elif name == "clip":
        output = network.network.visual_projection(network.network.vision_model.post_layernorm(tokens[:, 0]))
        return torch.nn.functional.cosine_similarity(output, other, dim=-1)[0]
    else:
        output = network.forward_head(network.norm(tokens))
    return output[0, CLASS]


def legrad(network, picture, blocks, name, other):
    total = 0
    for block in blocks:
        kept = []
        handle = block.register_forward_hook(lambda _, __, result: kept.append(result[0] if isinstance(result, tuple) else result))
        with Recorder() as recorder:
            network(picture)
            handle.remove()
            value = head(network, kept[0], name, other)
        weights = recorder.found[blocks.index(block)]
        (gradient,) = torch.autograd.grad(value, [weights])
        total = total + heads(gradient).clamp(min=0).mean(dim=(0, 1))
    return total / len(blocks)


def put(arrays, key, tensor):
    arrays[key] = tensor.detach().numpy()


def explain(arrays, name, network, picture, before, grid, blocks, other=None):
    weights, gradients = recorded(network, picture, other)
    count = heads(weights[0]).shape[-1]
    rows = [0, 1] if before == 2 else [0] if before else list(range(count))
    rollout, gathered = torch.eye(count).double(), torch.eye(count).double()
    place = before + grid[1] + 2
    for index, (weight, gradient) in enumerate(zip(weights, gradients)):
        weight, gradient = heads(weight), heads(gradient)
        own = weight[:, 0] if before else weight.mean(dim=1)
        put(arrays, f"attention/{name}/{index}", own[:, before:].reshape(-1, *grid))
        put(arrays, f"place/{name}/{index}", weight[:, place, before:].reshape(-1, *grid))
        mean = (weight.mean(dim=0) + torch.eye(count)) / 2
        rollout = mean / mean.sum(dim=-1, keepdim=True) @ rollout
        counting = (weight * gradient).clamp(min=0).mean(dim=0)
        gathered = gathered + counting @ gathered
        put(arrays, f"attention-gradient/{name}/{index}", counting.sum(dim=0)[before:].reshape(grid))
    gathered = gathered - torch.eye(count)
    put(arrays, f"rollout/{name}", rollout[rows].mean(dim=0)[before:].reshape(grid))
    put(arrays, f"transformer-attribution/{name}", gathered[rows].mean(dim=0)[before:].reshape(grid))
    put(arrays, f"legrad/{name}", legrad(network, picture, blocks, name, other)[before:].reshape(grid))


def windows(arrays, network, picture):
    """Swin: the mean over all queries of a window, where its keys lie."""
    weights, gradients = recorded(network, picture, None)
    blocks = [block for stage in network.layers for block in stage.blocks]
    for index, (block, weight, gradient) in enumerate(zip(blocks, weights, gradients)):
        extent = block.input_resolution
        places = torch.arange(extent[0] * extent[1]).reshape(1, *extent, 1)
        moved = torch.roll(places, [-shift for shift in block.shift_size], dims=(1, 2))
        keys = window_partition(moved, block.window_size).reshape(-1, weight.shape[-1])
        for label, values in (("attention", weight.mean(dim=2)),
                              ("attention-gradient", (weight * gradient).clamp(min=0).sum(dim=2).mean(dim=1, keepdim=True))):
            maps = torch.zeros(values.shape[1], extent[0] * extent[1]).double()
            for window, own in enumerate(keys):
                maps[:, own] = values[window]
            maps = maps.reshape(-1, *extent)
            put(arrays, f"{label}/swin/{index}", maps if label == "attention" else maps[0])


def main() -> None:
    arrays, pictures = {}, {}
    theirs = FOLDER.parent / "transformers/arrays.safetensors"
    from safetensors.torch import load_file
    known = load_file(theirs)
    for name, before in THEIRS.items():
        network = MAPS.seeded(MAPS.NETWORKS[name][0]()).double()
        size = MAPS.NETWORKS[name][1]
        picture = known[f"picture/{name}"].double()
        assert abs(network(picture) - known[f"logits/{name}"]).max() < 1e-5, name
        explain(arrays, name, network, picture, before, (size[0] // 8, size[1] // 8), list(network.blocks))
    network = MAPS.seeded(MAPS.NETWORKS["swin"][0]()).double()
    windows(arrays, network, known["picture/swin"].double())
    for name, (build, size, before, blocks) in OWN.items():
        network = MAPS.seeded(build())
        picture = torch.randn(1, 3, size, size, generator=torch.Generator().manual_seed(5))
        torch.onnx.export(network, (picture,), FOLDER / f"{name}.onnx", dynamo=False, opset_version=17,
                          input_names=["picture"], output_names=["output"])
        network = network.double()
        put(arrays, f"picture/{name}", picture)
        put(arrays, f"logits/{name}", network(picture.double()))
        other = None
        if name == "clip":
            put(arrays, "other/clip", torch.randn(1, 3, size, size, generator=torch.Generator().manual_seed(6)))
            other = network(torch.from_numpy(arrays["other/clip"]).double()).detach()
        explain(arrays, name, network, picture.double(), before, (size // 8, size // 8), blocks(network), other)
    for key in sorted(arrays):
        print(key, arrays[key].shape, abs(arrays[key]).max())
    save_file({name: numpy.ascontiguousarray(array, numpy.float32) for name, array in arrays.items()},
              FOLDER / "arrays.safetensors")
    print({name: importlib.metadata.version(name) for name in ("torch", "timm", "torchvision", "transformers")})


if __name__ == "__main__":
    main()
