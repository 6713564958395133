"""When two numbers are equal: the rule of docs/testing.md, as in tolerance.ts."""
import torch

#: Eight roundings of single precision: of the value, and of what was added into it.
ALLOWED = 2.0**-21
#: The smallest number that single precision holds in full; what is below it may be 0.
SMALLEST = 2.0**-126


def first_apart(actual, expected, magnitudes=None):
    """The place of the first value of a tensor that is not close, in its flat order; -1 where all are.

    |actual − expected| ≤ ALLOWED · (|expected| + magnitude) + SMALLEST; what is not finite must be the same.
    """
    actual, expected = actual.double().reshape(-1), expected.double().reshape(-1)
    size = expected.abs()
    added = size if magnitudes is None else torch.maximum(size, magnitudes.double().reshape(-1))
    near = (actual - expected).abs() <= ALLOWED * (size + added) + SMALLEST
    finite = expected.isfinite() & actual.isfinite()
    close = torch.where(finite, near, (actual == expected) | (actual.isnan() & expected.isnan()))
    return -1 if bool(close.all()) else int((~close).nonzero()[0])


def is_close(actual, expected, magnitude=0.0):
    """Of two numbers."""
    return first_apart(*(torch.tensor([float(x)]) for x in (actual, expected, magnitude))) < 0
