"""Saves what PyTorch makes of the tensors that constructors work out: `python3 src/graph/import/python/fixed/make_fixed.py`.

Each case is a few statements that leave a tensor `t`; beside them stand its shape, type and numbers.
"""
import json
import math  # noqa: F401, for the cases
from pathlib import Path

import torch
import torch.nn as nn  # noqa: F401

CASES = [
    "t = torch.zeros(6, 4)\n"
    "p = torch.arange(0, 6, dtype=torch.float).unsqueeze(1)\n"
    "d = torch.exp(torch.arange(0, 4, 2).float() * (-math.log(10000.0) / 4))\n"
    "t[:, 0::2] = torch.sin(p * d)\n"
    "t[:, 1::2] = torch.cos(p * d)\n"
    "t = t.unsqueeze(0).transpose(0, 1)",
    "t = torch.zeros(1, 5, 6)\n"
    "f = 1 / (10000 ** (torch.arange(0, 6, 2).float() / 6))\n"
    "a = torch.outer(torch.arange(5).float(), f)\n"
    "t[0, :, :3] = a.sin()\n"
    "t[..., 3:] = a.cos()",
    "t = torch.cat([torch.arange(4).float().view(2, 2), torch.eye(2) * 0.1], dim=1)",
    "t = torch.stack((torch.linspace(0, 1, 7), torch.linspace(-2, 3, 7)), dim=-1)",
    "t = torch.triu(torch.full((4, 4), -1e9), diagonal=1)",
    "t = torch.tril(torch.ones(3, 5)).view(1, 1, 3, 5)",
    "m = (torch.triu(torch.ones(4, 4)) == 1).transpose(0, 1)\n"
    "t = m.float().masked_fill(m == 0, float(-9)).masked_fill(m == 1, float(0.0))",
    "t = torch.where(torch.arange(6) % 2 == 0, torch.tensor(1.5), torch.tensor(-2.0))",
    "t = torch.arange(3).repeat(2, 2) * 3",
    "t = torch.tensor([1.0, 2.0, 4.0]).log2() + torch.tensor([[0.5], [1.0]])",
    "t = torch.arange(12).reshape(3, 4)[1:, ::2]",
    "t = torch.arange(24, dtype=torch.float32).view(2, 3, 4).permute(2, 0, 1).flatten(1)",
    "t = torch.arange(24).view(2, 3, 4)[..., 1]",
    "t = torch.arange(6).float()[None, :, None].expand(2, -1, 3) / 7",
    "t = torch.ones(2, 3)\nt[1] = torch.tensor([0.25, 2.0, 3.0])\nt[0, -1] = 7",
    "t = torch.zeros(3)\nt.fill_(0.125)\nt[1] += 1",
    "t = (torch.arange(5) - 2).abs() ** 2",
    "t = torch.sqrt(torch.arange(1, 6).float()).reciprocal().clone().contiguous()",
    "t = torch.sigmoid(torch.linspace(-3, 3, 5)).tanh()",
    "t = torch.arange(10, 0, -3)",
    "t = torch.arange(1.0, 2.0, 0.25)",
    "t = torch.arange(7) // 2 * 1.5",
    "t = torch.zeros(2, 2).to(torch.float32) + torch.eye(2).t()",
    "t = -torch.arange(4).float() * math.pi",
    "t = torch.ones(2, 1, 3).squeeze(1).squeeze()",
    "t = torch.full((2, 3), 2.0).size(1) * torch.ones(2)",
    "a, b = torch.meshgrid(torch.arange(2), torch.arange(3), indexing='ij')\nt = torch.stack((a, b), dim=-1)",
    "a, b, c = torch.meshgrid(torch.arange(2), torch.arange(3), torch.arange(2), indexing='xy')\n"
    "t = torch.stack([a, b, c])",
    "c = torch.stack(torch.meshgrid([torch.arange(2), torch.arange(3)], indexing='ij')).flatten(1)\n"
    "r = (c[:, :, None] - c[:, None, :]).permute(1, 2, 0).contiguous()\n"
    "r[:, :, 0] += 1\nr[:, :, 1] += 2\nr[:, :, 0] *= 5\nt = r.sum(-1)",
    "t = torch.arange(12.0).view(3, 4).mean(dim=1, keepdim=True) + torch.arange(12.0).view(3, 4).sum(0)",
    "t = torch.arange(6.0).view(2, 3).amax(-1) * torch.arange(1, 7).view(2, 3).prod(1)",
    "t = torch.arange(6).view(2, 3).cumsum(1) + torch.arange(6).view(2, 3).cumsum(0)",
    "t = torch.arange(10.0).view(5, 2)[torch.tensor([[0, 4], [2, -1]])]",
    "t = torch.arange(12.0).view(2, 3, 2)[:, [2, 0]] + torch.arange(12.0).view(2, 2, 3)[..., [1]]",
    "a, b = torch.arange(12.0).view(2, 6).chunk(2, dim=-1)\nt = torch.cat((-b, a), dim=-1)",
    "a, b, c = torch.arange(12.0).view(3, 4).unbind(0)\nt = torch.stack((a * b, c), dim=1)",
    "a, b, c = torch.arange(10.0).view(2, 5).split(2, dim=1)\nt = a * 10 + b - c",
    "t = torch.roll(torch.arange(12.0).view(3, 4), shifts=(-1, 2), dims=(0, 1)).flip(1)",
    "t = torch.linspace(-2, 2, 9).clamp(min=-1.5, max=1).view(3, 3) // 0.5",
]


def outcome(case):
    names = {"torch": torch, "nn": nn, "math": math}
    exec(case, names)
    tensor = names["t"]
    return {
        "case": case,
        "shape": list(tensor.shape),
        "dtype": "int64" if tensor.dtype == torch.int64 else "float32",
        "values": tensor.flatten().tolist(),
    }


if __name__ == "__main__":
    rows = ",\n".join(json.dumps(outcome(case)) for case in CASES)
    Path(__file__).with_name("fixed.json").write_text(f"[\n{rows}\n]\n")
