"""nn.utils.clip_grad_*: (function, limit, options) on three gradients; what it gives back and the gradients afterwards."""
import torch
from torch.nn import utils

from magnitudes import magnitudes
from saving import python_options, saved

NAME = "clip"
SMALL = [[[0.1, -0.2], [0.05, 0.3]], [0.02], [[-0.1, 0.2, 0.0]]]
LARGE = [[[3.0, -4.0], [12.0, 0.5]], [-84.0], [[1.0, 2.0, 0.0]]]
INFINITE = [[[3.0, float("inf")], [12.0, 0.5]], [-84.0], [[1.0, 2.0, 0.0]]]
NOT_A_NUMBER = [[[3.0, float("nan")], [12.0, 0.5]], [-84.0], [[1.0, 2.0, 0.0]]]

ROWS = [
    ("clipGradNorm_", LARGE, 1.0, {}),
    ("clipGradNorm_", LARGE, 10, {"normType": 2}),
    ("clipGradNorm_", LARGE, 10, {"normType": 1}),
    ("clipGradNorm_", LARGE, 10, {"normType": float("inf")}),
    ("clipGradNorm_", LARGE, 10, {"normType": 3}),
    ("clipGradNorm_", LARGE, 2, {"normType": 0.5}),
    ("clipGradNorm_", LARGE, 1, {"normType": 0}),
    ("clipGradNorm_", LARGE, 0, {}),
    ("clipGradNorm_", SMALL, 1.0, {}),
    ("clipGradNorm_", SMALL, 0.5, {"normType": float("inf")}),
    ("clipGradNorm_", LARGE[:1], 2.5, {}),
    ("clipGradNorm_", LARGE[:1], 2.5, {"normType": float("inf"), "errorIfNonfinite": True}),
    ("clipGradNorm_", INFINITE, 1.0, {}),
    ("clipGradNorm_", INFINITE, 1.0, {"normType": float("inf")}),
    ("clipGradNorm_", NOT_A_NUMBER, 1.0, {}),
    ("clipGradNorm_", NOT_A_NUMBER, 1.0, {"normType": float("inf")}),
    ("clipGradValue_", LARGE, 2.5, None),
    ("clipGradValue_", SMALL, 0.15, None),
    ("clipGradValue_", INFINITE, 5, None),
    ("clipGradValue_", NOT_A_NUMBER, 5, None),
]


def clipped(name, grads, limit, options):
    """What the function gives back, and the leaves whose gradients it changed."""
    leaves = [torch.zeros_like(g).requires_grad_() for g in grads]
    for leaf, grad in zip(leaves, grads):
        leaf.grad = grad.clone()
    # One without a gradient is left out.
    leaves.insert(1, torch.zeros(2, requires_grad=True))
    function = getattr(utils, {"clipGradNorm_": "clip_grad_norm_", "clipGradValue_": "clip_grad_value_"}[name])
    return function(leaves, limit, **python_options(options or {})), [leaf.grad for leaf in leaves if leaf.grad is not None]


def row(name, values, limit, options):
    grads = [torch.tensor(v) for v in values]
    result, after = clipped(name, grads, limit, options)

    def compute(given):
        total, changed = clipped(name, list(given.values()), limit, options)
        return {"result": total, **dict(enumerate(changed))}

    m = magnitudes(compute, dict(enumerate(grads)))
    written = options and {k: "inf" if v == float("inf") else v for k, v in options.items()}
    return {
        "function": name,
        "grads": [saved(g) for g in grads],
        "limit": limit,
        "options": written,
        "result": saved(result, m.get("result")),
        "after": [saved(grad, m[i]) for i, grad in enumerate(after)],
    }


def rows():
    return [row(*entry) for entry in ROWS]
