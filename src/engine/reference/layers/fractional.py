"""FractionalMaxPool2d and 3d: both ways to say the size, windows drawn in both modes, and shapes that fit and that do not."""

IMAGE = (2, 3, 7, 9)
VOLUME = (1, 2, 6, 5, 7)
HALF = {"output_ratio": 0.5}
BOTH = {"return_indices": True}

# Type, params, inputs by name[, how], as handle_row.py takes them.
NAMED = [
    ("FractionalMaxPool2d", {"kernel_size": 2, **HALF}, {"input": IMAGE}),
    ("FractionalMaxPool2d", {"kernel_size": [3, 2], "output_size": [3, 5], **BOTH}, {"input": IMAGE}),
    ("FractionalMaxPool2d", {"kernel_size": 2, "output_ratio": [0.7, 0.4]}, {"input": IMAGE}, {"training": False}),
    ("FractionalMaxPool2d", {"kernel_size": 2, "output_size": 1, **BOTH}, {"input": (3, 5, 4)}),
    ("FractionalMaxPool3d", {"kernel_size": 2, **HALF}, {"input": VOLUME}),
    ("FractionalMaxPool3d", {"kernel_size": [2, 1, 3], "output_size": [4, 3, 2], **BOTH}, {"input": VOLUME}),
    ("FractionalMaxPool3d", {"kernel_size": 2, "output_size": 2}, {"input": (2, 4, 5, 4)}, {"training": False}),
    ("FractionalMaxPool2d", {"kernel_size": 2}, {"input": IMAGE}),
    ("FractionalMaxPool2d", {"kernel_size": 2, "output_size": 2, **HALF}, {"input": IMAGE}),
    ("FractionalMaxPool2d", {"kernel_size": 5, "output_size": 4}, {"input": IMAGE}),
    ("FractionalMaxPool2d", {"kernel_size": 2, "output_size": 2}, {"input": (3, 7)}),
    ("FractionalMaxPool2d", {"kernel_size": 2, **HALF}, {"input": (2, 3, 4, 5, 6)}),
    ("FractionalMaxPool3d", {"kernel_size": 2}, {"input": VOLUME}),
    ("FractionalMaxPool3d", {"kernel_size": 4, "output_size": [2, 3, 2]}, {"input": VOLUME}),
    ("FractionalMaxPool3d", {"kernel_size": 2, "output_size": 2}, {"input": (3, 7, 9)}),
    ("FractionalMaxPool3d", {"kernel_size": 2, **HALF}, {"input": (1, 2, 3, 4, 5, 6)}),
]
