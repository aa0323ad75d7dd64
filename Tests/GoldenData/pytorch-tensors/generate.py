"""Files that torch.save writes, and the tensors that torch.load finds in them.

kinds.pth          every element type, shared storages, views with strides and offsets, empty and rank-0 tensors
kinds-legacy.pth   the same in the stream before PyTorch 1.6
wrapped.pth        a training checkpoint: the state dictionary under `state_dict`, every name after `module.`, and beside
                   it an optimiser's state, numbers, texts and nested containers
views-legacy.pth   the stream with storages that are views of another one (sixth field of the persistent id), as PyTorch
                   before 0.4 wrote them; the pickles are written here, opcode by opcode, and torch.load reads them back
module.pth         a whole torch.nn.Sequential
script.pt          a TorchScript archive
expected.safetensors   `kinds/…`, `wrapped/…` and `views/…` as float32
"""

import pickle
import struct
import sys
import warnings
from collections import OrderedDict
from pathlib import Path

import torch
from safetensors.torch import save_file

FOLDER = Path(__file__).resolve().parent


def kinds() -> dict[str, torch.Tensor]:
    base = torch.arange(24, dtype=torch.float32).reshape(2, 3, 4) / 8 - 1
    return {
        "plain": base, "transposed": base.permute(2, 0, 1), "part": base[1], "column": base[:, 1, 1:3],
        "every second": base.flatten()[1::2], "expanded": base[:, :1, :].expand(2, 3, 4),
        "double": base.double() / 3, "half": base.half() / 3, "bfloat": base.bfloat16() / 3,
        "half transposed": base.half().permute(2, 1, 0), "long": torch.tensor([-(2**40), 3]),
        "int": torch.tensor([-7, 2**31 - 1], dtype=torch.int32), "short": torch.tensor([-300], dtype=torch.int16),
        "char": torch.tensor([-128, 127], dtype=torch.int8), "byte": torch.tensor([0, 255], dtype=torch.uint8),
        "bool": base > 0, "scalar": torch.tensor(2.5), "empty": torch.zeros(0, 3),
        "parameter": torch.nn.Parameter(base * 2), "row of one": base[:1, :, 1:2],
    }


def checkpoint() -> dict:
    torch.manual_seed(0)
    network = torch.nn.Sequential(OrderedDict(conv=torch.nn.Conv2d(1, 2, 3), norm=torch.nn.BatchNorm2d(2)))
    network = torch.nn.DataParallel(network)
    optimiser = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9)
    return {
        "epoch": 12, "best": -0.5, "name": "a note — ä", "large": 1 << 70, "flags": (True, False, None, {1, 2}),
        "nested": [[1, [2, {"deep": (3,)}]]], "optimiser": optimiser.state_dict(), "state_dict": network.state_dict(),
    }


def text(value: str) -> bytes:
    return b"X" + struct.pack("<I", len(value)) + value.encode()


def integer(value: int) -> bytes:
    return b"J" + struct.pack("<i", value)


def viewed() -> bytes:
    """Two tensors over views of one storage of ten floats: [2, 5) and [5, 9) with an offset of 1 in it."""
    def tensor(key: str, view_offset: int, size: int, offset: int, count: int) -> bytes:
        view = b"(" + text(key) + integer(view_offset) + integer(size) + b"t"
        storage = b"(" + text("storage") + b"ctorch\nFloatStorage\n" + text("7") + text("cpu") + integer(10) + view + b"tQ"
        return (b"ctorch._utils\n_rebuild_tensor_v2\n(" + storage + integer(offset) + integer(count) + b"\x85"
                + integer(1) + b"\x85\x89ccollections\nOrderedDict\n)RtR")
    entries = text("first") + tensor("a", 2, 3, 0, 3) + text("second") + tensor("b", 5, 4, 1, 3)
    head = pickle.dumps(torch.serialization.MAGIC_NUMBER, 2) + pickle.dumps(1001, 2) + pickle.dumps(
        {"protocol_version": 1001, "little_endian": True, "type_sizes": {"short": 2, "int": 4, "long": 4}}, 2)
    return (head + b"\x80\x02ccollections\nOrderedDict\n)R(" + entries + b"u." + pickle.dumps(["7"], 2)
            + struct.pack("<q", 10) + struct.pack("<10f", *range(10)))


def main() -> None:
    print(f"PyTorch {torch.__version__}")
    torch.save(kinds(), FOLDER / "kinds.pth")
    torch.save(kinds(), FOLDER / "kinds-legacy.pth", _use_new_zipfile_serialization=False)
    torch.save(checkpoint(), FOLDER / "wrapped.pth")
    torch.save(torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3)), FOLDER / "module.pth")
    (FOLDER / "views-legacy.pth").write_bytes(viewed())
    warnings.simplefilter("ignore")
    torch.jit.script(torch.nn.Conv2d(1, 2, 3)).save(FOLDER / "script.pt")
    expected = {}
    for file in ["kinds", "views-legacy"]:
        for name, tensor in torch.load(FOLDER / f"{file}.pth", weights_only=True).items():
            expected[f"{file.split('-')[0]}/{name}"] = tensor.detach().float().contiguous().clone()
    for name, tensor in torch.load(FOLDER / "wrapped.pth", weights_only=False)["state_dict"].items():
        expected["wrapped/" + name.removeprefix("module.")] = tensor.float().clone()
    save_file(expected, FOLDER / "expected.safetensors")
    for path in sorted(FOLDER.iterdir()):
        print(f"{path.stat().st_size:>9}  {path.name}")


if __name__ == "__main__":
    sys.exit(main())
