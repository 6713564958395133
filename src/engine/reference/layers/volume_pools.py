"""Poolings of volumes, and by a norm of signals (those of images and signals are in rows_layers.py and rows_samplers.py)."""

VOLUME = (2, 2, 4, 5, 6)
SAMPLE = VOLUME[1:]
TIES = ("ties", (1, 2, 4, 5, 6))
SIDES = {"stride": [2, 1, 3], "padding": [1, 0, 1]}
UP = {"stride": 2, "padding": 1, "ceilMode": True}

# Type, arguments, options, inputs[, how], as module_row.py takes them.
ROWS = [
    ("MaxPool3d", [2], {}, [VOLUME]),
    ("MaxPool3d", [[2, 1, 3]], SIDES, [TIES]),
    ("MaxPool3d", [3], UP, [TIES]),
    ("MaxPool3d", [2], {"stride": 1, "dilation": [1, 2, 3]}, [TIES]),
    ("MaxPool3d", [2], {}, [SAMPLE]),
    ("MaxPool3d", [1], {"stride": 2}, [(1, 1, 3, 2, 1)]),
    ("MaxPool3d", [2], {}, [("values", [[[[[1.0, float("nan")], [2.0, 3.0]], [[0.0, 1.0], [5.0, 2.0]]]]])]),
    ("AvgPool3d", [2], {}, [VOLUME]),
    ("AvgPool3d", [[2, 3, 3]], SIDES, [VOLUME]),
    ("AvgPool3d", [3], UP, [VOLUME]),
    ("AvgPool3d", [3], {**UP, "countIncludePad": False}, [VOLUME]),
    ("AvgPool3d", [[2, 3, 1]], {"divisorOverride": 5, "ceilMode": True}, [VOLUME]),
    ("AvgPool3d", [2], {}, [SAMPLE]),
    ("AdaptiveAvgPool3d", [1], {}, [VOLUME]),
    ("AdaptiveAvgPool3d", [[2, 5, 3]], {}, [VOLUME]),
    ("AdaptiveAvgPool3d", [[3, None, 4]], {}, [VOLUME]),
    ("AdaptiveAvgPool3d", [[7, 2, 8]], {}, [SAMPLE]),
    ("AdaptiveMaxPool3d", [1], {}, [TIES]),
    ("AdaptiveMaxPool3d", [[2, 5, 3]], {}, [TIES]),
    ("AdaptiveMaxPool3d", [[3, None, 4]], {}, [TIES]),
    ("AdaptiveMaxPool3d", [[7, 2, 8]], {}, [SAMPLE]),
    ("LPPool1d", [2, 2], {}, [(2, 3, 7)]),
    ("LPPool1d", [1, 3], {"stride": 2, "ceilMode": True}, [("positive", (1, 2, 8))]),
    ("LPPool1d", [3, 2], {"stride": 1}, [("positive", (2, 5))]),
    ("LPPool3d", [2, 2], {}, [VOLUME]),
    ("LPPool3d", [1.5, [2, 3, 1]], {"stride": [1, 2, 2], "ceilMode": True}, [("positive", (1, 2, 4, 6, 5))]),
    ("LPPool3d", [2, 2], {}, [SAMPLE]),
]


# Type, params, then the shape of each input with "N" for the batch; some that PyTorch takes, and one for each of its refusals.
def shapes():
    volume = ["N", 3, 7, 6, 9]
    for kind in ["MaxPool3d", "AvgPool3d"]:
        for stride in [None, 1, [2, 3, 1]]:
            for more in [{}, {"padding": 1}, {"padding": [0, 1, 0], "ceil_mode": True}]:
                yield (kind, {"kernel_size": [3, 2, 4], "stride": stride, **more}, volume)
        yield (kind, {"kernel_size": 3, "padding": 2}, volume)
        yield (kind, {"kernel_size": 7}, volume)
        yield (kind, {"kernel_size": [1, 9, 1]}, volume)
        yield (kind, {"kernel_size": 2}, ["N", 3, 7])
        yield (kind, {"kernel_size": 2}, [*volume, 2])
    yield ("MaxPool3d", {"kernel_size": 2, "dilation": [3, 2, 1], "stride": 1}, volume)
    yield ("MaxPool3d", {"kernel_size": 3, "dilation": 2, "padding": [2, 1, 0]}, volume)
    for kind in ["AdaptiveAvgPool3d", "AdaptiveMaxPool3d"]:
        for size in [1, [2, 3, 4], [None, 9, 1]]:
            yield (kind, {"output_size": size}, volume)
        yield (kind, {"output_size": 2}, ["N", 3, 7])
    for kind, shape in [("LPPool1d", ["N", 3, 8]), ("LPPool3d", volume)]:
        for params in [{}, {"stride": 2}, {"stride": 2, "ceil_mode": True}]:
            yield (kind, {"norm_type": 2, "kernel_size": 3, **params}, shape)
        yield (kind, {"norm_type": 2, "kernel_size": 12}, shape)
        yield (kind, {"norm_type": 2, "kernel_size": 3}, ["N"])


SHAPES = list(shapes())
