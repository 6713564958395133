"""Writes ablations.json: the loss of a small net in PyTorch with each channel of an output set to 0. Run: python3 make_ablations.py (PyTorch 2)"""
import json
import os
import sys

import torch
from torch import nn

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "reference"))
from magnitudes import magnitudes  # noqa: E402
from saving import rounded_up  # noqa: E402

# The four samples of the data source "xor" with seed 0.
X = torch.tensor(
    [
        [-0.6944717764854431, -1.0333019495010376],
        [0.9603698253631592, -1.0198184251785278],
        [-0.8917142152786255, 0.8366664052009583],
        [1.457723617553711, 0.9874163866043091],
    ]
)
Y = torch.tensor([0, 1, 1, 0])


def net():
    torch.manual_seed(3)
    return nn.ModuleDict(
        {"stem": nn.Linear(2, 32), "conv": nn.Conv2d(2, 3, 3, stride=2, padding=1), "norm": nn.BatchNorm2d(3), "head": nn.Linear(12, 2)}
    )


def without(values, channel):
    if channel is None:
        return values
    mask = torch.ones(values.shape[1])
    mask[channel] = 0
    return values * mask.reshape([-1 if dim == 1 else 1 for dim in range(values.dim())])


def loss(made, x, node=None, channel=None):
    step = lambda name, values: without(values, channel if name == node else None)  # noqa: E731
    stem = step("stem", made["stem"](x)).unflatten(1, (2, 4, 4))
    out = step("relu", torch.relu(step("norm", made["norm"](step("conv", made["conv"](stem))))))
    return nn.functional.cross_entropy(step("head", made["head"](out.flatten(1))), Y)


def compute(given):
    made = net().to(torch.get_default_dtype()).eval()
    made.load_state_dict({name: given[name] for name in START})
    found = {"none": loss(made, given["x"])}
    for node, channels in CHANNELS.items():
        found[node] = torch.stack([loss(made, given["x"], node, channel) for channel in range(channels)])
    return found


torch.set_num_threads(1)
CHANNELS = {"stem": 32, "conv": 3, "relu": 3, "head": 2}
START = net().state_dict()
given = {"x": X, **START}
with torch.no_grad():
    found = compute(given)
    added = magnitudes(compute, given)
saved = {"torch": torch.__version__}
for name, value in found.items():
    many = [rounded_up(each) for each in added[name].beside(value).reshape(-1).tolist()]
    saved[name] = {"values": [float(f"{each:.9g}") for each in value.reshape(-1).tolist()], "magnitudes": many}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "ablations.json"), "w") as file:
    json.dump(saved, file)
    file.write("\n")
