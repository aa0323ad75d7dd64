"""A small network with branches, a residual sum, both kinds of pooling and pseudo-random weights.

Every activation and pooling is a module of its own, called once, so that libraries that hook modules can follow. Weight i
of the network is `splitmix.symmetric` with index i, divided by the root of the number of inputs of one output; biases
are a tenth of it. The same network stands in Tests/ExplanationsTests/GoldenNetwork.swift.
"""

import numpy
import torch

from .splitmix import symmetric

INPUT = (1, 3, 16, 16)
CLASSES = 6


class BranchingNetwork(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = torch.nn.Conv2d(3, 8, 3, padding=1)
        self.stem_relu = torch.nn.ReLU()
        self.left = torch.nn.Conv2d(8, 8, 3, padding=1)
        self.left_relu = torch.nn.ReLU()
        self.right = torch.nn.Conv2d(8, 4, 1)
        self.pool = torch.nn.MaxPool2d(2)
        self.middle = torch.nn.Conv2d(12, 12, 3, padding=1)
        self.middle_relu = torch.nn.ReLU()
        self.last_relu = torch.nn.ReLU()
        self.average = torch.nn.AvgPool2d(2)
        self.flatten = torch.nn.Flatten()
        self.hidden = torch.nn.Linear(12 * 4 * 4, 10)
        self.hidden_relu = torch.nn.ReLU()
        self.logits = torch.nn.Linear(10, CLASSES)
        index = 0
        for module in (self.stem, self.left, self.right, self.middle, self.hidden, self.logits):
            for parameter, scale in ((module.weight, module.weight[0].numel() ** -0.5), (module.bias, 0.1)):
                values = symmetric(index, parameter.numel()) * numpy.float32(scale)
                parameter.data = torch.from_numpy(values).reshape(parameter.shape)
                index += 1

    def above_pool(self, x):
        x = self.last_relu(self.middle_relu(self.middle(x)) + x)
        x = self.hidden_relu(self.hidden(self.flatten(self.average(x))))
        return self.logits(x)

    def below_pool(self, x):
        x = self.stem_relu(self.stem(x))
        return torch.cat([self.left_relu(self.left(x)), self.right(x)], 1)

    def forward(self, x):
        return self.above_pool(self.pool(self.below_pool(x)))


def inputs(count: int, seed: int = 0) -> torch.Tensor:
    """`count` inputs from `symmetric` with indexes from 1000."""
    values = [symmetric(1000 + seed + item, int(numpy.prod(INPUT))).reshape(INPUT) for item in range(count)]
    return torch.from_numpy(numpy.concatenate(values))
