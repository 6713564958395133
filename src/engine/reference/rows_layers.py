"""Modules: (class, args, options, inputs[, targets]). Parameters are PyTorch's own initial ones for seed 0."""
import torch
import torch.nn as nn

from saving import made, python_args, python_options, run, saved

NAME = "layers"

ROWS = [
    ("Linear", [3, 4], {}, [(2, 3)]),
    ("Linear", [3, 4], {"bias": False}, [(2, 3)]),
    ("Linear", [3, 2], {}, [(2, 2, 3)]),
    ("Linear", [3, 2], {}, [(3,)]),
    ("Linear", [1, 1], {}, [(5, 1)]),
    ("Conv2d", [1, 2, 3], {}, [(2, 1, 5, 5)]),
    ("Conv2d", [3, 4, 3], {"padding": 1}, [(2, 3, 5, 4)]),
    ("Conv2d", [3, 4, 3], {"stride": 2}, [(1, 3, 7, 6)]),
    ("Conv2d", [3, 4, 3], {"stride": 2, "padding": 1}, [(2, 3, 6, 7)]),
    ("Conv2d", [2, 4, 3], {"stride": 3, "padding": 2}, [(1, 2, 8, 7)]),
    ("Conv2d", [2, 3, 3], {"dilation": 2}, [(1, 2, 7, 6)]),
    ("Conv2d", [2, 3, 3], {"dilation": 2, "stride": 2, "padding": 2}, [(2, 2, 7, 8)]),
    ("Conv2d", [4, 6, 3], {"groups": 2, "padding": 1}, [(2, 4, 4, 5)]),
    ("Conv2d", [4, 4, 3], {"groups": 4, "bias": False}, [(2, 4, 5, 5)]),
    ("Conv2d", [2, 3, [3, 5]], {"stride": [2, 1], "padding": [1, 2], "dilation": [2, 1]}, [(1, 2, 8, 7)]),
    ("Conv2d", [2, 3, 3], {"padding": "same"}, [(1, 2, 5, 4)]),
    ("Conv2d", [2, 3, [2, 4]], {"padding": "same"}, [(1, 2, 5, 6)]),
    ("Conv2d", [2, 3, 3], {"padding": "same", "dilation": 2}, [(1, 2, 5, 6)]),
    ("Conv2d", [2, 3, 2], {"padding": "valid"}, [(1, 2, 3, 3)]),
    ("Conv2d", [2, 3, 1], {}, [(2, 2, 1, 1)]),
    ("Conv2d", [2, 3, 1], {"stride": 2}, [(2, 2, 5, 4)]),
    ("Conv2d", [2, 3, 1], {"padding": 2}, [(1, 2, 2, 3)]),
    ("Conv2d", [2, 3, 3], {"padding": 1}, [(2, 4, 4)]),
    ("MaxPool2d", [2], {}, [(2, 3, 4, 6)]),
    ("MaxPool2d", [2], {}, [("ties", (2, 2, 5, 5))]),
    ("MaxPool2d", [3], {"stride": 2, "padding": 1}, [("ties", (1, 2, 6, 7))]),
    ("MaxPool2d", [3], {"stride": 1}, [("ties", (1, 2, 5, 4))]),
    ("MaxPool2d", [3], {"stride": 2, "ceilMode": True}, [(1, 2, 6, 8)]),
    ("MaxPool2d", [3], {"stride": 2, "padding": 1, "ceilMode": True}, [(1, 2, 6, 8)]),
    ("MaxPool2d", [2], {"dilation": 2, "stride": 1}, [("ties", (1, 2, 5, 6))]),
    ("MaxPool2d", [[3, 2]], {"stride": [2, 1], "padding": [1, 0], "dilation": [1, 2]}, [("ties", (2, 2, 5, 6))]),
    ("MaxPool2d", [2], {"stride": 3}, [(1, 2, 8, 8)]),
    ("MaxPool2d", [2], {}, [(2, 4, 4)]),
    ("AvgPool2d", [2], {}, [(2, 3, 4, 6)]),
    ("AvgPool2d", [3], {"stride": 2, "padding": 1}, [(1, 2, 6, 7)]),
    ("AvgPool2d", [3], {"stride": 2, "padding": 1, "countIncludePad": False}, [(1, 2, 6, 7)]),
    ("AvgPool2d", [3], {"stride": 2, "ceilMode": True}, [(1, 2, 6, 8)]),
    ("AvgPool2d", [3], {"stride": 2, "padding": 1, "ceilMode": True}, [(1, 2, 6, 8)]),
    ("AvgPool2d", [3], {"stride": 2, "padding": 1, "ceilMode": True, "countIncludePad": False}, [(1, 2, 6, 8)]),
    ("AvgPool2d", [[2, 3]], {"divisorOverride": 5, "padding": [1, 1]}, [(1, 2, 4, 5)]),
    ("AvgPool2d", [2], {"stride": 3}, [(2, 8, 7)]),
    ("ReLU", [], {}, [("values", [-1.0, 0.0, 2.0, -0.0])]),
    ("ReLU", [], {"inplace": True}, [(2, 2, 3, 3)]),
    ("Flatten", [], {}, [(2, 3, 2, 2)]),
    ("Flatten", [0, 2], {}, [(2, 3, 2, 2)]),
    ("Identity", [], {}, [(2, 3)]),
    ("Dropout", [0.3], {}, [(4, 5)]),
    ("Dropout", [0.5], {"inplace": False}, [(2, 2, 3, 3)]),
    ("Dropout", [0.0], {}, [(3,)]),
    ("MSELoss", [], {}, [(3, 2), (3, 2)]),
    ("MSELoss", [], {"reduction": "sum"}, [(3, 2), (3, 2)]),
    ("MSELoss", [], {"reduction": "none"}, [(3, 2), (3, 2)]),
    ("MSELoss", [], {"reduction": "none"}, [(3, 2), (1, 2)]),
    ("CrossEntropyLoss", [], {}, [(4, 5), ("int", 5, (4,))]),
    ("CrossEntropyLoss", [], {"reduction": "sum"}, [(4, 5), ("int", 5, (4,))]),
    ("CrossEntropyLoss", [], {"reduction": "none"}, [(4, 5), ("int", 5, (4,))]),
    ("CrossEntropyLoss", [], {"ignoreIndex": 1}, [(4, 3), ("values", [1, 0, 2, 1])]),
    ("CrossEntropyLoss", [], {"ignoreIndex": 1, "reduction": "none"}, [(4, 3), ("values", [1, 0, 2, 1])]),
    ("CrossEntropyLoss", [], {}, [(4, 3), ("values", [-100, 0, 2, 1])]),
    ("CrossEntropyLoss", [], {"labelSmoothing": 0.1}, [(4, 3), ("values", [1, 0, 2, 1])]),
    ("CrossEntropyLoss", [], {"labelSmoothing": 0.2, "ignoreIndex": 0}, [(4, 3), ("values", [1, 0, 2, 1])]),
    ("CrossEntropyLoss", [], {"weight": torch.tensor([0.5, 2.0, 1.0])}, [(4, 3), ("values", [1, 0, 2, 1])]),
    ("CrossEntropyLoss", [], {"weight": torch.tensor([0.5, 2.0, 1.0]), "reduction": "sum"}, [(4, 3), ("values", [1, 0, 2, 1])]),
    (
        "CrossEntropyLoss",
        [],
        {"weight": torch.tensor([0.5, 2.0, 1.0]), "labelSmoothing": 0.3, "ignoreIndex": 2},
        [(4, 3), ("values", [1, 0, 2, 1])],
    ),
    ("CrossEntropyLoss", [], {}, [(2, 3, 2, 2), ("int", 3, (2, 2, 2))]),
    ("CrossEntropyLoss", [], {"reduction": "none", "ignoreIndex": 0}, [(2, 3, 2, 2), ("int", 3, (2, 2, 2))]),
    ("CrossEntropyLoss", [], {}, [(3,), ("values", 1)]),
    ("CrossEntropyLoss", [], {}, [(4, 3), ("probs", (4, 3))]),
    ("CrossEntropyLoss", [], {"labelSmoothing": 0.1}, [(4, 3), ("probs", (4, 3))]),
    ("CrossEntropyLoss", [], {"weight": torch.tensor([0.5, 2.0, 1.0])}, [(4, 3), ("probs", (4, 3))]),
    ("CrossEntropyLoss", [], {"reduction": "none"}, [(2, 3, 2), ("probs", (2, 3, 2))]),
]


def row(name, args, options, specs):
    torch.manual_seed(0)
    module = getattr(nn, name)(*python_args(args), **python_options(options))
    torch.manual_seed(1)
    inputs = [made(spec) for spec in specs]
    torch.manual_seed(2)
    call = (lambda m, *xs: m(*[x.clone() for x in xs])) if options.get("inplace") else lambda m, *xs: m(*xs)
    result = run(call, inputs, module)
    del result["buffers"]
    return {
        "module": name,
        "args": args,
        "options": {k: saved(v) if isinstance(v, torch.Tensor) else v for k, v in options.items()},
        "text": repr(module),
        "state": {k: saved(v) for k, v in module.state_dict().items()},
        "inputs": [saved(x) for x in inputs],
        **result,
    }


def rows():
    return [row(*entry) for entry in ROWS]
