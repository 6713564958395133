"""Normalisation layers, with parameters and running statistics that are not the initial ones."""
from module_row import module_row

NAME = "norms"


EVAL = {"training": False}
TWICE = {"passes": 2}

ROWS = [
    ("BatchNorm1d", [3], {}, [(4, 3)]),
    ("BatchNorm1d", [3], {}, [(4, 3)], EVAL),
    ("BatchNorm1d", [3], {}, [(2, 3, 5)], TWICE),
    # With two values a channel (or one, below) the result hangs on eps alone; a small one leaves only rounding errors.
    ("BatchNorm1d", [3], {"eps": 0.1}, [(1, 3, 2)]),
    ("BatchNorm1d", [3], {}, [(1, 3)], EVAL),
    ("BatchNorm1d", [3], {"momentum": None}, [(4, 3)], {"passes": 3}),
    ("BatchNorm1d", [3], {"momentum": 0.3, "eps": 0.01}, [(4, 3)], TWICE),
    ("BatchNorm1d", [3], {"momentum": 1.0}, [(4, 3)]),
    ("BatchNorm1d", [3], {"affine": False}, [(4, 3)]),
    ("BatchNorm1d", [3], {"affine": False}, [(4, 3)], EVAL),
    ("BatchNorm1d", [3], {"bias": False}, [(4, 3)]),
    ("BatchNorm1d", [3], {"bias": False}, [(4, 3)], EVAL),
    ("BatchNorm1d", [3], {"trackRunningStats": False}, [(4, 3)]),
    ("BatchNorm1d", [3], {"trackRunningStats": False}, [(4, 3)], EVAL),
    ("BatchNorm2d", [3], {}, [(2, 3, 4, 5)]),
    ("BatchNorm2d", [3], {}, [(2, 3, 4, 5)], EVAL),
    ("BatchNorm2d", [1], {"eps": 0.1}, [(2, 1, 1, 1)], TWICE),
    ("BatchNorm2d", [4], {"momentum": None}, [(1, 4, 3, 3)], TWICE),
    ("BatchNorm2d", [4], {"affine": False, "trackRunningStats": False}, [(2, 4, 3, 2)]),
    ("LayerNorm", [4], {}, [(3, 4)]),
    ("LayerNorm", [4], {}, [(2, 3, 4)]),
    ("LayerNorm", [[3, 4]], {}, [(2, 3, 4)]),
    ("LayerNorm", [[2, 3, 4]], {"eps": 0.1}, [(2, 3, 4)]),
    ("LayerNorm", [4], {"elementwiseAffine": False}, [(2, 3, 4)]),
    ("LayerNorm", [4], {"bias": False}, [(3, 4)]),
    ("LayerNorm", [2], {"eps": 0.1}, [(3, 2)]),
    ("LayerNorm", [4], {}, [(4,)]),
    ("GroupNorm", [2, 4], {}, [(2, 4, 3, 2)]),
    ("GroupNorm", [1, 4], {}, [(2, 4, 5)]),
    ("GroupNorm", [4, 4], {"eps": 0.01}, [(2, 4, 5)]),
    ("GroupNorm", [2, 6], {}, [(3, 6)]),
    ("GroupNorm", [3, 6], {"affine": False}, [(2, 6, 2, 2)]),
    ("GroupNorm", [2, 4], {"bias": False}, [(2, 4, 3)]),
    ("GroupNorm", [2, 4], {}, [(1, 4, 2, 2, 2)]),
    ("InstanceNorm1d", [3], {}, [(2, 3, 5)]),
    ("InstanceNorm1d", [3], {"affine": True}, [(3, 5)]),
    ("InstanceNorm1d", [3], {"affine": True, "trackRunningStats": True}, [(2, 3, 5)], TWICE),
    ("InstanceNorm1d", [3], {"affine": True, "trackRunningStats": True}, [(2, 3, 5)], EVAL),
    ("InstanceNorm2d", [3], {}, [(2, 3, 4, 3)]),
    ("InstanceNorm2d", [3], {"affine": True, "eps": 0.01}, [(2, 3, 4, 3)]),
    ("InstanceNorm2d", [3], {"affine": True}, [(3, 4, 3)]),
    ("InstanceNorm2d", [3], {"trackRunningStats": True, "momentum": 0.4}, [(2, 3, 4, 3)], TWICE),
    ("InstanceNorm2d", [3], {"trackRunningStats": True}, [(2, 3, 1, 1)], EVAL),
    ("RMSNorm", [4], {}, [(3, 4)]),
    ("RMSNorm", [[3, 4]], {"eps": 0.01}, [(2, 3, 4)]),
    ("RMSNorm", [4], {"elementwiseAffine": False}, [(2, 3, 4)]),
    ("LocalResponseNorm", [2], {}, [(2, 5, 3)]),
    ("LocalResponseNorm", [3], {"alpha": 0.5, "beta": 0.6, "k": 2.0}, [(2, 5, 3, 2)]),
    ("LocalResponseNorm", [4], {"alpha": 0.5}, [(1, 3, 2, 2)]),
    ("LocalResponseNorm", [1], {"alpha": 0.1}, [(2, 3, 2, 2)]),
    ("InstanceNorm1d", [3], {"affine": True, "trackRunningStats": True, "momentum": None}, [(2, 3, 5)], TWICE),
    ("InstanceNorm2d", [3], {"momentum": None}, [(2, 3, 4, 3)]),
]


def rows():
    return [module_row(*entry) for entry in ROWS]
