"""Writes attention.json: where the heads of a small encoder look in PyTorch. Run: python3 make_attention.py (PyTorch 2)"""
import json
import os
import sys

import torch
from torch import nn

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "reference"))
from magnitudes import magnitudes  # noqa: E402
from saving import rounded_up  # noqa: E402

# The second sample of the data source "xor" with seed 0.
X = torch.tensor([[0.9603698253631592, -1.0198184251785278]])


def net():
    torch.manual_seed(3)
    return nn.ModuleDict(
        {
            "stem": nn.Linear(2, 32),
            "attn": nn.MultiheadAttention(8, 2, batch_first=True),
            "encoder": nn.TransformerEncoder(
                nn.TransformerEncoderLayer(8, 4, 16, dropout=0.1, batch_first=True), 2, enable_nested_tensor=False
            ),
            "head": nn.Linear(32, 2),
        }
    )


def compute(given):
    made = net().to(torch.get_default_dtype()).eval()
    made.load_state_dict({name: given[name] for name in START})
    x = made["stem"](given["x"]).unflatten(1, (4, 8))
    x, own = made["attn"](x, x, x, average_attn_weights=False)
    layers = []
    for layer in made["encoder"].layers:
        _, weights = layer.self_attn(x, x, x, average_attn_weights=False)
        layers.append(weights)
        x = layer(x)
    return {"attn": own, "encoder": torch.stack(layers)}


torch.set_num_threads(1)
torch.backends.mha.set_fastpath_enabled(False)
START = net().state_dict()
given = {"x": X, **START}
with torch.no_grad():
    found = compute(given)
    added = magnitudes(compute, given)
saved = {"torch": torch.__version__}
for name, value in found.items():
    many = [rounded_up(each) for each in added[name].beside(value).reshape(-1).tolist()]
    saved[name] = {"values": [float(f"{each:.9g}") for each in value.reshape(-1).tolist()], "magnitudes": many}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "attention.json"), "w") as file:
    json.dump(saved, file)
    file.write("\n")
