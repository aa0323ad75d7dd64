"""Golden data of EfficientNet-Lite0: every layer's output and the top logit's gradient there, by PyTorch in float64.

Two inputs: pseudo-random.json (reference/splitmix.py, 1×3×224×224) and cat.json (the sample photo, `lite` preprocessing).
The figures are described in reference/summary.py. The layers' names are those of the graph: the modules' names, the
activations called _swish0 and _swish1 in a block and _swish and _swish1 outside, and `add` for a skip connection.
"""

import sys
from pathlib import Path

import torch
from efficientnet_lite_pytorch import EfficientNet

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from reference import photos, splitmix, weights  # noqa: E402
from reference.summary import digits, layer_summaries, summary, write_json  # noqa: E402

FOLDER = Path(__file__).resolve().parent
MODEL = "efficientnet-lite0"


def network() -> EfficientNet:
    """The package's own network with the embedded weights."""
    model = EfficientNet.from_name(MODEL)
    state = weights.safetensors(weights.MODELS / f"{MODEL}.safetensors", torch.float64)
    missing, unexpected = model.load_state_dict(state, strict=False)
    assert not unexpected and all(name.endswith("num_batches_tracked") for name in missing)
    return model.double().eval()


def run(model: EfficientNet, x: torch.Tensor, keep) -> torch.Tensor:
    """The forward pass with a name for every step; its logits equal the model's own."""
    def step(name, module, x):
        return keep(name, module(x))

    x = step("_conv_stem", model._conv_stem, x)
    x = step("_bn0", model._bn0, x)
    x = step("_swish", model._swish, x)
    for index, block in enumerate(model._blocks):
        prefix, skip = f"_blocks.{index}.", x
        if hasattr(block, "_expand_conv"):
            x = step(prefix + "_expand_conv", block._expand_conv, x)
            x = step(prefix + "_bn0", block._bn0, x)
            x = step(prefix + "_swish0", block._swish, x)
        x = step(prefix + "_depthwise_conv", block._depthwise_conv, x)
        x = step(prefix + "_bn1", block._bn1, x)
        x = step(prefix + "_swish1", block._swish, x)
        x = step(prefix + "_project_conv", block._project_conv, x)
        x = step(prefix + "_bn2", block._bn2, x)
        if block._block_args.stride == 1 and skip.shape == x.shape:
            x = keep(prefix + "add", x + skip)
    x = step("_conv_head", model._conv_head, x)
    x = step("_bn1", model._bn1, x)
    x = step("_swish1", model._swish, x)
    x = step("_avg_pooling", model._avg_pooling, x)
    x = step("_dropout", model._dropout, x.flatten(1))
    return step("_fc", model._fc, x)


def write(name: str, source: dict, x: torch.Tensor) -> None:
    model, outputs = network(), weights.Record()
    x = x.double().requires_grad_()
    logits = run(model, x, outputs)
    assert torch.equal(logits, model(x))
    top = int(logits.argmax())
    logits[0, top].backward()
    array = x.detach().numpy()
    write_json(FOLDER / f"{name}.json", {
        "library": f"PyTorch {torch.__version__}, float64",
        "input": {**source, "shape": list(array.shape), **summary(array)},
        "inputGradient": summary(x.grad.numpy()),
        "topClass": top,
        "logits": digits(logits[0].tolist()),
        "layers": layer_summaries(outputs, gradients=True),
    })


def main() -> None:
    print(f"PyTorch {torch.__version__}, seed 0")
    write("pseudo-random", {"kind": "splitmix64", "seed": 0, "tensorIndex": splitmix.INPUT_INDEX},
          torch.from_numpy(splitmix.network_input((1, 3, 224, 224))))
    cat, _ = photos.lite(photos.photo(photos.PHOTOS / "cat.png"))
    write("cat", {"kind": "photo", "photo": "cat.png", "preprocessing": "lite"}, torch.from_numpy(cat))


if __name__ == "__main__":
    main()
