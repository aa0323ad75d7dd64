"""State dictionaries of torchvision, timm and transformers, and what PyTorch computes with them.

One network for each family and each way to name its parts; small variants where the library builds them. The files' weights are
drawn (reference/hollow.py). cases.json holds, for each file, the input's size and seed (reference/splitmix.py), the logits in
float64, figures of the gradient of the top logit at the input, and how far PyTorch's own gradient in float32 is from it.
"""

import argparse
import copy
import json
import sys
import tempfile
import warnings
from pathlib import Path

import timm
import torch
import torchvision
import transformers
from torchvision.models import convnext, swin_transformer, vision_transformer

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from reference import hollow, splitmix  # noqa: E402
from reference.record import array_summary  # noqa: E402
from reference.summary import digits, write_json  # noqa: E402

FOLDER = Path(__file__).resolve().parent
TV, HF = torchvision.models, transformers


def tiny_vit(**options):
    return vision_transformer.VisionTransformer(
        image_size=32, patch_size=8, num_layers=2, num_heads=2, hidden_dim=128, mlp_dim=96, num_classes=10, **options)


def timm_vit(**options):
    return timm.models.vision_transformer.VisionTransformer(
        img_size=32, patch_size=8, embed_dim=128, depth=2, num_heads=2, mlp_ratio=1, num_classes=10, **options)


def tiny_swin(block, merging, window):
    return swin_transformer.SwinTransformer(
        patch_size=[4, 4], embed_dim=16, depths=[2, 2], num_heads=[2, 4], window_size=[window, window], num_classes=10,
        block=block, downsample_layer=merging)


def timm_swin_v2(**options):
    return timm.models.swin_transformer_v2.SwinTransformerV2(
        img_size=64, patch_size=4, embed_dim=16, depths=(2, 2, 1), num_heads=(2, 4, 4), window_size=8, num_classes=10, **options)


def timm_resnet(**options):
    return timm.models.resnet.ResNet(
        layers=(1, 1, 1, 1), num_classes=10, channels=(16, 24, 32, 40),
        **{"block": timm.models.resnet.Bottleneck, **options})


def tiny_convnext():
    Config = convnext.CNBlockConfig
    return TV.ConvNeXt([Config(16, 24, 2), Config(24, 32, 1), Config(32, None, 2)], num_classes=10)


