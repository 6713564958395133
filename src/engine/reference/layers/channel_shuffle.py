"""ChannelShuffle: every option and edge, and shapes that fit and that do not."""

TYPE = "ChannelShuffle"

# Arguments, options, inputs[, how], as module_row.py takes them.
ROWS = [
    ([2], {}, [(2, 4, 3)]),
    ([2], {}, [(2, 6, 2, 3)]),
    ([3], {}, [(1, 6, 3, 2)]),
    ([1], {}, [(2, 3, 2, 2)]),
    ([4], {}, [(2, 4, 2, 1)]),
    ([2], {}, [(1, 4, 2, 1, 3)]),
]

# Params, then the shape of each input with "N" for the batch; some that PyTorch takes, and one for each of its refusals.
SHAPES = [
    ({"groups": 2}, ["N", 4, 7]),
    ({"groups": 3}, ["N", 6, 4, 7]),
    ({"groups": 6}, ["N", 6, 2, 4, 7]),
    ({"groups": 2}, ["N", 4]),
    ({"groups": 3}, ["N", 4, 7]),
    ({"groups": 2}, ["N", 7, 4, 4]),
]
