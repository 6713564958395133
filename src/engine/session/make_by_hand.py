"""Writes by-hand.json: the lesson's net in PyTorch, fed by hand. Run: python3 make_by_hand.py (PyTorch 2)"""
import json
import os
import sys
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.func import functional_call

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "reference"))
from magnitudes import magnitudes  # noqa: E402


class Net(nn.Module):
    """The sample mnist-cnn, as a person writes it; its first ReLU a function, or a module."""

    def __init__(self, module=False):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, 3, padding=1)
        self.relu1 = nn.ReLU() if module else F.relu
        self.conv2 = nn.Conv2d(32, 32, 3, padding=1)
        self.fc1 = nn.Linear(6272, 128)
        self.fc2 = nn.Linear(128, 10)

    def forward(self, x):
        x = F.relu(self.conv2(self.relu1(self.conv1(x))))
        return self.fc2(F.relu(self.fc1(torch.flatten(F.max_pool2d(x, 2), 1))))


def made(seed, **options):
    torch.manual_seed(seed)
    return Net(**options).eval()


def fed(net, seed, *shape):
    """What the net makes of noise, with what was added up on the way (docs/testing.md)."""
    torch.manual_seed(seed)
    x = torch.randn(*shape)
    given = {"x": x, **{name: parameter.detach() for name, parameter in net.named_parameters()}}

    def compute(values):
        return {"y": functional_call(net, {name: values[name] for name in given if name != "x"}, values["x"])}

    with torch.no_grad():
        output = net(x)
        added = magnitudes(compute, given)["y"].beside(output)
    return {"values": output[0].tolist(), "magnitudes": [float(f"{m:.2g}") for m in added[0].tolist()]}


net = made(0)
plain = fed(net, 7, 1, 1, 28, 28)
handle = net.conv1.register_forward_hook(lambda module, args, output: 2 * output)
hooked = fed(net, 7, 1, 1, 28, 28)
# The hook of the net itself is left out; that of conv1 runs, as forward calls conv1.
own = net.register_forward_hook(lambda module, args, output: output + 1)
torch.manual_seed(7)
with torch.no_grad():
    forward = {**hooked, "values": net.forward(torch.randn(1, 1, 28, 28))[0].tolist()}
own.remove()
handle.remove()
values = {
    "torch": torch.__version__,
    "print": str(net),
    "parameters": [[name, list(parameter.shape)] for name, parameter in net.named_parameters()],
    "output": plain,
    "hooked": hooked,
    "forward": forward,
    "module": str(made(0, module=True)),
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "by-hand.json"), "w") as file:
    json.dump(values, file, indent=1)
    file.write("\n")
