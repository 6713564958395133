"""Writes torch-nn.json: every class that torch.nn has.   Run with the newest PyTorch: python3 src/graph/reference/make-torch-nn.py"""
import inspect
import json
import pathlib

import torch
from torch import nn

classes = sorted(name for name in dir(nn) if inspect.isclass(getattr(nn, name)))
found = {"torch": torch.__version__.split("+")[0], "classes": classes}
(pathlib.Path(__file__).parent / "torch-nn.json").write_text(json.dumps(found, indent=2) + "\n")
