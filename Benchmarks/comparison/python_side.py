"""The two sides of the rows about Python: `python -m comparison.python_side file|module|grad-cam|export NETWORK FOLDER|FILE`.

A network of torchvision with random weights explains its first prediction of every photo of a folder, 224×224, at the last
block. Prints the seconds and the peak memory in bytes of this process and those that it started. The clock starts once libraries are
imported and the network is made; on Glassbox's side the module is exported before it, which is said on standard error, and the
program's start and the reading of the network count. With `file` Glassbox gets the file, with `module` PyTorch's module,
which it looks over with every question. `export` writes the file that the command line reads.
"""

import resource
import sys
import time
from pathlib import Path

from .theirs import cores, grad_cam_class


def network(name: str):
    import torch
    import torchvision

    torch.set_num_threads(cores())
    torch.manual_seed(0)
    return getattr(torchvision.models, name)(weights=None).eval()


def last_block(name: str, model):
    return model.layer4[-1] if name.startswith("resnet") else model.features[-1]


def files(folder: str) -> list[Path]:
    return sorted(Path(folder).rglob("*.jpg"))


def with_glassbox(name: str, folder: str, takes_module: bool) -> float:
    import glassbox

    model = network(name)
    start = time.perf_counter()
    path = glassbox.exports.path(model, (224, 224))
    print(f"    {name}: exported in {time.perf_counter() - start:.1f} s", file=sys.stderr)
    start = time.perf_counter()
    for file in files(folder):
        glassbox.explain(model if takes_module else path, file, "grad-cam", preprocessing="torch")
    seconds = time.perf_counter() - start
    # Its memory counts once it has ended.
    glassbox.service._end()
    return seconds


def with_grad_cam(name: str, folder: str) -> float:
    import torchvision
    from PIL import Image

    model = network(name)
    method, _ = grad_cam_class()
    camera = method(model, [last_block(name, model)])
    prepare = torchvision.transforms.Compose([
        torchvision.transforms.Resize(256), torchvision.transforms.CenterCrop(224), torchvision.transforms.ToTensor(),
        torchvision.transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])])
    start = time.perf_counter()
    for file in files(folder):
        camera(prepare(Image.open(file).convert("RGB"))[None], targets=None)
    return time.perf_counter() - start


def export(name: str, file: str) -> float:
    from glassbox import exports

    exports.write(network(name), Path(file), (224, 224))
    return 0


def main() -> None:
    side, *arguments = sys.argv[1:]
    if side in ("file", "module"):
        seconds = with_glassbox(*arguments, takes_module=side == "module")
    else:
        seconds = {"grad-cam": with_grad_cam, "export": export}[side](*arguments)
    memory = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) << 10
    print(seconds, memory)


if __name__ == "__main__":
    main()
