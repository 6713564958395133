"""Padding of signals, images and volumes (those of images with zeros, mirrors and edges are in rows_convs.py, too)."""

SIGNAL, IMAGE, VOLUME = (2, 2, 4), (1, 2, 3, 4), (1, 1, 2, 4, 3)
KEPT = {"parameters": "initial"}

# Type, arguments, options, inputs[, how], as module_row.py takes them; each kind: one width, one a side, some that cut.
SIDES = [
    (1, SIGNAL, [2, [1, 3], [-1, 2], [-1, -2], 0]),
    (2, IMAGE, [1, [1, 2, 0, 1], [-1, 1, 2, -1]]),
    (3, VOLUME, [1, [1, 2, 0, 1, 1, 0], [-1, 1, 2, -1, 0, 1]]),
]
KINDS = ["Zero", "Constant", "Reflection", "Replication", "Circular"]


def rows():
    for kind in KINDS:
        more = [-1.5] if kind == "Constant" else []
        for rank, shape, paddings in SIDES:
            for padding in paddings:
                yield (f"{kind}Pad{rank}d", [padding, *more], {}, [shape], KEPT)
            # A sample without a batch.
            yield (f"{kind}Pad{rank}d", [1, *more], {}, [shape[1:]], KEPT)
    yield ("ConstantPad1d", [[1, 0], 2], {}, [SIGNAL], KEPT)
    yield ("ReplicationPad3d", [[5, 0, 3, 4, 0, 6]], {}, [(1, 1, 2, 1, 2)], KEPT)
    yield ("CircularPad2d", [[4, 0, 3, 1]], {}, [IMAGE], KEPT)


ROWS = list(rows())


# Type, params, then the shape of each input with "N" for the batch; some that PyTorch takes, and one for each of its refusals.
def shapes():
    for kind in KINDS:
        more = {"value": 0.5} if kind == "Constant" else {}
        for rank in [1, 2, 3]:
            name = f"{kind}Pad{rank}d"
            sample = [3, 4, 7, 6][: rank + 1]
            yield (name, {"padding": 2, **more}, ["N", *sample])
            yield (name, {"padding": [1, 0, 2, 3, -1, 2][: 2 * rank], **more}, ["N", *sample])
            yield (name, {"padding": 1, **more}, ["N"])
            if kind not in ["Zero", "Constant"]:
                yield (name, {"padding": 1, **more}, ["N", *sample, 4])
            if kind in ["Reflection", "Circular"]:
                for wide in range(rank):
                    sides = [1] * 2 * rank
                    sides[2 * wide] = 8
                    yield (name, {"padding": sides, **more}, ["N", *sample])
            if kind in ["Zero", "Constant"]:
                yield (name, {"padding": -4, **more}, ["N", *sample])


SHAPES = [entry for entry in shapes() if not (entry[0] in ["ZeroPad1d", "ConstantPad1d"] and entry[2] == ["N"])]
