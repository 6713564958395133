"""CosineSimilarity and PairwiseDistance: every option and edge, and shapes that fit and that do not."""

X, Y = (3, 4), (2, 3, 4)

# Type, arguments, options, inputs[, how], as module_row.py takes them.
ROWS = [
    ("CosineSimilarity", [], {}, [X, X]),
    ("CosineSimilarity", [], {"dim": -1, "eps": 0.01}, [Y, Y]),
    ("CosineSimilarity", [], {"dim": 0}, [X, X]),
    ("CosineSimilarity", [], {}, [Y, (3, 4)]),
    ("CosineSimilarity", [], {}, [Y, (2, 1, 4)]),
    ("CosineSimilarity", [], {"dim": 0}, [(5,), (5,)]),
    ("CosineSimilarity", [], {"eps": 3.0}, [X, X]),
    ("PairwiseDistance", [], {}, [X, X]),
    ("PairwiseDistance", [], {"p": 1, "eps": 0.01, "keepdim": True}, [Y, Y]),
    ("PairwiseDistance", [], {"p": 3}, [Y, (3, 4)]),
    ("PairwiseDistance", [], {"p": 1.5}, [X, (4,)]),
    ("PairwiseDistance", [], {}, [(5,), (5,)]),
]

# Type, params, then the shape of each input with "N" for the batch; some that PyTorch takes, and one for each of its refusals.
SHAPES = [
    ("CosineSimilarity", {}, ["N", 3], ["N", 3]),
    ("CosineSimilarity", {"dim": 2}, ["N", 3, 4], ["N", 3, 4]),
    ("CosineSimilarity", {"dim": -2}, ["N", 3, 4], ["N", 1, 4]),
    ("CosineSimilarity", {}, ["N", 3], ["N", 4]),
    ("CosineSimilarity", {"dim": 2}, ["N", 3], ["N", 3]),
    ("PairwiseDistance", {}, ["N", 3], ["N", 3]),
    ("PairwiseDistance", {"p": 1, "keepdim": True}, ["N", 3, 4], ["N", 1, 4]),
    ("PairwiseDistance", {"p": 3}, ["N", 3, 4], ["N", 3, 4]),
    ("PairwiseDistance", {}, ["N", 3], ["N", 4]),
]
