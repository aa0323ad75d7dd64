"""Golden data of TorchScript: files that torch.jit.save writes, with what PyTorch computes of them.

`traced`, `scripted` and `frozen` are one network with convolutions, normalisations, attention, loops, decisions, containers and
functions that change their input. `decides` is scripted and goes on as its picture's values say; `small` takes grey pictures of one
size, and `lite` is the same in the form for small devices. arrays.safetensors holds the `picture`, the `answer`, and the `gradient`
of the score of class 3 at the picture, which are those of the first three, computed in float64; and the `grey` picture with the
`grey answer` of the last two.
"""

import sys
import tempfile
import warnings
import zipfile
from pathlib import Path
from typing import Dict, List, NamedTuple, Optional

import torch
from torch import nn
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import reference  # noqa: E402, F401 (finds resources)
from resources import safetensors  # noqa: E402

FOLDER = Path(__file__).resolve().parent
SEED = 20240301


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(6, 18)
        self.table = nn.Parameter(torch.randn(7, 2))
        self.register_buffer("places", torch.arange(400).reshape(20, 20) % 7)

    def forward(self, x):
        tokens = functional.max_pool2d(x, 4).flatten(2).transpose(1, 2)
        q, k, v = self.qkv(tokens).reshape(1, -1, 3, 2, 3).permute(2, 0, 3, 1, 4).unbind(0)
        bias = self.table[self.places.view(-1)].view(20, 20, 2).permute(2, 0, 1).contiguous().unsqueeze(0)
        parts = x.new_zeros((4, 5))
        parts[0:2, -3:] = 1
        parts[2:4, :-1].t()[1:].fill_(2)
        flat = parts.view(-1)
        bias = bias.masked_fill(flat.unsqueeze(0) != flat.unsqueeze(1), -1.5)
        return functional.scaled_dot_product_attention(q, k, v, attn_mask=bias).transpose(1, 2).flatten(1)


def halves(x, count: int = 2):
    if x.dim() == 4 and count > 1:
        a, b = x.chunk(2, 1)
        return torch.cat([a * torch.sigmoid(b), functional.gelu(b)], 1)
    return x


class Network(nn.Module):
    sizes: List[int]

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 6, 3, padding=1), nn.BatchNorm2d(6), nn.ReLU(inplace=True))
        self.blocks = nn.ModuleList([nn.Conv2d(6, 6, 3, padding=1, groups=3), nn.Conv2d(6, 6, 1)])
        self.attention = Attention()
        self.norm = nn.LayerNorm(126)
        self.drop = nn.Dropout()
        self.head = nn.Linear(126, 5)
        self.sizes = [1, 2]
        self.mode = "mean"

    def forward(self, x, mask: Optional[torch.Tensor] = None):
        x = self.stem(x)
        kept: List[torch.Tensor] = []
        for block in self.blocks:
            y = functional.hardtanh(block(x), -2.0, 2.0)
            kept.append(y)
            x = x + y
        for i in range(len(self.sizes)):
            x = x * self.sizes[i] - i / 4
        if mask is not None:
            x = x * mask
        x = halves(x)
        x += kept[-1]
        x.mul_(0.75)
        small = functional.interpolate(x, size=[x.shape[2] // 4, x.shape[3] // 4], mode="bilinear", align_corners=False)
        assert small.shape[1] == 6, f"bad {small.shape}"
        z = small.mean((2, 3)) if self.mode == "mean" else small.amax((2, 3))
        both: Dict[str, torch.Tensor] = {"a": self.attention(x), "z": z}
        return self.head(self.drop(self.norm(torch.cat([both["a"], both["z"]], 1))))


class Answer(NamedTuple):
    scores: torch.Tensor
    share: Optional[torch.Tensor]


class Decides(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        self.head = nn.Linear(4, 3)

    def forward(self, x):
        x = self.conv(x)
        if bool(x.mean() > 0):
            x = x * 2
        return Answer(self.head(x.mean((2, 3))), None)


class Small(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 3, 5, stride=4)
        self.head = nn.Linear(3 * 36, 4)

    def forward(self, x):
        return self.head(torch.relu(self.conv(x)).view(x.shape[0], -1))


def write(script, path: Path, lite: bool = False) -> None:
    """Without what says where the layers stand in the code of this machine, which is nobody's business."""
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / path.name
        if lite:
            script._save_for_lite_interpreter(str(whole))
        else:
            torch.jit.save(script, str(whole))
        with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w") as target:
            for name in source.namelist():
                if name.endswith(".debug_pkl") or name.endswith("mobile_debug_handles.pkl") or "/.data/" in name:
                    continue
                entry = zipfile.ZipInfo(name)
                entry.compress_type = source.getinfo(name).compress_type
                # PyTorch's data stand at multiples of 64.
                start = target.fp.tell() + 30 + len(name) + 4
                padding = -start % 64
                entry.extra = b"FB" + padding.to_bytes(2, "little") + b"Z" * padding
                target.writestr(entry, source.read(name))


def main() -> None:
    print(f"PyTorch {torch.__version__}, seed {SEED}")
    torch.manual_seed(SEED)
    network = Network()
    network.stem[1].running_mean.uniform_(-0.1, 0.1)
    network.stem[1].running_var.uniform_(0.8, 1.2)
    network.eval()
    decides, small = Decides().eval(), Small().eval()
    picture, grey = torch.rand(1, 3, 16, 20), torch.rand(1, 1, 28, 28)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        script = torch.jit.script(network)
        write(torch.jit.trace(network, picture), FOLDER / "traced.pt")
        write(script, FOLDER / "scripted.pt")
        write(torch.jit.freeze(script), FOLDER / "frozen.pt")
        write(torch.jit.script(decides), FOLDER / "decides.pt")
        write(torch.jit.trace(small, grey), FOLDER / "small.pt")
        write(torch.jit.script(small), FOLDER / "lite.ptl", lite=True)
    exact = picture.double().requires_grad_()
    answer = network.double()(exact)
    (gradient,) = torch.autograd.grad(answer[0, 3], exact)
    arrays = {
        "picture": picture.numpy(), "answer": answer.detach().float().numpy(), "gradient": gradient.float().numpy(),
        "grey": grey.numpy(), "grey answer": small.double()(grey.double()).detach().float().numpy(),
    }
    path = safetensors.write(FOLDER / "arrays.safetensors", arrays, {"library": f"PyTorch {torch.__version__}"})
    for file in [path, *sorted(FOLDER.glob("*.pt*"))]:
        print(f"{file.stat().st_size:>9}  {file.name}")


if __name__ == "__main__":
    main()
