"""Golden data of D-RISE (Petsiuk et al., CVPR 2021): how like the boxes that a detector finds in a masked picture are to the largest
box that it finds in the whole picture. Written after the paper's formulas 2 to 5: the greatest product of intersection over union, the
cosine of the classes' probabilities and the probability of there being anything, among all boxes that the network puts out; where it
says no such probability, that of the likeliest class. The networks are those of ../detectors and ../detector-outputs.

arrays.safetensors   for each network NAME: NAME/rank (1, counted from 1, the surest first), NAME/masks (5×H×W, 0…1), NAME/likeness (5), and NAME/gradient, that of the first
                     likeness at the masked picture (1×3×H×W)

torchvision 0.29, PyTorch 2.15, transformers 5.24, float64.
"""

import importlib.util
from pathlib import Path

import numpy
import torch
from safetensors.numpy import load_file, save_file
from torchvision.ops import box_convert, box_iou

FOLDER = Path(__file__).resolve().parent


def module(name):
    spec = importlib.util.spec_from_file_location(name.replace("-", "_"), FOLDER.parent / name / "generate.py")
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


DETECTORS, OUTPUTS = module("detectors"), module("detector-outputs")
SIZE = OUTPUTS.SIZE


# Boxes (N×4: left, top, right, bottom in pixels), probabilities of classes (N×C) and that of there being anything (N) or None.


def of_columns(table):
    rows = table[0].T
    return box_convert(rows[:, :4], "cxcywh", "xyxy"), rows[:, 4:], None


def of_rows(table):
    rows = table[0]
    return box_convert(rows[:, :4], "cxcywh", "xyxy"), rows[:, 5:], rows[:, 4]


def of_ssd(found):
    boxes, scores = found
    return SIZE * boxes[0], scores[0, :, 1:], None


def of_detr(found):
    logits, boxes = found
    return SIZE * box_convert(boxes[0], "cxcywh", "xyxy"), torch.softmax(logits[0], -1)[:, :-1], None


def of_chosen(found):
    boxes, scores, classes = found
    return boxes[0], torch.nn.functional.one_hot(classes[0], 3).to(boxes), scores[0]


def of_places(table):
    strides, centres = [], []
    for stride in (8, 16, 32):
        side = SIZE // stride
        y, x = torch.meshgrid(torch.arange(side), torch.arange(side), indexing="ij")
        centres.append(torch.stack([x, y], -1).reshape(-1, 2))
        strides += [stride] * (side * side)
    strides, rows = torch.tensor(strides)[:, None].to(table), table[0]
    boxes = torch.cat([(rows[:, :2] + torch.cat(centres).to(table)) * strides, torch.exp(rows[:, 2:4]) * strides], 1)
    return box_convert(boxes, "cxcywh", "xyxy"), rows[:, 5:], rows[:, 4]


def likeness(found, box, probabilities):
    boxes, all_probabilities, anything = found
    if anything is None:
        anything = all_probabilities.max(1).values
    agreement = torch.nn.functional.cosine_similarity(all_probabilities, probabilities[None])
    return (box_iou(boxes, box[None])[:, 0] * agreement * anything).max()


def main() -> None:
    networks = {
        "columns": (DETECTORS.Detector(False, 1), of_columns, "detectors"),
        "rows": (DETECTORS.Detector(True, 2), of_rows, "detectors"),
        "ssd": (OUTPUTS.draw(OUTPUTS.SSD(), 1), of_ssd, "detector-outputs"),
        "chosen": (OUTPUTS.draw(OUTPUTS.Chosen(), 1), of_chosen, "detector-outputs"),
        "places": (OUTPUTS.draw(OUTPUTS.Places(), 2), of_places, "detector-outputs"),
        "detr": (OUTPUTS.DETR().eval(), of_detr, "detector-outputs"),
    }
    arrays = {}
    generator = torch.Generator().manual_seed(5)
    for name, (network, read, folder) in networks.items():
        golden = load_file(FOLDER.parent / folder / "arrays.safetensors")
        picture = torch.tensor(golden["picture"]).double()
        network = network.double().eval()
        whole = read(network(picture))
        boxes = torch.tensor(golden[f"{name}/boxes"]).double()
        rank = ((boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])).argmax()
        box = boxes[rank]
        place = box_iou(whole[0], box[None])[:, 0].argmax()
        masks = torch.rand(5, 1, 6, 6, generator=generator).round()
        masks = torch.nn.functional.interpolate(masks, picture.shape[2:], mode="bilinear")[:, 0].double()
        numbers = []
        for index, mask in enumerate(masks):
            x = (picture * mask).requires_grad_()
            number = likeness(read(network(x)), whole[0][place].detach(), whole[1][place].detach())
            numbers.append(number.item())
            if index == 0:
                arrays[f"{name}/gradient"] = torch.autograd.grad(number, x)[0]
        print(name, numbers)
        arrays |= {f"{name}/rank": rank[None] + 1, f"{name}/masks": masks, f"{name}/likeness": torch.tensor(numbers)}
    save_file({name: numpy.ascontiguousarray(array.detach().numpy(), numpy.float32) for name, array in arrays.items()},
              FOLDER / "arrays.safetensors")


if __name__ == "__main__":
    main()
