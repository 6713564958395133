"""Gradients of the nets in hand-changes.spec.ts where one share is halved at a fan-out, as PyTorch computes them.

Usage: python hand_changes.py > hand-changes.json. The samples are the four of the data source "xor" with seed 0, in one batch.
"""
import json

import torch
from torch import nn

from tensor_numbers import saved

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


def run(make, forward, change):
    """What flows back at the fan-out, and the gradients of the parameters."""
    torch.manual_seed(SEED)
    start = make().state_dict()

    def compute(given):
        net = make().to(torch.get_default_dtype())
        net.load_state_dict({name: given[name] for name in start})
        seen = {}
        nn.functional.cross_entropy(forward(net, given["x"], seen, change), Y).backward()
        return {"seen": seen, "gradients": {name: p.grad for name, p in net.named_parameters()}}

    return saved(compute, {"x": X, **start})


def fan_out(x, seen, change):
    """The two shares of a value, its straight one halved on the way back where that is asked for."""
    branch, straight = x.view_as(x), x.view_as(x)
    branch.register_hook(lambda g: seen.update(branch=g))
    straight.register_hook(lambda g: seen.update(straight=g))
    if change:
        straight.register_hook(half)
    x.register_hook(lambda g: seen.update(sum=g))
    return branch, straight


def linears(**sizes):
    return nn.ModuleDict({name: nn.Linear(*size) for name, size in sizes.items()})


def residual(net, x, seen, change):
    """`head(fc2(relu(fc1(x))) + fc1(x))`"""
    branch, straight = fan_out(net["fc1"](x), seen, change)
    return net["head"](net["fc2"](torch.relu(branch)) + straight)


def nested(net, x, seen, change):
    """`head(block(block(stem(x))))` with block(x) = relu(fc(x)) + x, the second call with a share halved."""
    x = net["stem"](x)
    x = torch.relu(net["fc"](x)) + x
    branch, straight = fan_out(x, seen, change)
    return net["head"](torch.relu(net["fc"](branch)) + straight)


NETS = {
    "residual": (lambda: linears(fc1=(2, 4), fc2=(4, 4), head=(4, 2)), residual),
    "nested": (lambda: linears(stem=(2, 4), fc=(4, 4), head=(4, 2)), nested),
}
torch.set_num_threads(1)
print(json.dumps({name: {"plain": run(*net, False), "halved": run(*net, True)} for name, net in NETS.items()}))
