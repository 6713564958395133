"""Containers of modules and parameters, and the errors of names and of loading: (label, what it is in PyTorch).

A row holds the text and the state's keys of a module, the text of an error, or the keys that a load gave back.
"""
from collections import OrderedDict

import torch
from torch import nn

NAME = "containers"


def zeros(*shape):
    return torch.zeros(shape)


class Own(nn.Module):
    def __init__(self):
        super().__init__()
        self.v = nn.Parameter(zeros(2))
        self.seq = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1, bias=False))
        self.lst = nn.ParameterList([zeros(1), zeros(2, 2)])
        self.kept = 3
        self.register_buffer("mean", zeros(2))


def after(make, *changes):
    module = make()
    for change in changes:
        change(module)
    return module


def three():
    return nn.ModuleList([nn.ReLU(), nn.Linear(2, 3), nn.Tanh()])


def row_of():
    return nn.Sequential(nn.ReLU(), nn.Linear(2, 3), nn.Tanh())


def named():
    return nn.Sequential(OrderedDict([("a", nn.ReLU()), ("b", nn.Linear(2, 3)), ("c", nn.Tanh())]))


def by_name():
    return nn.ModuleDict({"b": nn.ReLU(), "a": nn.Linear(2, 3)})


def parameters():
    return nn.ParameterList([zeros(2, 3), zeros(4)])


def parameter_dict():
    return nn.ParameterDict({"right": zeros(2), "left": zeros(3, 1)})


def full_state():
    return {key: torch.ones_like(value) for key, value in Own().state_dict().items()}


def state(drop=(), **more):
    return {**{k: v for k, v in full_state().items() if k not in drop}, **more}


MODULES = {
    "list": three,
    "list of alike": lambda: nn.ModuleList([nn.ReLU(), nn.ReLU(), nn.Linear(2, 2), nn.Linear(2, 2), nn.ReLU()]),
    "list in list": lambda: nn.ModuleList([nn.ModuleList([nn.Linear(1, 1), nn.Linear(1, 1)]), nn.ModuleList()]),
    "list appended": lambda: after(three, lambda m: m.append(nn.Sigmoid()), lambda m: m.extend([nn.ReLU(), nn.ReLU()])),
    "list inserted": lambda: after(three, lambda m: m.insert(1, nn.Sigmoid())),
    "list inserted at the end": lambda: after(three, lambda m: m.insert(3, nn.Sigmoid())),
    "list popped": lambda: after(three, lambda m: m.pop(0)),
    "list popped at the end": lambda: after(three, lambda m: m.pop(-1)),
    "list set": lambda: after(three, lambda m: m.__setitem__(-1, nn.Linear(1, 1))),
    "list sliced": lambda: three()[1:],
    "sequence": row_of,
    "sequence appended": lambda: after(row_of, lambda m: m.append(nn.Sigmoid())),
    "sequence sliced": lambda: row_of()[1:],
    "sequence popped": lambda: after(row_of, lambda m: m.__delitem__(0)),
    "sequence set": lambda: after(row_of, lambda m: m.__setitem__(0, nn.Linear(1, 1))),
    "named sequence": named,
    "named sequence sliced": lambda: named()[1:],
    "named sequence popped": lambda: after(named, lambda m: m.__delitem__(1)),
    "named sequence set": lambda: after(named, lambda m: m.__setitem__(1, nn.Sigmoid())),
    "dict": by_name,
    "dict updated": lambda: after(by_name, lambda m: m.update({"b": nn.Tanh(), "c": nn.Linear(1, 1)})),
    "dict popped and set": lambda: after(by_name, lambda m: m.pop("b"), lambda m: m.__setitem__("b", nn.Tanh())),
    "dict cleared": lambda: after(by_name, lambda m: m.clear()),
    "parameters": parameters,
    "one parameter": lambda: nn.ParameterList([zeros(2, 3)]),
    "no parameter": lambda: nn.ParameterList(),
    "parameters appended": lambda: after(parameters, lambda m: m.append(zeros(1)), lambda m: m.extend([zeros(1, 1)])),
    "parameters set": lambda: after(parameters, lambda m: m.__setitem__(-1, zeros(7))),
    "parameters sliced": lambda: parameters()[1:],
    "parameter dict": parameter_dict,
    "parameter dict of pairs": lambda: nn.ParameterDict([("right", zeros(2)), ("left", zeros(3, 1))]),
    "parameter dict updated": lambda: after(parameter_dict, lambda m: m.update({"left": zeros(5), "above": zeros(1)})),
    "parameter dict popped and set": lambda: after(parameter_dict, lambda m: m.pop("left"), lambda m: m.__setitem__("left", zeros(1))),
    "no parameters by name": lambda: after(parameter_dict, lambda m: m.clear()),
    "a net of them": Own,
}

