"""What PyTorch gives where a value is changed on its way: writes changes.json beside this script.

    python3 src/engine/session/make_changes.py
"""

import json
from pathlib import Path

import torch

from residual_step import grid, instead, listed, on_the_way_back, residual_step, start

torch.manual_seed(5)

X, Y, WEIGHTS = start()
NEW = grid(4, 4, step=0.5)


def new(_):
    return NEW


def run(changes={}, parameter=None):
    return residual_step(X, Y, WEIGHTS, changes, parameter)


PLACES = ["port a", "edge e4", "edge e1", "port r", "edge e3", "port s"]
CASES = [
    *({"pass": "forward", "place": place, **run({place: instead(new)})} for place in PLACES),
    *({"pass": "backward", "place": place, **run({place: on_the_way_back(new)})} for place in PLACES),
    *(
        {"pass": "backward", "place": f"parameter {name}", **run(parameter=(name, new))}
        for name in ["fc1.weight", "fc2.weight"]
    ),
]
saved = {
    "torch": torch.__version__,
    "x": X.flatten().tolist(),
    "y": Y.flatten().tolist(),
    "new": NEW.flatten().tolist(),
    "weights": listed(WEIGHTS),
    "unchanged": run(),
    "cases": CASES,
}
Path(__file__).with_name("changes.json").write_text(json.dumps(saved) + "\n")
