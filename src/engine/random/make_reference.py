"""Writes reference.json: what PyTorch's CPU generator gives. Run: python3 make_reference.py"""
import json
import os
import torch


def after(seed, draw):
    torch.manual_seed(seed)
    return draw()


values = {
    "torch": torch.__version__,
    "uniform": {str(s): after(s, lambda: torch.rand(7)).tolist() for s in (0, 1, 42, 2**31, 2**40 + 5)},
    "range": after(3, lambda: torch.empty(9).uniform_(-0.19245, 0.19245)).tolist(),
    "normal5": after(0, lambda: [torch.randn(5).tolist(), torch.randn(4).tolist()]),
    "normal32": after(0, lambda: torch.randn(32)).tolist(),
    "normal37": after(7, lambda: torch.randn(37)).tolist(),
    "permutation": after(5, lambda: [torch.randperm(20).tolist(), torch.randperm(3).tolist()]),
    "integers": after(9, lambda: torch.randint(-3, 100, (12,))).tolist(),
    "thousandth": after(1, lambda: torch.rand(2000))[-3:].tolist(),
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "reference.json"), "w") as file:
    json.dump(values, file, indent=1)
    file.write("\n")