class SmallResNet(torch.nn.Module):
    """As much training code for CIFAR has it: one 3×3 convolution of stride 1, no pooling, `shortcut` and `linear`."""

    class Block(torch.nn.Module):
        def __init__(self, inputs, outputs, stride):
            super().__init__()
            self.conv1 = torch.nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
            self.bn1 = torch.nn.BatchNorm2d(outputs)
            self.conv2 = torch.nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
            self.bn2 = torch.nn.BatchNorm2d(outputs)
            self.shortcut = torch.nn.Sequential()
            if stride != 1 or inputs != outputs:
                self.shortcut = torch.nn.Sequential(
                    torch.nn.Conv2d(inputs, outputs, 1, stride, bias=False), torch.nn.BatchNorm2d(outputs))

        def forward(self, x):
            y = self.bn2(self.conv2(torch.relu(self.bn1(self.conv1(x)))))
            return torch.relu(y + self.shortcut(x))

    def __init__(self):
        super().__init__()
        self.conv1 = torch.nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn1 = torch.nn.BatchNorm2d(16)
        widths = [16, 16, 24, 32]
        for stage in range(1, 4):
            blocks = [self.Block(widths[stage - 1], widths[stage], 1 if stage == 1 else 2),
                      self.Block(widths[stage], widths[stage], 1)]
            setattr(self, f"layer{stage}", torch.nn.Sequential(*blocks))
        self.linear = torch.nn.Linear(32, 10)

    def forward(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        x = self.layer3(self.layer2(self.layer1(x)))
        return self.linear(x.mean((2, 3)))


SMALL = dict(num_labels=10, image_size=32, patch_size=8)
NETWORKS = {
    "torchvision-efficientnet_b0": (lambda: TV.efficientnet_b0(num_classes=10), 64),
    "torchvision-mnasnet0_5": (lambda: TV.mnasnet0_5(num_classes=10), 64),
    "torchvision-shufflenet_v2_x0_5": (lambda: TV.shufflenet_v2_x0_5(num_classes=10), 64),
    "torchvision-googlenet": (lambda: TV.googlenet(num_classes=10, init_weights=False), 64),
    "torchvision-inception_v3": (lambda: TV.inception_v3(num_classes=10, init_weights=False), 96),
    "torchvision-regnet_x_400mf": (lambda: TV.regnet_x_400mf(num_classes=10), 64),
    "torchvision-regnet_y_400mf": (lambda: TV.regnet_y_400mf(num_classes=10), 64),
    "torchvision-convnext": (tiny_convnext, 64),
    "torchvision-vit": (tiny_vit, 32),
    "torchvision-swin": (lambda: tiny_swin(
        swin_transformer.SwinTransformerBlock, swin_transformer.PatchMerging, 4), 40),
    "torchvision-swin-v2": (lambda: tiny_swin(
        swin_transformer.SwinTransformerBlockV2, swin_transformer.PatchMergingV2, 4), 32),
    "timm-resnet-d": (lambda: timm_resnet(stem_type="deep", stem_width=8, avg_down=True), 64),
    "timm-resnet-se": (lambda: timm_resnet(block_args=dict(attn_layer="se")), 64),
    "timm-resnet-eca": (lambda: timm_resnet(
        block=timm.models.resnet.BasicBlock, block_args=dict(attn_layer="eca")), 64),
    "timm-efficientnetv2_b0": (lambda: timm.create_model("tf_efficientnetv2_b0", num_classes=10), 64),
    "timm-mobilenetv2": (lambda: timm.create_model("mobilenetv2_050", num_classes=10), 64),
    "timm-mobilenetv3": (lambda: timm.create_model("mobilenetv3_small_050", num_classes=10), 64),
    "timm-convnext": (lambda: timm.models.convnext.ConvNeXt(depths=(1, 1, 2, 1), dims=(16, 24, 32, 40), num_classes=10), 64),
    "timm-convnextv2": (lambda: timm.models.convnext.ConvNeXt(
        depths=(1, 1, 2, 1), dims=(16, 24, 32, 40), num_classes=10, use_grn=True, ls_init_value=None, conv_mlp=True), 64),
    "timm-vit": (timm_vit, 32),
    "timm-vit-registers": (lambda: timm_vit(
        reg_tokens=2, no_embed_class=True, init_values=1e-5, global_pool="avg"), 32),
    "timm-vit-pre-norm": (lambda: timm_vit(pre_norm=True, norm_layer=torch.nn.LayerNorm), 32),
    "timm-regnet": (lambda: timm.create_model("regnety_002", num_classes=10), 64),
    "timm-swin": (lambda: timm.models.swin_transformer.SwinTransformer(
        img_size=32, patch_size=4, embed_dim=16, depths=(2, 2), num_heads=(2, 4), window_size=4, num_classes=10), 32),
    "timm-swinv2": (timm_swin_v2, 64),
    "timm-swinv2-trained": (lambda: timm_swin_v2(pretrained_window_sizes=(4, 4, 2)), 64),
    "transformers-mobilenet_v2": (lambda: HF.MobileNetV2ForImageClassification(HF.MobileNetV2Config(num_labels=10)), 64),
    "transformers-efficientnet": (lambda: HF.EfficientNetForImageClassification(HF.EfficientNetConfig(
        image_size=64, width_coefficient=1.0, depth_coefficient=1.0, hidden_dim=1280, num_labels=10)), 64),
    "transformers-vit": (lambda: HF.ViTForImageClassification(HF.ViTConfig(
        hidden_size=128, num_hidden_layers=2, num_attention_heads=2, intermediate_size=96, **SMALL)), 32),
    "transformers-deit": (lambda: HF.DeiTForImageClassification(HF.DeiTConfig(
        hidden_size=128, num_hidden_layers=2, num_attention_heads=2, intermediate_size=96, **SMALL)), 32),
    "transformers-convnextv2": (lambda: HF.ConvNextV2ForImageClassification(HF.ConvNextV2Config(
        hidden_sizes=[16, 24, 32, 40], depths=[1, 1, 1, 1], num_labels=10)), 64),
    "transformers-resnet": (lambda: HF.ResNetForImageClassification(HF.ResNetConfig(
        embedding_size=16, hidden_sizes=[16, 32], depths=[1, 2], num_labels=10)), 64),
    "transformers-swin": (lambda: HF.SwinForImageClassification(HF.SwinConfig(
        image_size=32, patch_size=4, embed_dim=16, depths=[2, 2], num_heads=[2, 4], window_size=4, num_labels=10)), 32),
    "small-resnet": (SmallResNet, 32),
}
# What a folder of timm says of a network that its weights do not.
DESCRIPTIONS = {"timm-swinv2-trained": {"architecture": "swinv2_tiny_window4to8_32to64"}}


def drawn(network: torch.nn.Module) -> hollow.Draw:
    draw = hollow.Draw()
    for name, tensor in network.state_dict().items():
        if tensor.is_floating_point() and not name.endswith("relative_coords_table"):
            shape = tuple(tensor.shape)
            scale, offset = hollow.rule(name, shape)
            if len(shape) == 3:
                scale = min(scale, 1.0)
            tensor.copy_(torch.from_numpy(draw(shape, scale, offset)))
    return draw


def scores(network: torch.nn.Module, x: torch.Tensor) -> torch.Tensor:
    found = network(x)
    return getattr(found, "logits", found)


def gradient(network: torch.nn.Module, array, top: int | None, dtype) -> tuple[torch.Tensor, torch.Tensor, int]:
    network = copy.deepcopy(network).to(dtype)
    x = torch.from_numpy(array).to(dtype).requires_grad_()
    logits = scores(network, x)
    top = int(logits.argmax()) if top is None else top
    logits[0, top].backward()
    return logits.detach(), x.grad.double(), top


def case(name: str) -> dict:
    build, size = NETWORKS[name]
    torch.manual_seed(0)
    network = build().eval()
    draw = drawn(network)
    with tempfile.TemporaryDirectory() as folder:
        if isinstance(network, transformers.PreTrainedModel):
            network.save_pretrained(folder)
            file = Path(folder) / "model.safetensors"
            (FOLDER / f"{name}.config.json").write_text((Path(folder) / "config.json").read_text())
        else:
            file = Path(folder) / f"{name}.pth"
            torch.save(network.state_dict(), file)
        if name in DESCRIPTIONS:
            (FOLDER / f"{name}.config.json").write_text(json.dumps(DESCRIPTIONS[name]) + "\n")
        hollow.write(file, FOLDER / f"{name}{file.suffix}.hollow", draw)
        suffix = file.suffix
    best = None
    for seed in range(12):
        array = splitmix.network_input((1, 3, size, size), seed)
        logits, exact, top = gradient(network, array, None, torch.float64)
        _, rounded, _ = gradient(network, array, top, torch.float32)
        deviation = float((rounded - exact).abs().max() / exact.abs().max())
        if best is None or deviation < best["gradientDeviation"]:
            best = {"file": f"{name}{suffix}", "size": size, "seed": seed, "topClass": top, "logits": digits(logits[0].tolist()),
                    "inputGradient": array_summary(exact.numpy()), "gradientDeviation": deviation}
        if best["gradientDeviation"] < 1e-5:
            break
    print(f"{name}: gradient deviation {best['gradientDeviation']:.1e}, logits {min(best['logits']):.2g} to {max(best['logits']):.2g}")
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="only these")
    names = parser.parse_args().names or list(NETWORKS)
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    path = FOLDER / "cases.json"
    known = json.loads(path.read_text())["cases"] if path.exists() else {}
    known.update({name: case(name) for name in names})
    write_json(path, {
        "library": f"PyTorch {torch.__version__}, torchvision {torchvision.__version__}, timm {timm.__version__}, "
                   f"transformers {transformers.__version__}, float64",
        "cases": {name: known[name] for name in NETWORKS if name in known},
    })


if __name__ == "__main__":
    main()
