"""Optimisers: (class, options). Two parameters, gradients a·p + b, twenty steps; the values after some of them."""
import torch

from saving import python_options, saved

NAME = "optimizers"
SHOWN = [1, 2, 3, 5, 10, 20]

ROWS = [
    ("SGD", {"lr": 0.1}),
    ("SGD", {"lr": 0.1, "momentum": 0.9}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "dampening": 0.5}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True}),
    ("SGD", {"lr": 0.1, "weightDecay": 0.1}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "weightDecay": 0.1, "nesterov": True}),
    ("SGD", {"lr": 0.01, "momentum": 0.5, "maximize": True, "weightDecay": 0.1}),
    ("Adam", {}),
    ("Adam", {"lr": 0.1, "betas": [0.8, 0.99], "eps": 1e-6}),
    ("Adam", {"lr": 0.1, "weightDecay": 0.1}),
    ("Adam", {"lr": 0.1, "amsgrad": True}),
    ("Adam", {"lr": 0.1, "maximize": True, "amsgrad": True, "weightDecay": 0.01}),
]


def row(name, options):
    torch.manual_seed(3)
    parameters = [torch.randn(2, 3), torch.randn(4)]
    slopes = [torch.rand(2, 3) + 0.5, torch.rand(4) + 0.5]
    offsets = [torch.randn(2, 3), torch.randn(4)]
    leaves = [p.clone().requires_grad_() for p in parameters]
    optimizer = getattr(torch.optim, name)(leaves, **python_options(options))
    trajectory = []
    for step in range(1, 21):
        for leaf, slope, offset in zip(leaves, slopes, offsets):
            leaf.grad = slope * leaf.detach() + offset
        optimizer.step()
        if step in SHOWN:
            trajectory.append({"step": step, "parameters": [saved(leaf) for leaf in leaves]})
    return {
        "optimizer": name,
        "options": options,
        "parameters": [saved(p) for p in parameters],
        "slopes": [saved(s) for s in slopes],
        "offsets": [saved(o) for o in offsets],
        "trajectory": trajectory,
    }


def rows():
    return [row(*entry) for entry in ROWS]
