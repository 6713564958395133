"""Writes modules at random as people write them, and what PyTorch makes of them: python make_written.py (PyTorch 2.15, einops) → written.json

The calls of calls.py, each in a small net, go to calls.json.

Each row has the source, the state_dict's keys with their shapes, what the net is called with, its outputs in evaluation, and of the sum of all outputs the gradient of each
parameter, as one number: its sum with weights. Parameters, buffers and inputs aren't saved: `numbers` makes them of a key, here and in the test.
"""
import contextlib
import io
import json
import pathlib
import sys
import warnings
import zlib

import torch

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
from calls import CALLS  # noqa: E402
from magnitudes import sampled_magnitudes  # noqa: E402
from nets import program_of  # noqa: E402
from saving import saved  # noqa: E402

COUNT = 171


def numbers(key, count):
    """`count` multiples of 2⁻¹⁰ in [−0.5, 0.5), of a text."""
    h = torch.arange(count, dtype=torch.int64) + zlib.crc32(key.encode())
    h = (h * 0x9E3779B1) & 0xFFFFFFFF
    h = ((h ^ (h >> 15)) * 0x85EBCA77) & 0xFFFFFFFF
    h = h ^ (h >> 13)
    return (h % 1024).double() / 1024 - 0.5


def value_of(key, x):
    """A variance is positive."""
    if not x.is_floating_point():
        return torch.full_like(x, 3)
    found = numbers(key, x.numel()).reshape(x.shape)
    return (found + 1 if key.endswith("running_var") else found).float()


def flat(value):
    if isinstance(value, torch.Tensor):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [each for item in value for each in flat(item)] if isinstance(value, (list, tuple)) else []


def computed(net, state, inputs):
    net.load_state_dict(state)
    net.zero_grad(set_to_none=True)
    outputs = flat(net(*inputs))
    sum(each.sum() for each in outputs).backward()
    found = {("outputs", i): each for i, each in enumerate(outputs)}
    for key, p in net.named_parameters():
        if p.grad is not None:
            found["gradients", key] = (p.grad * numbers("g " + key, p.numel()).reshape(p.shape).to(p.dtype)).sum()
    return {k: v.detach() for k, v in found.items()}


NET = """import torch
import torch.nn as nn
import torch.nn.functional as F
{imports}
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)
{init}
    def forward(self, x):
        h = self.fc(x)
{forward}

net = Net()
net(torch.randn(2, 3, 4))
"""
EINOPS = "from einops import rearrange, reduce, repeat\nfrom einops.layers.torch import Rearrange, Reduce\n"


def call_row(name, given):
    init, forward = ("", given) if isinstance(given, str) else given
    lines = {"init": init, "forward": forward}
    lines = {key: "".join(f"        {line}\n" for line in text.split("\n") if line) for key, text in lines.items()}
    text = NET.format(imports=EINOPS if name.startswith("einops") else "", **lines)
    return {"name": name, **row_of(name, text, "net", [((2, 3, 4), "float")])}


def row(seed):
    return row_of(seed, *program_of(seed))


def row_of(title, text, expression, inputs):
    names = {"__name__": "written"}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(text, f"program {title}", "exec"), names)
    net = eval(expression, names).eval()
    state = {k: value_of(k, v) for k, v in net.state_dict().items()}
    given = {}
    for i, (shape, kind) in enumerate(inputs):
        count = torch.Size(shape).numel()
        of = numbers(f"input {i}", count).reshape(shape)
        given[i] = (of * 4).float() if kind == "float" else ((of + 0.5) * kind).long()
    found = computed(net, state, given.values())
    values = {**{("state", k): v for k, v in state.items()}, **given}

    def again(values):
        return computed(net.double(), {k: values["state", k] for k in state}, [values[i] for i in given])

    m = sampled_magnitudes(again, values, 8)
    numbers_of = {k: saved(v, m.get(k)) for k, v in found.items()}
    return {
        "source": text,
        "keys": {k: list(v.shape) for k, v in state.items()},
        "whole": [k for k, v in state.items() if not v.is_floating_point()],
        "inputs": [{"shape": shape, "below": None if kind == "float" else kind} for shape, kind in inputs],
        "outputs": [v for (what, _), v in numbers_of.items() if what == "outputs"],
        "gradients": {k: [v["values"][0], *v.get("magnitudes", [])] for (what, k), v in numbers_of.items() if what == "gradients"},
    }


def main():
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    wanted, sys.argv = sys.argv[1:], ["model.py"]
    if "calls" not in wanted:
        write("written.json", [row(seed) for seed in range(COUNT)])
    write("calls.json", [call_row(name, given) for name, given in CALLS.items()])


def write(name, rows):
    lines = ",\n".join("  " + json.dumps(each, separators=(",", ":")) for each in rows)
    (HERE / name).write_text('{\n"torch": "%s",\n"rows": [\n%s\n]\n}\n' % (torch.__version__.split("+")[0], lines))
    print(f"{name}: {len(rows)} rows, {(HERE / name).stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
