"""Poolings that give the places of the largest values, and MaxUnpool1d to 3d, which put values back there."""

IMAGE = (2, 3, 6, 7)
TIES = ("ties", (2, 2, 6, 5))
BOTH = {"return_indices": True}
HALF = {"kernel_size": 2}
PLACES1 = ("values", [[[1, 2, 7], [0, 3, 4]]])
PLACES2 = ("values", [[[[5, 2], [9, 14]]]])
PLACES3 = ("values", [[[[[0, 3], [9, 14]]]]])

# Type, params, inputs by name[, how], as handle_row.py takes them.
NAMED = [
    ("MaxPool1d", {**HALF, **BOTH}, {"input": (2, 3, 9)}),
    ("MaxPool1d", {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True, **BOTH}, {"input": (3, 8)}),
    ("MaxPool2d", {**HALF, **BOTH}, {"input": IMAGE}),
    ("MaxPool2d", {"kernel_size": [3, 2], "stride": [2, 1], "padding": [1, 0], "dilation": [1, 2], **BOTH}, {"input": IMAGE}),
    ("MaxPool2d", {"kernel_size": 3, "stride": 2, "ceil_mode": True, **BOTH}, {"input": TIES}),
    ("MaxPool2d", {**HALF, **BOTH}, {"input": (3, 5, 4)}, {"training": False}),
    ("MaxPool3d", {**HALF, **BOTH}, {"input": (1, 2, 4, 5, 4)}),
    ("MaxPool3d", {"kernel_size": [2, 3, 1], "stride": [1, 2, 2], "padding": [1, 1, 0], **BOTH}, {"input": (2, 4, 5, 4)}),
    ("AdaptiveMaxPool1d", {"output_size": 3, **BOTH}, {"input": (2, 3, 8)}),
    ("AdaptiveMaxPool2d", {"output_size": [2, 3], **BOTH}, {"input": IMAGE}),
    ("AdaptiveMaxPool2d", {"output_size": [4, None], **BOTH}, {"input": IMAGE}),
    ("AdaptiveMaxPool2d", {"output_size": 1, **BOTH}, {"input": IMAGE}),
    ("AdaptiveMaxPool3d", {"output_size": [2, 1, 2], **BOTH}, {"input": (1, 2, 4, 5, 4)}),
    ("MaxUnpool1d", HALF, {"input": (1, 2, 3), "indices": ("values", [[[1, 2, 5], [0, 3, 4]]])}),
    ("MaxUnpool1d", {"kernel_size": 3, "stride": 2, "padding": 1, "output_size": 6}, {"input": (2, 3), "indices": ("values", [[1, 2, 5], [0, 3, 4]])}),
    ("MaxUnpool2d", HALF, {"input": (1, 1, 2, 2), "indices": PLACES2}),
    ("MaxUnpool2d", {**HALF, "output_size": [5, 4]}, {"input": (1, 1, 2, 2), "indices": PLACES2}),
    ("MaxUnpool2d", {**HALF, "stride": [2, 3]}, {"input": (1, 2, 2), "indices": ("values", [[[5, 2], [9, 14]]])}, {"training": False}),
    ("MaxUnpool3d", HALF, {"input": (1, 1, 1, 2, 2), "indices": PLACES3}),
    ("MaxUnpool3d", {"kernel_size": [2, 2, 3], "output_size": [3, 5, 7]}, {"input": (1, 1, 1, 2, 2), "indices": PLACES3}),
    ("MaxPool2d", {"kernel_size": 2, "padding": 2, **BOTH}, {"input": IMAGE}),
    ("MaxPool3d", {"kernel_size": 9, **BOTH}, {"input": (1, 2, 4, 5, 4)}),
    ("AdaptiveMaxPool1d", {"output_size": 3, **BOTH}, {"input": (2, 3, 8, 2)}),
    ("MaxUnpool1d", HALF, {"input": (1, 2, 3), "indices": ("int", 5, (1, 2, 4))}),
    ("MaxUnpool1d", HALF, {"input": (2, 1, 2, 3), "indices": ("int", 5, (2, 1, 2, 3))}),
    ("MaxUnpool2d", HALF, {"input": (1, 1, 2, 2), "indices": (1, 1, 2, 2)}),
    ("MaxUnpool2d", {**HALF, "output_size": [8, 4]}, {"input": (1, 1, 2, 2), "indices": PLACES2}),
    ("MaxUnpool2d", HALF, {"input": (2, 2), "indices": ("int", 5, (2, 2))}),
    ("MaxUnpool3d", HALF, {"input": (1, 2, 2), "indices": ("int", 5, (1, 2, 2))}),
    ("MaxUnpool3d", HALF, {"input": (1, 1, 1, 2, 2), "indices": ("int", 5, (1, 1, 1, 2, 3))}),
]
