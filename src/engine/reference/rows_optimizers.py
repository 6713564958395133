"""Optimisers: (class, options). Two parameters, gradients a·p + b, twenty steps; the values after some of them, and the state."""
import torch

from magnitudes import magnitudes
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

#: The sizes of the two parameters, where they are others.
SIZES = {"Muon": [(2, 3), (4, 2)], "Adafactor": [(2, 3, 2), (4,)]}


def written(value, magnitude):
    """PyTorch holds counts as tensors of one value, we as numbers."""
    return saved(value, magnitude) if torch.is_tensor(value) and value.dim() > 0 else value.item() if torch.is_tensor(value) else value


def run(name, options, given):
    """The parameters after each shown step by (step, number), and each one's state by (key, number)."""
    leaves = [given["parameters", i].clone().requires_grad_() for i in range(2)]
    optimizer = getattr(torch.optim, name)(leaves, **python_options(options))
    found = {}
    for step in range(1, 21):
        for i, leaf in enumerate(leaves):
            leaf.grad = given["slopes", i] * leaf.detach() + given["offsets", i]
        optimizer.step()
        if step in SHOWN:
            found.update({(step, i): leaf.detach().clone() for i, leaf in enumerate(leaves)})
    states = {(k, i): v for i, leaf in enumerate(leaves) for k, v in optimizer.state[leaf].items() if v is not None}
    return {**found, **states}


def row(name, options):
    torch.manual_seed(3)
    sizes = SIZES.get(name, [(2, 3), (4,)])
    parameters = [torch.randn(size) for size in sizes]
    slopes = [torch.rand(size) + 0.5 for size in sizes]
    offsets = [torch.randn(size) for size in sizes]
    given = {(k, i): x for k, xs in [("parameters", parameters), ("slopes", slopes), ("offsets", offsets)] for i, x in enumerate(xs)}
    found = run(name, options, given)
    m = magnitudes(lambda changed: run(name, options, changed), given)
    shown = {key: written(value, m.get(key)) for key, value in found.items()}
    return {
        "optimizer": name,
        "options": options,
        "parameters": [saved(p) for p in parameters],
        "slopes": [saved(s) for s in slopes],
        "offsets": [saved(o) for o in offsets],
        "trajectory": [{"step": step, "parameters": [shown[step, i] for i in range(2)]} for step in SHOWN],
        "state": [{k: v for (k, place), v in shown.items() if place == i and k not in SHOWN} for i in range(2)],
    }


def rows():
    return [row(*entry) for entry in ROWS]
