"""Golden data of outputs that are no scores of classes: small networks with seeded weights, exported to ONNX.

steering.onnx     one number behind a tanh times 30: a regression between −30 and 30
age.onnx          one number called age that nothing bounds
autoencoder.onnx  3×16×16 behind a sigmoid
resnet.onnx       timm's resnet18 in small without its head: pooled features, 64 numbers
normalized.onnx   12 numbers divided by their length
vit.onnx          timm's vision transformer in small without its head: the class token behind a layer normalisation, 64 numbers
clip.onnx         transformers' image encoder of CLIP in small, 1×32, called image_embeds
open_clip.onnx    open_clip's image encoder in small, divided by its length, 32 numbers
scores.onnx       resnet.onnx with a head of 64 classes: scores, although 64 numbers
arrays.safetensors   picture and other (1×3×32×32; of the autoencoder its first 16 rows and columns); for each network NAME: NAME/output,
                     and of clip and open_clip NAME/similarity, the cosine between both pictures' outputs, and NAME/gradient, its own at
                     the picture

PyTorch 2.15, timm 1.0.31, transformers 5.24, open_clip 3.3, float64.
"""

import warnings
from pathlib import Path

import numpy
import torch
from safetensors.numpy import save_file

warnings.filterwarnings("ignore")
FOLDER = Path(__file__).resolve().parent


def draw(network, seed, scale=1.4):
    generator = torch.Generator().manual_seed(seed)
    for name, parameter in network.named_parameters():
        if parameter.dim() > 1:
            parameter.data.normal_(0, scale * parameter[0].numel() ** -0.5, generator=generator)
        elif "norm" not in name and "bn" not in name and ".1." not in name:
            parameter.data.normal_(0, 0.2, generator=generator)
    return network.eval()


class Row(torch.nn.Module):
    """Two convolutions, pooled, and a head."""

    def __init__(self, count, finish):
        super().__init__()
        self.first = torch.nn.Conv2d(3, 8, 3, 2, 1)
        self.last = torch.nn.Conv2d(8, 12, 3, 2, 1)
        self.head = torch.nn.Linear(12, count)
        self.finish = finish

    def forward(self, x):
        x = torch.relu(self.last(torch.relu(self.first(x))))
        return self.finish(self.head(x.mean((2, 3))))


class Autoencoder(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.down = torch.nn.Conv2d(3, 6, 3, 2, 1)
        self.up = torch.nn.ConvTranspose2d(6, 3, 2, 2)

    def forward(self, x):
        return torch.sigmoid(self.up(torch.relu(self.down(x))))


def resnet(classes):
    import timm

    return timm.create_model("resnet18", num_classes=classes, layers=[1, 1, 1, 1], channels=(8, 8, 16, 64))


def vit():
    import timm

    return timm.models.vision_transformer.VisionTransformer(
        img_size=32, patch_size=8, embed_dim=64, depth=2, num_heads=2, mlp_ratio=2, num_classes=0)


class CLIP(torch.nn.Module):
    def __init__(self):
        super().__init__()
        from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection

        config = CLIPVisionConfig(
            hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=2, image_size=32, patch_size=8,
            projection_dim=32)
        config._attn_implementation = "eager"
        self.network = CLIPVisionModelWithProjection(config)

    def forward(self, x):
        return self.network(pixel_values=x).image_embeds


class OpenCLIP(torch.nn.Module):
    def __init__(self):
        super().__init__()
        from open_clip.model import CLIP as Network

        self.network = Network(
            embed_dim=32, vision_cfg={"image_size": 32, "layers": 2, "width": 32, "patch_size": 8, "head_width": 16},
            text_cfg={"context_length": 8, "vocab_size": 16, "width": 16, "heads": 2, "layers": 1})

    def forward(self, x):
        return self.network.encode_image(x, normalize=True)


def main() -> None:
    generator = torch.Generator().manual_seed(9)
    picture, other = (torch.randn(1, 3, 32, 32, generator=generator) for _ in range(2))
    arrays = {"picture": picture, "other": other}
    networks = {
        "steering": (Row(1, lambda x: 30 * torch.tanh(x)), "steering"),
        "age": (Row(1, lambda x: x), "age"),
        "autoencoder": (Autoencoder(), "output"),
        "resnet": (resnet(0), "output"),
        "normalized": (Row(12, lambda x: torch.nn.functional.normalize(x, dim=1)), "output"),
        "vit": (vit(), "output"),
        "clip": (CLIP(), "image_embeds"),
        "open_clip": (OpenCLIP(), "output"),
        "scores": (resnet(64), "output"),
    }
    for seed, (name, (network, output)) in enumerate(networks.items()):
        draw(network, seed)
        x = picture[..., :16, :16] if name == "autoencoder" else picture
        torch.onnx.export(network, (x,), FOLDER / f"{name}.onnx", dynamo=False, opset_version=17,
                          input_names=["picture"], output_names=[output])
        network.double()
        x = x.double().requires_grad_()
        arrays[f"{name}/output"] = answer = network(x)
        if "clip" in name:
            with torch.no_grad():
                against = network(other.double())
            arrays[f"{name}/similarity"] = similarity = torch.cosine_similarity(answer, against)
            arrays[f"{name}/gradient"] = torch.autograd.grad(similarity[0], x)[0]
        print(name, tuple(answer.shape), answer.flatten()[:3].tolist())
    save_file({name: numpy.ascontiguousarray(array.detach().numpy(), numpy.float32) for name, array in arrays.items()},
              FOLDER / "arrays.safetensors")


if __name__ == "__main__":
    main()
