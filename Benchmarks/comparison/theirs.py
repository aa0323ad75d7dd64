"""The other side, as a process that is asked for one run at a time: `python -m comparison.theirs ENGINE [FILE]`.

Engines: `onnxruntime` (with an ONNX file; answers `forward`), `pytorch` (VGG16; answers `forward`,
`forward-gradients`, `grad-cam` and `filter-patterns`) and `explainers` (VGG16 in PyTorch, with a photo; answers `lime`,
`score-cam`, `occlusion`, `quickshift`, `shap` and `integrated-gradients`). All use every core.
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

    def filter_patterns():
        """64 filters of block5_conv1 as in Keras's example, eight at a time: 150×150 pixels, 30 steps."""
        network.requires_grad_(False)
        lower = networks.up_to_convolution(network, 11)
        for first in range(0, 64, 8):
            filters = torch.arange(first, first + 8)
            patterns = torch.rand(8, 3, 150, 150) * 0.25 - 0.125
            for _ in range(30):
                patterns.requires_grad_()
                answers = lower(patterns)[torch.arange(8), filters, 2:-2, 2:-2].mean((1, 2))
                gradient, = torch.autograd.grad(answers.sum(), patterns)
                size = (gradient**2).sum((1, 2, 3), keepdim=True).clamp(min=1e-12)
                patterns = patterns.detach() + 10 * gradient * size.rsqrt()

    runs["grad-cam"] = grad_cam
    runs["filter-patterns"] = filter_patterns
    return runs


def explainer_runs(path: str) -> dict:
    import numpy
    import torch
    from PIL import Image

    from . import networks

    torch.set_num_threads(cores())
    network = networks.vgg16()
    # Keras's preprocessing of VGG16: the nearest pixel, blue first, minus the means.
    size = (networks.SIZE, networks.SIZE)
    pixels = numpy.asarray(Image.open(path).convert("RGB").resize(size, Image.Resampling.NEAREST))

    def prepared(pictures: numpy.ndarray) -> torch.Tensor:
        values = pictures[..., ::-1].astype(numpy.float32) - numpy.float32([103.939, 116.779, 123.68])
        return torch.from_numpy(numpy.ascontiguousarray(values.transpose(0, 3, 1, 2)))

    x = prepared(pixels[None])

    def classify(pictures: numpy.ndarray) -> numpy.ndarray:
        with torch.inference_mode():
            return torch.softmax(network(prepared(pictures)), 1).numpy()

    def lime():
        from lime import lime_image

        lime_image.tqdm = lambda samples: samples
        explainer = lime_image.LimeImageExplainer(random_state=0)
        explainer.explain_instance(pixels, classify, top_labels=5, hide_color=None, num_samples=1000)

    def score_cam():
        grad_cam_class()
        from pytorch_grad_cam import ScoreCAM
        from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget

        with ScoreCAM(model=network, target_layers=[networks.last_convolution(network)]) as cam:
            cam(input_tensor=x, targets=[ClassifierOutputTarget(0)])

    def occlusion():
        from captum.attr import Occlusion

        with torch.inference_mode():
            Occlusion(network).attribute(
                x, sliding_window_shapes=(3, 15, 15), strides=(3, 8, 8), baselines=0, target=0,
                perturbations_per_eval=16)

    def quickshift():
        from skimage.segmentation import quickshift

        quickshift(pixels, kernel_size=4, max_dist=200, ratio=0.2, rng=42)

    def shap():
        from shap import GradientExplainer

        # What is compared with does not change the time: the photo, moved.
        moved = numpy.stack([numpy.roll(pixels, (4 * index, 3 * index), (0, 1)) for index in range(1, 51)])
        block5_conv1 = [module for module in network if isinstance(module, torch.nn.Conv2d)][-3]
        explainer = GradientExplainer((network, block5_conv1), prepared(moved))
        explainer.shap_values(x, nsamples=200, ranked_outputs=2)

    def integrated_gradients():
        from captum.attr import IntegratedGradients

        IntegratedGradients(network).attribute(x, target=0, n_steps=50, internal_batch_size=10)

    return {
        "lime": lime, "score-cam": score_cam, "occlusion": occlusion, "quickshift": quickshift, "shap": shap,
        "integrated-gradients": integrated_gradients}


def transformer_runs() -> dict:
    import torch

    from . import networks

    torch.set_num_threads(cores())
    network = networks.ViTB16().eval()
    x = torch.rand(1, 3, networks.SIZE, networks.SIZE)
    runs = {}

    def grad_cam():
        GradCAM, ClassifierOutputTarget = grad_cam_class()
        # As the package's manual has it for vision transformers.
        cam = GradCAM(
            model=network, target_layers=[network.blocks[-1].norm1],
            reshape_transform=lambda tokens: tokens[:, 1:].reshape(1, 14, 14, -1).permute(0, 3, 1, 2))
        runs["grad-cam"] = lambda: cam(input_tensor=x, targets=[ClassifierOutputTarget(0)])
        runs["grad-cam"]()

    def transformer_attribution():
        """The generic rule of Chefer, Gur and Wolf (2021): R ← R + max(A ⊙ ∂y/∂A, 0) · R, averaged over heads."""
        score = network(x)[0, 0]
        weights = [block.attention.weights for block in network.blocks]
        relevance = torch.eye(197)
        for matrix, gradient in zip(weights, torch.autograd.grad(score, weights)):
            relevance = relevance + (matrix * gradient).clamp(min=0).mean(1)[0].detach() @ relevance
        return relevance[0, 1:].reshape(14, 14)

    runs |= {"grad-cam": grad_cam, "transformer-attribution": transformer_attribution}
    return runs


def peak_memory() -> int:
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) << 10 for line in status if line.startswith("VmHWM:"))


def main() -> None:
    engine, *arguments = sys.argv[1:]
    engines = {"onnxruntime": onnxruntime_runs, "pytorch": pytorch_runs, "explainers": explainer_runs,
               "transformer": transformer_runs}
    runs = engines[engine](*arguments)
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
