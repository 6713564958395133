"""The operations of the graph as PyTorch does them: by node type, a function of the parameters and the inputs."""
import torch
import torch.nn.functional as F


def dims(value):
    return tuple(value) if isinstance(value, list) else value


def reduction(name):
    def run(p, x):
        method = getattr(x, name)
        keepdim = p.get("keepdim", False)
        if p.get("dim") is None:
            # None and the empty tuple both stand for all dimensions, but each method takes only one of them.
            return method(keepdim=True, dim=() if name.startswith("am") else None) if keepdim else method()
        return method(dim=dims(p["dim"]), keepdim=p.get("keepdim", False))

    return run


def extreme(name):
    def run(p, x):
        values, indices = getattr(x, name)(dim=p["dim"], keepdim=p.get("keepdim", False))
        return {"values": values, "indices": indices}

    return run


def parts(tensors):
    return {f"outputs.{i}": x for i, x in enumerate(tensors)}


def sliced(p, x):
    """As x[:, start:end:step]."""
    return torch.ops.aten.slice(x, p["dim"], p.get("start"), p.get("end"), p.get("step", 1))


def spread(name):
    def run(p, x):
        return getattr(x, name)(dim=dims(p.get("dim")), correction=p.get("correction", 1), keepdim=p.get("keepdim", False))

    return run


def compared(p, x, other=None):
    return getattr(torch, p.get("operator", "gt"))(x, p.get("other", 0) if other is None else other)


def filled(p, x, mask):
    value = p.get("value", 0)
    return x.masked_fill(mask, float("-inf") if value is None else value)


OPERATIONS = {
    "Add": lambda p, a, b: a + b,
    "Sub": lambda p, a, b: a - b,
    "Mul": lambda p, a, b: a * b,
    "Cat": lambda p, *xs: torch.cat(xs, p.get("dim", 0)),
    "Compare": compared,
    "Logical": lambda p, a, b: getattr(torch, "logical_" + p.get("operator", "and"))(a, b),
    "LogicalNot": lambda p, x: torch.logical_not(x),
    "Where": lambda p, c, a, b: torch.where(c, a, b),
    "MaskedFill": filled,
    "Neg": lambda p, x: -x,
    "Sin": lambda p, x: torch.sin(x),
    "Cos": lambda p, x: torch.cos(x),
    "Erf": lambda p, x: torch.erf(x),
    "Sign": lambda p, x: torch.sign(x),
    "Floor": lambda p, x: torch.floor(x),
    "Round": lambda p, x: torch.round(x),
    "Var": spread("var"),
    "Std": spread("std"),
    "Norm": lambda p, x: torch.norm(x, p.get("p", 2), dims(p.get("dim")), p.get("keepdim", False)),
    "Normalize": lambda p, x: F.normalize(x, **p),
    "Cumsum": lambda p, x: x.cumsum(p["dim"]),
    "Tril": lambda p, x: x.tril(p.get("diagonal", 0)),
    "Triu": lambda p, x: x.triu(p.get("diagonal", 0)),
    "Repeat": lambda p, x: x.repeat(p["sizes"]),
    "Roll": lambda p, x: torch.roll(x, p["shifts"], p["dims"]),
    "OneHot": lambda p, x: F.one_hot(x, p["num_classes"]),
    "Einsum": lambda p, *xs: torch.einsum(p["equation"], *xs),
    "ScaledDotProductAttention": lambda p, q, k, v, mask=None: F.scaled_dot_product_attention(q, k, v, mask, **p),
    "To": lambda p, x: x.to(getattr(torch, p.get("dtype", "float32"))),
    "Reshape": lambda p, x: x.reshape(p["shape"]),
    "Permute": lambda p, x: x.permute(p["dims"]),
    "Transpose": lambda p, x: x.transpose(p["dim0"], p["dim1"]),
    "Squeeze": lambda p, x: x.squeeze(p["dim"]),
    "Unsqueeze": lambda p, x: x.unsqueeze(p["dim"]),
    "Select": lambda p, x: x.select(p["dim"], p["index"]),
    "Slice": sliced,
    "Split": lambda p, x: parts(x.split(p["split_size_or_sections"], p.get("dim", 0))),
    "Chunk": lambda p, x: parts(x.chunk(p["chunks"], p.get("dim", 0))),
    "Expand": lambda p, x: x.expand(p["size"]),
    "ExpandAs": lambda p, x, other: x.expand_as(other),
    "Pad": lambda p, x: F.pad(x, p["pad"], p.get("mode", "constant"), p.get("value", 0)),
    "Div": lambda p, a, b: a / b,
    "Stack": lambda p, *xs: torch.stack(xs, p.get("dim", 0)),
    "Mean": reduction("mean"),
    "Sum": reduction("sum"),
    "Amax": reduction("amax"),
    "Amin": reduction("amin"),
    "Max": extreme("max"),
    "Min": extreme("min"),
    "Pow": lambda p, x: x ** p["exponent"],
    "Exp": lambda p, x: torch.exp(x),
    "Log": lambda p, x: torch.log(x),
    "Sqrt": lambda p, x: torch.sqrt(x),
    "Abs": lambda p, x: torch.abs(x),
    "Clamp": lambda p, x: torch.clamp(x, p.get("min"), p.get("max")),
}
