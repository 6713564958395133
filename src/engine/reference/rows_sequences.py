"""Layers that read sequences, as the graph's node types: named inputs and outputs, and parameters by PyTorch's names."""
from handle_row import handle_row

NAME = "sequences"

BATCHED = {"batch_first": True}

ROWS = [
    ("RNN", {"input_size": 3, "hidden_size": 2}, {"input": (4, 2, 3)}),
    ("RNN", {"input_size": 3, "hidden_size": 2, "nonlinearity": "relu", **BATCHED}, {"input": (2, 4, 3)}),
    ("RNN", {"input_size": 3, "hidden_size": 2, "bias": False, "num_layers": 2}, {"input": (4, 2, 3), "hx": (2, 2, 2)}),
    ("RNN", {"input_size": 3, "hidden_size": 2, "bidirectional": True, **BATCHED}, {"input": (3, 4, 3), "hx": (2, 3, 2)}),
    ("RNN", {"input_size": 3, "hidden_size": 2}, {"input": (4, 3)}),
    ("RNN", {"input_size": 1, "hidden_size": 1, **BATCHED}, {"input": (1, 1, 1)}),
    ("LSTM", {"input_size": 3, "hidden_size": 4}, {"input": (5, 2, 3)}),
    ("LSTM", {"input_size": 3, "hidden_size": 4, **BATCHED}, {"input": (2, 5, 3), "h_0": (1, 2, 4), "c_0": (1, 2, 4)}),
    ("LSTM", {"input_size": 2, "hidden_size": 3, "num_layers": 2, "bidirectional": True, **BATCHED}, {"input": (2, 4, 2)}),
    ("LSTM", {"input_size": 2, "hidden_size": 3, "num_layers": 2, "bidirectional": True}, {"input": (4, 2, 2), "h_0": (4, 2, 3), "c_0": (4, 2, 3)}),
    ("LSTM", {"input_size": 2, "hidden_size": 3, "bias": False}, {"input": (3, 2), "h_0": (1, 3), "c_0": (1, 3)}),
    ("LSTM", {"input_size": 2, "hidden_size": 3, "bidirectional": True}, {"input": (1, 2, 2)}),
    ("LSTM", {"input_size": 2, "hidden_size": 3, "num_layers": 3, "dropout": 0.4, **BATCHED}, {"input": (2, 3, 2)}),
    ("LSTM", {"input_size": 2, "hidden_size": 3, "num_layers": 2, "dropout": 0.4}, {"input": (2, 3, 2)}, {"training": False}),
    ("LSTM", {"input_size": 2, "hidden_size": 3}, {"input": (4, 2, 2)}, {"only": ["c_n"]}),
    ("LSTM", {"input_size": 2, "hidden_size": 3}, {"input": (4, 2, 2)}, {"only": ["h_n"]}),
    ("LSTM", {"input_size": 2, "hidden_size": 3}, {"input": (4, 2, 2)}, {"only": ["output"]}),
    ("LSTM", {"input_size": 2, "hidden_size": 3}, {"input": (4, 2, 2)}, {"frozen": ["input"]}),
    ("LSTM", {"input_size": 2, "hidden_size": 5, **BATCHED}, {"input": (1, 60, 2)}),
    ("GRU", {"input_size": 3, "hidden_size": 4}, {"input": (5, 2, 3)}),
    ("GRU", {"input_size": 3, "hidden_size": 4, **BATCHED}, {"input": (2, 5, 3), "hx": (1, 2, 4)}),
    ("GRU", {"input_size": 2, "hidden_size": 3, "num_layers": 2, "bidirectional": True, **BATCHED}, {"input": (2, 4, 2)}),
    ("GRU", {"input_size": 2, "hidden_size": 3, "num_layers": 2, "bias": False}, {"input": (3, 2), "hx": (2, 3)}),
    ("GRU", {"input_size": 2, "hidden_size": 3, "num_layers": 2, "dropout": 0.5}, {"input": (3, 2, 2)}),
    ("GRU", {"input_size": 2, "hidden_size": 3}, {"input": (4, 2, 2)}, {"only": ["h_n"]}),
    ("GRU", {"input_size": 2, "hidden_size": 5, **BATCHED}, {"input": (1, 60, 2)}),
    ("RNN", {"input_size": 3, "hidden_size": 2}, {"input": (4, 2, 5)}),
    ("LSTM", {"input_size": 3, "hidden_size": 2}, {"input": (4, 2, 3), "h_0": (1, 3, 2), "c_0": (1, 2, 2)}),
    ("LSTM", {"input_size": 3, "hidden_size": 2}, {"input": (4, 2, 3), "h_0": (1, 2, 2), "c_0": (2, 2, 2)}),
    ("LSTM", {"input_size": 3, "hidden_size": 2}, {"input": (4, 2, 3), "h_0": (2, 2), "c_0": (1, 2, 2)}),
    ("GRU", {"input_size": 3, "hidden_size": 2, **BATCHED}, {"input": (4, 2, 3), "hx": (1, 2, 2)}),
    ("GRU", {"input_size": 3, "hidden_size": 2}, {"input": (4, 3), "hx": (1, 1, 2)}),
    ("GRU", {"input_size": 3, "hidden_size": 2}, {"input": (4, 2, 2, 3)}),
]


def rows():
    return [handle_row(*entry) for entry in ROWS]
