"""ONNX files of many networks and forms, with seeded weights, and what the framework that wrote them answers.

`files()` yields (family, name, build). `build(folder)` writes the network there and gives its path, the input as a float32
array N×C×H×W, the class scores of the framework itself and, where it is PyTorch, options (none) and the gradient of the greatest
score.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy
import torch

from covered import gradients

Built = tuple
File = tuple[str, str, Callable[[Path], Built]]

SEED = 7

# timm's architectures, one or two of each family, and the rows of the pictures.
TIMM = {
    "resnet18": 64, "resnet26t": 64, "resnetv2_18d": 64, "resnext50_32x4d": 64, "seresnet18": 64, "skresnet18": 64,
    "resnest14d": 64, "res2net50_14w_8s": 64, "gcresnet33ts": 64, "eca_botnext26ts_256": 256, 
    "lambda_resnet26t": 256, "regnety_002": 64, "regnetx_002": 64, "regnetz_005": 64, "repvgg_a0": 64,
    "mobileone_s0": 64, "efficientnet_lite0": 64, "efficientnetv2_rw_t": 64, "mixnet_s": 64, "mobilenetv2_035": 64,
    "mobilenetv3_small_050": 64, "mobilenetv4_conv_small_035": 64, "ghostnet_050": 64, "ghostnetv2_100": 64,
    "repghostnet_050": 64, "hardcorenas_a": 64, "lcnet_035": 64, "tinynet_e": 64, "fbnetv3_b": 64, "mnasnet_small": 64,
    "spnasnet_100": 64, "densenet121": 64, "dla46_c": 64, "dpn48b": 64, "hrnet_w18_small": 64, "hgnetv2_b0": 64,
    "ese_vovnet19b_dw": 64, "cspresnet50": 64, "cs3darknet_focus_s": 64, "darknet53": 64, "selecsls42b": 64,
    "rexnet_100": 64, "vgg11_bn": 224, "nf_regnet_b0": 64, "dm_nfnet_f0": 64, "tresnet_m": 64, "xception41p": 64,
    "inception_v3": 128, "inception_next_atto": 64, "convnext_atto": 64, "convnextv2_atto": 64, "convmixer_768_32": 64,
    "edgenext_xx_small": 64, "fastvit_t8": 64, "fasternet_t0": 64, "repvit_m0_9": 64, "starnet_s1": 64, "shvit_s1": 64,
    "mambaout_femto": 64, "poolformer_s12": 64, "caformer_s18": 64, "focalnet_tiny_srf": 64, "rdnet_tiny": 64,
    "efficientvit_b0": 64, "efficientvit_m0": 224, "efficientformer_l1": 224, "efficientformerv2_s0": 224,
    "mobilevit_xxs": 64, "mobilevitv2_050": 64, "levit_128s": 224, "vit_tiny_patch16_224": 224, "deit_tiny_patch16_224": 224,
    "deit3_small_patch16_224": 224, "vit_relpos_small_patch16_224": 224, "vit_small_r26_s32_224": 224,
    "eva02_tiny_patch14_224": 224, "beit_base_patch16_224": 224, "cait_xxs24_224": 224, "coat_lite_tiny": 224,
    "convit_tiny": 224, "crossvit_tiny_240": 240, "davit_tiny": 224, "gcvit_xxtiny": 224, "hiera_tiny_224": 224,
    "maxvit_rmlp_pico_rw_256": 256, "coatnet_pico_rw_224": 224, "mixer_s32_224": 224, "gmlp_ti16_224": 224,
    "resmlp_12_224": 224, "mvitv2_tiny": 224, "nest_tiny": 224, "nextvit_small": 224, "pit_ti_224": 224,
    "pvt_v2_b0": 224, "sequencer2d_s": 224, "swiftformer_xs": 224, "swin_tiny_patch4_window7_224": 224,
    "swinv2_tiny_window8_256": 256, "swinv2_cr_tiny_ns_224": 224, "tiny_vit_5m_224": 224, "tnt_s_legacy_patch16_224": 224,
    "twins_pcpvt_small": 224, "twins_svt_small": 224, "visformer_tiny": 224, "vitamin_small_224": 224, "volo_d1_224": 224,
    "xcit_nano_12_p16_224": 224, "lowformer_b0": 224, "iformer_t": 224, "efficientvim_m1": 224, "volo_d1_224": 224,
}


def lively(network: torch.nn.Module) -> torch.nn.Module:
    """The network in inference mode with statistics, scales and offsets that are not trivial."""
    generator = torch.Generator().manual_seed(SEED)
    for name, parameter in network.named_parameters():
        data = parameter.data
        if data.dim() > 1:
            if data.std() < 1e-6:
                data.normal_(0, 0.02, generator=generator)
        elif name.endswith("weight") or "gamma" in name or "scale" in name:
            data.uniform_(0.5, 1.2, generator=generator)
        else:
            data.add_(torch.empty_like(data).normal_(0, 0.05, generator=generator))
    for name, buffer in network.named_buffers():
        if name.endswith("running_mean"):
            buffer.normal_(0, 0.1, generator=generator)
        if name.endswith("running_var"):
            buffer.uniform_(0.6, 1.4, generator=generator)
    return network.eval()


def picture(rows: int, columns: int | None = None, channels: int = 3) -> torch.Tensor:
    generator = torch.Generator().manual_seed(SEED)
    return torch.randn(1, channels, rows, columns or rows, generator=generator)


def export(network: torch.nn.Module, x: torch.Tensor, path: Path, opset: int, dynamo: bool) -> Built:
    """Writes the network, with the newer or the older exporter of PyTorch."""
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        answer = network(x)
        torch.onnx.export(
            network, (x,), str(path), opset_version=opset, dynamo=dynamo, input_names=["input"],
            **({"external_data": False, "verbose": False} if dynamo else {}))
    answer = answer.logits if hasattr(answer, "logits") else answer
    return path, x.numpy(), answer.numpy(), (), gradients.of_best_score(network, x)


def timm_file(name: str, rows: int, opset: int, dynamo: bool) -> Callable[[Path], Built]:
    def build(folder: Path) -> Built:
        import timm

        torch.manual_seed(SEED)
        # Exporters know attention as one operation in the newer form only.
        timm.layers.set_fused_attn(dynamo)
        network = lively(timm.create_model(name, pretrained=False))
        return export(network, picture(rows), folder / f"{name}.onnx", opset, dynamo)

    return build


def timm_files() -> Iterator[File]:
    for index, (name, rows) in enumerate(TIMM.items()):
        dynamo = index % 3 == 2
        opset = [17, 13, 18, 11, 16, 20][index % 6]
        form = f"opset {opset}{', dynamo' if dynamo else ''}"
        yield "timm", f"{name} ({form})", timm_file(name, rows, opset, dynamo)


# Networks that ONNX Runtime rewrites and quantises, and the rows of their pictures.
RUNTIME = {
    "resnet18": 64, "mobilenetv3_small_050": 64, "efficientnet_lite0": 64, "convnext_atto": 64,
    "vit_tiny_patch16_224": 224, "swin_tiny_patch4_window7_224": 224,
}


def answer_of_runtime(path: Path, x: numpy.ndarray) -> numpy.ndarray:
    """What ONNX Runtime makes of a file as it is written."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    return session.run(None, {session.get_inputs()[0].name: x})[0]


