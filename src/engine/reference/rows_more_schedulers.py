"""Learning rate schedulers beside those of rows_schedulers.py, in the same way, with the values of PyTorch 2.15."""
import warnings

from rows_schedulers import row

NAME = "more_schedulers"

ROWS = [
    (["ConstantLR", [], {}], "SGD"),
    (["ConstantLR", [], {"factor": 0.1, "totalIters": 20}], "SGD", 15),
    (["PolynomialLR", [], {"totalIters": 40}], "SGD"),
    (["PolynomialLR", [], {"totalIters": 12, "power": 2.5}], "Adam", 5),
    (["CyclicLR", [0.01, 0.1], {"stepSizeUp": 7}], "SGD"),
    (["CyclicLR", [[0.01, 0.001], [0.1, 0.05]], {"stepSizeUp": 4, "stepSizeDown": 9, "mode": "triangular2"}], "SGD", 15),
    (["CyclicLR", [0.01, 0.1], {"stepSizeUp": 10, "mode": "exp_range", "gamma": 0.95, "baseMomentum": 0.7, "maxMomentum": [0.9, 0.8]}], "Adam"),
    (["CyclicLR", [0.01, 0.1], {"stepSizeUp": 10, "cycleMomentum": False}], "Adagrad"),
    (["MultiplicativeLR", ["power"], {}], "SGD"),
    (["MultiplicativeLR", [["power", "inverse"]], {}], "SGD", 8),
    (["SequentialLR", [[["ConstantLR", [], {"totalIters": 3}], ["PolynomialLR", [], {"totalIters": 30}]], [10]], {}], "SGD"),
]


def rows():
    warnings.simplefilter("ignore")
    return [row(*entry) for entry in ROWS]
