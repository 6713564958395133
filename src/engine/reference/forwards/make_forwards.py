"""Runs small nets as people write them and saves their source, weights, inputs and outputs, with which the imported graphs are compared.

    python3 src/engine/reference/forwards/make_forwards.py

Wants PyTorch and einops. The rows are in the files rows_*.py beside it: the lines of a constructor, those of `forward`, the shapes
of its inputs (a number in front: indices below it).
"""
import copy
import importlib
import json
import sys
import textwrap
from pathlib import Path

import torch
import torch.nn as nn

FOLDER = Path(__file__).parent
sys.path[:0] = [str(FOLDER), str(FOLDER.parent)]
from magnitudes import sampled_magnitudes
from saving import saved

HEAD = """import math
import torch
import torch.nn as nn
import torch.nn.functional as F
import einops
from functools import partial
from einops import einsum, pack, rearrange, reduce, repeat, unpack
from einops.layers.torch import Rearrange, Reduce
"""


def source_of(row):
    before, init, forward, shapes = (row.get(key, "") for key in ("before", "init", "forward", "shapes"))
    names = row.get("arguments", ", ".join(["x", "y", "z"][: len(shapes)]))
    lines = lambda text: textwrap.indent(textwrap.dedent(text).strip(), "        ")
    calls = ", ".join(f"torch.randint(0, {s[0]}, {tuple(s[1])})" if isinstance(s[1], tuple) else f"torch.randn{tuple(s)}" for s in shapes)
    return (
        f"{HEAD}\n{textwrap.dedent(before)}\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        f"{lines(init or 'pass')}\n\n    def forward(self, {names}):\n{lines(forward)}\n\nnet = Net()\nnet({calls})\n"
    )


def draw(shape):
    return torch.randint(0, shape[0], shape[1]) if isinstance(shape[1], tuple) else torch.randn(shape)


def outputs_of(net, inputs):
    with torch.no_grad():
        outputs = net(*inputs)
    outputs = list(outputs.values()) if isinstance(outputs, dict) else [outputs] if torch.is_tensor(outputs) else list(outputs)
    return outputs


def run(name, row):
    torch.manual_seed(0)
    source = source_of(row)
    names = {"__name__": "__main__"}
    exec(compile(source, name, "exec"), names)
    net = names["net"].eval()
    with torch.no_grad():
        for key, value in net.state_dict().items():
            if value.dtype == torch.float32 and value.dim() > 0 and float(value.abs().sum()) == 0:
                value.uniform_(-0.5, 0.5)
            if key.endswith("running_var"):
                value.uniform_(0.5, 1.5)
    inputs = [draw(shape) for shape in row["shapes"]]
    state = {key: value for key, value in net.state_dict().items()}
    given = {**{("input", i): x for i, x in enumerate(inputs)}, **{("state", key): x for key, x in state.items()}}

    def compute(values):
        other = copy.deepcopy(net).double()
        other.load_state_dict({key: values["state", key] for key in state})
        torch.set_default_dtype(torch.float64)
        try:
            return dict(enumerate(outputs_of(other, [values["input", i] for i in range(len(inputs))])))
        finally:
            torch.set_default_dtype(torch.float32)

    added = sampled_magnitudes(compute, given)
    return {
        "name": name,
        "source": source,
        "weights": {key: saved(value) for key, value in state.items()},
        "inputs": [saved(x) for x in inputs],
        "outputs": [saved(y, added[i]) for i, y in enumerate(outputs_of(net, inputs))],
    }


def main():
    for path in sorted(FOLDER.glob("rows_*.py")):
        rows = importlib.import_module(path.stem).ROWS
        text = ",\n".join(json.dumps(run(name, row)) for name, row in rows.items())
        (FOLDER / f"{path.stem[5:]}.json").write_text(f"[\n{text}\n]\n")


main()
