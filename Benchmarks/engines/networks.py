"""The networks that are compared, with random weights, which do not change the time."""

import warnings
from pathlib import Path

import torch

SIZE = 224

# The name on the left is that of the row; where it comes from stands right.
NETWORKS = {
    "vgg16": "torchvision:vgg16",
    "resnet18": "torchvision:resnet18",
    "resnet50": "torchvision:resnet50",
    "resnet101": "torchvision:resnet101",
    "resnext50": "torchvision:resnext50_32x4d",
    "regnety-400mf": "torchvision:regnet_y_400mf",
    "squeezenet1.1": "torchvision:squeezenet1_1",
    "shufflenetv2": "torchvision:shufflenet_v2_x1_0",
    "inceptionv3": "torchvision:inception_v3",
    "googlenet": "torchvision:googlenet",
    "mobilenetv2": "torchvision:mobilenet_v2",
    "mobilenetv3-large": "torchvision:mobilenet_v3_large",
    "mobilenetv4-small": "timm:mobilenetv4_conv_small",
    "densenet121": "torchvision:densenet121",
    "efficientnet-b0": "torchvision:efficientnet_b0",
    "efficientnet-lite0": "timm:tf_efficientnet_lite0",
    "efficientnetv2-s": "torchvision:efficientnet_v2_s",
    "convnext-tiny": "torchvision:convnext_tiny",
    "vit-tiny": "timm:vit_tiny_patch16_224",
    "vit-base": "timm:vit_base_patch16_224",
    "swin-tiny": "timm:swin_tiny_patch4_window7_224",
    "mobilevit-xxs": "timm:mobilevit_xxs",
}


def size(name: str) -> int:
    """Rows and columns of the input."""
    return 299 if name == "inceptionv3" else 256 if name == "mobilevit-xxs" else SIZE


def build(name: str) -> torch.nn.Module:
    torch.manual_seed(0)
    library, network = NETWORKS[name].split(":")
    if library == "timm":
        import timm

        return timm.create_model(network, pretrained=False).eval()
    import torchvision

    # Only Inception and GoogLeNet have auxiliary classifiers, whose own initialisation takes a minute.
    settings = {"init_weights": False, "aux_logits": True} if name in ("inceptionv3", "googlenet") else {}
    return getattr(torchvision.models, network)(weights=None, **settings).eval()


def onnx_file(name: str, folder: Path, takes_batches: bool = False) -> Path:
    """The network's ONNX file as PyTorch's exporter writes it, for one picture or for any number, made when it is missing."""
    path = folder / f"{name}{'-batches' if takes_batches else ''}.onnx"
    if not path.exists():
        draft = path.with_suffix(".draft")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            side = size(name)
            axes = {"input": {0: "batch"}, "output": {0: "batch"}} if takes_batches else None
            torch.onnx.export(
                build(name), (torch.zeros(2 if takes_batches else 1, 3, side, side),), str(draft), dynamo=False,
                opset_version=17, input_names=["input"], output_names=["output"], dynamic_axes=axes)
        draft.rename(path)
    return path
