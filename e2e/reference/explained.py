"""The net of explained.spec.ts as PyTorch computes its first step: what makes one number of a convolution, and one of its input's gradient.

Usage: python explained.py > explained.json. The samples are the four of the data source "xor" with seed 0, in one batch, in order.
"""
import json

import torch
from torch import nn

from tensor_numbers import digits, flat, magnitudes, rounded_up

X = torch.tensor(
    [
        [-0.6944717764854431, -1.0333019495010376],
        [0.9603698253631592, -1.0198184251785278],
        [-0.8917142152786255, 0.8366664052009583],
        [1.457723617553711, 0.9874163866043091],
    ]
)
Y = torch.tensor([0, 1, 1, 0])
OUT = (1, 2, 1, 0)
IN = (1, 1, 1, 1)


def net():
    torch.manual_seed(3)
    return nn.ModuleDict({"stem": nn.Linear(2, 32), "conv": nn.Conv2d(2, 3, 3, stride=2, padding=1), "head": nn.Linear(12, 2)})


def compute(given):
    made = net().to(torch.get_default_dtype())
    made.load_state_dict({name: given[name] for name in START})
    image = made["stem"](given["x"]).unflatten(1, (2, 4, 4))
    image.retain_grad()
    out = made["conv"](image)
    out.retain_grad()
    nn.functional.cross_entropy(made["head"](torch.relu(out).flatten(1)), Y).backward()
    n, o, row, column = OUT
    padded = nn.functional.pad(image, (1, 1, 1, 1))
    # Rows and columns of the output whose windows cover the place: 2 · out − 1 + tap.
    _, c, y, x = IN
    back = {}
    weight = made["conv"].weight
    for name, at in {"y": y, "x": x}.items():
        back[name] = [(tap, (at + 1 - tap) // 2) for tap in range(3) if (at + 1 - tap) % 2 == 0 and 0 <= (at + 1 - tap) // 2 < 2]
    taps = [(ty, tx, oy, ox) for ty, oy in back["y"] for tx, ox in back["x"]]
    return {
        "forward": {
            "window": padded[n, 1, 2 * row : 2 * row + 3, 2 * column : 2 * column + 3],
            "kernel": weight[o, 1],
            "sum": (padded[n, 1, 2 * row : 2 * row + 3, 2 * column : 2 * column + 3] * weight[o, 1]).sum(),
            "bias": made["conv"].bias[o],
            "total": out[OUT],
        },
        "backward": {
            "gradients": torch.stack([out.grad[IN[0], 1, oy, ox] for _, _, oy, ox in taps]),
            "weights": torch.stack([weight[1, c, ty, tx] for ty, tx, _, _ in taps]),
            "sum": sum(out.grad[IN[0], 1, oy, ox] * weight[1, c, ty, tx] for ty, tx, oy, ox in taps),
            "total": image.grad[IN],
        },
    }


torch.set_num_threads(1)
START = net().state_dict()
GIVEN = {"x": X, **START}
found = flat(compute(GIVEN))
added = magnitudes(lambda values: flat(compute(values)), GIVEN)
saved = {}
for (kind, name), value in found.items():
    magnitude = [rounded_up(m) for m in added[(kind, name)].beside(value).reshape(-1).tolist()]
    saved.setdefault(kind, {})[name] = {"values": digits(value), "magnitudes": magnitude}
print(json.dumps(saved))
