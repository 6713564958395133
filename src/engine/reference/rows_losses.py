"""Losses: (type, parameters, inputs[, how]) for every reduction, with ties, far values, weights, and sizes that do not fit."""
import torch

from node_row import node_row

NAME = "losses"

A, B = (3, 4), (3, 4)
REDUCTIONS = ["mean", "sum", "none"]
KINKS = {"kinks": True}
X = ("values", [-100.0, -20.5, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 15.0, 100.0])
Y = ("values", [100.0, -20.0, 0.0, 0.5, 0.0, -0.5, 1.0, 1.0, 15.5, -100.0])
SHARES = ("values", [0.0, 1.0, 0.0, 1.0, 0.25, 0.5, 0.999])
ANSWERS = ("values", [0.0, 1.0, 1.0, 0.0, 1.0, 0.5, 0.25])
SIGNS = ("values", [1, -1, 1])
SIGN_MATRIX = ("values", [[1.0, -1.0, 1.0, -1.0], [-1.0, 1.0, 1.0, 1.0], [1.0, -1.0, -1.0, 0.0]])
CLASSES = ("values", [3, 0, 1])
WEIGHT = [0.5, 2.0, 1.0, 0.0]


def shares(*shape):
    return torch.rand(*shape) * 0.9 + 0.05


def distances():
    for kind, choices in [
        ("L1Loss", [{}]),
        ("SmoothL1Loss", [{}, {"beta": 0.3}, {"beta": 0.0}]),
        ("HuberLoss", [{}, {"delta": 0.3}]),
        ("MSELoss", [{}]),
    ]:
        for reduction in REDUCTIONS:
            for params in choices:
                yield kind, {"reduction": reduction, **params}, [A, B]
        for params in choices:
            yield kind, params, [X, Y], KINKS
            yield kind, {"reduction": "none", **params}, [X, Y], KINKS
        yield kind, {}, [A, (1, 4)]
        yield kind, {}, [(3, 1), (3,)]
        yield kind, {}, [(2, 3, 1, 2), (2, 3, 1, 2)]
        yield kind, {"reduction": "sum"}, [(), ()]
        yield kind, {}, [A, (3,)]
    yield "L1Loss", {}, [A, ("int", 4, (3, 4))], KINKS


def binary():
    for reduction in REDUCTIONS:
        for weight in [{}, {"weight": WEIGHT}]:
            params = {"reduction": reduction, **weight}
            yield "BCELoss", params, [shares(3, 4), shares(3, 4)]
            yield "BCEWithLogitsLoss", params, [A, shares(3, 4)]
            yield "BCEWithLogitsLoss", {**params, "pos_weight": [3.0, 0.5, 1.0, 2.0]}, [A, shares(3, 4)]
    # The gradient of the target is infinite where the input is 0 or 1.
    yield "BCELoss", {}, [SHARES, ANSWERS], {**KINKS, "frozen": (1,)}
    yield "BCELoss", {"reduction": "none"}, [SHARES, ANSWERS], {**KINKS, "frozen": (1,)}
    far = ("values", [-100.0, 100.0, -100.0, 100.0, -15.0, 20.5, 0.0])
    for pos_weight in [{}, {"pos_weight": [2.5]}]:
        yield "BCEWithLogitsLoss", pos_weight, [far, ANSWERS], KINKS
        yield "BCEWithLogitsLoss", {"reduction": "none", **pos_weight}, [far, ANSWERS], KINKS
    yield "BCELoss", {}, [shares(2, 3, 1, 2), shares(2, 3, 1, 2)]
    yield "BCEWithLogitsLoss", {}, [(2, 3, 1, 2), shares(2, 3, 1, 2)]
    yield "BCELoss", {}, [shares(3, 4), shares(2, 4)]
    yield "BCELoss", {"weight": [1.0, 2.0, 3.0]}, [shares(3, 4), shares(3, 4)]
    yield "BCELoss", {}, [shares(3, 4), ("int", 2, (3, 4))]
    yield "BCEWithLogitsLoss", {}, [A, shares(2, 4)]
    yield "BCEWithLogitsLoss", {}, [A, shares(4)]
    yield "BCEWithLogitsLoss", {"pos_weight": [1.0, 2.0, 3.0]}, [A, shares(3, 4)]
    yield "BCEWithLogitsLoss", {}, [A, ("int", 2, (3, 4))]


