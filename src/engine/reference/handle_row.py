"""One row about a node type with named inputs and outputs: state, outputs and gradients, or PyTorch's error.

`how` may say: training (default True), only (the outputs that a loss is made of), frozen (inputs that
need no gradient), randomize (True: weights that start as zeros and ones become others).
"""
import torch
import torch.nn as nn

from magnitudes import of_pass
from saving import made, saved

# Arguments of the call, not of the class.
CALL = ("need_weights", "average_attn_weights")


def of_call(kind, params):
    """Those of them that the call takes: MaxUnpool has its output_size there."""
    names = ("output_size",) if kind.startswith("MaxUnpool") else CALL
    return {k: sizes(v) for k, v in params.items() if k in names}


def sizes(value):
    """Several as a tuple; MaxUnpool takes one so, too."""
    return tuple(value) if isinstance(value, list) else value if isinstance(value, bool) else (value,)


def construct(kind, params):
    params = {k: tuple(v) if isinstance(v, list) else v for k, v in params.items() if k not in of_call(kind, params)}
    if kind not in ("TransformerEncoder", "TransformerDecoder"):
        return getattr(nn, kind)(**params)
    count, norm = params.pop("num_layers"), params.pop("norm", False)
    layer = getattr(nn, kind + "Layer")(**params)
    last = nn.LayerNorm(params["d_model"]) if norm else None
    more = {"enable_nested_tensor": False} if kind == "TransformerEncoder" else {}
    return getattr(nn, kind)(layer, count, norm=last, **more)


#: The outputs of what gives more than one tensor, by the names of the node's handles.
RESULTS = {
    "RNN": ["output", "h_n"],
    "GRU": ["output", "h_n"],
    "LSTM": ["output", ["h_n", "c_n"]],
    "LSTMCell": ["h_1", "c_1"],
    "MultiheadAttention": ["output", "weights"],
}

#: What takes the states of an LSTM as one tuple.
STATES = ("LSTM", "LSTMCell")


def call(kind, module, params, inputs):
    """Outputs by the names of the node's handles."""
    if kind in STATES:
        x, *states = inputs.values()
        result = module(x, tuple(states)) if states else module(x)
    elif kind.endswith(("RNN", "GRU", "Cell")):
        result = module(*inputs.values())
    else:
        if kind.startswith("FractionalMaxPool"):
            draw_windows(module, inputs["input"])
        result = module(**inputs, **of_call(kind, params))
    return dict(named(result, RESULTS.get(kind, ["output", "indices"])))


def draw_windows(module, x):
    """What the class draws itself, in single precision where the input has double: of double precision it would draw others."""
    rank = 3 if isinstance(module, nn.FractionalMaxPool3d) else 2
    if x.dim() in (rank + 1, rank + 2):
        planes = (1, x.size(0)) if x.dim() == rank + 1 else x.shape[:2]
        module._random_samples = torch.rand(*planes, rank, dtype=torch.float32).to(x.dtype)


def named(result, names):
    """The tensors of a tuple, which may hold others, with their names; None is none."""
    for value, name in zip(result if isinstance(result, tuple) else [result], names):
        if isinstance(value, tuple):
            yield from named(value, name)
        elif value is not None:
            yield name, value


def randomize(module):
    with torch.no_grad():
        for p in module.parameters():
            if len(p.unique()) == 1:
                p.copy_(torch.randn(p.shape))


def handle_row(kind, params, specs, how={}):
    torch.manual_seed(0)
    result = {"type": kind, "params": params, "training": how.get("training", True)}
    torch.manual_seed(1)
    inputs = {name: made(spec) for name, spec in specs.items()}
    result["inputs"] = {k: saved(v) for k, v in inputs.items()}
    frozen = how.get("frozen", [])
    leaves = {k: v.clone().requires_grad_(v.is_floating_point() and k not in frozen) for k, v in inputs.items()}
    try:
        torch.manual_seed(0)
        module = construct(kind, params)
        result["initial"] = {k: saved(v) for k, v in module.state_dict().items()}
        result["text"] = repr(module)
        if how.get("randomize"):
            torch.manual_seed(3)
            randomize(module)
        module.train(result["training"])
        if how.get("randomize"):
            result["state"] = {k: saved(v) for k, v in module.state_dict().items()}
        torch.manual_seed(2)
        outputs = call(kind, module, params, leaves)
    except (RuntimeError, ValueError, IndexError, AssertionError) as error:
        # Newer versions name the product.
        return {**result, "error": str(error).removeprefix("addmm: ")}
    torch.manual_seed(3)
    wanted = how.get("only", [k for k, v in outputs.items() if v.is_floating_point()])
    grads = {name: torch.randn(outputs[name].shape) for name in wanted}
    torch.autograd.backward([outputs[name] for name in wanted], list(grads.values()))
    m = of_pass(lambda module, leaves: call(kind, module, params, leaves), inputs, grads, module, seed=2)
    result["outputs"] = {k: saved(v, m.get(("outputs", k))) for k, v in outputs.items()}
    result["gradOutputs"] = {k: saved(v) for k, v in grads.items()}
    result["gradInputs"] = {k: saved(v.grad, m.get(("inputs", k))) for k, v in leaves.items()}
    result["gradParameters"] = {k: saved(p.grad, m.get(("parameters", k))) for k, p in module.named_parameters()}
    return result
