"""RReLU: slopes that are drawn, their mean, and one slope for all."""

TYPE = "RReLU"
NEAR = ("values", [-6.0, -0.5, -1e-4, 0.0, 1e-4, 0.5, 6.0, -1.0, -2.0])

# Arguments, options, inputs[, how], as module_row.py takes them.
ROWS = [
    ([], {}, [(3, 4)]),
    ([], {}, [(2, 3, 2, 2)]),
    ([0.1, 0.9], {}, [NEAR], {"passes": 2}),
    ([0.25, 0.25], {}, [(2, 3)]),
    ([], {}, [(3, 4)], {"training": False}),
    ([-0.5, 1.5], {}, [(2, 3)], {"training": False}),
]

# Params, then the shape of each input with "N" for the batch; some that PyTorch takes, and one for each of its refusals.
SHAPES = [
    ({}, ["N", 3]),
    ({"lower": 0.2, "upper": 0.2}, ["N", 3, 4, 7]),
    ({"lower": 0.5, "upper": 0.25}, ["N", 3]),
]
