"""How values go into the JSON files."""
import math

import torch


def number(x):
    if isinstance(x, bool) or isinstance(x, int):
        return x
    if math.isnan(x):
        return "nan"
    if math.isinf(x):
        return "inf" if x > 0 else "-inf"
    return float("%.8g" % x)


def saved(x):
    """A tensor as shape, dtype and flat values; None stays None."""
    if x is None:
        return None
    dtype = {torch.float32: "float32", torch.int64: "int64", torch.bool: "bool"}[x.dtype]
    values = [number(v) for v in x.detach().reshape(-1).tolist()]
    return {"shape": list(x.shape), "dtype": dtype, "values": values}


def snake(name):
    return "".join("_" + c.lower() if c.isupper() else c for c in name)


def python_options(options):
    """camelCase keys to snake_case, lists to tuples."""
    return {snake(k): tuple(v) if isinstance(v, list) else v for k, v in options.items()}


def python_args(args):
    return [tuple(a) if isinstance(a, list) else a for a in args]


def made(spec):
    """A tensor from its description: a shape (normal values), or ('int', high, shape), ('values', nested), ('probs', shape),
    ('positive', shape), ('ties', shape)."""
    if isinstance(spec, torch.Tensor):
        return spec
    if isinstance(spec, (list, tuple)) and spec and isinstance(spec[0], str):
        kind, *rest = spec
        if kind == "int":
            return torch.randint(0, rest[0], tuple(rest[1]))
        if kind == "values":
            return torch.tensor(rest[0])
        if kind == "probs":
            return torch.softmax(torch.randn(*rest[0]), 1)
        if kind == "positive":
            return torch.rand(tuple(rest[0])) + 0.1
        if kind == "ties":
            return torch.randint(0, 3, tuple(rest[0])).float()
        raise ValueError(kind)
    return torch.randn(tuple(spec))


def run(function, inputs, targets=()):
    """Output and input gradients for a fixed output gradient."""
    leaves = [x.clone().requires_grad_(x.is_floating_point()) for x in inputs]
    output = function(*leaves, *targets)
    result = {"output": saved(output)}
    if output.requires_grad:
        gradient = torch.randn(output.shape)
        output.backward(gradient)
        result["gradOutput"] = saved(gradient)
        result["gradInputs"] = [saved(x.grad) if x.is_floating_point() else None for x in leaves]
        result["gradFn"] = output.grad_fn.name() if output.grad_fn else None
    return result
