"""Writes signatures.json: the arguments of torch.nn's modules and torch.nn.functional's functions, with their defaults.

    python3 src/graph/import/python/make_signatures.py

Run it with the newest PyTorch that is to be read; earlier ones take the same arguments or fewer.
"""
import inspect
import json
from pathlib import Path

import torch.nn as nn
import torch.nn.functional as F

# Written in C++ or chosen at run time, so that Python cannot say what they take.
BY_HAND = {
    "F.max_pool1d": "input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False",
    "F.max_pool2d": "input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False",
    "F.max_pool3d": "input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False",
    "F.adaptive_max_pool1d": "input, output_size, return_indices=False",
    "F.adaptive_max_pool2d": "input, output_size, return_indices=False",
    "F.adaptive_max_pool3d": "input, output_size, return_indices=False",
    "F.adaptive_avg_pool1d": "input, output_size",
    "F.avg_pool1d": "input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True",
    "F.avg_pool2d": "input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None",
    "F.avg_pool3d": "input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None",
    "F.fractional_max_pool2d": "input, kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None",
    "F.fractional_max_pool3d": "input, kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None",
    "F.channel_shuffle": "input, groups",
    "F.pixel_unshuffle": "input, downscale_factor",
    "F.hardshrink": "input, lambd=0.5",
    "F.softshrink": "input, lambd=0.5",
    "F.cosine_similarity": "x1, x2, dim=1, eps=1e-08",
    "F.pairwise_distance": "x1, x2, p=2.0, eps=1e-06, keepdim=False",
    "F.softplus": "input, beta=1, threshold=20",
    "F.gelu": "input, approximate='none'",
    "F.logsigmoid": "input",
    "F.pixel_shuffle": "input, upscale_factor",
    "F.celu": "input, alpha=1.0, inplace=False",
    "F.leaky_relu": "input, negative_slope=0.01, inplace=False",
    "F.pad": "input, pad, mode='constant', value=None",
    "F.linear": "input, weight, bias=None",
    "F.rms_norm": "input, normalized_shape, weight=None, eps=None",
    "nn.RNN": "input_size, hidden_size, num_layers=1, nonlinearity='tanh', bias=True, batch_first=False, dropout=0.0, bidirectional=False, device=None, dtype=None",
    "nn.LSTM": "input_size, hidden_size, num_layers=1, bias=True, batch_first=False, dropout=0.0, bidirectional=False, proj_size=0, device=None, dtype=None",
    "nn.GRU": "input_size, hidden_size, num_layers=1, bias=True, batch_first=False, dropout=0.0, bidirectional=False, device=None, dtype=None",
}


def arguments(function):
    """`name` or `name=default` of each."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return []
    named = [p for p in parameters if p.name != "self" and p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    return [p.name if p.default is p.empty else f"{p.name}={literal(p.default)}" for p in named]


def literal(value):
    """A default as Python source; a function by its name."""
    return repr(value.__name__ if callable(value) else value)


def main():
    table = {}
    for name in dir(nn):
        thing = getattr(nn, name)
        if inspect.isclass(thing) and issubclass(thing, nn.Module) and thing is not nn.Module:
            table[f"nn.{name}"] = arguments(thing.__init__)
            table[f"nn.{name}.forward"] = arguments(thing.forward)
    for name in dir(F):
        thing = getattr(F, name)
        if inspect.isfunction(thing) and not name.startswith("_") and thing.__module__ == "torch.nn.functional":
            table[f"F.{name}"] = arguments(thing)
    table.update({name: text.split(", ") for name, text in BY_HAND.items()})
    lines = [f"  {json.dumps(name)}: {json.dumps(', '.join(table[name]))}" for name in sorted(table)]
    path = Path(__file__).parent / "signatures.json"
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")


main()
