"""The thousand English class names of ImageNet, one on each line, in the order of the classes."""

import ast
from pathlib import Path

from . import sources

PACKAGE = "torchvision==0.28.0"
FILE = "torchvision/models/_meta.py"
SHA256 = "7eaa5e401b1ff441186e602943c4342cac8cf7f505c238ab7882399b00dbc096"
LIST = "_IMAGENET_CATEGORIES"
CLASSES = 1000


def make(root: Path, folder: Path) -> list[Path]:
    """Reads the list out of torchvision's source text, so that torchvision need not be importable."""
    module = ast.parse(sources.member(sources.download(PACKAGE, folder), FILE, SHA256))
    lists = [
        ast.literal_eval(node.value) for node in module.body
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == LIST for target in node.targets)]
    if len(lists) != 1 or len(lists[0]) != CLASSES:
        raise sources.SourceError(f"{FILE} holds no list {LIST} of {CLASSES} names")
    path = root / "Resources/labels/imagenet-en.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lists[0]) + "\n", encoding="utf-8")
    return [path]
