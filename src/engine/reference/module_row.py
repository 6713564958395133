"""One row about a module: initial state and text, then outputs, gradients and buffers after one or more passes.

`how` may say: training (default True), passes (default 1), parameters ('random', the default, or 'initial').
Texts are those of PyTorch 2.13 where it differs from older versions.
"""
import re

import torch
import torch.nn as nn

from saving import made, python_args, python_options, run, saved

# Options that the classes have in 2.13 but not in every older version.
NEWER = {"BatchNorm1d": "bias", "BatchNorm2d": "bias", "LayerNorm": "bias", "GroupNorm": "bias"}


def construct(name, args, options, own):
    options = dict(options)
    newer = NEWER.get(name)
    value = options.pop(newer, True) if newer else True
    module = {**vars(nn), **own}[name](*python_args(args), **python_options(options))
    if not value:
        module.register_parameter("bias", None)
    return module


def text_of(module):
    text = repr(module)
    bias = getattr(module, "bias", None) is not None
    if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d, nn.InstanceNorm1d, nn.InstanceNorm2d)):
        return re.sub(r"(affine=\w+)", rf"\1, bias={bias}", text)
    if isinstance(module, (nn.LayerNorm, nn.GroupNorm)):
        return text[:-1] + f", bias={bias})"
    if isinstance(module, nn.Upsample):
        return re.sub(r"mode=(\w+)", r"mode='\1'", text)
    return text


def newer_name(name):
    """Operations that later versions name otherwise."""
    if name is None:
        return None
    if name == "ReshapeAliasBackward0":
        return "ViewBackward0"
    return re.sub(r"^(Upsample\w+Backward)1$", r"\g<1>0", name)


def randomize(module):
    """Statistics and the parameters of normalisation start as zeros and ones, which would hide errors."""
    with torch.no_grad():
        for name, x in module.state_dict().items():
            if not x.is_floating_point():
                continue
            x.copy_(torch.rand(x.shape) + 0.5 if name.endswith("var") else torch.randn(x.shape))


def module_row(name, args, options, specs, how={}, own={}):
    torch.manual_seed(0)
    module = construct(name, args, options, own)
    row = {
        "module": name,
        "args": args,
        "options": {k: saved(v) if isinstance(v, torch.Tensor) else v for k, v in options.items()},
        "training": how.get("training", True),
        "passes": how.get("passes", 1),
        "text": text_of(module),
        "initial": {k: saved(v) for k, v in module.state_dict().items()},
    }
    if how.get("parameters", "random") == "random":
        torch.manual_seed(3)
        randomize(module)
        row["state"] = {k: saved(v) for k, v in module.state_dict().items()}
    module.train(row["training"])
    torch.manual_seed(1)
    inputs = [made(spec) for spec in specs]
    row["inputs"] = [saved(x) for x in inputs]
    torch.manual_seed(2)
    for _ in range(row["passes"]):
        module.zero_grad(set_to_none=True)
        result = run(module, inputs)
    row.update(result)
    if "gradFn" in row:
        row["gradFn"] = newer_name(row["gradFn"])
    row["gradParameters"] = {k: saved(p.grad) for k, p in module.named_parameters()}
    row["buffers"] = {k: saved(b) for k, b in module.named_buffers()}
    return row
