"""What PyTorch gives for the hooks that e2e/hooks.spec.ts sets by hand: writes hooks.json beside this script.

A residual net on eight images, one step of SGD. Images and weights are formulas, the same as in the spec. Hooks are written by hand on PyTorch's
own functions, as the lesson does; nothing here comes from Gradwire.

    python3 e2e/reference/hooks.py
"""
import io
import json
from contextlib import redirect_stdout
from pathlib import Path

import torch
from torch import nn

from lesson_hooks import lesson_hooks

COUNT, SIDE = 8, 28
SHAPES = {
    "conv1.weight": (4, 1, 3, 3),
    "conv1.bias": (4,),
    "conv2.weight": (4, 4, 3, 3),
    "conv2.bias": (4,),
    "fc.weight": (10, 196),
    "fc.bias": (10,),
}


def weights():
    """Of the tensor number t, the value number k."""
    made = {}
    for t, (name, shape) in enumerate(SHAPES.items()):
        count = torch.Size(shape).numel()
        values = [((k * 37 + t * 17 + 11) % 101 - 50) / 400 for k in range(count)]
        made[name] = torch.tensor(values, dtype=torch.float32).reshape(shape)
    return made


def images():
    pixels = [[(p * 7 + i * 31 + (p >> 3) * 13) % 256 for p in range(SIDE * SIDE)] for i in range(COUNT)]
    return torch.tensor(pixels, dtype=torch.float32).reshape(COUNT, 1, SIDE, SIDE) / 255


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 3, padding=1)
        self.relu1 = nn.ReLU()
        self.conv2 = nn.Conv2d(4, 4, 3, padding=1)
        self.pool = nn.AvgPool2d(4)
        self.flatten = nn.Flatten()
        self.fc = nn.Linear(196, 10)
        # What happens to the share of the gradient that comes back past conv2.
        self.straight = None

    def forward(self, x):
        hidden = self.relu1(self.conv1(x))
        straight = hidden.view_as(hidden)
        if self.straight is not None:
            straight.register_hook(self.straight)
        return self.fc(self.flatten(self.pool(self.conv2(hidden) + straight)))


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


def step(prepare):
    net = Net()
    net.load_state_dict(weights())
    seen = prepare(net)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.5)
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(net(images()), torch.arange(COUNT))
    loss.backward()
    optimizer.step()
    # Nine digits are all of a number in single precision.
    final = {name: [float(f"{x:.9g}") for x in value.flatten().tolist()] for name, value in net.state_dict().items()}
    return {"loss": loss.item(), "seen": {key: numbers(value) for key, value in (seen or {}).items()}, "final": final}


def share(net):
    seen = {}

    def halve(gradient):
        seen["before"] = gradient
        seen["after"] = 0.5 * gradient
        return seen["after"]

    net.straight = halve
    return seen


printed = io.StringIO()
with redirect_stdout(printed):
    lesson_step = step(lesson_hooks)
saved = {
    "torch": torch.__version__.split("+")[0],
    "plain": step(lambda net: None),
    "lesson": {**lesson_step, "printed": printed.getvalue().splitlines()},
    "share": step(share),
}
Path(__file__).with_name("hooks.json").write_text(json.dumps(saved) + "\n")
