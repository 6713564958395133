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


OPERATIONS = {
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
