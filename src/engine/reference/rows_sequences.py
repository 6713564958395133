"""Layers that read sequences, as the graph's node types: named inputs and outputs, and parameters by PyTorch's names."""
import torch
import torch.nn as nn

from saving import made, saved

NAME = "sequences"

BATCHED = {"batch_first": True}


def inputs_of(kind, inputs):
    x, *states = inputs.values()
    return (x, tuple(states)) if kind == "LSTM" and states else (x, *states)


def outputs_of(kind, outputs):
    if kind == "LSTM":
        return {"output": outputs[0], "h_n": outputs[1][0], "c_n": outputs[1][1]}
    return {"output": outputs[0], "h_n": outputs[1]}


ROWS = [
    ("RNN", {"input_size": 3, "hidden_size": 2}, {"input": (4, 2, 3)}),
    ("RNN", {"input_size": 3, "hidden_size": 2, "nonlinearity": "relu", **BATCHED}, {"input": (2, 4, 3)}),
    ("RNN", {"input_size": 3, "hidden_size": 2, "bias": False, "num_layers": 2}, {"input": (4, 2, 3), "hx": (2, 2, 2)}),
    ("RNN", {"input_size": 3, "hidden_size": 2, "bidirectional": True, **BATCHED}, {"input": (3, 4, 3), "hx": (2, 3, 2)}),
    ("RNN", {"input_size": 3, "hidden_size": 2}, {"input": (4, 3)}),
    ("RNN", {"input_size": 1, "hidden_size": 1, **BATCHED}, {"input": (1, 1, 1)}),
    ("LSTM", {"input_size": 3, "hidden_size": 4}, {"input": (5, 2, 3)}),
    ("LSTM", {"input_size": 3, "hidden_size": 4, **BATCHED}, {"input": (2, 5, 3), "h_0": (1, 2, 4), "c_0": (1, 2, 4)}),
    ("LSTM", {"input_size": 2, "hidden_size": 3, "num_layers": 2, "bidirectional": True, **BATCHED}, {"input": (2, 4, 2)}),
    ("LSTM", {"input_size": 2, "hidden_size": 3, "num_layers": 2, "bidirectional": True}, {"input": (4, 2, 2), "h_0": (4, 2, 3), "c_0": (4, 2, 3)}),
    ("LSTM", {"input_size": 2, "hidden_size": 3, "bias": False}, {"input": (3, 2), "h_0": (1, 3), "c_0": (1, 3)}),
    ("LSTM", {"input_size": 2, "hidden_size": 3, "bidirectional": True}, {"input": (1, 2, 2)}),
    ("LSTM", {"input_size": 2, "hidden_size": 3, "num_layers": 3, "dropout": 0.4, **BATCHED}, {"input": (2, 3, 2)}),
    ("LSTM", {"input_size": 2, "hidden_size": 3, "num_layers": 2, "dropout": 0.4}, {"input": (2, 3, 2)}, {"training": False}),
    ("LSTM", {"input_size": 2, "hidden_size": 3}, {"input": (4, 2, 2)}, {"only": ["c_n"]}),
    ("LSTM", {"input_size": 2, "hidden_size": 3}, {"input": (4, 2, 2)}, {"only": ["h_n"]}),
    ("LSTM", {"input_size": 2, "hidden_size": 3}, {"input": (4, 2, 2)}, {"only": ["output"]}),
    ("LSTM", {"input_size": 2, "hidden_size": 3}, {"input": (4, 2, 2)}, {"frozen": ["input"]}),
    # Differences of rounding add up over 60 steps.
    ("LSTM", {"input_size": 2, "hidden_size": 5, **BATCHED}, {"input": (1, 60, 2)}, {"tolerance": 1e-4}),
    ("GRU", {"input_size": 3, "hidden_size": 4}, {"input": (5, 2, 3)}),
    ("GRU", {"input_size": 3, "hidden_size": 4, **BATCHED}, {"input": (2, 5, 3), "hx": (1, 2, 4)}),
    ("GRU", {"input_size": 2, "hidden_size": 3, "num_layers": 2, "bidirectional": True, **BATCHED}, {"input": (2, 4, 2)}),
    ("GRU", {"input_size": 2, "hidden_size": 3, "num_layers": 2, "bias": False}, {"input": (3, 2), "hx": (2, 3)}),
    ("GRU", {"input_size": 2, "hidden_size": 3, "num_layers": 2, "dropout": 0.5}, {"input": (3, 2, 2)}),
    ("GRU", {"input_size": 2, "hidden_size": 3}, {"input": (4, 2, 2)}, {"only": ["h_n"]}),
    ("GRU", {"input_size": 2, "hidden_size": 5, **BATCHED}, {"input": (1, 60, 2)}, {"tolerance": 1e-4}),
    ("RNN", {"input_size": 3, "hidden_size": 2}, {"input": (4, 2, 5)}),
    ("LSTM", {"input_size": 3, "hidden_size": 2}, {"input": (4, 2, 3), "h_0": (1, 3, 2), "c_0": (1, 2, 2)}),
    ("LSTM", {"input_size": 3, "hidden_size": 2}, {"input": (4, 2, 3), "h_0": (1, 2, 2), "c_0": (2, 2, 2)}),
    ("LSTM", {"input_size": 3, "hidden_size": 2}, {"input": (4, 2, 3), "h_0": (2, 2), "c_0": (1, 2, 2)}),
    ("GRU", {"input_size": 3, "hidden_size": 2, **BATCHED}, {"input": (4, 2, 3), "hx": (1, 2, 2)}),
    ("GRU", {"input_size": 3, "hidden_size": 2}, {"input": (4, 3), "hx": (1, 1, 2)}),
    ("GRU", {"input_size": 3, "hidden_size": 2}, {"input": (4, 2, 2, 3)}, {"error": "GRU: Expected input to be 2D or 3D, got 4D instead"}),
]


def row(kind, params, specs, how={}):
    torch.manual_seed(0)
    module = getattr(nn, kind)(**params)
    module.train(how.get("training", True))
    torch.manual_seed(1)
    inputs = {name: made(spec) for name, spec in specs.items()}
    result = {
        "type": kind,
        "params": params,
        "text": repr(module),
        "training": module.training,
        "tolerance": how.get("tolerance", 1e-5),
        "state": {k: saved(v) for k, v in module.state_dict().items()},
        "inputs": {k: saved(v) for k, v in inputs.items()},
    }
    if "error" in how:
        return {**result, "error": how["error"]}
    frozen = how.get("frozen", [])
    leaves = {k: v.clone().requires_grad_(v.is_floating_point() and k not in frozen) for k, v in inputs.items()}
    torch.manual_seed(2)
    try:
        outputs = outputs_of(kind, module(*inputs_of(kind, leaves)))
    except (RuntimeError, ValueError) as error:
        return {**result, "error": str(error)}
    torch.manual_seed(3)
    wanted = how.get("only", list(outputs))
    grads = {name: torch.randn(outputs[name].shape) for name in wanted}
    torch.autograd.backward([outputs[name] for name in wanted], list(grads.values()))
    result["outputs"] = {k: saved(v) for k, v in outputs.items()}
    result["gradOutputs"] = {k: saved(v) for k, v in grads.items()}
    result["gradInputs"] = {k: saved(v.grad) for k, v in leaves.items()}
    result["gradParameters"] = {k: saved(p.grad) for k, p in module.named_parameters()}
    return result


def rows():
    return [row(*entry) for entry in ROWS]
