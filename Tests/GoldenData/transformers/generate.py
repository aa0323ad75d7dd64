"""Golden data of class activation maps of transformers: pytorch-grad-cam with its reshape transform on small networks of timm with
seeded weights, class 2, before the library rectifies, scales and enlarges anything.

NAME.onnx            opset 17: `vit` with a class token, `deit` with a class and a distillation token, `registers` with a class token
                     and four registers, `swin` with windows, shifted ones, and merged patches
arrays.safetensors   picture/NAME (1×3×H×W), logits/NAME, and METHOD/NAME/LAYER, H×W, where LAYER is the ONNX file's name of the layer

grad-cam 1.5.7, timm 1.0.31.
"""

import importlib.metadata
import warnings
from pathlib import Path

import numpy
import timm
import torch
from pytorch_grad_cam import GradCAM, HiResCAM, LayerCAM, XGradCAM
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget
from safetensors.numpy import save_file
from timm.models.deit import VisionTransformerDistilled
from timm.models.swin_transformer import SwinTransformer
from timm.models.vision_transformer import VisionTransformer

warnings.filterwarnings("ignore")
timm.layers.set_fused_attn(False)
FOLDER = Path(__file__).resolve().parent
CLASS = 2


def tokens(count: int, rows: int, columns: int):
    return lambda found: found[:, count:].reshape(found.shape[0], rows, columns, -1).permute(0, 3, 1, 2)


def channels_last(found):
    return found.permute(0, 3, 1, 2)


SHARED = dict(patch_size=8, embed_dim=24, depth=3, num_heads=3, num_classes=5, mlp_ratio=2)
NETWORKS = {
    "vit": (lambda: VisionTransformer(img_size=(24, 32), **SHARED), (24, 32), tokens(1, 3, 4),
            lambda m: {"/blocks/blocks.2/norm1/LayerNormalization": m.blocks[2].norm1,
                       "/blocks/blocks.0/Add_1": m.blocks[0]}),
    "deit": (lambda: VisionTransformerDistilled(img_size=24, **SHARED), (24, 24), tokens(2, 3, 3),
             lambda m: {"/blocks/blocks.2/norm1/LayerNormalization": m.blocks[2].norm1}),
    "registers": (lambda: VisionTransformer(img_size=32, reg_tokens=4, **SHARED), (32, 32), tokens(5, 4, 4),
                  lambda m: {"/blocks/blocks.2/norm1/LayerNormalization": m.blocks[2].norm1}),
    "swin": (lambda: SwinTransformer(img_size=32, patch_size=2, embed_dim=12, depths=(2, 2), num_heads=(2, 3), window_size=4,
                                     mlp_ratio=2, num_classes=5), (32, 32), channels_last,
             lambda m: {"/layers/layers.1/blocks/blocks.1/norm1/LayerNormalization": m.layers[1].blocks[1].norm1,
                        "/layers/layers.0/blocks/blocks.1/Add_1": m.layers[0].blocks[1]}),
}


def seeded(network):
    generator = torch.Generator().manual_seed(3)
    for name, parameter in network.named_parameters():
        if parameter.dim() > 1:
            parameter.data.normal_(0, 1.5 * parameter[0].numel() ** -0.5, generator=generator)
        elif not name.endswith("weight"):
            parameter.data.normal_(0, 0.1, generator=generator)
    return network.eval()


def recording(method):
    class Recording(method):
        def get_cam_image(self, *arguments, **options):
            self.raw = super().get_cam_image(*arguments, **options)
            return self.raw

    return Recording


def main() -> None:
    arrays = {}
    for name, (build, size, transform, layers) in NETWORKS.items():
        network = seeded(build())
        picture = torch.randn(1, 3, *size, generator=torch.Generator().manual_seed(5))
        torch.onnx.export(network, (picture,), FOLDER / f"{name}.onnx", dynamo=False, opset_version=17,
                          input_names=["picture"], output_names=["logits"])
        network = network.double()
        arrays[f"picture/{name}"] = picture.numpy()
        arrays[f"logits/{name}"] = network(picture.double()).detach().numpy()
        for layer, module in layers(network).items():
            for method in (GradCAM, HiResCAM, LayerCAM, XGradCAM):
                explained = recording(method)(network, [module], reshape_transform=transform)
                explained(picture.double(), [ClassifierOutputTarget(CLASS)])
                arrays[f"{method.__name__}/{name}/{layer}"] = explained.raw[0]
                print(name, layer, method.__name__, explained.raw[0].shape, abs(explained.raw).max())
    save_file({name: numpy.ascontiguousarray(array, numpy.float32) for name, array in arrays.items()},
              FOLDER / "arrays.safetensors")
    print({name: importlib.metadata.version(name) for name in ("grad-cam", "timm", "torch")})


if __name__ == "__main__":
    main()
