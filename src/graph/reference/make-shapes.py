"""Writes shapes.json: what PyTorch says about nodes, parameters and input shapes, right and wrong.

Run: python3 src/graph/reference/make-shapes.py   (PyTorch 1.13 or later; CPU)
Each case: node type, keyword arguments, inputs (shape and dtype, first dimension BATCH where it is the batch), and either
the output shape with the parameters' shapes, or PyTorch's error sentence.
"""
import itertools
import json
import pathlib
import sys

import torch
from torch import nn

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from operations import OPERATIONS as OTHERS

BATCH = 5  # a size that occurs nowhere else in the shapes below
FLOAT, LONG = "float32", "int64"

OPERATIONS = {
    "Add": torch.add,
    "Sub": torch.sub,
    "Mul": torch.mul,
    "MatMul": torch.matmul,
}


def tensor(shape, dtype):
    return torch.rand(shape) if dtype == FLOAT else torch.zeros(shape, dtype=torch.int64)


def run(kind, params, inputs):
    tensors = [tensor(shape, dtype) for shape, dtype in inputs]
    if kind == "Cat":
        return torch.cat(tensors, **params), []
    if kind in OPERATIONS:
        return OPERATIONS[kind](*tensors, **params), []
    if kind in OTHERS:
        return OTHERS[kind](params, *tensors), []
    params = {key: tuple(value) if isinstance(value, list) and key != "weight" else value for key, value in params.items()}
    if params.get("weight"):
        params["weight"] = torch.tensor(params["weight"])
    module = getattr(nn, kind)(**params)
    output = module(*tensors)
    output = getattr(output, "loss", output)
    return output, [[name, list(p.shape)] for name, p in module.named_parameters()]


def case(kind, params, *inputs):
    inputs = [shape if isinstance(shape, tuple) else (shape, FLOAT) for shape in inputs]
    entry = {"type": kind, "params": params, "inputs": [{"shape": s, "dtype": d} for s, d in inputs]}
    try:
        output, parameters = run(kind, params, inputs)
        if isinstance(output, dict):
            entry["outputs"] = {name: list(x.shape) for name, x in output.items()}
        else:
            entry["output"] = list(output.shape)
        entry["parameters"] = parameters
    except (AssertionError, RuntimeError, ValueError, IndexError) as error:
        entry["error"] = str(error).split("\n")[0]
    return entry


