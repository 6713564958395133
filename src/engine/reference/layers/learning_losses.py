"""Losses that have weights of their own: LinearCrossEntropyLoss and AdaptiveLogSoftmaxWithLoss (of whose pair the loss is compared)."""
X = (6, 5)
LONG = "int64"
KEPT = {"parameters": "initial"}
CLASSES = ("values", [0, 3, 9, 5, 1, 0])
FEW = ("values", [3, 0, 1, 2, 2, 0])


# Type, arguments, options, inputs[, how], as module_row.py takes them.
def rows():
    for reduction in ["mean", "sum", "none"]:
        yield ("LinearCrossEntropyLoss", [5, 4], {"reduction": reduction}, [X, FEW], KEPT)
        yield ("LinearCrossEntropyLoss", [5, 4], {"reduction": reduction, "bias": True, "labelSmoothing": 0.2}, [X, FEW], KEPT)
        yield ("LinearCrossEntropyLoss", [5, 4], {"reduction": reduction, "ignoreIndex": 2}, [X, FEW], KEPT)
    yield ("LinearCrossEntropyLoss", [5, 4], {}, [X, ("probs", (6, 4))], KEPT)
    yield ("LinearCrossEntropyLoss", [5, 4], {"bias": True}, [(5,), ("values", 2)], KEPT)
    yield ("LinearCrossEntropyLoss", [5, 4], {"outFeatures": [2, 3], "bias": True}, [X, ("int", 4, (6, 2, 3))], KEPT)
    yield ("LinearCrossEntropyLoss", [5, 4], {"outFeatures": [2]}, [X, ("probs", (6, 4, 2))], KEPT)
    yield ("AdaptiveLogSoftmaxWithLoss", [5, 10, [4]], {}, [X, CLASSES], KEPT)
    yield ("AdaptiveLogSoftmaxWithLoss", [5, 10, [2, 4, 7]], {"divValue": 1.5, "headBias": True}, [X, CLASSES], KEPT)
    yield ("AdaptiveLogSoftmaxWithLoss", [5, 10, [4]], {"divValue": 2.0}, [(5,), ("values", 7)], KEPT)
    # A cluster without a target has no gradient at all.
    yield ("AdaptiveLogSoftmaxWithLoss", [5, 10, [4, 7]], {"divValue": 2.0}, [X, ("values", [8, 9, 1, 0, 3, 7])], KEPT)
    yield ("AdaptiveLogSoftmaxWithLoss", [5, 10, [4]], {"divValue": 2.0}, [X, ("values", [0, 1, 2, 3, 2, 1])], KEPT)


ROWS = list(rows())

# Type, params, then the shape of each input with "N" for the batch, in parentheses with its type where that is another.
LINEAR = {"in_features": 5, "num_classes": 4}
ADAPTIVE = {"in_features": 5, "n_classes": 10, "cutoffs": [2, 6], "div_value": 2.0}
SHAPES = [
    ("LinearCrossEntropyLoss", LINEAR, ["N", 5], (["N"], LONG)),
    ("LinearCrossEntropyLoss", {**LINEAR, "bias": True, "label_smoothing": 0.1}, ["N", 5], ["N", 4]),
    ("LinearCrossEntropyLoss", {**LINEAR, "reduction": "none", "out_features": [3]}, ["N", 5], (["N", 3], LONG)),
    ("LinearCrossEntropyLoss", LINEAR, ["N", 4], (["N"], LONG)),
    ("LinearCrossEntropyLoss", LINEAR, ["N", 3, 5], (["N", 3], LONG)),
    ("LinearCrossEntropyLoss", {**LINEAR, "ignore_index": 2}, ["N", 5], ["N", 4]),
    ("LinearCrossEntropyLoss", LINEAR, ["N", 5], (["N", 3], LONG)),
    ("AdaptiveLogSoftmaxWithLoss", ADAPTIVE, ["N", 5], (["N"], LONG)),
    ("AdaptiveLogSoftmaxWithLoss", {**ADAPTIVE, "head_bias": True}, ["N", 5], (["N"], LONG)),
    ("AdaptiveLogSoftmaxWithLoss", ADAPTIVE, ["N", 5], (["N", 2], LONG)),
    ("AdaptiveLogSoftmaxWithLoss", ADAPTIVE, ["N", 3, 5], (["N"], LONG)),
    ("AdaptiveLogSoftmaxWithLoss", ADAPTIVE, ["N", 5], ([4], LONG)),
    ("AdaptiveLogSoftmaxWithLoss", {**ADAPTIVE, "cutoffs": [6, 2]}, ["N", 5], (["N"], LONG)),
]
