"""Writes reference.json: outputs, gradients and training losses of small nets, as PyTorch computes them.

Each net stands beside its graph document; the values are for weights and inputs drawn from torch.manual_seed(0).
Beside each value stands its magnitude where that is much more (docs/testing.md); values that are saved already stay where new ones are equal.
Run: python3 src/main/cli/reference/make_reference.py (PyTorch 1.13 or later, CPU)
"""
import copy
import json
import sys
from pathlib import Path

import torch
import torch.nn as nn
import torch.nn.functional as F

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[2] / "engine" / "reference"))
from keeping import keeping
from magnitudes import sampled_magnitudes
from saving import written_magnitudes


def node(id, type, name, params=None, **more):
    return {"id": id, "type": type, "name": name, "params": params or {}, **more}


def edges(*texts):
    made = []
    for i, text in enumerate(texts):
        source, target = text.split(">")
        source, _, source_handle = source.partition(".")
        target, _, target_handle = target.partition(".")
        made.append({"id": f"e{i}", "source": source, "sourceHandle": source_handle or "output",
                     "target": target, "targetHandle": target_handle or "input"})
    return made


def document(optimizer, **modules):
    return {"format": "gradwire.graph", "version": 1, "main": "Net",
            "modules": {name: {"nodes": nodes, "edges": wires} for name, (nodes, wires) in modules.items()},
            "training": {"optimizer": optimizer, "batch_size": 4, "epochs": 1, "seed": 0}}


