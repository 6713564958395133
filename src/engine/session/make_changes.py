"""What PyTorch gives where a value is changed on its way: writes changes.json beside this script.

Every number is a small multiple of a power of two, so that all sums are exact and the results equal in every bit.

    python3 src/engine/session/make_changes.py
"""

import json
from pathlib import Path

import torch
from torch import nn

torch.manual_seed(5)


def grid(*shape, step=0.25, most=6):
    return torch.randint(-most, most + 1, shape) * step


X, Y = grid(4, 4, step=0.5), grid(4, 4, step=0.5)
WEIGHTS = {"fc1.weight": grid(4, 4), "fc1.bias": grid(4), "fc2.weight": grid(4, 4), "fc2.bias": grid(4)}
NEW = grid(4, 4, step=0.5)


def changed(value):
    """The value that a person wants, by the rule of the contract."""
    return value + (NEW - value).detach()


def run(forward=None, backward=None, parameter=None):
    """One step of a residual net; each argument names the place of the change."""
    fc1, fc2 = nn.Linear(4, 4), nn.Linear(4, 4)
    net = nn.ModuleDict({"fc1": fc1, "fc2": fc2})
    net.load_state_dict(WEIGHTS)

    def at(name, value):
        if forward == name:
            value = changed(value)
        if backward == name:
            value.register_hook(lambda _: NEW)
        return value

    if parameter is not None:
        dict(net.named_parameters())[parameter].register_hook(lambda _: NEW)
    hidden = at("port a", fc1(X))
    straight = at("edge e4", hidden.view_as(hidden))
    active = at("port r", torch.relu(at("edge e1", hidden.view_as(hidden))))
    result = at("port s", at("edge e3", fc2(active)) + straight)
    loss = nn.functional.mse_loss(result, Y)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.25)
    optimizer.zero_grad()
    loss.backward()
    gradients = {name: x.grad.flatten().tolist() for name, x in net.named_parameters()}
    optimizer.step()
    return {
        "loss": loss.item(),
        "gradients": gradients,
        "weights": {name: x.flatten().tolist() for name, x in net.named_parameters()},
    }


PLACES = ["port a", "edge e4", "edge e1", "port r", "edge e3", "port s"]
CASES = [
    *({"pass": "forward", "place": place, **run(forward=place)} for place in PLACES),
    *({"pass": "backward", "place": place, **run(backward=place)} for place in PLACES),
    *(
        {"pass": "backward", "place": f"parameter {name}", **run(parameter=name)}
        for name in ["fc1.weight", "fc2.weight"]
    ),
]
saved = {
    "torch": torch.__version__,
    "x": X.flatten().tolist(),
    "y": Y.flatten().tolist(),
    "new": NEW.flatten().tolist(),
    "weights": {name: x.flatten().tolist() for name, x in WEIGHTS.items()},
    "unchanged": run(),
    "cases": CASES,
}
Path(__file__).with_name("changes.json").write_text(json.dumps(saved) + "\n")
