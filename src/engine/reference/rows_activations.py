"""Activations: (type, parameters, inputs[, how]), with values around every kink and far out."""
from node_row import node_row

NAME = "activations"

NEAR = ("values", [-6.0, -3.5, -2.5, -1.0, -0.5, -1e-4, 0.0, 1e-4, 0.5, 1.0, 2.5, 3.5, 6.0])
FAR = ("values", [-100.0, -20.5, -15.0, 15.0, 20.5, 100.0])
THREES = ("values", [-3.0, 3.0])
SMOOTH, IMAGE = (2, 3), (2, 4, 1, 2)
KINKS = {"kinks": True}

# Every type with its own parameters, and with others.
PARAMS = {
    "ReLU": [{}],
    "ReLU6": [{}, {"inplace": True}],
    "LeakyReLU": [{}, {"negative_slope": 0.2, "inplace": True}, {"negative_slope": 1.5}, {"negative_slope": -0.5}],
    "PReLU": [{}, {"init": -0.5}],
    "ELU": [{}, {"alpha": 0.5, "inplace": True}, {"alpha": 2.0}],
    "SELU": [{}, {"inplace": True}],
    "CELU": [{}, {"alpha": 0.5}, {"alpha": 2.0, "inplace": True}],
    "GELU": [{}, {"approximate": "tanh"}],
    "SiLU": [{}, {"inplace": True}],
    "Mish": [{}, {"inplace": True}],
    "Sigmoid": [{}],
    "LogSigmoid": [{}],
    "Tanh": [{}],
    "Tanhshrink": [{}],
    "Softplus": [{"beta": 1.0, "threshold": 20.0}, {"beta": 2.5, "threshold": 5.0}, {"beta": 0.5, "threshold": 20.0}],
    "Softsign": [{}],
    "Hardtanh": [{}, {"min_val": -2.5, "max_val": 0.5, "inplace": True}],
    "Hardswish": [{}, {"inplace": True}],
    "Hardsigmoid": [{}, {"inplace": True}],
    "Hardshrink": [{}, {"lambd": 1.5}, {"lambd": -0.5}],
    "Softshrink": [{}, {"lambd": 2.5}, {"lambd": 0}],
    "Threshold": [{"threshold": 0.5, "value": 20.0}, {"threshold": -1.0, "value": -2.5, "inplace": True}],
}


def text(kind, params):
    """JavaScript has one kind of number, and Threshold prints what it was given."""
    if kind != "Threshold":
        return {}
    shown = ", ".join(f"{key}={value if isinstance(value, bool) else '%g' % value}" for key, value in params.items())
    return {"text": f"Threshold({shown})"}


def specs():
    for kind, choices in PARAMS.items():
        for params in choices:
            how = text(kind, params)
            yield kind, params, [NEAR], {**KINKS, **how}
            yield kind, params, [FAR], {**KINKS, **how}
            yield kind, params, [SMOOTH], how
        params = choices[0]
        yield kind, params, [IMAGE], text(kind, params)
        yield kind, params, [()], {**KINKS, **text(kind, params)}
    yield "Hardsigmoid", {}, [THREES], KINKS
    yield "ReLU6", {}, [("values", [0.0, 6.0])], KINKS
    yield "PReLU", {"num_parameters": 4}, [(3, 4)]
    yield "PReLU", {"num_parameters": 4, "init": 0.1}, [IMAGE]
    yield "PReLU", {"num_parameters": 3}, [(2, 4)], {}
    yield "PReLU", {"num_parameters": 3}, [(4,)], {}
    yield "Softshrink", {"lambd": -1.5}, [SMOOTH]
    for shape in [(3, 2, 2), IMAGE, (3, 4)]:
        yield "Softmax2d", {}, [shape]
    for kind in ["Softmax", "LogSoftmax", "Softmin"]:
        for dim, shape in [(1, (3, 4)), (0, (3, 4)), (-1, (2, 3, 2)), (1, IMAGE), (-2, IMAGE), (0, (4,)), (0, ())]:
            yield kind, {"dim": dim}, [shape]
        yield kind, {"dim": 0}, [FAR]
        yield kind, {"dim": 1}, [("ties", (3, 4))]
        for shape in [(4,), (3, 4), (2, 3, 2), IMAGE]:
            yield kind, {"dim": None}, [shape]
        yield kind, {"dim": 2}, [(3, 4)]
        yield kind, {"dim": -3}, [(3, 4)]
    for dim, shape in [(-1, (3, 4)), (0, (2, 3)), (1, IMAGE), (2, IMAGE), (0, (6,))]:
        yield "GLU", {"dim": dim}, [shape]
    # Not a gate near 15: it leaves 1 − sigmoid to the rounding of the last bit, in PyTorch too.
    yield "GLU", {"dim": 0}, [("values", [-100.0, 20.5, 15.0, -20.5, 100.0, -100.0])]
    yield "GLU", {}, [(2, 3)]
    yield "GLU", {"dim": 2}, [(2, 3)]
    yield "GLU", {}, [()]
    yield "CELU", {"alpha": 0.0}, [(2,)]
    yield "CELU", {"alpha": -0.8}, [SMOOTH]
    yield "CELU", {"alpha": -2.0}, [IMAGE]


def rows():
    return [node_row(*spec) for spec in specs()]
