"""The gradient that an explanation of a class rests on, as PyTorch computes it."""
import torch


def of_best_score(network, picture):
    """The gradient of the greatest score with respect to the input, N×C×H×W; of the first output where there are several."""
    x = picture.detach().clone().requires_grad_(True)
    found = network(x)
    found = getattr(found, "logits", found)
    if isinstance(found, dict):
        found = next(iter(found.values()))
    if isinstance(found, (tuple, list)):
        found = found[0]
    score = found.flatten()
    score[int(score.argmax())].backward()
    return x.grad.numpy()
