"""The net of lanes.spec.ts as PyTorch computes its first step: how large what flows on its wires is, both ways, and at an output that feeds two.

Usage: python lanes.py > lanes.json. The samples are the four of the data source "xor" with seed 0, in one batch; norms do not ask in which order.
"""
import json

import torch
from torch import nn

from tensor_numbers import digits

X = torch.tensor(
    [
        [-0.6944717764854431, -1.0333019495010376],
        [0.9603698253631592, -1.0198184251785278],
        [-0.8917142152786255, 0.8366664052009583],
        [1.457723617553711, 0.9874163866043091],
    ]
)
Y = torch.tensor([0, 1, 1, 0])

torch.set_num_threads(1)
torch.manual_seed(3)
stem, left, right = nn.Linear(2, 8), nn.Linear(8, 2), nn.Linear(8, 2)
before = stem(X)
relu = torch.relu(before)
relu.retain_grad()
# Each consumer's own share of the gradient.
shares = {name: relu * 1 for name in ("left", "right")}
for share in shares.values():
    share.retain_grad()
before.retain_grad()
scores = left(shares["left"]) + right(shares["right"])
nn.functional.cross_entropy(scores, Y).backward()
found = {
    "stem → relu forward": before,
    "stem → relu backward": before.grad,
    "relu → left backward": shares["left"].grad,
    "relu → right backward": shares["right"].grad,
    "relu sum": relu.grad,
}
print(json.dumps({name: {"norm": digits(value.norm())[0], "count": value.numel()} for name, value in found.items()}))
