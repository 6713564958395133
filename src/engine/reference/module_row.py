"""One row about a module: initial state and text, then outputs, gradients and buffers after one or more passes.

`how` may say: training (default True), passes (default 1), parameters ('random', the default, or 'initial').
"""
import torch
import torch.nn as nn

from saving import made, python_args, python_options, run, saved


def randomize(module):
    """Statistics and the parameters of normalisation start as zeros and ones, which would hide errors."""
    with torch.no_grad():
        for name, x in module.state_dict().items():
            if not x.is_floating_point():
                continue
            x.copy_(torch.rand(x.shape) + 0.5 if name.endswith("var") else torch.randn(x.shape))


def module_row(name, args, options, specs, how={}):
    torch.manual_seed(0)
    module = getattr(nn, name)(*python_args(args), **python_options(options))
    row = {
        "module": name,
        "args": args,
        "options": {k: saved(v) if isinstance(v, torch.Tensor) else v for k, v in options.items()},
        "training": how.get("training", True),
        "passes": how.get("passes", 1),
        "text": repr(module),
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
    row.update(run(lambda module, *inputs: only(module(*inputs)), inputs, module, row["passes"]))
    return row


def only(result):
    """Of a pair with a loss, that."""
    return result.loss if hasattr(result, "loss") else result
