"""What PyTorch gives for the hooks that e2e/hooks.spec.ts sets by hand: writes hooks.json beside this script.

A residual net on eight images, one step of SGD. Images and weights are formulas, the same as in the spec. Hooks are written by hand on PyTorch's
own functions, as the lesson does; nothing here comes from Gradwire.

    python3 e2e/reference/hooks.py
"""
import json
from pathlib import Path

import torch
from torch import nn

from lesson_hooks import lesson_hooks, printed
from tensor_numbers import saved

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


def step(prepare):
    """What hooks have seen, and the weights after the step."""

    def compute(given):
        net = Net().to(torch.get_default_dtype())
        net.load_state_dict({name: given[name] for name in SHAPES})
        seen = prepare(net)
        optimizer = torch.optim.SGD(net.parameters(), lr=0.5)
        optimizer.zero_grad()
        nn.functional.cross_entropy(net(given["images"]), torch.arange(COUNT)).backward()
        optimizer.step()
        return {"seen": seen, "final": net.state_dict()}

    return printed(lambda: saved(compute, {"images": images(), **weights()}))[0]


def share(net):
    seen = {}

    def halve(gradient):
        seen["before"] = gradient
        seen["after"] = 0.5 * gradient
        return seen["after"]

    net.straight = halve
    return seen


def lines_of_lesson():
    """What its hooks print in the step."""
    net = Net()
    lesson_hooks(net)
    return printed(lambda: nn.functional.cross_entropy(net(images()), torch.arange(COUNT)).backward())[1]


torch.set_num_threads(1)
found = {
    "torch": torch.__version__.split("+")[0],
    "plain": step(lambda net: {}),
    "lesson": {**step(lesson_hooks), "printed": lines_of_lesson()},
    "share": step(share),
}
Path(__file__).with_name("hooks.json").write_text(json.dumps(found) + "\n")
