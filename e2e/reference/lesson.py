"""What PyTorch gives for the lesson that e2e/lesson.spec.ts does by hand: writes lesson.json beside this script.

Usage: python lesson.py houses.json > lesson.json (PyTorch 2), where houses.json has `x` and `y` of the data source "house-prices" with
seed 0. The CNN's images are formulas, the same as in e2e/hooks-net.ts.
"""
import contextlib
import io
import json
import os
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F

from lesson_hooks import lesson_hooks

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../src/engine/reference"))
from magnitudes import magnitudes  # noqa: E402

COUNT, SIDE = 8, 28


def numbers(value):
    value = value.detach()
    return {
        "shape": list(value.shape),
        "min": value.min().item(),
        "max": value.max().item(),
        "mean": value.mean().item(),
        "std": value.std(unbiased=False).item(),
        "norm": value.norm().item(),
    }


def all_values(tensors):
    return {name: tensor.flatten().tolist() for name, tensor in tensors}


def regression(houses):
    """One step of SGD on all houses, by phases."""
    x, y = (torch.tensor(houses[name]).reshape(-1, 1) for name in "xy")
    torch.manual_seed(0)
    net = nn.Linear(1, 1)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.00004)
    start = all_values((name, p.detach().clone()) for name, p in net.named_parameters())
    optimizer.zero_grad()
    prediction = net(x)
    loss = nn.MSELoss()(prediction, y)
    loss.backward()
    gradient = all_values((name, p.grad) for name, p in net.named_parameters())
    optimizer.step()
    return {
        "start": start,
        "prediction": numbers(prediction),
        "loss": loss.item(),
        "gradient": gradient,
        "end": all_values((name, p.detach()) for name, p in net.named_parameters()),
    }


class Net(nn.Module):
    """The CNN as it comes from the palette: every layer a module, or the second ReLU a function."""

    def __init__(self, function=False):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, kernel_size=3, padding=1)
        self.relu1 = nn.ReLU()
        self.conv2 = nn.Conv2d(32, 32, kernel_size=3, padding=1)
        self.relu2 = F.relu if function else nn.ReLU()
        self.pool1 = nn.MaxPool2d(2)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(6272, 128)
        self.relu3 = nn.ReLU()
        self.fc2 = nn.Linear(128, 10)

    def forward(self, x):
        x = self.pool1(self.relu2(self.conv2(self.relu1(self.conv1(x)))))
        return self.fc2(self.relu3(self.fc1(self.flatten(x))))


def made(**options):
    torch.manual_seed(0)
    return Net(**options)


def noise():
    torch.manual_seed(7)
    return torch.randn(1, 1, SIDE, SIDE)


def images():
    pixels = [[(p * 7 + i * 31 + (p >> 3) * 13) % 256 for p in range(SIDE * SIDE)] for i in range(COUNT)]
    return torch.tensor(pixels, dtype=torch.float32).reshape(COUNT, 1, SIDE, SIDE) / 255


def fed(net, call):
    """What a call of the net makes of noise, with what was added up on the way (docs/testing.md)."""
    given = {"x": noise(), **{name: parameter.detach() for name, parameter in net.named_parameters()}}

    def compute(values):
        weights = {name: values[name] for name in given if name != "x"}
        return {"y": torch.func.functional_call(net, weights, values["x"])}

    with torch.no_grad():
        output = call(given["x"])
        added = magnitudes(compute, given)["y"].beside(output)
    return {"values": output[0].tolist(), "magnitudes": [float(f"{m:.2g}") for m in added[0].tolist()]}


def printed(work):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        result = work()
    return result, out.getvalue().splitlines()


def hooked():
    """net(x), net.forward(x) and one step with both hooks."""
    net = made()
    seen = lesson_hooks(net)
    net.eval()
    (call, forward), _ = printed(lambda: (fed(net, net), fed(net, net.forward)))
    net.train()

    def step():
        loss = nn.functional.cross_entropy(net(images()), torch.arange(COUNT))
        loss.backward()
        return loss.item()

    loss, lines = printed(step)
    return {
        "call": call,
        "forward": forward,
        "loss": loss,
        "printed": lines,
        "seen": {key: numbers(value) for key, value in seen.items()},
        "gradient": all_values((name, p.grad) for name, p in net.named_parameters() if name.endswith("bias")),
    }


def relu():
    """What a hook on every ReLU prints, where one of them is called as a function."""
    net = made(function=True).eval()
    for name, module in net.named_modules():
        if isinstance(module, nn.ReLU):
            module.register_forward_hook(lambda module, args, output, name=name: print(name, type(module).__name__))
    _, lines = printed(lambda: net(noise()))
    return lines


net = made().eval()
print(
    json.dumps(
        {
            "torch": torch.__version__.split("+")[0],
            "regression": regression(json.load(open(sys.argv[1]))),
            "print": str(net),
            "print function": str(made(function=True)),
            "parameters": [[name, list(p.shape)] for name, p in net.named_parameters()],
            "bare": fed(net, net),
            "hooked": hooked(),
            "relu": relu(),
        }
    )
)
