"""How values go into the JSON files."""
import copy
import math

import torch

from magnitudes import of_pass


def number(x):
    if isinstance(x, bool) or isinstance(x, int):
        return x
    if math.isnan(x):
        return "nan"
    if math.isinf(x):
        return "inf" if x > 0 else "-inf"
    return float("%.8g" % x)


def saved(x, magnitude=None):
    """A tensor as shape, dtype and flat values, and their magnitudes where one is much more than its value; None stays None."""
    if x is None:
        return None
    dtype = {torch.float32: "float32", torch.int64: "int64", torch.bool: "bool"}[x.dtype]
    values = [number(v) for v in x.detach().reshape(-1).tolist()]
    result = {"shape": list(x.shape), "dtype": dtype, "values": values}
    if magnitude is not None:
        result.update(written_magnitudes(x, magnitude))
    return result


def written_magnitudes(x, magnitude):
    """Where one is more than four times its value; else they would change little."""
    added = magnitude.beside(x)
    return {"magnitudes": [rounded_up(m) for m in added.reshape(-1).tolist()]} if bool((added > 4 * x.detach().abs()).any()) else {}


def rounded_up(x):
    """To two digits."""
    if x == 0 or not math.isfinite(x):
        return 0
    last = math.floor(math.log10(x)) - 1
    short = float("%.1e" % x)
    short = short if short >= x * (1 - 1e-6) else float("%de%d" % (round(short / 10.0**last) + 1, last))
    return int(short) if short >= 1 and short == int(short) else short


def snake(name):
    return "".join("_" + c.lower() if c.isupper() else c for c in name)


def python_options(options):
    """camelCase keys to snake_case, lists to tuples."""
    return {snake(k): tuple(v) if isinstance(v, list) else v for k, v in options.items()}


def python_args(args):
    return [tuple(a) if isinstance(a, list) else a for a in args]


def made(spec):
    """A tensor from its description: a shape (normal values), or ('int', high, shape), ('values', nested), ('probs', shape),
    ('positive', shape), ('ties', shape), ('bool', shape)."""
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
        if kind == "bool":
            return torch.rand(tuple(rest[0])) > 0.5
        if kind == "ties":
            return torch.randint(0, 3, tuple(rest[0])).float()
        raise ValueError(kind)
    return torch.randn(tuple(spec))


def run(call, inputs, module=None, passes=1):
    """Output and gradients of call(module, *inputs) for a fixed output gradient; for a module after several passes, with its buffers."""
    before, seed = copy.deepcopy(module), torch.initial_seed()
    for _ in range(passes):
        if module is not None:
            module.zero_grad(set_to_none=True)
        leaves = [x.clone().requires_grad_(x.is_floating_point()) for x in inputs]
        output = call(module, *leaves)
        gradient = torch.randn(output.shape) if output.requires_grad else None
        if gradient is not None:
            output.backward(gradient)
    grads = {} if gradient is None else {"output": gradient}
    named = lambda module, leaves: {"output": call(module, *leaves.values())}
    m = of_pass(named, dict(enumerate(inputs)), grads, before, seed, passes)
    result = {"output": saved(output, m.get(("outputs", "output")))}
    if gradient is not None:
        result["gradOutput"] = saved(gradient)
        result["gradInputs"] = [saved(x.grad, m.get(("inputs", i))) if x.is_floating_point() else None for i, x in enumerate(leaves)]
        result["gradFn"] = output.grad_fn.name().split("::")[-1] if output.grad_fn else None
    if module is not None:
        result["gradParameters"] = {k: saved(p.grad, m.get(("parameters", k))) for k, p in module.named_parameters()}
        result["buffers"] = {k: saved(b, m.get(("buffers", k))) for k, b in module.named_buffers()}
    return result