def optimised_file(name: str, rows: int, level: str) -> Callable[[Path], Built]:
    """As a session of ONNX Runtime saves it."""

    def build(folder: Path) -> Built:
        import onnxruntime

        path, x, *answer = timm_file(name, rows, 17, False)(folder)
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = getattr(onnxruntime.GraphOptimizationLevel, f"ORT_ENABLE_{level.upper()}")
        options.optimized_model_filepath = str(folder / f"{name}-{level}.onnx")
        onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        path.unlink()
        return Path(options.optimized_model_filepath), x, *answer

    return build


def quantised_file(name: str, rows: int, form: str) -> Callable[[Path], Built]:
    """With numbers of 8 bits: `QDQ` and `QOperator` with ranges that were measured before, `dynamic` with those of the picture."""

    def build(folder: Path) -> Built:
        from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_dynamic, quantize_static

        path, x, *_ = timm_file(name, rows, 17, False)(folder)
        quantised = folder / f"{name}-{form}.onnx"

        class Pictures(CalibrationDataReader):
            def __init__(self) -> None:
                generator = torch.Generator().manual_seed(SEED + 1)
                self.rest = [{"input": torch.randn(x.shape, generator=generator).numpy()} for _ in range(2)]

            def get_next(self) -> dict | None:
                return self.rest.pop() if self.rest else None

        if form == "dynamic":
            quantize_dynamic(path, quantised, weight_type=QuantType.QUInt8)
        else:
            quantize_static(
                path, quantised, Pictures(), quant_format=QuantFormat[form], per_channel=form == "QDQ",
                activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8 if form == "QDQ" else QuantType.QUInt8)
        path.unlink()
        return quantised, x, answer_of_runtime(quantised, x)

    return build


def runtime_files() -> Iterator[File]:
    for name, rows in RUNTIME.items():
        for level in ("basic", "extended"):
            yield "ONNX Runtime, optimised", f"{name}-{level}", optimised_file(name, rows, level)
        for form in ("QDQ", "QOperator", "dynamic"):
            yield "ONNX Runtime, quantised", f"{name}-{form}", quantised_file(name, rows, form)


def files() -> Iterator[File]:
    yield from timm_files()
    yield from runtime_files()
