"""The other side of the rows about sets: `python -m comparison.set_side pytorch|grad-cam|onnxruntime [FILE] FOLDER`.

Prints the seconds from the first file to the accuracy, and the peak memory in bytes of this process and its workers.
"""

import resource
import sys
import time
from pathlib import Path

import numpy
from PIL import Image

from .theirs import cores, grad_cam_class

BATCH = 32
SIZE = 224
CROP = 32


def files(folder: str) -> list[tuple[str, int]]:
    classes = sorted(path for path in Path(folder).iterdir() if path.is_dir())
    return [(str(file), label) for label, path in enumerate(classes) for file in sorted(path.iterdir())]


def pixels(path: str) -> numpy.ndarray:
    """EfficientNet-Lite's preprocessing: the middle square of 224 / 256 of the shorter edge, (x − 127) / 128."""
    image = Image.open(path).convert("RGB")
    side = SIZE * min(image.size) // (SIZE + CROP)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    image = image.resize((SIZE, SIZE), Image.Resampling.BICUBIC, (left, top, left + side, top + side))
    return ((numpy.asarray(image, numpy.float32) - 127) / 128).transpose(2, 0, 1)


class Pictures:
    def __init__(self, folder: str):
        self.files = files(folder)

    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, index: int):
        path, label = self.files[index]
        return pixels(path), label


def network():
    import torch

    from . import networks

    torch.set_num_threads(cores())
    return networks.efficientnet_lite0().to(memory_format=torch.channels_last)


def with_pytorch(folder: str) -> float:
    import torch
    from torch.utils.data import DataLoader

    model = network()
    start = time.perf_counter()
    right = 0
    with torch.inference_mode():
        for inputs, labels in DataLoader(Pictures(folder), batch_size=BATCH, num_workers=2):
            right += int((model(inputs.to(memory_format=torch.channels_last)).argmax(1) == labels).sum())
    return time.perf_counter() - start


def with_grad_cam(folder: str) -> float:
    from torch.utils.data import DataLoader

    model = network()
    method, _ = grad_cam_class()
    last = [module for module in model.modules() if type(module).__name__ == "BatchNorm2d"][-1]
    camera = method(model, [last])
    start = time.perf_counter()
    for inputs, _ in DataLoader(Pictures(folder), batch_size=BATCH, num_workers=2):
        camera(inputs, targets=None)
    return time.perf_counter() - start


def with_onnxruntime(path: str, folder: str) -> float:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = cores()
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    start = time.perf_counter()
    right = 0
    for file, label in files(folder):
        right += int(session.run(None, {name: pixels(file)[None]})[0].argmax() == label)
    return time.perf_counter() - start


def main() -> None:
    side = {"pytorch": with_pytorch, "grad-cam": with_grad_cam, "onnxruntime": with_onnxruntime}[sys.argv[1]]
    seconds = side(*sys.argv[2:])
    memory = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) << 10
    print(seconds, memory)


if __name__ == "__main__":
    main()