ERRORS = {
    "list at 3": lambda: three()[3],
    "list at -4": lambda: three()[-4],
    "dict without": lambda: by_name()["zz"],
    "parameters at 2": lambda: parameters()[2],
    "parameter list called": lambda: parameters()(zeros(1)),
    "parameter dict called": lambda: parameter_dict()(zeros(1)),
    "list called": lambda: three()(zeros(1)),
    "submodule missing": lambda: Own().get_submodule("seq.9"),
    "submodule of missing": lambda: Own().get_submodule("zz.0"),
    "submodule that is none": lambda: Own().get_submodule("kept"),
    "submodule that is a parameter": lambda: Own().get_submodule("seq.0.weight"),
    "parameter missing": lambda: Own().get_parameter("seq.0.zz"),
    "parameter that is none": lambda: Own().get_parameter("mean"),
    "parameter of missing": lambda: Own().get_parameter("zz.weight"),
    "buffer missing": lambda: Own().get_buffer("zz"),
    "buffer that is none": lambda: Own().get_buffer("v"),
    "dotted name": lambda: Own().add_module("a.b", nn.ReLU()),
    "dotted parameter": lambda: nn.ParameterDict({"a.b": zeros(1)}),
    "load missing": lambda: Own().load_state_dict(state(drop=["seq.2.weight", "v"])),
    "load unexpected": lambda: Own().load_state_dict(state(**{"seq.1.w": zeros(1), "lst.5": zeros(1), "aa": zeros(1), "seq.9.w": zeros(1), "seq.0.zz": zeros(1)})),
    "load sizes": lambda: Own().load_state_dict(state(**{"seq.0.weight": zeros(4, 4), "v": zeros(2, 1)})),
    "load sizes, not strict": lambda: Own().load_state_dict(state(**{"lst.1": zeros(4), "zz": zeros(1)}), strict=False),
    "load all wrong": lambda: Own().load_state_dict(state(drop=["mean", "seq.0.bias"], **{"seq.0.weight": zeros(1, 2), "zz": zeros(1)})),
}

LOADS = {
    "load whole": lambda: Own().load_state_dict(full_state()),
    "load part": lambda: Own().load_state_dict(state(drop=["mean", "seq.0.bias"], **{"seq.0.zz": zeros(1), "zz": zeros(1)}), strict=False),
}


def message(call):
    try:
        call()
    except Exception as error:
        # Python prints what a KeyError holds in quotes: that is the text for a bare key, not for a sentence.
        text = str(error) if error.args[0] == "zz" else error.args[0]
        return {"kind": type(error).__name__, "error": text}
    raise AssertionError("no error")


def rows():
    for label, make in MODULES.items():
        module = make()
        yield {"label": label, "text": repr(module), "keys": list(module.state_dict())}
    for label, call in ERRORS.items():
        yield {"label": label, **message(call)}
    for label, call in LOADS.items():
        result = call()
        yield {"label": label, "missing": result.missing_keys, "unexpected": result.unexpected_keys}
