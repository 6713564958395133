"""Losses of counts, margins and several labels: (type, parameters, inputs[, how]) for every option, with ties, far values and what does not fit."""
import torch

from node_row import node_row

NAME = "more_losses"

A, B = (3, 4), (3, 4)
REDUCTIONS = ["mean", "sum", "none"]
KINKS = {"kinks": True}
WEIGHT = [0.5, 2.0, 1.0, 0.0]
CLASSES = ("values", [3, 0, 1])
SIGNS = ("values", [[1.0, -1.0, 1.0, -1.0], [-1.0, 1.0, 1.0, 1.0], [1.0, -1.0, -1.0, 1.0]])
ANSWERS = ("values", [[1.0, 0.0, 1.0, 0.0], [0.0, 1.0, 1.0, 1.0], [0.0, 0.0, 0.25, 1.0]])
COUNTS = ("values", [[0.5, 2.0, 3.0, 7.0], [0.75, 1.5, 12.0, 4.0], [2.0, 0.25, 30.0, 0.125]])
NONE_TOO = ("values", [[0.0, 2.0, 3.0, 7.0], [1.0, 1.5, 12.0, 4.0], [2.0, 0.0, 30.0, 1.0]])
LABELS = ("values", [[3, 0, -1, 1], [1, -1, -1, -1], [-1, 2, 0, 1], [0, 1, 2, 3], [2, 2, 1, -1]])
WHOLE = ("int", 4, (3, 4))


def positive(*shape):
    return torch.rand(shape) + 0.1


def counts():
    for reduction in REDUCTIONS:
        for full in [False, True]:
            params = {"reduction": reduction, "full": full}
            yield "PoissonNLLLoss", params, [A, COUNTS]
            yield "PoissonNLLLoss", {**params, "log_input": False}, [positive(3, 4), COUNTS]
    # The gradient of a target of 0 is infinite, or no number.
    yield "PoissonNLLLoss", {"full": True}, [A, NONE_TOO], {**KINKS, "frozen": (1,)}
    yield "PoissonNLLLoss", {"log_input": False, "eps": 0.5}, [positive(3, 4), NONE_TOO], {"frozen": (1,)}
    yield "PoissonNLLLoss", {"log_input": False}, [("values", [0.0, 1.0, 2.0]), ("values", [1.0, 0.0, 2.0])], KINKS
    yield "PoissonNLLLoss", {"full": True}, [A, ("int", 9, (3, 4))]
    yield "PoissonNLLLoss", {}, [A, (4,)]
    yield "PoissonNLLLoss", {}, [(3, 1), ("int", 9, (3,))]
    yield "PoissonNLLLoss", {"reduction": "sum"}, [(), ()]
    yield "PoissonNLLLoss", {"reduction": "none"}, [(2, 3, 1, 2), (2, 3, 1, 2)]
    yield "PoissonNLLLoss", {}, [A, (3,)]


def spreads():
    for reduction in REDUCTIONS:
        for full in [False, True]:
            yield "GaussianNLLLoss", {"reduction": reduction, "full": full}, [A, B, positive(3, 4)]
        yield "GaussianNLLLoss", {"reduction": reduction, "eps": 0.5}, [A, B, positive(3, 1)], KINKS
        yield "GaussianNLLLoss", {"reduction": reduction}, [A, B, positive(3)]
    yield "GaussianNLLLoss", {}, [A, B, ("values", [[0.0], [1.0], [2.0]])], KINKS
    yield "GaussianNLLLoss", {}, [(2, 3, 1, 2), (2, 3, 1, 2), positive(2, 3, 1, 1)]
    yield "GaussianNLLLoss", {"reduction": "none"}, [(2, 3, 1, 2), (2, 3, 1, 2), positive(2, 3, 1, 2)]
    yield "GaussianNLLLoss", {"full": True}, [(), (), positive()]
    yield "GaussianNLLLoss", {}, [A, (4,), positive(3, 4)]
    yield "GaussianNLLLoss", {}, [A, WHOLE, positive(3, 4)]
    yield "GaussianNLLLoss", {}, [A, B, positive(1, 1)]
    yield "GaussianNLLLoss", {}, [A, B, positive(4)]
    yield "GaussianNLLLoss", {}, [A, (3,), positive(3, 4)]
    yield "GaussianNLLLoss", {}, [A, B, ("values", [[1.0], [-1.0], [2.0]])]


