"""Checkpoints as training scripts write them, for found-checkpoints.test.ts: python make_found.py (PyTorch 2.15, NumPy)."""

import argparse
import collections
import datetime
import os
import pathlib
import types

import numpy as np
import torch

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "found")
WEIGHT = torch.tensor([[1.0, 2.0]])


def keys(*prefixes):
    prefix = "".join(prefixes)
    return collections.OrderedDict([(f"{prefix}fc.weight", WEIGHT), (f"{prefix}fc.bias", torch.tensor([3.0]))])


class Evil:
    def __reduce__(self):
        return os.system, ("echo no",)


counts = collections.defaultdict(int)
counts["a"] = 1
HARMLESS = {
    "args": argparse.Namespace(lr=0.1, data=pathlib.PurePosixPath("/data"), when=datetime.datetime(2024, 5, 6)),
    "space": types.SimpleNamespace(a=1),
    "best": np.float64(0.5),
    "scores": np.arange(3),
    "counts": counts,
    "seen": {1, 2},
    "order": range(3),
    "names": collections.OrderedDict(a=1),
    "state_dict": keys(),
}
FILES = {
    "beside_tensor": {"best_acc1": torch.tensor(1.0), "state_dict": keys()},
    "model": {"model": keys(), "epoch": 3},
    "net": {"net": keys(), "acc": 91.5},
    "ema": {"ema": keys(), "updates": 7},
    "nested": {"model": {"state_dict": keys(), "name": "net"}, "epoch": 3},
    "prefixes": {"model_state_dict": keys("module.", "_orig_mod.")},
    "lightning": {"epoch": 1, "state_dict": keys("model."), "hyper_parameters": {"lr": 0.1}},
    "harmless": HARMLESS,
    "evil": {"state_dict": keys(), "args": argparse.Namespace(x=Evil())},
}
for name, value in FILES.items():
    torch.save(value, os.path.join(FOLDER, f"{name}.pt"))
torch.save(HARMLESS, os.path.join(FOLDER, "harmless_old.pt"), _use_new_zipfile_serialization=False)
torch.save(HARMLESS, os.path.join(FOLDER, "harmless_newest.pt"), pickle_protocol=4)
