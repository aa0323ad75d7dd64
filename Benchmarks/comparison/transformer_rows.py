"""Rows about vision transformers: ViT-B/16 at 224×224, with random weights, as PyTorch's exporter writes it."""

from . import networks
from .contender import duel
from .rows import Row, Setting


def duels(setting: Setting, rows: list[tuple[str, str, float, str]]) -> list[Row]:
    """Title, measurement, target and rival of each row."""
    path = networks.onnx_file("vit-b-16", setting.models)
    found = []
    for title, measurement, target, rival in rows:
        ours, theirs = setting.ours(str(path)), setting.theirs("transformer")
        try:
            result = duel(ours, measurement, theirs, measurement, setting.rounds)
            found.append(Row(
                title, result.ours, f"ratio ≤ {target:g}", result.ours <= target * result.theirs, result.theirs, rival,
                ours.peak_memory(), theirs.peak_memory()))
        finally:
            ours.close()
            theirs.close()
    return found


def grad_cam(setting: Setting) -> list[Row]:
    return duels(setting, [("Grad-CAM on ViT-B/16, new photo", "grad-cam", 0.3, "pytorch-grad-cam")])


def transformer_attribution(setting: Setting) -> list[Row]:
    return duels(setting, [(
        "Transformer attribution (Chefer et al.) on ViT-B/16, new photo", "transformer-attribution", 0.5, "PyTorch")])


ROWS = {"vit-grad-cam": grad_cam, "vit-transformer-attribution": transformer_attribution}
