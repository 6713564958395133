"""What PyTorch gives for the lesson that e2e/lesson.spec.ts does by hand: writes lesson.json beside this script.

Usage: python lesson.py houses.json > lesson.json, where houses.json has `x` and `y` of the data source "house-prices" with
seed 0. The CNN's images are formulas, the same as in e2e/hooks-net.ts.
"""
import json
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F

from lesson_hooks import lesson_hooks, printed
from tensor_numbers import saved

COUNT, SIDE = 8, 28


def learned(net):
    return {name: parameter.detach() for name, parameter in net.named_parameters()}


def regression(houses):
    """One step of SGD on all houses, by phases."""
    torch.manual_seed(0)
    start = nn.Linear(1, 1)

    def step(given):
        net = nn.Linear(1, 1).to(torch.get_default_dtype())
        net.load_state_dict({name: given[name] for name in learned(start)})
        optimizer = torch.optim.SGD(net.parameters(), lr=0.00004)
        optimizer.zero_grad()
        prediction = net(given["x"])
        loss = nn.MSELoss()(prediction, given["y"])
        loss.backward()
        gradient = {name: p.grad.clone() for name, p in net.named_parameters()}
        optimizer.step()
        return {"seen": {"prediction": prediction}, "loss": {"all": loss}, "gradient": gradient, "end": learned(net)}

    data = {name: torch.tensor(houses[name]).reshape(-1, 1) for name in "xy"}
    exact = {name: value.flatten().tolist() for name, value in learned(start).items()}
    return {"start": exact, **saved(step, {**data, **learned(start)})}


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


def loaded(values):
    net = made()
    net.load_state_dict({name: values[name] for name in learned(net)})
    return net


def fed(prepare=lambda net: None):
    """What net(x) and net.forward(x) make of noise."""

    def compute(given):
        net = loaded(given).eval()
        prepare(net)
        with torch.no_grad():
            return {"output": {"call": net(given["x"]), "forward": net.forward(given["x"])}}

    return saved(compute, {"x": noise(), **learned(made())})["output"]


def hooked():
    """net(x), net.forward(x) and one step with both hooks."""

    def step(given):
        net = loaded(given)
        seen = lesson_hooks(net)
        nn.functional.cross_entropy(net(given["images"]), torch.arange(COUNT)).backward()
        return {"seen": seen, "gradient": {name: p.grad for name, p in net.named_parameters() if name.endswith("bias")}}

    given = {"images": images(), **learned(made())}
    output, _ = printed(lambda: fed(lesson_hooks))
    _, lines = printed(lambda: step(given))
    return {**output, "printed": lines, **printed(lambda: saved(step, given))[0]}


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
            "bare": fed()["call"],
            "hooked": hooked(),
            "relu": relu(),
        }
    )
)
