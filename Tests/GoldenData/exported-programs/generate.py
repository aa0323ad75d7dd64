"""Golden data of exported programs: files that torch.export.save writes, with what PyTorch computes of them.

`training` is a network with convolutions, normalisations, attention and functions that change their input, as exported;
`changed` changes a part of a map, and every layer after it depends on that; `decomposed` is the same as `training` after PyTorch's decompositions; `nested` is `training` in
the form of PyTorch up to 2.7, whose weights are archives of their own. arrays.safetensors holds the `picture`, the `answer`,
and the `gradient` of the score of class 3 at the picture, which are those of all files, computed in float64.
"""

import io
import sys
import warnings
import zipfile
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import reference  # noqa: E402, F401 (finds resources)
from resources import safetensors  # noqa: E402

FOLDER = Path(__file__).resolve().parent
SEED = 20240229


class Attention(nn.Module):
    """Attention with a bias that is picked from a table, as in Swin."""

    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(6, 18)
        self.table = nn.Parameter(torch.randn(7, 2))
        self.register_buffer("places", torch.arange(400).reshape(20, 20) % 7, persistent=False)

    def forward(self, x):
        tokens = functional.max_pool2d(x, 4).flatten(2).transpose(1, 2)
        q, k, v = self.qkv(tokens).reshape(1, -1, 3, 2, 3).permute(2, 0, 3, 1, 4).unbind(0)
        bias = self.table[self.places.view(-1)].view(20, 20, 2).permute(2, 0, 1).contiguous().unsqueeze(0)
        # As Swin finds out which places may see each other: parts of a constant are overwritten through views of it.
        parts = x.new_zeros((4, 5))
        parts[0:2, -3:] = 1
        parts[2:4, :-1].t()[1:].fill_(2)
        parts[3] = parts[1]
        parts = parts.view(-1)
        bias = bias.masked_fill(parts.unsqueeze(0) != parts.unsqueeze(1), -1.5)
        return functional.scaled_dot_product_attention(q, k, v, attn_mask=bias).transpose(1, 2).flatten(1)


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 6, 3, padding=1), nn.BatchNorm2d(6), nn.ReLU(inplace=True))
        self.branch = nn.Sequential(nn.Conv2d(6, 6, 3, padding="same", groups=3), nn.GroupNorm(2, 6), nn.SiLU())
        self.attention = Attention()
        self.norm = nn.LayerNorm(6)
        self.drop = nn.Dropout()
        self.head = nn.Linear(6 + 6 + 120 + 24, 5)

    def forward(self, x):
        x = self.stem(x)
        x = x + self.branch(x)
        same = self.drop(x)
        x.mul_(0.75)
        x = x + 0.5 * same
        y = functional.interpolate(x, scale_factor=0.5, mode="bilinear").add_(1).roll((1, -1), (2, 3))
        y = self.norm(y.permute(0, 2, 3, 1)).permute(0, 3, 1, 2).mean((2, 3))
        z = functional.adaptive_avg_pool2d(functional.pad(x, (1, 0, 2, 1)), (2, 2)).flatten(1)
        z = torch.log1p(z.abs().reshape(2, -1).reshape_as(z))
        return self.head(self.drop(torch.cat([y, x.amax((2, 3)), self.attention(x), z], 1)))


class Changed(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        self.head = nn.Linear(4, 3)

    def forward(self, x):
        x = self.conv(x)
        x[:, 1:3].mul_(2)
        return self.head(x.mean((2, 3)))


def nested(program, path):
    """The archive that PyTorch 2.5 writes."""
    from torch._export.serde.serialize import serialize

    parts = serialize(program)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo("version"), "5.1")
        for name, content in (
                ("serialized_exported_program.json", parts.exported_program),
                ("serialized_state_dict.pt", parts.state_dict), ("serialized_constants.pt", parts.constants)):
            if isinstance(content, dict):
                buffer = io.BytesIO()
                torch.save(content, buffer)
                content = buffer.getvalue()
            archive.writestr(zipfile.ZipInfo(name), content)


def without_traces(program):
    """Where the layers stand in the code of this machine is nobody's business."""
    for node in program.graph.nodes:
        node.meta.pop("stack_trace", None)
    return program


def main() -> None:
    print(f"PyTorch {torch.__version__}, seed {SEED}")
    torch.manual_seed(SEED)
    network = Network()
    network.stem[1].running_mean.uniform_(-0.1, 0.1)
    network.stem[1].running_var.uniform_(0.8, 1.2)
    network.eval()
    picture = torch.rand(1, 3, 16, 20)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = without_traces(torch.export.export(network, (picture,)))
        torch.export.save(program, str(FOLDER / "training.pt2"))
        torch.export.save(without_traces(program.run_decompositions()), str(FOLDER / "decomposed.pt2"))
        nested(program, FOLDER / "nested.pt2")
        torch.export.save(
            without_traces(torch.export.export(Changed().eval(), (torch.rand(1, 3, 8, 8),))), str(FOLDER / "changed.pt2"))
    exact = picture.double().requires_grad_()
    answer = network.double()(exact)
    (gradient,) = torch.autograd.grad(answer[0, 3], exact)
    arrays = {"picture": picture.numpy(), "answer": answer.detach().float().numpy(), "gradient": gradient.float().numpy()}
    path = safetensors.write(FOLDER / "arrays.safetensors", arrays, {"library": f"PyTorch {torch.__version__}"})
    for written in [path, *sorted(FOLDER.glob("*.pt2"))]:
        print(f"{written.stat().st_size:>9}  {written.name}")


if __name__ == "__main__":
    main()
