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


def construct(kind, params):
    params = {k: v for k, v in params.items() if k not in CALL}
    if kind != "TransformerEncoder":
        return getattr(nn, kind)(**params)
    params = dict(params)
    count, norm = params.pop("num_layers"), params.pop("norm", False)
    layer = nn.TransformerEncoderLayer(**params)
    last = nn.LayerNorm(params["d_model"]) if norm else None
    return nn.TransformerEncoder(layer, count, norm=last, enable_nested_tensor=False)


def call(kind, module, params, inputs):
    """Outputs by the names of the node's handles."""
    inputs = dict(inputs)
    if kind in ("RNN", "GRU"):
        output, last = module(*inputs.values())
        return {"output": output, "h_n": last}
    if kind == "LSTM":
        x, *states = inputs.values()
        output, (h, c) = module(x, tuple(states)) if states else module(x)
        return {"output": output, "h_n": h, "c_n": c}
    if kind == "MultiheadAttention":
        output, weights = module(**inputs, **{k: v for k, v in params.items() if k in CALL})
        return {"output": output} if weights is None else {"output": output, "weights": weights}
    return {"output": module(**inputs)}


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
    except (RuntimeError, ValueError, AssertionError) as error:
        return {**result, "error": str(error)}
    torch.manual_seed(3)
    wanted = how.get("only", list(outputs))
    grads = {name: torch.randn(outputs[name].shape) for name in wanted}
    torch.autograd.backward([outputs[name] for name in wanted], list(grads.values()))
    m = of_pass(lambda module, leaves: call(kind, module, params, leaves), inputs, grads, module, seed=2)
    result["outputs"] = {k: saved(v, m["outputs", k]) for k, v in outputs.items()}
    result["gradOutputs"] = {k: saved(v) for k, v in grads.items()}
    result["gradInputs"] = {k: saved(v.grad, m.get(("inputs", k))) for k, v in leaves.items()}
    result["gradParameters"] = {k: saved(p.grad, m.get(("parameters", k))) for k, p in module.named_parameters()}
    return result
