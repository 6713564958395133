"""The operations of the graph: (node type, parameters, inputs in the order of the handles). Values, and gradients of every input."""
import pathlib
import sys

import torch

from magnitudes import of_pass
from saving import made, saved

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "graph" / "reference"))
from operations import OPERATIONS

NAME = "operations"

X = (2, 3, 4)
IMAGE = (2, 3, 4, 5)
WHOLE = ("int", 9, (2, 4))

ROWS = [
    ("Reshape", {"shape": [-1, 12]}, [X]),
    ("Reshape", {"shape": [-1, 2, 6]}, [X]),
    ("Reshape", {"shape": [-1, 5, 4, 3]}, [IMAGE]),
    ("Reshape", {"shape": [4, -1]}, [WHOLE]),
    ("Permute", {"dims": [0, 2, 1]}, [X]),
    ("Permute", {"dims": [2, 0, -2]}, [X]),
    ("Permute", {"dims": [0, 2, 3, 1]}, [IMAGE]),
    ("Transpose", {"dim0": 1, "dim1": -1}, [IMAGE]),
    ("Transpose", {"dim0": 0, "dim1": 1}, [X]),
    ("Squeeze", {"dim": 1}, [(2, 1, 3)]),
    ("Squeeze", {"dim": -1}, [X]),
    ("Unsqueeze", {"dim": 0}, [X]),
    ("Unsqueeze", {"dim": -1}, [X]),
    ("Unsqueeze", {"dim": 1}, [WHOLE]),
    ("Select", {"dim": 1, "index": 0}, [X]),
    ("Select", {"dim": -1, "index": -1}, [IMAGE]),
    ("Select", {"dim": 0, "index": -1}, [X]),
    ("Slice", {"dim": 1, "start": 1}, [X]),
    ("Slice", {"dim": 2, "start": -3, "end": -1}, [X]),
    ("Slice", {"dim": -1, "start": 0, "end": 99, "step": 2}, [IMAGE]),
    ("Slice", {"dim": 2, "start": 1, "end": 4, "step": 3}, [IMAGE]),
    ("Slice", {"dim": 0}, [X]),
    ("Slice", {"dim": 1, "start": 1, "end": 4, "step": 2}, [WHOLE]),
    ("Split", {"split_size_or_sections": 3, "dim": 2}, [X]),
    ("Split", {"split_size_or_sections": [1, 2], "dim": 1}, [IMAGE]),
    ("Split", {"split_size_or_sections": 9, "dim": 1}, [X]),
    ("Split", {"split_size_or_sections": [3, 1], "dim": -1}, [WHOLE]),
    ("Chunk", {"chunks": 2, "dim": 1}, [X]),
    ("Chunk", {"chunks": 4, "dim": 3}, [IMAGE]),
    ("Expand", {"size": [-1, 3, 4]}, [(2, 1, 4)]),
    ("Expand", {"size": [5, -1, 3]}, [(2, 1)]),
    ("ExpandAs", {}, [(1, 1, 4), X]),
    ("ExpandAs", {}, [(4,), WHOLE]),
    ("Pad", {"pad": [1, 2]}, [X]),
    ("Pad", {"pad": [0, 1, 2, 0], "value": -1.5}, [X]),
    ("Pad", {"pad": [1, 0, 0, 2, 1, 1]}, [IMAGE]),
    ("Pad", {"pad": [-1, 2, 1, -1]}, [IMAGE]),
    ("Pad", {"pad": [2, 1], "mode": "reflect"}, [X]),
    ("Pad", {"pad": [2, 1, 0, 3], "mode": "reflect"}, [IMAGE]),
    ("Pad", {"pad": [5, 1], "mode": "replicate"}, [X]),
    ("Pad", {"pad": [1, -2, 3, 0], "mode": "replicate"}, [IMAGE]),
    ("Pad", {"pad": [4, 1], "mode": "circular"}, [X]),
    ("Pad", {"pad": [1, 2, 3, 0], "mode": "circular"}, [IMAGE]),
    ("Pad", {"pad": [1, 0, 0, 1, 2, 1], "mode": "reflect"}, [(1, 2, 3, 3, 4)]),
    ("Pad", {"pad": [1, 0, 0, 1, 2, 1], "mode": "circular"}, [(1, 2, 3, 3, 4)]),
    ("Pad", {"pad": [-1, 2, 0, -1], "mode": "reflect"}, [IMAGE]),
    ("Pad", {"pad": [2, -1, -2, 1], "mode": "replicate"}, [IMAGE]),
    ("Pad", {"pad": [-1, 2, 0, -1], "mode": "circular"}, [IMAGE]),
    ("Div", {}, [X, ("positive", (3, 1))]),
    ("Div", {}, [WHOLE, ("values", [1, 2, 3, 4])]),
    ("Stack", {"dim": 1}, [X, X]),
    ("Stack", {"dim": -1}, [X, X, X]),
    ("Stack", {}, [WHOLE, WHOLE]),
    ("Mean", {}, [X]),
    ("Mean", {"dim": [2, 3]}, [IMAGE]),
    ("Mean", {"dim": 0, "keepdim": True}, [X]),
    ("Sum", {}, [IMAGE]),
    ("Sum", {"dim": [1, -1], "keepdim": True}, [IMAGE]),
    ("Sum", {"dim": -1}, [WHOLE]),
    ("Amax", {"dim": [1, 2]}, [("ties", X)]),
    ("Amax", {}, [X]),
    ("Amin", {"dim": -1, "keepdim": True}, [("ties", X)]),
    ("Max", {"dim": 1}, [("ties", X)]),
    ("Max", {"dim": -1, "keepdim": True}, [IMAGE]),
    ("Max", {"dim": 0}, [WHOLE]),
    ("Min", {"dim": 2}, [("ties", X)]),
    ("Min", {"dim": 1, "keepdim": True}, [IMAGE]),
    ("Pow", {"exponent": 2}, [X]),
    ("Pow", {"exponent": 3}, [("values", [-2.0, 0.0, 0.5])]),
    ("Pow", {"exponent": -0.5}, [("positive", X)]),
    ("Pow", {"exponent": 0}, [("values", [-2.0, 0.0, 0.5])]),
    ("Pow", {"exponent": 1}, [("values", [-2.0, 0.0, 0.5])]),
    ("Exp", {}, [X]),
    ("Log", {}, [("positive", X)]),
    ("Sqrt", {}, [("positive", X)]),
    ("Abs", {}, [("values", [[-2.0, 0.0, 3.0]])]),
    ("Clamp", {"min": -0.5, "max": 0.5}, [X]),
    ("Clamp", {"min": 0}, [("values", [-1.0, 0.0, 2.0])]),
    ("Clamp", {"max": 0.25}, [IMAGE]),
    ("Pad", {"pad": [-3, 2], "mode": "reflect"}, [(2, 3, 4)]),
    ("Pad", {"pad": [2, -4], "mode": "reflect"}, [(2, 3, 3)]),
    ("Pad", {"pad": [-3, 4, 1, -3], "mode": "replicate"}, [(2, 3, 3, 3)]),
    ("Pad", {"pad": [4, -5], "mode": "replicate"}, [(2, 3, 3)]),
    ("Mean", {"keepdim": True}, [X]),
    ("Sum", {"keepdim": True}, [IMAGE]),
    ("Amax", {"keepdim": True}, [X]),
    ("Amin", {"keepdim": True}, [X]),
]


def outputs_of(kind, params, inputs):
    outputs = OPERATIONS[kind](params, *inputs)
    return outputs if isinstance(outputs, dict) else {"output": outputs}


def row(kind, params, specs):
    torch.manual_seed(1)
    inputs = [made(spec) for spec in specs]
    leaves = [x.clone().requires_grad_(x.is_floating_point()) for x in inputs]
    outputs = outputs_of(kind, params, leaves)
    torch.manual_seed(2)
    grads = {k: torch.randn(x.shape) for k, x in outputs.items() if x.requires_grad}
    if grads:
        torch.autograd.backward([outputs[k] for k in grads], list(grads.values()))
    m = of_pass(lambda _, leaves: outputs_of(kind, params, leaves.values()), dict(enumerate(inputs)), grads)
    return {
        "type": kind,
        "params": params,
        "inputs": [saved(x) for x in inputs],
        "outputs": {k: saved(x, m.get(("outputs", k))) for k, x in outputs.items()},
        "gradOutputs": {k: saved(x) for k, x in grads.items()},
        "gradInputs": [saved(x.grad, m.get(("inputs", i))) for i, x in enumerate(leaves)],
    }


def rows():
    return [row(*entry) for entry in ROWS]