def cases():
    for kernel, stride, padding, dilation in itertools.product([1, 3, [2, 3]], [1, 2, [3, 1]], [0, 1, [2, 0], "valid"], [1, 2]):
        params = {"in_channels": 4, "out_channels": 6, "kernel_size": kernel, "stride": stride, "padding": padding, "dilation": dilation}
        yield case("Conv2d", params, [BATCH, 4, 9, 13])
    for groups, bias in [(2, True), (4, False)]:
        params = {"in_channels": 4, "out_channels": 8, "kernel_size": 3, "groups": groups, "bias": bias, "padding": "same"}
        yield case("Conv2d", params, [BATCH, 4, 9, 13])
    for mode in ["reflect", "replicate", "circular"]:
        yield case("Conv2d", {"in_channels": 1, "out_channels": 2, "kernel_size": 3, "padding": 1, "padding_mode": mode}, [BATCH, 1, 9, 13])
    conv = {"in_channels": 3, "out_channels": 8, "kernel_size": 3}
    yield case("Conv2d", conv, [BATCH, 1, 28, 28])
    yield case("Conv2d", conv, [BATCH, 3, 2, 2])
    yield case("Conv2d", {**conv, "kernel_size": [7, 3], "padding": [1, 0], "dilation": [2, 1]}, [BATCH, 3, 10, 10])
    yield case("Conv2d", {**conv, "groups": 2}, [BATCH, 3, 9, 9])
    yield case("Conv2d", {**conv, "in_channels": 4, "out_channels": 7, "groups": 2}, [BATCH, 4, 9, 9])
    yield case("Conv2d", {**conv, "padding": "same", "stride": 2}, [BATCH, 3, 9, 9])
    yield case("Conv2d", conv, [BATCH, 784])
    for kind in ["MaxPool2d", "AvgPool2d"]:
        for kernel, stride, padding, ceil in itertools.product([2, 3, [3, 2]], [None, 1, [2, 3]], [0, 1], [False, True]):
            yield case(kind, {"kernel_size": kernel, "stride": stride, "padding": padding, "ceil_mode": ceil}, [BATCH, 4, 9, 13])
        yield case(kind, {"kernel_size": 3}, [BATCH, 1, 2, 2])
        yield case(kind, {"kernel_size": 2}, [BATCH, 32, 1, 7])
    yield case("MaxPool2d", {"kernel_size": 3, "dilation": 2, "stride": 2, "padding": 1}, [BATCH, 4, 9, 13])
    for shape in [[BATCH, 7], [BATCH, 3, 7], [BATCH, 3, 4, 7]]:
        for bias in [True, False]:
            yield case("Linear", {"in_features": 7, "out_features": 4, "bias": bias}, shape)
    yield case("Linear", {"in_features": 3, "out_features": 4}, [BATCH, 7])
    yield case("Linear", {"in_features": 6272, "out_features": 128}, [BATCH, 32, 14, 14])
    for start, end in [(1, -1), (2, 3), (0, 1), (0, -1), (-2, -1), (1, 1)]:
        yield case("Flatten", {"start_dim": start, "end_dim": end}, [BATCH, 3, 4, 7])
    yield case("Flatten", {"start_dim": 2, "end_dim": 1}, [BATCH, 3, 4, 7])
    yield case("Flatten", {"start_dim": 1, "end_dim": 4}, [BATCH, 3, 4, 7])
    for kind in ["ReLU", "Dropout", "Identity"]:
        yield case(kind, {}, [BATCH, 3, 4, 7])
    for kind in ["Add", "Sub", "Mul"]:
        yield case(kind, {}, [BATCH, 3, 4], [BATCH, 3, 4])
        yield case(kind, {}, [BATCH, 3, 4], [BATCH, 1, 4])
        yield case(kind, {}, [BATCH, 3, 4], [4])
        yield case(kind, {}, [BATCH, 3], [BATCH, 4])
        yield case(kind, {}, [BATCH, 3], ([BATCH, 3], LONG))
    yield case("MatMul", {}, [BATCH, 3, 4], [BATCH, 4, 7])
    yield case("MatMul", {}, [BATCH, 4], [4, 7])
    yield case("MatMul", {}, [BATCH, 3, 4], [4, 7])
    yield case("MatMul", {}, [BATCH, 3, 4], [4])
    yield case("MatMul", {}, [BATCH, 3], [4, 7])
    yield case("MatMul", {}, [BATCH, 3, 4], [BATCH, 3, 7])
    yield case("Cat", {"dim": 1}, [BATCH, 3, 4], [BATCH, 2, 4])
    yield case("Cat", {"dim": -1}, [BATCH, 3, 4], [BATCH, 3, 1], [BATCH, 3, 7])
    yield case("Cat", {"dim": 0}, [BATCH, 3], [BATCH, 3])
    yield case("Cat", {"dim": 1}, [BATCH, 2, 4], [BATCH, 2, 3])
    yield case("Cat", {"dim": 2}, [BATCH, 3], [BATCH, 3])
    yield case("Cat", {"dim": 0}, [BATCH, 3, 4], [BATCH, 3])
    for reduction in ["mean", "sum", "none"]:
        yield case("MSELoss", {"reduction": reduction}, [BATCH, 3], [BATCH, 3])
        yield case("CrossEntropyLoss", {"reduction": reduction}, [BATCH, 10], ([BATCH], LONG))
        yield case("CrossEntropyLoss", {"reduction": reduction}, [BATCH, 10, 4, 6], ([BATCH, 4, 6], LONG))
        yield case("CrossEntropyLoss", {"reduction": reduction}, [BATCH, 10], [BATCH, 10])
    yield case("MSELoss", {}, [BATCH, 3], [BATCH, 4])
    yield case("CrossEntropyLoss", {}, [BATCH, 32, 14, 10], ([BATCH], LONG))
    yield case("CrossEntropyLoss", {}, [BATCH, 10, 4], ([BATCH, 3], LONG))
    yield case("CrossEntropyLoss", {}, [BATCH, 10], ([BATCH, 1], LONG))
    yield case("CrossEntropyLoss", {}, [BATCH, 10], ([7], LONG))
    yield case("CrossEntropyLoss", {}, [BATCH, 10], [BATCH])
    yield case("CrossEntropyLoss", {}, ([BATCH, 10], LONG), ([BATCH], LONG))
    yield case("CrossEntropyLoss", {"weight": [1.0, 2.0]}, [BATCH, 10], ([BATCH], LONG))


def write(name, entries):
    path = pathlib.Path(__file__).with_name(name)
    rows = ",\n    ".join(json.dumps(entry) for entry in entries)
    version = torch.__version__.split("+")[0]
    head = f'{{\n  "pytorch": "{version}",\n  "batch": {BATCH},\n  "cases": [\n    '
    path.write_text(f"{head}{rows}\n  ]\n}}\n")


if __name__ == "__main__":
    write("shapes.json", cases())
