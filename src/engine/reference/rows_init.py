"""nn.init: (our function, shape, our arguments, the same in PyTorch), each from seed 42, and the numbers drawn next."""
import math

import torch
from torch.nn import init

from magnitudes import Magnitude, magnitudes
from saving import saved

NAME = "init"

ROWS = [
    ("uniform_", [3, 5], [], lambda x: init.uniform_(x)),
    ("uniform_", [20], [-2, 3], lambda x: init.uniform_(x, -2, 3)),
    ("normal_", [3], [], lambda x: init.normal_(x)),
    ("normal_", [5, 7], [2, 0.5], lambda x: init.normal_(x, 2, 0.5)),
    ("constant_", [2, 2], [0.3], lambda x: init.constant_(x, 0.3)),
    ("ones_", [3], [], lambda x: init.ones_(x)),
    ("zeros_", [3], [], lambda x: init.zeros_(x)),
    ("eye_", [3, 3], [], lambda x: init.eye_(x)),
    ("eye_", [2, 4], [], lambda x: init.eye_(x)),
    ("eye_", [4, 2], [], lambda x: init.eye_(x)),
    ("dirac_", [3, 2, 3], [], lambda x: init.dirac_(x)),
    ("dirac_", [2, 3, 3, 4], [], lambda x: init.dirac_(x)),
    ("dirac_", [6, 2, 3, 3], [3], lambda x: init.dirac_(x, 3)),
    ("dirac_", [2, 2, 1, 2, 3], [], lambda x: init.dirac_(x)),
    ("xavierUniform_", [4, 6], [], lambda x: init.xavier_uniform_(x)),
    ("xavierUniform_", [4, 3, 2, 2], [1.5], lambda x: init.xavier_uniform_(x, 1.5)),
    ("xavierNormal_", [3, 4], [], lambda x: init.xavier_normal_(x)),
    ("xavierNormal_", [4, 3, 5], [5 / 3], lambda x: init.xavier_normal_(x, 5 / 3)),
    ("kaimingUniform_", [4, 6], [], lambda x: init.kaiming_uniform_(x)),
    ("kaimingUniform_", [4, 3, 3, 3], [{"mode": "fan_out", "nonlinearity": "relu"}], lambda x: init.kaiming_uniform_(x, mode="fan_out", nonlinearity="relu")),
    ("kaimingUniform_", [4, 5], [{"a": 2.23606797749979}], lambda x: init.kaiming_uniform_(x, a=2.23606797749979)),
    ("kaimingNormal_", [3, 4], [], lambda x: init.kaiming_normal_(x)),
    ("kaimingNormal_", [4, 3, 3], [{"a": 0.2, "mode": "fan_out"}], lambda x: init.kaiming_normal_(x, a=0.2, mode="fan_out")),
    ("kaimingNormal_", [6, 6], [{"nonlinearity": "tanh"}], lambda x: init.kaiming_normal_(x, nonlinearity="tanh")),
    ("truncNormal_", [50], [], lambda x: init.trunc_normal_(x)),
    ("truncNormal_", [4, 9], [0, 0.02], lambda x: init.trunc_normal_(x, 0, 0.02)),
    ("truncNormal_", [40], [1, 2, 0, 1.5], lambda x: init.trunc_normal_(x, 1, 2, 0, 1.5)),
    ("truncNormal_", [40], [0, 1, 1, 3], lambda x: init.trunc_normal_(x, 0, 1, 1, 3)),
    ("orthogonal_", [4, 4], [], lambda x: init.orthogonal_(x)),
    ("orthogonal_", [6, 3], [], lambda x: init.orthogonal_(x)),
    ("orthogonal_", [3, 7], [1.4142135623730951], lambda x: init.orthogonal_(x, math.sqrt(2))),
    ("orthogonal_", [4, 2, 3, 3], [0.5], lambda x: init.orthogonal_(x, 0.5)),
    ("orthogonal_", [1, 5], [], lambda x: init.orthogonal_(x)),
    ("orthogonal_", [5, 1], [], lambda x: init.orthogonal_(x)),
    ("orthogonal_", [20, 16], [], lambda x: init.orthogonal_(x)),
    ("sparse_", [6, 4], [0.3], lambda x: init.sparse_(x, 0.3)),
    ("sparse_", [5, 7], [0.5, 0.1], lambda x: init.sparse_(x, 0.5, 0.1)),
    ("sparse_", [2, 2], [1], lambda x: init.sparse_(x, 1.0)),
]


def orthogonal_magnitudes(shape, gain=1.0):
    """Of what is made orthogonal: the numbers that orthogonal_ draws."""
    torch.manual_seed(42)
    drawn = torch.empty(shape[0], math.prod(shape[1:])).normal_()

    def compute(given):
        x = given["drawn"]
        q, r = torch.linalg.qr(x.T if x.shape[0] < x.shape[1] else x)
        q = q * torch.diag(r).sign()
        return {"q": gain * (q.T if x.shape[0] < x.shape[1] else q).reshape(shape)}

    m = magnitudes(compute, {"drawn": drawn})["q"]
    # It is made of reflections of unit vectors.
    return Magnitude(m.exact, m.added + gain)


def rows():
    for name, shape, args, function in ROWS:
        torch.manual_seed(42)
        output = function(torch.full(shape, 9.0))
        next_numbers = saved(torch.rand(2))
        m = orthogonal_magnitudes(shape, *args) if name == "orthogonal_" else None
        yield {"function": name, "shape": shape, "args": args, "output": saved(output, m), "next": next_numbers}
    for nonlinearity in ["linear", "sigmoid", "conv1d", "conv2d", "conv3d", "conv_transpose1d", "tanh", "relu", "leaky_relu", "selu"]:
        yield {"gain": nonlinearity, "args": [], "value": init.calculate_gain(nonlinearity)}
    yield {"gain": "leaky_relu", "args": [0.2], "value": init.calculate_gain("leaky_relu", 0.2)}
