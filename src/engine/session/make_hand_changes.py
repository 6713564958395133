"""What PyTorch gives where a person changes shares, values and parameters by hand: writes hand-changes.json beside this script.

What Adam takes comes with what was added up on the way to it (docs/testing.md); all else is equal in every bit.

    python src/engine/session/make_hand_changes.py
"""

import json
import sys
from pathlib import Path

import torch
from torch import nn

from residual_step import grid, instead, listed, on_the_way_back, residual_net, residual_step, start, taken

sys.path.insert(1, str(Path(__file__).parents[1] / "reference"))
from magnitudes import magnitudes  # noqa: E402
from saving import written_magnitudes  # noqa: E402

torch.manual_seed(11)

X, Y, RESIDUAL = start()
NESTED = {
    "outer.block.fc.weight": grid(4, 4),
    "outer.block.fc.bias": grid(4),
    "stem.weight": grid(4, 4),
    "stem.bias": grid(4),
}
PART = grid(2, 2)


def residual(**changes):
    """Each argument changes the share, sum or value of a place."""
    places = {
        "straight": ("edge e4", on_the_way_back),
        "branch": ("edge e1", on_the_way_back),
        "total": ("port a", on_the_way_back),
        "hidden": ("port a", instead),
        # The branch has computed with the old value; what follows takes the new one.
        "late": ("edge e4", instead),
    }
    made = {places[name][0]: places[name][1](change) for name, change in changes.items()}
    return residual_step(X, Y, RESIDUAL, made)


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
    return taken(net, nn.functional.mse_loss(net(X, first, second), Y))


def in_the_middle():
    """fc1's weight is doubled after its first use: the second use and the update have the new one, the way back of the first the old."""
    net = residual_net(RESIDUAL)
    fc1 = net["fc1"]
    h = torch.relu(nn.functional.linear(X, fc1.weight, fc1.bias))
    doubled = fc1.weight + (fc1.weight * 2 - fc1.weight).detach()
    out = net["fc2"](nn.functional.linear(h, doubled, fc1.bias))
    return taken(net, nn.functional.mse_loss(out, Y), lambda: fc1.weight.mul_(2))


def edited_run(edit_at=None, edit=None, **given):
    """Four steps of Adam; before the step `edit_at` the weights are changed, and what Adam remembers stays.

    edit(parameters, given) has the parameters by their names, and what is given besides.
    """
    values = {"x": X, "y": Y, **RESIDUAL, **given}

    def compute(values):
        net = residual_net({name: values[name] for name in RESIDUAL})
        parameters = dict(net.named_parameters())
        optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
        losses = []
        for step in range(4):
            if step == edit_at:
                with torch.no_grad():
                    edit(parameters, values)
            x = values["x"]
            loss = nn.functional.mse_loss(net["fc2"](torch.relu(net["fc1"](x))) + net["fc1"](x), values["y"])
            losses.append(loss.detach())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        return {"losses": torch.stack(losses), **{name: x.detach() for name, x in parameters.items()}}

    found, added = compute(values), magnitudes(compute, values)
    numbers = {name: {"values": x.flatten().tolist(), **written_magnitudes(x, added[name])} for name, x in found.items()}
    return {"losses": numbers.pop("losses"), "weights": numbers}


def drawn():
    torch.manual_seed(7)
    return nn.init.kaiming_normal_(torch.empty(4, 4), nonlinearity="relu")


def one_element(parameters, _):
    parameters["fc2.weight"][1, 2] = -1.25


def noise(shape, std, seed):
    return (torch.randn(shape, generator=torch.Generator().manual_seed(seed)) * std).flatten().tolist()


half = lambda g: g * 0.5
saved = {
    "torch": torch.__version__,
    "x": X.flatten().tolist(),
    "y": Y.flatten().tolist(),
    "part": PART.flatten().tolist(),
    "residual": {
        "weights": listed(RESIDUAL),
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
        "weights": listed(NESTED),
        "unchanged": nested(),
        "first": nested(first=half),
        "second": nested(second=half),
    },
    "edited": {
        "element": edited_run(2, one_element),
        "filled": edited_run(1, lambda parameters, _: parameters["fc1.bias"].fill_(0.5)),
        "scaled": edited_run(3, lambda parameters, _: parameters["fc1.weight"].mul_(0.5)),
        "initialised": edited_run(2, lambda parameters, given: parameters["fc2.weight"].copy_(given["drawn"]), drawn=drawn()),
        "unedited": edited_run(),
    },
    "middle": in_the_middle(),
    "noise": noise((4, 4), 0.25, 3),
}
Path(__file__).with_name("hand-changes.json").write_text(json.dumps(saved, indent=1) + "\n")
