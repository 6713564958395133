"""Normalisation of volumes and over processes, and what drops whole channels (the others are in rows_norms.py and rows_samplers.py)."""

VOLUME = (2, 3, 2, 3, 2)
EVAL = {"training": False}
TWICE = {"passes": 2}

# Type, arguments, options, inputs[, how], as module_row.py takes them.
ROWS = [
    ("BatchNorm3d", [3], {}, [VOLUME]),
    ("BatchNorm3d", [3], {}, [VOLUME], EVAL),
    ("BatchNorm3d", [3], {"momentum": None, "eps": 0.01}, [VOLUME], TWICE),
    ("BatchNorm3d", [3], {"affine": False, "trackRunningStats": False}, [VOLUME]),
    ("SyncBatchNorm", [3], {}, [(4, 3)]),
    ("SyncBatchNorm", [3], {}, [(2, 3, 4)], TWICE),
    ("SyncBatchNorm", [3], {}, [(2, 3, 2, 3)], EVAL),
    ("SyncBatchNorm", [3], {"affine": False}, [VOLUME]),
    ("InstanceNorm3d", [3], {}, [VOLUME]),
    ("InstanceNorm3d", [3], {"affine": True, "eps": 0.01}, [VOLUME[1:]]),
    ("InstanceNorm3d", [3], {"affine": True, "trackRunningStats": True}, [VOLUME], TWICE),
    ("InstanceNorm3d", [3], {"trackRunningStats": True, "momentum": 0.4}, [VOLUME], EVAL),
    ("CrossMapLRN2d", [3], {"alpha": 0.5, "beta": 0.6, "k": 2}, [(2, 5, 3, 2)]),
    ("CrossMapLRN2d", [4], {"alpha": 0.5}, [(1, 5, 2, 2)]),
    ("CrossMapLRN2d", [2], {"alpha": 0.7}, [(1, 3, 2, 2)]),
    ("CrossMapLRN2d", [9], {"alpha": 0.7, "k": 1.5}, [(2, 3, 2, 1)]),
    ("Dropout3d", [0.3], {}, [(4, 3, 2, 1, 2)]),
    ("Dropout3d", [0.5], {}, [(6, 2, 1, 2)]),
    ("Dropout3d", [0.5], {}, [(4, 2, 2)]),
    ("Dropout3d", [1.0], {}, [VOLUME]),
    ("Dropout3d", [0.5], {}, [VOLUME], EVAL),
    ("FeatureAlphaDropout", [0.3], {}, [(4, 5, 2, 2)]),
    ("FeatureAlphaDropout", [0.6], {}, [(4, 5)]),
    ("FeatureAlphaDropout", [1.0], {}, [(2, 3, 2)]),
    ("FeatureAlphaDropout", [0.6], {}, [(2, 3, 2)], EVAL),
]


# Type, params, then the shape of each input with "N" for the batch; some that PyTorch takes, and one for each of its refusals.
def shapes():
    volume = ["N", 3, 4, 7, 6]
    for affine in [True, False]:
        yield ("BatchNorm3d", {"num_features": 3, "affine": affine}, volume)
        yield ("InstanceNorm3d", {"num_features": 3, "affine": affine}, volume)
        for shape in [volume[:2], volume[:3], volume]:
            yield ("SyncBatchNorm", {"num_features": 3, "affine": affine}, shape)
    yield ("BatchNorm3d", {"num_features": 3}, volume[:4])
    yield ("BatchNorm3d", {"num_features": 4}, volume)
    yield ("SyncBatchNorm", {"num_features": 4}, volume)
    yield ("SyncBatchNorm", {"num_features": 4}, ["N"])
    yield ("InstanceNorm3d", {"num_features": 4, "affine": True}, volume)
    yield ("InstanceNorm3d", {"num_features": 3}, volume[:3])
    yield ("InstanceNorm3d", {"num_features": 3}, ["N", 3, 1, 1, 1])
    for size in [3, 4]:
        yield ("CrossMapLRN2d", {"size": size}, volume[:4])
    yield ("CrossMapLRN2d", {"size": 3}, volume[:3])
    for shape in [volume, volume[:4], volume[:3]]:
        yield ("Dropout3d", {"p": 0.3}, shape)
        yield ("FeatureAlphaDropout", {"p": 0.3}, shape)
    yield ("FeatureAlphaDropout", {}, ["N"])


SHAPES = list(shapes())
