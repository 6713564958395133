"""Optimisers that PyTorch 2.15 has beside those of rows_optimizers.py, in the same way."""
from rows_optimizers import row

NAME = "more_optimizers"

ROWS = [
    ("ASGD", {}),
    ("ASGD", {"lr": 0.1, "lambd": 0.01, "alpha": 0.5, "t0": 4, "weightDecay": 0.1}),
    ("ASGD", {"lr": 0.05, "t0": 0, "maximize": True}),
    ("Rprop", {}),
    ("Rprop", {"lr": 0.1, "etas": [0.3, 1.5], "stepSizes": [0.01, 0.3]}),
    ("Rprop", {"lr": 0.05, "maximize": True}),
    ("Adafactor", {}),
    ("Adafactor", {"lr": 0.5, "beta2Decay": -0.5, "eps": [1e-3, 0.5], "weightDecay": 0.1}),
    ("Adafactor", {"lr": 0.1, "d": 1.5, "maximize": True}),
    ("Muon", {}),
    ("Muon", {"lr": 0.1, "momentum": 0.8, "nesterov": False, "weightDecay": 0, "adjustLrFn": "match_rms_adamw"}),
    ("Muon", {"lr": 0.1, "nsCoefficients": [2.0, -1.5, 0.5], "nsSteps": 3, "eps": 1.0, "adjustLrFn": "spectral_unclamped"}),
]


def rows():
    return [row(*entry) for entry in ROWS]
