"""The other side, as a process that is asked for one run at a time: `python -m comparison.theirs ENGINE [FILE]`.

Engines: `onnxruntime` (with an ONNX file; answers `forward`) and `pytorch` (VGG16; answers `forward`,
`forward-gradients` and `grad-cam`). All use every core.
"""

import os
import sys
import time


def cores() -> int:
    return len(os.sched_getaffinity(0))


def onnxruntime_runs(path: str) -> dict:
    import numpy
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = cores()
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    x = numpy.random.default_rng(0).standard_normal((1, 3, 224, 224), dtype=numpy.float32)
    return {"forward": lambda: session.run(None, {name: x})}


def grad_cam_class():
    """pytorch-grad-cam's GradCAM and its target.

    The package imports torchvision for two functions written in Python; where torchvision's compiled part does not
    fit this PyTorch, declaring the operators that it would bring lets the import pass.
    """
    import torch

    try:
        import torchvision  # noqa: F401
    except RuntimeError:
        for name in [name for name in sys.modules if name.split(".")[0] == "torchvision"]:
            del sys.modules[name]
        library = torch.library.Library("torchvision", "DEF")
        for name in ("nms", "qnms"):
            library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
        grad_cam_class.library = library
    from pytorch_grad_cam import GradCAM
    from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget

    return GradCAM, ClassifierOutputTarget


def pytorch_runs() -> dict:
    import torch
    from torch import nn

    from . import networks

    torch.set_num_threads(cores())
    network = networks.vgg16()
    x = torch.randn(1, 3, 224, 224, generator=torch.Generator().manual_seed(0))

    def forward():
        with torch.inference_mode():
            network(x)

    def forward_gradients():
        network.requires_grad_(False)
        y = x.clone().requires_grad_()
        kept = []
        for module in network:
            y = module(y)
            if isinstance(module, nn.Conv2d):
                y.retain_grad()
                kept.append(y)
        y[0, 0].backward()
        assert all(output.grad is not None for output in kept)

    runs = {"forward": forward, "forward-gradients": forward_gradients}

    def grad_cam():
        # Made when it is first asked for: its hooks would slow down the other measurements. The parameters are left
        # as a loaded network has them, which is how the package's manual uses it.
        network.requires_grad_(True)
        GradCAM, ClassifierOutputTarget = grad_cam_class()
        cam = GradCAM(model=network, target_layers=[networks.last_convolution(network)])
        target = [ClassifierOutputTarget(0)]
        runs["grad-cam"] = lambda: cam(input_tensor=x, targets=target)
        runs["grad-cam"]()

    runs["grad-cam"] = grad_cam
    return runs


def peak_memory() -> int:
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) << 10 for line in status if line.startswith("VmHWM:"))


def main() -> None:
    engine, *arguments = sys.argv[1:]
    runs = {"onnxruntime": onnxruntime_runs, "pytorch": pytorch_runs}[engine](*arguments)
    for line in sys.stdin:
        name = line.strip()
        if name == "peak-memory":
            print(peak_memory(), flush=True)
            continue
        start = time.perf_counter()
        runs[name]()
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main()
