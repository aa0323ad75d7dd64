"""Golden data of detectors: small networks with seeded weights that put out tables of boxes as those of the YOLO family do, and what
torchvision's `batched_nms` leaves of them at a score of at least 0.25 and an overlap of at most 0.45.

columns.onnx   (4 + 3)×48: centre, width and height in pixels, then the classes' scores
rows.onnx      48×(5 + 3): the same with the score of there being anything before the classes'
chosen.onnx    columns.onnx with NonMaxSuppression behind it: the boxes and scores that it leaves
arrays.safetensors   picture (1×3×48×64); for each network NAME: NAME/boxes (K×4: left, top, right, bottom), NAME/scores, NAME/classes,
                     and NAME/gradient, that of the score of the second box at the input

torchvision 0.28, PyTorch 2.15, float64.
"""

import warnings
from pathlib import Path

import numpy
import onnx
import torch
from safetensors.numpy import save_file
from torchvision.ops import batched_nms

warnings.filterwarnings("ignore")
FOLDER = Path(__file__).resolve().parent
ROWS, COLUMNS, STRIDE, CLASSES = 48, 64, 8, 3


class Detector(torch.nn.Module):
    def __init__(self, has_object: bool, seed: int):
        super().__init__()
        self.has_object = has_object
        self.first = torch.nn.Conv2d(3, 8, 3, 2, 1)
        self.second = torch.nn.Conv2d(8, 12, 3, 2, 1)
        self.third = torch.nn.Conv2d(12, 12, 3, 2, 1)
        self.head = torch.nn.Conv2d(12, 4 + has_object + CLASSES, 1)
        generator = torch.Generator().manual_seed(seed)
        for parameter in self.parameters():
            scale = 1.4 * parameter[0].numel() ** -0.5 if parameter.dim() > 1 else 0.2
            parameter.data.normal_(0, scale, generator=generator)
        rows, columns = ROWS // STRIDE, COLUMNS // STRIDE
        y, x = torch.meshgrid(torch.arange(rows), torch.arange(columns), indexing="ij")
        self.register_buffer("places", torch.stack([x, y]).reshape(1, 2, -1) + 0.5)

    def forward(self, x):
        x = torch.relu(self.first(x))
        x = torch.relu(self.second(x))
        x = self.head(torch.relu(self.third(x))).flatten(2)
        centre = (torch.tanh(x[:, :2]) + self.places) * STRIDE
        extent = torch.exp(0.3 * x[:, 2:4]) * 3 * STRIDE
        table = torch.cat([centre, extent, torch.sigmoid(x[:, 4:])], 1)
        return table.transpose(1, 2) if self.has_object else table


def found(table, has_object):
    rows = table[0] if has_object else table[0].T
    scores = rows[:, 5:] * rows[:, 4:5] if has_object else rows[:, 4:]
    best, classes = scores.max(1)
    boxes = torch.cat([rows[:, :2] - rows[:, 2:4] / 2, rows[:, :2] + rows[:, 2:4] / 2], 1)
    sure = (best >= 0.25).nonzero()[:, 0]
    kept = sure[batched_nms(boxes[sure], best[sure], classes[sure], 0.45)]
    return boxes[kept], best[kept], classes[kept]


def suppress(source: Path, target: Path) -> None:
    """Lets a network drop overlapping boxes itself; how many are left depends on the picture."""
    model = onnx.load(source)
    graph, node = model.graph, onnx.helper.make_node

    def constant(name, value, kind):
        graph.initializer.append(onnx.numpy_helper.from_array(numpy.array(value, kind), name))
        return name

    first, second = constant("first", [0], numpy.int64), constant("second", 2, numpy.int64)
    graph.node.extend([
        node("Split", ["output0", constant("parts", [4, CLASSES], numpy.int64)], ["columns", "all scores"], axis=1),
        node("Transpose", ["columns"], ["all boxes"], perm=[0, 2, 1]),
        node("NonMaxSuppression",
             ["all boxes", "all scores", constant("most", [100], numpy.int64), constant("overlap", [0.45], numpy.float32),
              constant("least", [0.25], numpy.float32)], ["chosen"], "suppression", center_point_box=1),
        node("Gather", ["chosen", second], ["kept"], axis=1),
        node("Squeeze", ["all boxes", first], ["rows"]),
        node("Gather", ["rows", "kept"], ["boxes"], axis=0),
        node("Transpose", ["all scores"], ["score rows"], perm=[0, 2, 1]),
        node("Squeeze", ["score rows", first], ["score row"]),
        node("Gather", ["score row", "kept"], ["scores"], axis=0)])
    del graph.output[:]
    graph.output.extend(
        onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, ["n", extent])
        for name, extent in (("boxes", 4), ("scores", CLASSES)))
    onnx.checker.check_model(model)
    onnx.save(model, target)


def main() -> None:
    picture = torch.randn(1, 3, ROWS, COLUMNS, generator=torch.Generator().manual_seed(9))
    arrays = {"picture": picture}
    for name, has_object, seed in (("columns", False, 1), ("rows", True, 2)):
        network = Detector(has_object, seed).eval()
        torch.onnx.export(network, (picture,), FOLDER / f"{name}.onnx", dynamo=False, opset_version=17,
                          input_names=["picture"], output_names=["output0"])
        x = picture.double().requires_grad_()
        boxes, scores, classes = found(network.double()(x), has_object)
        arrays |= {f"{name}/boxes": boxes, f"{name}/scores": scores, f"{name}/classes": classes,
                   f"{name}/gradient": torch.autograd.grad(scores[1], x)[0]}
        print(name, len(scores), scores[:4].tolist(), classes.tolist())
    suppress(FOLDER / "columns.onnx", FOLDER / "chosen.onnx")
    save_file({name: numpy.ascontiguousarray(array.detach().numpy(), numpy.float32) for name, array in arrays.items()},
              FOLDER / "arrays.safetensors")


if __name__ == "__main__":
    main()
