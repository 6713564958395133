"""Writes torch-optim.json: the classes that torch.optim and torch.optim.lr_scheduler export.

Run: python3 src/graph/reference/make-torch-optim.py, with the PyTorch that Gradwire is measured by.
"""
import inspect
import json
import pathlib

import torch
from torch.optim import lr_scheduler


def classes(module, base):
    """Public ones; those of lr_scheduler are what it says it exports."""
    names = getattr(module, "__all__", dir(module))
    return sorted(name for name in names if not name.startswith("_") and inspect.isclass(getattr(module, name)) and issubclass(getattr(module, name), base))


found = {
    "torch": torch.__version__.split("+")[0],
    "optimizers": classes(torch.optim, torch.optim.Optimizer),
    "schedulers": classes(lr_scheduler, lr_scheduler.LRScheduler),
}
pathlib.Path(__file__).with_name("torch-optim.json").write_text(json.dumps(found, indent=2) + "\n")