def orders():
    for reduction in REDUCTIONS:
        for margin in [0.0, 0.5, -0.25]:
            yield "MarginRankingLoss", {"reduction": reduction, "margin": margin}, [A, B, SIGNS]
        yield "SoftMarginLoss", {"reduction": reduction}, [A, SIGNS], {"frozen": (1,)}
    yield "MarginRankingLoss", {}, [("ties", (3, 4)), ("ties", (3, 4)), SIGNS], KINKS
    yield "MarginRankingLoss", {"margin": 1.0}, [("ties", (3, 4)), ("ties", (3, 4)), SIGNS], KINKS
    yield "MarginRankingLoss", {}, [A, (1, 4), ("values", [[1], [-1], [1]])]
    yield "MarginRankingLoss", {"reduction": "none"}, [(2, 3, 1, 2), (2, 3, 1, 2), (1, 1, 1, 1)]
    yield "MarginRankingLoss", {}, [(), (), ("values", -1)]
    yield "MarginRankingLoss", {}, [A, B, (3,)]
    yield "MarginRankingLoss", {}, [A, (4,), SIGNS]
    yield "MarginRankingLoss", {}, [A, (2, 4), SIGNS]
    yield "MarginRankingLoss", {}, [A, B, (2, 4)]
    far = ("values", [-80.0, 80.0, -15.0, 20.5, 0.0])
    yield "SoftMarginLoss", {"reduction": "none"}, [far, ("values", [1.0, 1.0, -1.0, 1.0, 1.0])], {**KINKS, "frozen": (1,)}
    yield "SoftMarginLoss", {"reduction": "none"}, [(2, 3, 1, 2), (2, 3, 1, 2)], {"frozen": (1,)}
    yield "SoftMarginLoss", {}, [(), ("values", -1.0)], {"frozen": (1,)}
    yield "SoftMarginLoss", {}, [A, ("values", [[1], [-1], [1]])]
    yield "SoftMarginLoss", {}, [A, (4,)], {"frozen": (1,)}
    yield "SoftMarginLoss", {}, [(4,), A], {"frozen": (1,)}
    yield "SoftMarginLoss", {}, [A, (3,)], {"frozen": (1,)}
    yield "SoftMarginLoss", {}, [WHOLE, SIGNS], {"frozen": (1,)}


def classes():
    for reduction in REDUCTIONS:
        for p in [1, 2]:
            yield "MultiMarginLoss", {"reduction": reduction, "p": p}, [A, CLASSES]
            yield "MultiMarginLoss", {"reduction": reduction, "p": p, "margin": 0.3, "weight": WEIGHT}, [A, CLASSES]
        yield "MultiLabelMarginLoss", {"reduction": reduction}, [(5, 4), LABELS]
        yield "MultiLabelSoftMarginLoss", {"reduction": reduction}, [A, ANSWERS]
        yield "MultiLabelSoftMarginLoss", {"reduction": reduction, "weight": WEIGHT}, [A, ANSWERS]
    for p in [1, 2]:
        yield "MultiMarginLoss", {"p": p}, [("ties", (3, 4)), CLASSES], KINKS
        yield "MultiMarginLoss", {"p": p, "reduction": "none"}, [(4,), ("values", 2)]
    yield "MultiMarginLoss", {"margin": -0.5}, [A, CLASSES]
    yield "MultiMarginLoss", {}, [(4,), ("values", [2])]
    yield "MultiMarginLoss", {}, [A, ("values", [0, 4, 1])]
    yield "MultiMarginLoss", {}, [A, ("values", [0, -1, 1])]
    yield "MultiMarginLoss", {}, [A, ("int", 4, (2,))]
    yield "MultiMarginLoss", {}, [A, ("int", 4, (3, 1))]
    yield "MultiMarginLoss", {}, [(4,), ("int", 4, (3,))]
    yield "MultiMarginLoss", {}, [(3, 4, 2), ("int", 4, (3,))]
    yield "MultiMarginLoss", {"weight": [1.0, 2.0]}, [A, CLASSES]
    yield "MultiMarginLoss", {}, [A, (3,)]
    yield "MultiMarginLoss", {}, [WHOLE, CLASSES]
    yield "MultiLabelMarginLoss", {}, [("ties", (5, 4)), LABELS], KINKS
    yield "MultiLabelMarginLoss", {"reduction": "none"}, [(4,), ("values", [2, 0, -1, -1])]
    yield "MultiLabelMarginLoss", {}, [A, ("values", [[4, 0, 1, -1]] * 3)]
    yield "MultiLabelMarginLoss", {}, [A, ("values", [[0, -2, 1, -1]] * 3)]
    yield "MultiLabelMarginLoss", {}, [A, ("int", 4, (3, 3))]
    yield "MultiLabelMarginLoss", {}, [A, ("int", 4, (3,))]
    yield "MultiLabelMarginLoss", {}, [(4,), WHOLE]
    yield "MultiLabelMarginLoss", {}, [(2, 3, 4), ("int", 4, (2, 3, 4))]
    yield "MultiLabelMarginLoss", {}, [A, B]
    yield "MultiLabelMarginLoss", {}, [WHOLE, WHOLE]
    yield "MultiLabelSoftMarginLoss", {}, [("values", [[-100.0, 100.0, -15.0, 20.5]]), ("values", [[1.0, 0.0, 1.0, 1.0]])], KINKS
    yield "MultiLabelSoftMarginLoss", {}, [(4,), ("int", 2, (4,))]
    yield "MultiLabelSoftMarginLoss", {"reduction": "none"}, [(2, 3, 1, 2), (2, 3, 1, 2)]
    yield "MultiLabelSoftMarginLoss", {}, [A, (4,)]
    yield "MultiLabelSoftMarginLoss", {}, [A, (3,)]
    yield "MultiLabelSoftMarginLoss", {}, [(), ()]
    yield "MultiLabelSoftMarginLoss", {"weight": [1.0, 2.0, 3.0]}, [A, ANSWERS]


