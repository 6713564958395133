"""What PyTorch gives where a person changes shares, values and parameters by hand: writes hand-changes.json beside this script.

Every number of the nets without Adam is a small multiple of a power of two, so that all sums are exact and the results equal in
every bit.

    python src/engine/session/make_hand_changes.py
"""

import json
from pathlib import Path

import torch
from torch import nn

torch.manual_seed(11)


def grid(*shape, step=0.25, most=6):
    return torch.randint(-most, most + 1, shape) * step


X, Y = grid(4, 4, step=0.5), grid(4, 4, step=0.5)
RESIDUAL = {"fc1.weight": grid(4, 4), "fc1.bias": grid(4), "fc2.weight": grid(4, 4), "fc2.bias": grid(4)}
NESTED = {
    "outer.block.fc.weight": grid(4, 4),
    "outer.block.fc.bias": grid(4),
    "stem.weight": grid(4, 4),
    "stem.bias": grid(4),
}
PART = grid(2, 2)


def noted(net, optimizer, loss):
    optimizer.zero_grad()
    loss.backward()
    gradients = {name: x.grad.flatten().tolist() for name, x in net.named_parameters()}
    optimizer.step()
    return {
        "loss": loss.item(),
        "gradients": gradients,
        "weights": {name: x.flatten().tolist() for name, x in net.named_parameters()},
    }


def residual(straight=None, branch=None, total=None, hidden=None, late=None):
    """One step of `fc2(relu(fc1(x))) + fc1(x)`; each argument changes the share, sum or value of a place."""
    net = nn.ModuleDict({"fc1": nn.Linear(4, 4), "fc2": nn.Linear(4, 4)})
    net.load_state_dict(RESIDUAL)
    h = net["fc1"](X)
    if hidden is not None:
        h = h + (hidden(h) - h).detach()
    if total is not None:
        h.register_hook(total)
    a, b = h.view_as(h), h.view_as(h)
    if straight is not None:
        b.register_hook(straight)
    if branch is not None:
        a.register_hook(branch)
    if late is not None:
        # The branch has computed with the old value; what follows takes the new one.
        b = b + (late(b) - b).detach()
    loss = nn.functional.mse_loss(net["fc2"](torch.relu(a)) + b, Y)
    return noted(net, torch.optim.SGD(net.parameters(), lr=0.25), loss)


def with_part(value):
    """A slice of rows 1 and 2, columns 0 and 1, replaced."""
    value = value.clone()
    value[1:3, 0:2] = PART
    return value


def with_element(value):
    value = value.clone()
    value[2, 3] = 1.5
    return value


class Nested(nn.Module):
    """A block `relu(fc(x)) + x` inside a module that calls it twice, so that it is shared."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Linear(4, 4)
        self.outer = nn.ModuleDict({"block": nn.ModuleDict({"fc": nn.Linear(4, 4)})})

    def forward(self, x, first, second):
        x = self.stem(x)
        for change in (first, second):
            a, b = x.view_as(x), x.view_as(x)
            if change is not None:
                b.register_hook(change)
            x = torch.relu(self.outer["block"]["fc"](a)) + b
        return x


def nested(first=None, second=None):
    net = Nested()
    net.load_state_dict(NESTED)
    loss = nn.functional.mse_loss(net(X, first, second), Y)
    return noted(net, torch.optim.SGD(net.parameters(), lr=0.25), loss)


def edited_run(edit_at, edit):
    """Four steps of Adam; before step `edit_at` the weights are changed, and what Adam remembers stays."""
    net = nn.ModuleDict({"fc1": nn.Linear(4, 4), "fc2": nn.Linear(4, 4)})
    net.load_state_dict(RESIDUAL)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    losses = []
    for step in range(4):
        if step == edit_at:
            with torch.no_grad():
                edit(net)
        loss = nn.functional.mse_loss(net["fc2"](torch.relu(net["fc1"](X))) + net["fc1"](X), Y)
        losses.append(noted(net, optimizer, loss)["loss"])
    return {"losses": losses, "weights": {name: x.flatten().tolist() for name, x in net.named_parameters()}}


def in_the_middle():
    """fc1's weight is doubled after its first use: the second use and the update have the new one, the way back of the first the old."""
    net = nn.ModuleDict({"fc1": nn.Linear(4, 4), "fc2": nn.Linear(4, 4)})
    net.load_state_dict(RESIDUAL)
    fc1 = net["fc1"]
    h = torch.relu(nn.functional.linear(X, fc1.weight, fc1.bias))
    doubled = fc1.weight + (fc1.weight * 2 - fc1.weight).detach()
    out = net["fc2"](nn.functional.linear(h, doubled, fc1.bias))
    loss = nn.functional.mse_loss(out, Y)
    loss.backward()
    gradients = {name: x.grad.flatten().tolist() for name, x in net.named_parameters()}
    with torch.no_grad():
        fc1.weight.mul_(2)
    torch.optim.SGD(net.parameters(), lr=0.25).step()
    return {
        "loss": loss.item(),
        "gradients": gradients,
        "weights": {name: x.flatten().tolist() for name, x in net.named_parameters()},
    }


def filled(name, value):
    def edit(net):
        dict(net.named_parameters())[name].fill_(value)

    return edit


def scaled(name, factor):
    def edit(net):
        dict(net.named_parameters())[name].mul_(factor)

    return edit


def initialised(name):
    def edit(net):
        torch.manual_seed(7)
        nn.init.kaiming_normal_(dict(net.named_parameters())[name], nonlinearity="relu")

    return edit


def one_element(net):
    net["fc2"].weight[1, 2] = -1.25


def noise(shape, std, seed):
    return (torch.randn(shape, generator=torch.Generator().manual_seed(seed)) * std).flatten().tolist()


half = lambda g: g * 0.5
saved = {
    "torch": torch.__version__,
    "x": X.flatten().tolist(),
    "y": Y.flatten().tolist(),
    "part": PART.flatten().tolist(),
    "residual": {
        "weights": {name: x.flatten().tolist() for name, x in RESIDUAL.items()},
        "unchanged": residual(),
        "straight halved": residual(straight=half),
        "branch halved": residual(branch=half),
        "both": residual(straight=half, branch=lambda g: g * -2),
        "sum filled": residual(total=lambda g: torch.full_like(g, 0.5)),
        "slice pasted": residual(hidden=with_part),
        "element set": residual(hidden=with_element),
        "late": residual(late=lambda v: v * 0.5),
        "share element": residual(straight=with_element),
    },
    "nested": {
        "weights": {name: x.flatten().tolist() for name, x in NESTED.items()},
        "unchanged": nested(),
        "first": nested(first=half),
        "second": nested(second=half),
    },
    "edited": {
        "element": edited_run(2, one_element),
        "filled": edited_run(1, filled("fc1.bias", 0.5)),
        "scaled": edited_run(3, scaled("fc1.weight", 0.5)),
        "initialised": edited_run(2, initialised("fc2.weight")),
        "unedited": edited_run(-1, None),
    },
    "middle": in_the_middle(),
    "noise": noise((4, 4), 0.25, 3),
}
Path(__file__).with_name("hand-changes.json").write_text(json.dumps(saved, indent=1) + "\n")
