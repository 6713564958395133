"""One row about a node type of the graph: its parameters as in the file, a state, outputs and gradients, or PyTorch's error.

`how` may say: frozen (numbers of inputs that need no gradient), kinks (True where a value lies on or near a kink, so that
differences do not give the gradient), text (where JavaScript cannot print it alike).
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

from magnitudes import of_pass
from saving import made, saved

#: Arguments that are functions, by the names that a graph has for them.
FUNCTIONS = {
    "pairwise_distance": None,
    "cosine_distance": lambda x, y: 1.0 - F.cosine_similarity(x, y),
}


def node_row(kind, params, specs, how={}):
    torch.manual_seed(1)
    inputs = [made(spec) for spec in specs]
    row = {"type": kind, "params": params, "inputs": [saved(x) for x in inputs]}
    arguments = {k: argument(k, v) for k, v in params.items()}
    frozen = how.get("frozen", ())
    leaves = [x.clone().requires_grad_(x.is_floating_point() and i not in frozen) for i, x in enumerate(inputs)]
    try:
        module = getattr(nn, kind)(**arguments)
        text = repr(module)
        # The engine overwrites no input, so it names the operation that leaves it alone.
        if "inplace" in params:
            module.inplace = False
        output = module(*leaves)
    except (RuntimeError, ValueError, IndexError) as error:
        return {**row, "error": str(error).split("\n")[0]}
    row["text"] = how.get("text", text)
    row["parameters"] = {k: saved(p) for k, p in module.named_parameters()}
    torch.manual_seed(2)
    gradient = torch.randn(output.shape)
    given = lambda leaves: [x.detach() if i in frozen else x for i, x in leaves.items()]
    call = lambda module, leaves: {"output": module(*given(leaves))}
    m = of_pass(call, dict(enumerate(inputs)), {"output": gradient}, module)
    row["output"] = saved(output, m["outputs", "output"])
    row["gradFn"] = output.grad_fn.name()
    row["kinks"] = how.get("kinks", False)
    output.backward(gradient)
    row["gradOutput"] = saved(gradient)
    row["gradInputs"] = [saved(x.grad, m.get(("inputs", i))) for i, x in enumerate(leaves)]
    row["gradParameters"] = {k: saved(p.grad, m["parameters", k]) for k, p in module.named_parameters()}
    return row


def argument(name, value):
    if name == "distance_function":
        return FUNCTIONS[value]
    return torch.tensor(value) if isinstance(value, list) else value
