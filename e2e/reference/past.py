"""The net of past.spec.ts as PyTorch trains it for three steps: what its first layer gives in each.

Usage: python past.py > past.json. The samples are the four of the data source "xor" with seed 0, in one batch; what is saved does not ask in which order.
"""
import json

import torch
from torch import nn

from tensor_numbers import digits, numbers

X = torch.tensor(
    [
        [-0.6944717764854431, -1.0333019495010376],
        [0.9603698253631592, -1.0198184251785278],
        [-0.8917142152786255, 0.8366664052009583],
        [1.457723617553711, 0.9874163866043091],
    ]
)
Y = torch.tensor([0, 1, 1, 0])
BINS = 64

torch.set_num_threads(1)
torch.manual_seed(3)
net = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 2))
optimizer = torch.optim.SGD(net.parameters(), lr=0.5)
steps = []
for _ in range(3):
    optimizer.zero_grad()
    seen = torch.relu(net[0](X))
    nn.functional.cross_entropy(net(X), Y).backward()
    optimizer.step()
    found = {name: digits(value.detach())[0] for name, value in numbers(seen).items()}
    found["zeros"] = (seen == 0).float().mean().item()
    found["counts"] = torch.histc(seen.detach(), BINS, seen.min().item(), seen.max().item()).int().tolist()
    steps.append(found)
print(json.dumps(steps))
