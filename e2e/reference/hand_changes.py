"""Gradients of the nets in hand-changes.spec.ts where one share is halved at a fan-out, as PyTorch computes them.

Usage: python hand_changes.py > hand-changes.json. The samples are the four of the data source "xor" with seed 0, in one batch.
"""
import json

import torch
from torch import nn

X = torch.tensor(
    [
        [-0.6944717764854431, -1.0333019495010376],
        [0.9603698253631592, -1.0198184251785278],
        [-0.8917142152786255, 0.8366664052009583],
        [1.457723617553711, 0.9874163866043091],
    ]
)
Y = torch.tensor([0, 1, 1, 0])
SEED = 3


def half(gradient):
    return gradient * 0.5


def gradients(net, loss):
    loss.backward()
    return {name: x.grad.flatten().tolist() for name, x in net.named_parameters()}


def residual(change):
    """`head(fc2(relu(fc1(x))) + fc1(x))`"""
    torch.manual_seed(SEED)
    net = nn.ModuleDict({"fc1": nn.Linear(2, 4), "fc2": nn.Linear(4, 4), "head": nn.Linear(4, 2)})
    hidden = net["fc1"](X)
    branch, straight = hidden.view_as(hidden), hidden.view_as(hidden)
    seen = {}
    branch.register_hook(lambda g: seen.update(branch=g.norm().item()))
    straight.register_hook(lambda g: seen.update(straight=g.norm().item()))
    if change:
        straight.register_hook(half)
    hidden.register_hook(lambda g: seen.update(sum=g.norm().item()))
    out = net["head"](net["fc2"](torch.relu(branch)) + straight)
    found = gradients(net, nn.functional.cross_entropy(out, Y))
    return {**seen, "gradients": found}


def nested(change):
    """`head(block(block(stem(x))))` with block(x) = relu(fc(x)) + x, the second call with a share halved."""
    torch.manual_seed(SEED)
    net = nn.ModuleDict({"stem": nn.Linear(2, 4), "fc": nn.Linear(4, 4), "head": nn.Linear(4, 2)})
    x = net["stem"](X)
    seen = {}
    for call in range(2):
        branch, straight = x.view_as(x), x.view_as(x)
        if call == 1:
            branch.register_hook(lambda g: seen.update(branch=g.norm().item()))
            straight.register_hook(lambda g: seen.update(straight=g.norm().item()))
            if change:
                straight.register_hook(half)
            x.register_hook(lambda g: seen.update(sum=g.norm().item()))
        x = torch.relu(net["fc"](branch)) + straight
    found = gradients(net, nn.functional.cross_entropy(net["head"](x), Y))
    return {**seen, "gradients": found}


print(
    json.dumps(
        {name: {"plain": run(False), "halved": run(True)} for name, run in (("residual", residual), ("nested", nested))},
        indent=1,
    )
)
