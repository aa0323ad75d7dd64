"""Golden data of detectors whose boxes are not one table of centres with scores of classes: small networks with seeded weights, and
what the frameworks' own post-processing leaves of them at a score of at least 0.25.

ssd.onnx       boxes 1×72×4 (left, top, right, bottom, shares of the picture) and scores 1×72×4 behind a softmax of which the first
               class is background, as SSD's: torchvision's `batched_nms` with an overlap of at most 0.45
detr.onnx      transformers' DETR with seeded weights: logits 1×12×6 and pred_boxes 1×12×4, `post_process_object_detection`
chosen.onnx    boxes 1×9×4, scores 1×9 and labels 1×9 of the 9 surest, as networks put out that drop overlapping boxes themselves
seven.onnx     1×9×7: picture, left, top, right, bottom, class, score
caffe.onnx     1×1×9×7: picture, class, score, left, top, right, bottom, shares of the picture
places.onnx    1×84×(5 + 3) of three maps, whose boxes are distances from places, as YOLOX's are: decoded, then `batched_nms`
raw.onnx       bbox_regression 1×72×4 and cls_logits 1×72×4, as heads put them out that are decoded elsewhere: not to be understood
arrays.safetensors   picture (1×3×64×64); for each network NAME: NAME/boxes (K×4: left, top, right, bottom in pixels), NAME/scores,
                     NAME/classes, and NAME/gradient, that of the second box's score (DETR's logit) at the input

torchvision 0.29, PyTorch 2.15, transformers 5.24, float64.
"""

import warnings
from pathlib import Path
from types import SimpleNamespace

import numpy
import torch
from safetensors.numpy import save_file
from torchvision.ops import batched_nms

warnings.filterwarnings("ignore")
FOLDER = Path(__file__).resolve().parent
SIZE = 64


def draw(network, seed, scale=1.4):
    generator = torch.Generator().manual_seed(seed)
    for parameter in network.parameters():
        factor = scale * parameter[0].numel() ** -0.5 if parameter.dim() > 1 else 0.2
        parameter.data.normal_(0, factor, generator=generator)
    return network.eval()


class Body(torch.nn.Module):
    def __init__(self, outputs):
        super().__init__()
        self.first = torch.nn.Conv2d(3, 8, 3, 2, 1)
        self.second = torch.nn.Conv2d(8, 12, 3, 2, 1)
        self.third = torch.nn.Conv2d(12, 12, 3, 2, 1)
        self.head = torch.nn.Conv2d(12, outputs, 1)

    def maps(self, x):
        x = torch.relu(self.first(x))
        x = torch.relu(self.second(x))
        return torch.relu(self.third(x))


def anchors():
    """Six rows of twelve, centre and extent as shares."""
    y, x = torch.meshgrid(torch.arange(6), torch.arange(12), indexing="ij")
    centres = torch.stack([(x + 0.5) / 12, (y + 0.5) / 6], -1).reshape(-1, 2)
    return torch.cat([centres, torch.tensor([[0.3, 0.35]]).expand(72, 2)], 1)


class SSD(Body):
    def __init__(self):
        super().__init__(8)
        self.register_buffer("anchors", anchors())

    def raw(self, x):
        maps = torch.nn.functional.interpolate(self.maps(x), size=(6, 12), mode="nearest")
        table = self.head(maps).flatten(2).transpose(1, 2)
        # No two boxes are equally sure.
        ramp = torch.arange(72, dtype=x.dtype)[:, None] * torch.tensor([0, 1, 2, 3], dtype=x.dtype) / 200
        return table[..., :4], 2 * table[..., 4:] + ramp

    def decoded(self, x):
        offsets, scores = self.raw(x)
        centre = self.anchors[:, :2] + 0.1 * offsets[..., :2] * self.anchors[:, 2:]
        extent = self.anchors[:, 2:] * torch.exp(0.2 * offsets[..., 2:])
        return torch.cat([centre - extent / 2, centre + extent / 2], -1), torch.softmax(scores, -1)

    def forward(self, x):
        return self.decoded(x)


class Raw(SSD):
    def forward(self, x):
        return self.raw(x)


class Chosen(SSD):
    """The nine surest boxes of the classes 1 to 3, which are put out as 0 to 2, in pixels."""

    def best(self, x):
        boxes, scores = self.decoded(x)
        best, classes = scores[..., 1:].max(-1)
        kept, places = torch.topk(best, 9)
        boxes = torch.gather(boxes, 1, places[..., None].expand(1, 9, 4))
        return boxes, kept, torch.gather(classes, 1, places)

    def forward(self, x):
        boxes, scores, classes = self.best(x)
        return SIZE * boxes, scores, classes


class Seven(Chosen):
    def forward(self, x):
        boxes, scores, classes = self.best(x)
        column = scores[..., None]
        return torch.cat([0 * column, SIZE * boxes, classes[..., None].to(column), column], -1)


class Caffe(Chosen):
    def forward(self, x):
        boxes, scores, classes = self.best(x)
        column = scores[..., None]
        return torch.cat([0 * column, classes[..., None].to(column), column, boxes], -1)[None]


