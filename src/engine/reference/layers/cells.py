"""RNNCell, LSTMCell and GRUCell: every option, with and without a state and a batch, and shapes that fit and that do not."""

SIZES = {"input_size": 3, "hidden_size": 2}
STATE = (4, 2)

# Type, params, inputs by name[, how], as handle_row.py takes them.
NAMED = [
    ("RNNCell", SIZES, {"input": (4, 3)}),
    ("RNNCell", {**SIZES, "nonlinearity": "relu"}, {"input": (4, 3), "hx": STATE}),
    ("RNNCell", {**SIZES, "bias": False}, {"input": (4, 3), "hx": STATE}),
    ("RNNCell", SIZES, {"input": (3,), "hx": (2,)}),
    ("RNNCell", {"input_size": 1, "hidden_size": 1, "bias": False, "nonlinearity": "relu"}, {"input": (1, 1)}, {"training": False}),
    ("LSTMCell", SIZES, {"input": (4, 3)}),
    ("LSTMCell", SIZES, {"input": (4, 3), "h_0": STATE, "c_0": STATE}),
    ("LSTMCell", SIZES, {"input": (4, 3), "h_0": STATE, "c_0": STATE}, {"only": ["h_1"]}),
    ("LSTMCell", SIZES, {"input": (4, 3), "h_0": STATE, "c_0": STATE}, {"only": ["c_1"], "frozen": ["input"]}),
    ("LSTMCell", {**SIZES, "bias": False}, {"input": (3,), "h_0": (2,), "c_0": (2,)}),
    ("LSTMCell", SIZES, {"input": (3,)}, {"training": False}),
    ("GRUCell", SIZES, {"input": (4, 3)}),
    ("GRUCell", SIZES, {"input": (4, 3), "hx": STATE}),
    ("GRUCell", {**SIZES, "bias": False}, {"input": (4, 3), "hx": STATE}),
    ("GRUCell", SIZES, {"input": (3,), "hx": (2,)}, {"training": False}),
    ("RNNCell", SIZES, {"input": (4, 5)}),
    ("RNNCell", SIZES, {"input": (5,)}),
    ("RNNCell", SIZES, {"input": (4, 3), "hx": (5, 2)}),
    ("RNNCell", SIZES, {"input": (4, 3), "hx": (4, 3)}),
    ("RNNCell", SIZES, {"input": (4, 3), "hx": (3,)}),
    ("RNNCell", SIZES, {"input": (3,), "hx": (4, 2)}),
    ("RNNCell", SIZES, {"input": (4, 2, 3)}),
    ("RNNCell", SIZES, {"input": (4, 3), "hx": (1, 4, 2)}),
    ("LSTMCell", SIZES, {"input": (4, 3), "h_0": (3, 2), "c_0": STATE}),
    ("LSTMCell", SIZES, {"input": (4, 3), "h_0": STATE, "c_0": (4, 3)}),
    ("LSTMCell", SIZES, {"input": (4, 3), "h_0": STATE, "c_0": (3, 2)}),
    ("LSTMCell", SIZES, {"input": (4, 3), "h_0": STATE, "c_0": (1, 4, 2)}),
    ("LSTMCell", SIZES, {"input": (2, 4, 3)}),
    ("GRUCell", SIZES, {"input": (4, 2)}),
    ("GRUCell", SIZES, {"input": (4, 3), "hx": (3, 2)}),
    ("GRUCell", SIZES, {"input": ()}),
]

# Type, params, then the shape of each input with "N" for the batch; some that PyTorch takes, and one for each of its refusals.
SHAPES = [
    ("RNNCell", SIZES, ["N", 3]),
    ("RNNCell", SIZES, ["N", 3], ["N", 2]),
    ("RNNCell", SIZES, ["N", 4]),
    ("RNNCell", SIZES, ["N", 2, 3]),
    ("RNNCell", SIZES, ["N", 3], ["N", 4]),
    ("GRUCell", SIZES, ["N", 3], ["N", 2]),
    ("GRUCell", SIZES, ["N", 2]),
]
