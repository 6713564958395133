"""Optimisers: (class, options). Two parameters, gradients a·p + b, twenty steps; the values after some of them, and the state."""
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
    ("AdamW", {}),
    ("AdamW", {"lr": 0.1, "betas": [0.8, 0.99], "weightDecay": 0.2}),
    ("AdamW", {"lr": 0.1, "amsgrad": True, "weightDecay": 0}),
    ("AdamW", {"lr": 0.05, "maximize": True, "eps": 1e-6}),
    ("NAdam", {}),
    ("NAdam", {"lr": 0.1, "betas": [0.8, 0.99], "momentumDecay": 0.1}),
    ("NAdam", {"lr": 0.1, "weightDecay": 0.1, "eps": 1e-6}),
    ("NAdam", {"lr": 0.1, "weightDecay": 0.1, "decoupledWeightDecay": True, "maximize": True}),
    ("RAdam", {}),
    ("RAdam", {"lr": 0.1, "betas": [0.9, 0.9]}),
    ("RAdam", {"lr": 0.1, "betas": [0.7, 0.99], "weightDecay": 0.1, "eps": 1e-4}),
    ("RAdam", {"lr": 0.1, "weightDecay": 0.1, "decoupledWeightDecay": True, "maximize": True}),
    ("RMSprop", {}),
    ("RMSprop", {"lr": 0.05, "alpha": 0.9, "eps": 1e-4}),
    ("RMSprop", {"lr": 0.05, "momentum": 0.9, "weightDecay": 0.1}),
    ("RMSprop", {"lr": 0.05, "centered": True}),
    ("RMSprop", {"lr": 0.02, "centered": True, "momentum": 0.5, "maximize": True, "weightDecay": 0.01}),
    ("Adagrad", {}),
    ("Adagrad", {"lr": 0.1, "lrDecay": 0.1, "eps": 1e-6}),
    ("Adagrad", {"lr": 0.1, "initialAccumulatorValue": 0.5, "weightDecay": 0.1}),
    ("Adagrad", {"lr": 0.1, "maximize": True, "weightDecay": 0.1}),
    ("Adadelta", {}),
    ("Adadelta", {"lr": 0.5, "rho": 0.8, "eps": 1e-3}),
    ("Adadelta", {"lr": 10, "weightDecay": 0.1, "maximize": True}),
    ("Adamax", {}),
    ("Adamax", {"lr": 0.1, "betas": [0.8, 0.9], "eps": 1e-3}),
    ("Adamax", {"lr": 0.1, "weightDecay": 0.1}),
    ("Adamax", {"lr": 0.05, "maximize": True}),
]


def values(state):
    """Each parameter's state; PyTorch holds counts as tensors of one value, we as numbers."""
    named = {k: v for k, v in state.items() if v is not None}
    return {k: v.item() if torch.is_tensor(v) and v.dim() == 0 else saved(v) if torch.is_tensor(v) else v for k, v in named.items()}


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
        "state": [values(optimizer.state[leaf]) for leaf in leaves],
    }


def rows():
    return [row(*entry) for entry in ROWS]