class Places(Body):
    def __init__(self):
        super().__init__(8)

    def forward(self, x):
        maps = self.maps(x)
        rows = []
        for stride in (8, 16, 32):
            pooled = torch.nn.functional.avg_pool2d(maps, stride // 8)
            found = self.head(pooled)
            rows.append(torch.cat([found[:, :4], torch.sigmoid(found[:, 4:])], 1).flatten(2))
        return torch.cat(rows, 2).transpose(1, 2)


def places_found(table):
    centres, strides = [], []
    for stride in (8, 16, 32):
        side = SIZE // stride
        y, x = torch.meshgrid(torch.arange(side), torch.arange(side), indexing="ij")
        centres.append(torch.stack([x, y], -1).reshape(-1, 2))
        strides += [stride] * (side * side)
    strides = torch.tensor(strides)[:, None].to(table)
    rows = table[0]
    centre = (rows[:, :2] + torch.cat(centres).to(table)) * strides
    extent = torch.exp(rows[:, 2:4]) * strides
    best, classes = (rows[:, 4:5] * rows[:, 5:]).max(1)
    return suppressed(torch.cat([centre - extent / 2, centre + extent / 2], 1), best, classes)


def suppressed(boxes, best, classes):
    sure = (best >= 0.25).nonzero()[:, 0]
    kept = sure[batched_nms(boxes[sure], best[sure], classes[sure], 0.45)]
    return boxes[kept], best[kept], classes[kept]


def ssd_found(boxes, scores):
    best, classes = scores[0, :, 1:].max(1)
    return suppressed(SIZE * boxes[0], best, classes)


def chosen_found(boxes, scores, classes):
    kept = (scores[0] >= 0.25).nonzero()[:, 0]
    return boxes[0, kept], scores[0, kept], classes[0, kept]


def detr():
    from transformers import DetrConfig, DetrForObjectDetection, ResNetConfig

    backbone = ResNetConfig(
        embedding_size=8, hidden_sizes=[8, 8, 8, 8], depths=[1, 1, 1, 1], layer_type="basic",
        out_features=["stage4"])
    config = DetrConfig(
        backbone_config=backbone, use_timm_backbone=False, use_pretrained_backbone=False, num_queries=12, d_model=16,
        encoder_layers=1, decoder_layers=1, encoder_ffn_dim=16, decoder_ffn_dim=16, encoder_attention_heads=2,
        decoder_attention_heads=2, num_labels=5, auxiliary_loss=False)
    config._attn_implementation = "eager"
    network = DetrForObjectDetection(config)
    return draw(network, 4, 2.5)


class DETR(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.network = detr()
        self.register_buffer("mask", torch.ones(1, SIZE, SIZE, dtype=torch.long))

    def forward(self, x):
        found = self.network(pixel_values=x, pixel_mask=self.mask)
        return found.logits, found.pred_boxes


def detr_found(logits, boxes):
    from transformers import DetrImageProcessor

    found = DetrImageProcessor().post_process_object_detection(
        SimpleNamespace(logits=logits, pred_boxes=boxes), threshold=0.25, target_sizes=[(SIZE, SIZE)])[0]
    order = torch.argsort(found["scores"], descending=True, stable=True)
    return found["boxes"][order], found["scores"][order], found["labels"][order]


def main() -> None:
    picture = torch.randn(1, 3, SIZE, SIZE, generator=torch.Generator().manual_seed(9))
    arrays = {"picture": picture}
    networks = {
        "ssd": (SSD, 1, ["boxes", "scores"], lambda f: ssd_found(*f)),
        "chosen": (Chosen, 1, ["boxes", "scores", "labels"], lambda f: chosen_found(*f)),
        "seven": (Seven, 1, ["output"], lambda f: chosen_found(f[..., 1:5], f[..., 6], f[..., 5])),
        "caffe": (Caffe, 1, ["detection_out"],
                  lambda f: chosen_found(SIZE * f[0, ..., 3:], f[0, ..., 2], f[0, ..., 1])),
        "places": (Places, 2, ["output"], places_found),
        "raw": (Raw, 1, ["bbox_regression", "cls_logits"], None),
        "detr": (DETR, None, ["logits", "pred_boxes"], lambda f: detr_found(*f)),
    }
    for name, (kind, seed, outputs, find) in networks.items():
        network = kind().eval()
        if seed is not None:
            draw(network, seed)
        torch.onnx.export(network, (picture,), FOLDER / f"{name}.onnx", dynamo=False, opset_version=17,
                          input_names=["picture"], output_names=outputs)
        if find is None:
            continue
        x = picture.double().requires_grad_()
        answer = network.double()(x)
        boxes, scores, classes = find(answer)
        score = scores[1]
        if name == "detr":
            probabilities = torch.softmax(answer[0][0], -1)[:, :-1]
            query = (probabilities.max(-1).values - scores[1]).abs().argmin()
            score = answer[0][0, query, classes[1]]
        arrays |= {f"{name}/boxes": boxes, f"{name}/scores": scores, f"{name}/classes": classes,
                   f"{name}/gradient": torch.autograd.grad(score, x)[0]}
        print(name, len(scores), scores[:4].tolist(), classes.tolist())
    save_file({name: numpy.ascontiguousarray(array.detach().numpy(), numpy.float32) for name, array in arrays.items()},
              FOLDER / "arrays.safetensors")


if __name__ == "__main__":
    main()
