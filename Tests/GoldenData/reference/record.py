"""Keeps what every layer of a pass put out, and measures how far rounding alone can move the gradients there.

The gradient of a network of ReLUs and max poolings jumps where an activation crosses a kink. Among millions of activations
some lie nearer to a kink than float32 can tell, so two correct programs can differ there by far more than their rounding
errors. `gradientDeviation` is the largest relative L2 change of a layer's gradient that PyTorch itself shows when the
pass is computed in float32, or in float64 with noise of 1e-6 of each layer's root mean square added
to what the layers put out. Where it is 0, no kink lies within the reach of the noise.
"""

import numpy
import torch

from .summary import digits, summary

TRIALS = 3
NOISE = 1e-6


class Record(dict):
    """The outputs of a pass by layer name; each remembers its gradient."""

    def disturbed(self, tensor: torch.Tensor) -> torch.Tensor:
        """The tensor as it is, for a layer that keeps no pre-activation."""
        return tensor

    def __call__(self, name: str, tensor: torch.Tensor) -> torch.Tensor:
        if tensor.requires_grad:
            tensor.retain_grad()
        self[name] = tensor
        return tensor


class DisturbedRecord(Record):
    """Adds noise to whatever passes; exact zeros stay zeros, as they do in any rounding."""

    def __init__(self, noise: float, seed: int):
        super().__init__()
        self.noise, self.generator = noise, torch.Generator().manual_seed(seed)

    def disturbed(self, tensor: torch.Tensor) -> torch.Tensor:
        fixed = tensor.detach()
        noise = torch.randn(tensor.shape, generator=self.generator, dtype=tensor.dtype)
        return tensor + self.noise * fixed.square().mean().sqrt() * noise * (fixed != 0)

    def __call__(self, name: str, tensor: torch.Tensor) -> torch.Tensor:
        return super().__call__(name, self.disturbed(tensor))


def deviations(run, reference: Record, noise: float = NOISE, trials: int = TRIALS, *, single: bool = True) -> dict[str, float]:
    """gradientDeviation of every layer.

    run: called with a record and a dtype, makes a pass in that dtype and takes the gradient of the same score.
    """
    passes = [(DisturbedRecord(noise, seed), torch.float64) for seed in range(trials)]
    if single:
        passes.append((Record(), torch.float32))
    largest = dict.fromkeys(reference, 0.0)
    for record, dtype in passes:
        run(record, dtype)
        for name, tensor in reference.items():
            difference = (record[name].grad.double() - tensor.grad).norm() / tensor.grad.norm()
            largest[name] = max(largest[name], float(difference))
    return largest


def layer_summaries(reference: Record, deviation: dict[str, float]) -> list[dict]:
    """One entry for each layer: the figures of its output and of the score's gradient there."""
    return [
        {
            "name": name, "shape": list(tensor.shape),
            "output": summary(tensor.detach().numpy()),
            "gradient": summary(tensor.grad.numpy()),
            "gradientDeviation": digits(deviation[name], 3),
        } for name, tensor in reference.items()]


def array_summary(tensor: torch.Tensor | numpy.ndarray) -> dict:
    """The shape and the figures of an array that is no layer's output."""
    array = tensor.detach().numpy() if isinstance(tensor, torch.Tensor) else tensor
    return {"shape": list(array.shape), **summary(array)}