def labels():
    for reduction in REDUCTIONS:
        yield "NLLLoss", {"reduction": reduction}, [A, CLASSES]
        yield "NLLLoss", {"reduction": reduction, "weight": WEIGHT, "ignore_index": 1}, [A, CLASSES]
        yield "NLLLoss", {"reduction": reduction, "ignore_index": 2}, [(2, 3, 1, 2), ("int", 3, (2, 1, 2))]
        yield "CrossEntropyLoss", {"reduction": reduction, "weight": WEIGHT, "ignore_index": 1}, [A, CLASSES]
    yield "NLLLoss", {}, [(2, 3, 2), ("int", 3, (2, 2))]
    yield "NLLLoss", {}, [(2, 3, 2, 1, 2), ("int", 3, (2, 2, 1, 2))]
    yield "NLLLoss", {}, [(4,), ("values", 2)]
    yield "NLLLoss", {"reduction": "none"}, [A, ("values", [-100, -100, -100])]
    yield "NLLLoss", {}, [A, ("values", [-100, -100, -100])], KINKS
    yield "NLLLoss", {}, [A, ("values", [0, 4, 1])]
    yield "NLLLoss", {}, [A, ("values", [0, -1, 1])]
    yield "NLLLoss", {}, [A, ("int", 4, (2,))]
    yield "NLLLoss", {}, [A, ("int", 4, (3, 1))]
    yield "NLLLoss", {}, [A, B]
    yield "NLLLoss", {}, [A, (3,)]
    yield "NLLLoss", {}, [(4,), ("int", 4, (3,))]
    yield "NLLLoss", {}, [(3, 4, 2), ("int", 4, (3,))]
    yield "NLLLoss", {}, [(3, 4, 2), ("int", 4, (3, 3))]
    yield "NLLLoss", {}, [(3, 4, 2, 2), ("int", 4, (3,))]
    yield "NLLLoss", {}, [(3, 4, 2, 2), ("int", 4, (3, 2, 1))]
    yield "NLLLoss", {"weight": [1.0, 2.0]}, [A, CLASSES]
    yield "CrossEntropyLoss", {"ignore_index": 1}, [A, ("probs", (3, 4))]


def distributions():
    logs = torch.log_softmax(torch.randn(3, 4), 1)
    for reduction in [*REDUCTIONS, "batchmean"]:
        yield "KLDivLoss", {"reduction": reduction}, [logs, ("probs", (3, 4))]
        yield "KLDivLoss", {"reduction": reduction, "log_target": True}, [logs, B]
    certain = ("values", [[0.0, 1.0, 0.0, 0.0], [0.5, 0.5, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0]])
    yield "KLDivLoss", {"reduction": "none"}, [logs, certain], {**KINKS, "frozen": (1,)}
    yield "KLDivLoss", {"reduction": "batchmean"}, [logs, ("probs", (1, 4))]
    yield "KLDivLoss", {"reduction": "sum"}, [(4,), ("positive", (4,))]
    yield "KLDivLoss", {"reduction": "sum"}, [A, (3,)]
    yield "KLDivLoss", {"reduction": "sum"}, [A, ("int", 2, (3, 4))]


def embeddings():
    for reduction in REDUCTIONS:
        for params in [{}, {"margin": 0.25}]:
            params = {"reduction": reduction, **params}
            yield "HingeEmbeddingLoss", params, [A, SIGN_MATRIX], {"frozen": (1,)}
            yield "CosineEmbeddingLoss", params, [A, B, SIGNS]
            yield "TripletMarginLoss", params, [A, B, (3, 4)]
        yield "TripletMarginLoss", {"reduction": reduction, "p": 1.0, "margin": 2.0}, [A, B, (3, 4)]
        yield "TripletMarginLoss", {"reduction": reduction, "p": 3.0, "swap": True}, [A, B, (3, 4)]
        yield "TripletMarginLoss", {"reduction": reduction, "swap": True, "eps": 0.01}, [A, B, (3, 4)]
    yield "HingeEmbeddingLoss", {}, [("values", [1.0, 0.5, 2.0]), SIGNS], KINKS
    yield "HingeEmbeddingLoss", {}, [A, (3,)]
    yield "CosineEmbeddingLoss", {}, [(4,), (4,), ("values", -1)]
    yield "CosineEmbeddingLoss", {}, [A, B, ("values", [[1], [1], [1]])]
    yield "CosineEmbeddingLoss", {}, [A, B, ("values", 1)]
    yield "CosineEmbeddingLoss", {}, [(4,), (4,), SIGNS]
    yield "CosineEmbeddingLoss", {}, [A, (2, 4), SIGNS]
    yield "CosineEmbeddingLoss", {}, [A, B, ("values", [1, -1])]
    yield "TripletMarginLoss", {}, [(4,), (4,), (4,)]
    yield "TripletMarginLoss", {}, [("ties", (3, 4)), ("ties", (3, 4)), ("ties", (3, 4))], KINKS
    yield "TripletMarginLoss", {}, [A, (4,), (3, 4)]
    yield "TripletMarginLoss", {}, [A, (2, 4), (3, 4)]


def refused():
    whole = ("int", 4, (3, 4))
    yield "L1Loss", {}, [whole, whole]
    yield "HingeEmbeddingLoss", {}, [whole, SIGN_MATRIX]
    for name in ["weight", "pos_weight"]:
        yield "BCEWithLogitsLoss", {name: WEIGHT}, [(3, 1), shares(3, 1)]
    yield "CrossEntropyLoss", {}, [(), ()]
    yield "CrossEntropyLoss", {}, [(), ("values", 0)]


def rows():
    torch.manual_seed(0)
    for part in [distances, binary, labels, distributions, embeddings, refused]:
        for spec in part():
            yield node_row(*spec)
