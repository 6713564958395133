"""Numbers of the sample "Linear regression" in its first steps, as PyTorch computes them.

Usage: python linear_regression.py start.json > linear-regression.json, where start.json has the houses (`x`, `y`) and the weights that
the sample begins with (`linear.weight`, `linear.bias`). All 30 houses are one batch, so their order means nothing.
"""
import json
import sys

import torch

start = json.load(open(sys.argv[1]))
x = torch.tensor(start["x"]).reshape(-1, 1)
y = torch.tensor(start["y"]).reshape(-1, 1)


def look(t):
    return {"mean": t.mean().item(), "norm": t.norm().item()}


def train(steps, zero_grad=True, accumulate=1):
    net = torch.nn.Linear(1, 1)
    with torch.no_grad():
        net.weight.copy_(torch.tensor(start["linear.weight"]).reshape(1, 1))
        net.bias.copy_(torch.tensor(start["linear.bias"]))
    optimizer = torch.optim.SGD(net.parameters(), lr=0.00004)
    rows = []
    for step in range(steps):
        if zero_grad and step % accumulate == 0:
            optimizer.zero_grad()
        prediction = net(x)
        prediction.retain_grad()
        loss = torch.nn.MSELoss()(prediction, y)
        loss.backward()
        rows.append({"forward": look(prediction), "backward": look(prediction.grad), "loss": loss.item()})
        if (step + 1) % accumulate == 0:
            optimizer.step()
    return rows


print(json.dumps({"plain": train(3), "kept": train(4, zero_grad=False), "every2": train(4, accumulate=2)}, indent=2))