class Branches(nn.Module):
    """One output feeds two convolutions; their sum and product are joined; functional and module calls."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(2, 4, 3, padding=1)
        self.act = nn.ReLU()
        self.left = nn.Conv2d(4, 4, 3, padding="same", bias=False)
        self.right = nn.Conv2d(4, 4, 1)
        self.pool = nn.MaxPool2d(2)
        self.fc = nn.Linear(8 * 3 * 3, 5)

    def forward(self, x):
        t = self.trace = {}
        t["x"] = x
        t["stem"] = self.stem(x)
        t["act"] = self.act(t["stem"])
        t["left"] = self.left(t["act"])
        t["right"] = self.right(t["act"])
        t["sum"] = t["left"] + t["right"]
        t["product"] = t["left"] * t["act"]
        t["cat"] = torch.cat([t["sum"], t["product"]], 1)
        t["pool"] = self.pool(t["cat"])
        t["flatten"] = t["pool"].flatten(1)
        t["fc"] = self.fc(t["flatten"])
        return t["fc"]


branches = document(
    {"type": "SGD", "params": {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.01}},
    Net=([
        node("i", "Input", "x", {"shape": [2, 6, 6]}),
        node("t", "Input", "label", {"shape": [], "dtype": "int64"}),
        node("s", "Conv2d", "stem", {"out_channels": 4, "kernel_size": 3, "padding": 1}),
        node("a", "ReLU", "act"),
        node("l", "Conv2d", "left", {"out_channels": 4, "kernel_size": 3, "padding": "same", "bias": False}),
        node("r", "Conv2d", "right", {"out_channels": 4, "kernel_size": 1}),
        node("+", "Add", "sum", call="functional"),
        node("*", "Mul", "product", call="functional"),
        node("c", "Cat", "cat", {"dim": 1}, call="functional"),
        node("p", "MaxPool2d", "pool", {"kernel_size": 2}),
        node("f", "Flatten", "flatten", call="functional"),
        node("d", "Linear", "fc", {"out_features": 5}),
        node("o", "CrossEntropyLoss", "loss", {"label_smoothing": 0.1}),
    ], edges("i>s", "s>a", "a>l", "a>r", "l>+.input", "r>+.other", "l>*.input", "a>*.other", "+>c.tensors.0",
             "*>c.tensors.1", "c>p", "p>f", "f>d", "d>o.input", "t>o.target")))


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc1 = nn.Linear(width, width)
        self.fc2 = nn.Linear(width, width)

    def forward(self, x):
        t = self.trace = {}
        t["x"] = x
        t["fc1"] = self.fc1(x)
        t["relu"] = F.relu(t["fc1"])
        t["fc2"] = self.fc2(t["relu"])
        t["add"] = t["fc2"] + x
        t["output"] = t["add"]
        return t["add"]


class Nested(nn.Module):
    """Two instances of one residual definition, two losses with weights."""

    def __init__(self):
        super().__init__()
        self.inp = nn.Linear(3, 6)
        self.block1 = Block(6)
        self.block2 = Block(6)
        self.out = nn.Linear(6, 2)

    def forward(self, x):
        t = self.trace = {}
        t["x"] = x
        t["inp"] = self.inp(x)
        t["block1"] = self.block1(t["inp"])
        t["block2"] = self.block2(t["block1"])
        t["out"] = self.out(t["block2"])
        return t["out"]


nested = document(
    {"type": "Adam", "params": {"lr": 0.01}},
    Net=([
        node("i", "Input", "x", {"shape": [3]}),
        node("t", "Input", "y", {"shape": [2]}),
        node("a", "Linear", "inp", {"out_features": 6}),
        node("b", "Module", "block1", {"module": "Block"}),
        node("c", "Module", "block2", {"module": "Block"}),
        node("d", "Linear", "out", {"out_features": 2}),
        node("e", "MSELoss", "loss", {}),
        node("f", "MSELoss", "total", {"reduction": "sum"}, loss_weight=0.25),
    ], edges("i>a", "a>b.x", "b.output>c.x", "c.output>d", "d>e.input", "t>e.target", "d>f.input", "t>f.target")),
    Block=([
        node("x", "Input", "x"),
        node("1", "Linear", "fc1", {"out_features": 6}),
        node("r", "ReLU", "relu", call="functional"),
        node("2", "Linear", "fc2", {"out_features": 6}),
        node("+", "Add", "add", call="functional"),
        node("y", "Output", "output"),
    ], edges("x>1", "1>r", "r>2", "2>+.input", "x>+.other", "+>y")))


class Inference(nn.Module):
    """No loss: the backward pass starts from the sum of the outputs."""

    def __init__(self):
        super().__init__()
        self.shared = nn.Linear(4, 4)
        self.head = nn.Linear(4, 3)

    def forward(self, x):
        t = self.trace = {}
        t["x"] = x
        t["shared"] = self.shared(x)
        t["again"] = self.shared(t["shared"])
        t["head"] = self.head(t["again"])
        t["scores"] = t["head"]
        # An output beside another consumer: what flows back into it is its own share.
        t["hidden"] = t["again"].view_as(t["again"])
        return t["head"], t["hidden"]


inference = document(
    {"type": "SGD", "params": {"lr": 0.1}},
    Net=([
        node("i", "Input", "x", {"shape": [4]}),
        node("a", "Linear", "shared", {"out_features": 4}),
        node("b", "Linear", "again", {"out_features": 4}, shared_with="a"),
        node("c", "Linear", "head", {"out_features": 3}),
        node("o", "Output", "scores"),
        node("p", "Output", "hidden"),
    ], edges("i>a", "a>b", "b>c", "c>o", "b>p")))


def tensor(value, magnitude=None):
    result = {"dtype": "I64" if value.dtype == torch.int64 else "F32", "shape": list(value.shape),
              "values": value.detach().flatten().tolist()}
    if magnitude is not None:
        result.update(written_magnitudes(value, magnitude))
    return result


def traces(net, prefix=""):
    found = {prefix + name: value for name, value in net.trace.items()}
    for name, child in net.named_children():
        if hasattr(child, "trace"):
            found.update(traces(child, f"{prefix}{name}."))
    return found


def run(net, inputs, losses):
    """Output and gradient of every named value; values that are one tensor here have one gradient there too."""
    inputs = {name: value.clone().requires_grad_() if value.is_floating_point() else value
              for name, value in inputs.items()}
    results = net(inputs["x"])
    values = {**traces(net), **{name: value for name, value in inputs.items() if value.is_floating_point()}}
    for value in values.values():
        value.retain_grad()
    terms = losses(results, inputs)
    for term in terms.values():
        term.retain_grad()
    if terms:
        weights = {"total": 0.25}
        total = sum(weights.get(name, 1) * term for name, term in terms.items())
    else:
        total = sum(result.sum() for result in results)
    total.backward()
    written = {}
    for name, value in {**values, **terms}.items():
        written[f"act/{name}"] = value
        if value.grad is not None:
            written[f"grad/{name}"] = value.grad
    for name, parameter in net.named_parameters():
        written[f"param_grad/{name}"] = parameter.grad
    if terms:
        written["loss"] = total
    return written


def train(net, optimizer, inputs, losses, steps):
    curve = []
    count = len(inputs["x"])
    for step in range(steps):
        start = 4 * step % count
        batch = {name: value[start:start + 4] for name, value in inputs.items()}
        optimizer.zero_grad()
        terms = losses(net(batch["x"]), batch)
        total = sum({"total": 0.25}.get(name, 1) * term for name, term in terms.items())
        total.backward()
        optimizer.step()
        curve.append(total.detach())
    return {"loss_curve": torch.stack(curve), **{f"final/{name}": value for name, value in net.state_dict().items()}}


def with_magnitudes(compute, net, inputs):
    """What compute(net, inputs) gives, each value with its magnitude, for a net that is left as it is."""

    def again(values):
        other = copy.deepcopy(net).to(torch.get_default_dtype())
        other.load_state_dict({name: values["state", name] for name in net.state_dict()})
        return compute(other, {name: values["input", name] for name in inputs})

    given = {**{("input", k): v for k, v in inputs.items()}, **{("state", k): v for k, v in net.state_dict().items()}}
    found = sampled_magnitudes(again, given)
    return {name: tensor(value, found[name]) for name, value in compute(copy.deepcopy(net), inputs).items()}


def case(name, graph, make, inputs, losses, optimizer=None):
    torch.manual_seed(0)
    net = make()
    entry = {"name": name, "document": graph, "print": str(net), "inputs": {k: tensor(v) for k, v in inputs.items()},
             "weights": {k: tensor(v) for k, v in net.state_dict().items()},
             "run": with_magnitudes(lambda net, inputs: run(net, inputs, losses), net, inputs)}
    if optimizer:
        found = with_magnitudes(lambda net, inputs: train(net, optimizer(net.parameters()), inputs, losses, 8), net, inputs)
        entry["train"] = {"loss_curve": found.pop("loss_curve"), "final": {k.removeprefix("final/"): v for k, v in found.items()}}
    return entry


torch.set_num_threads(1)
draw = torch.Generator().manual_seed(7)
cases = [
    case("branches", branches, Branches,
         {"x": torch.randn(8, 2, 6, 6, generator=draw), "label": torch.randint(0, 5, (8,), generator=draw)},
         lambda y, batch: {"loss": F.cross_entropy(y, batch["label"], label_smoothing=0.1)},
         lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.01)),
    case("nested", nested, Nested,
         {"x": torch.randn(8, 3, generator=draw), "y": torch.randn(8, 2, generator=draw)},
         lambda y, batch: {"loss": F.mse_loss(y, batch["y"]), "total": F.mse_loss(y, batch["y"], reduction="sum")},
         lambda p: torch.optim.Adam(p, lr=0.01)),
    case("inference", inference, Inference, {"x": torch.randn(5, 4, generator=draw)}, lambda y, batch: {}),
]
path = HERE / "reference.json"
cases = keeping(json.loads(path.read_text()), json.loads(json.dumps(cases)))
path.write_text(json.dumps(cases) + "\n")