def triplets():
    for reduction in REDUCTIONS:
        for distance in ["pairwise_distance", "cosine_distance"]:
            params = {"reduction": reduction, "distance_function": distance}
            yield "TripletMarginWithDistanceLoss", params, [A, B, (3, 4)]
            yield "TripletMarginWithDistanceLoss", {**params, "swap": True, "margin": 0.25}, [A, B, (3, 4)], KINKS
    yield "TripletMarginWithDistanceLoss", {}, [(4,), (4,), (4,)]
    yield "TripletMarginWithDistanceLoss", {"distance_function": "cosine_distance"}, [(2, 3, 2), (2, 3, 2), (2, 3, 2)]
    yield "TripletMarginWithDistanceLoss", {}, [A, (4,), (3, 4)]
    yield "TripletMarginWithDistanceLoss", {}, [A, (2, 4), (3, 4)]
    yield "TripletMarginWithDistanceLoss", {"distance_function": "cosine_distance"}, [(4,), (4,), (4,)]


def kinks():
    """Of losses in rows_losses.py, where PyTorch 2.15 has another gradient: none at the very margin."""
    yield "CosineEmbeddingLoss", {}, [("values", [[1.0, 0.0], [0.0, 0.0], [1.0, 1.0]]), ("values", [[1.0, 0.0], [1.0, 0.0], [1.0, 1.0]]), ("values", [1, -1, 1])], KINKS
    yield "HingeEmbeddingLoss", {"reduction": "none"}, [("values", [1.0, 0.5, 1.0]), ("values", [-1, -1, 1])], KINKS
    yield "TripletMarginLoss", {"eps": 0.0}, [("values", [[1.0]]), ("values", [[1.0]]), ("values", [[2.0]])], KINKS


def sequences():
    """As many samples as steps, since a graph takes the first dimension of every input for the batch."""
    logs = torch.log_softmax(torch.randn(5, 5, 4), 2)
    labels = ("values", [[1, 2, 3], [1, 1, 2], [3, 3, 3], [2, 1, 0], [3, 0, 0]])
    steps, sizes = ("values", [5, 5, 4, 5, 2]), ("values", [3, 2, 1, 2, 0])
    for reduction in REDUCTIONS:
        yield "CTCLoss", {"reduction": reduction}, [logs, labels, steps, sizes], KINKS
        yield "CTCLoss", {"reduction": reduction, "blank": 3}, [logs, ("int", 3, (5, 3)), steps, sizes], KINKS
        # Three alike need two blanks between them: five steps, not four.
        impossible = [logs, labels, ("values", [5, 5, 4, 5, 2]), ("values", [3, 3, 3, 2, 1])]
        yield "CTCLoss", {"reduction": reduction, "zero_infinity": True}, impossible, KINKS
    yield "CTCLoss", {}, [logs, ("values", [1, 2, 3, 1, 1, 3, 2, 1]), steps, sizes], KINKS
    alone = [torch.log_softmax(torch.randn(6, 4), 1), ("values", [1, 2, 2]), ("values", 6), ("values", 3)]
    yield "CTCLoss", {}, alone, KINKS
    yield "CTCLoss", {"reduction": "none"}, alone, KINKS
    yield "CTCLoss", {"blank": 4}, [logs, labels, steps, sizes]
    yield "CTCLoss", {}, [logs, labels, ("values", [5, 5]), sizes]
    yield "CTCLoss", {}, [logs, labels, steps, ("values", [3, 2])]
    yield "CTCLoss", {}, [logs, labels, ("values", [5, 6, 4, 5, 2]), sizes]
    yield "CTCLoss", {}, [logs, labels, steps, ("values", [3, 4, 1, 2, 0])]


def rows():
    torch.manual_seed(0)
    for part in [counts, spreads, orders, classes, triplets, kinks, sequences]:
        for spec in part():
            yield node_row(*spec)
