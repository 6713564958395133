"""Writes files as PyTorch saves them into fixtures/, with the values that they hold in fixtures/<version>.json.

    python3 src/graph/import/pytorch-file/make_fixtures.py

Run it with the PyTorch whose files are wanted: names begin with its version.
"""
import base64
import collections
import json
import os
import zipfile
from pathlib import Path

import torch
import torch.nn as nn

FOLDER = Path(__file__).parent / "fixtures"
VERSION = torch.__version__.split("+")[0].rsplit(".", 1)[0]


def expected(tensors):
    """By key: dtype as it is read, shape, and the bytes of the values."""

    def entry(tensor):
        tensor = tensor.detach()
        kind = "BOOL" if tensor.dtype == torch.bool else "F32" if tensor.is_floating_point() else "I64"
        cast = {"BOOL": torch.uint8, "F32": torch.float32, "I64": torch.int32}[kind]
        values = tensor.to(cast).contiguous().numpy().tobytes()
        return {"dtype": kind, "shape": list(tensor.shape), "values": base64.b64encode(values).decode()}

    return {key: entry(tensor) for key, tensor in tensors.items()}


def net():
    return nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU(), nn.Flatten(), nn.Linear(8, 3))


def all_dtypes():
    values = [-3, 0, 1, 100]
    floats = [-1.5, 0.1, 65504.0, float("inf"), 6e-8, -0.0]
    wholes = [torch.int64, torch.int32, torch.int16, torch.int8]
    reals = [torch.float32, torch.float64, torch.float16, torch.bfloat16]
    tensors = {str(dtype).split(".")[1]: torch.tensor(values, dtype=dtype) for dtype in wholes}
    tensors.update({str(dtype).split(".")[1]: torch.tensor(floats, dtype=dtype) for dtype in reals})
    tensors["nan"] = torch.tensor(float("nan"))
    tensors["uint8"] = torch.tensor([0, 255], dtype=torch.uint8)
    tensors["bool"] = torch.tensor([[True, False], [False, True]])
    tensors["scalar"] = torch.tensor(2.5)
    tensors["counter"] = torch.tensor(7)
    tensors["none"] = torch.zeros(0, 4)
    return tensors


def all_views():
    base = torch.arange(24.0)
    table = base.view(4, 6)
    return {
        "whole": table,
        "turned": table.t(),
        "part": table[1:3, ::2],
        "last": base[20:],
        "spread": torch.tensor([1.0, 2.0]).view(2, 1).expand(2, 3),
        "channels_last": torch.randn(1, 3, 2, 2).contiguous(memory_format=torch.channels_last),
    }


def repack(source, target, **options):
    """The same archive written by Python's zipfile: deflated, or with 64-bit sizes."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            with new.open(name, "w", **options) as entry:
                entry.write(old.read(name))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 2)


class Evil:
    def __reduce__(self):
        return os.system, ("echo this must never run",)


def main():
    torch.manual_seed(0)
    FOLDER.mkdir(exist_ok=True)
    plain = net()
    optimizer = torch.optim.Adam(plain.parameters())
    plain(torch.randn(2, 1, 4, 4)).sum().backward()
    optimizer.step()
    state = plain.state_dict()
    wrapped = collections.OrderedDict((f"module.{key}", value) for key, value in state.items())
    values = {}

    def save(name, thing, tensors=None, **options):
        torch.save(thing, FOLDER / f"{VERSION}-{name}.pt", **options)
        if tensors is not None:
            values[name] = expected(tensors)

    save("plain", state, state)
    save("legacy", state, state, _use_new_zipfile_serialization=False)
    save("protocol4", state, state, pickle_protocol=4)
    save("parameters", dict(plain.named_parameters()), dict(plain.named_parameters()))
    save("dtypes", all_dtypes(), all_dtypes())
    save("legacy-dtypes", all_dtypes(), all_dtypes(), _use_new_zipfile_serialization=False)
    views = all_views()
    save("views", views, views)
    save("legacy-views", views, views, _use_new_zipfile_serialization=False)
    save("checkpoint", {"epoch": 3, "state_dict": wrapped, "optimizer": optimizer.state_dict(), "best": 0.5}, state)
    if hasattr(torch.serialization, "set_crc32_options"):
        torch.serialization.set_crc32_options(False)
        save("no-sums", state, state)
        torch.serialization.set_crc32_options(True)
    save("two", {"generator": state, "critic": state})
    save("whole", Net())
    save("evil", {"weight": torch.zeros(1), "extra": Evil()})
    save("complex", {"weight": torch.zeros(2, dtype=torch.complex64)})
    torch.jit.script(nn.Linear(2, 2)).save(str(FOLDER / f"{VERSION}-script.pt"))
    for name, options in (("deflated", {}), ("zip64", {"force_zip64": True})):
        repack(FOLDER / f"{VERSION}-plain.pt", FOLDER / f"{VERSION}-{name}.pt", **options)
        values[name] = values["plain"]
    (FOLDER / f"{VERSION}.json").write_text(json.dumps(values, indent=1) + "\n")


main()
