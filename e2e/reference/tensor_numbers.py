"""How what PyTorch computes goes into the JSON files here, with what was added up on the way to each number (docs/testing.md)."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../src/engine/reference"))
from magnitudes import magnitudes  # noqa: E402
from saving import rounded_up, written_magnitudes  # noqa: E402


def saved(compute, given):
    """What compute(given) gives, tensors by kind and name, e.g. {"seen": …, "gradient": …}: of what is "seen" the numbers that a person reads of a
    tensor, each with its magnitude; of other kinds all values, and magnitudes where one is much more than its value.
    """
    found = flat(compute(given))
    added = magnitudes(lambda values: flat(compute(values)), given)
    result = {}
    for key, value in found.items():
        kind, name, *number = key
        row = result.setdefault(kind, {}).setdefault(name, {})
        if number:
            (row[number[0]],) = digits(value)
            row.setdefault("magnitudes", {})[number[0]] = rounded_up(added[key].beside(value).item())
        else:
            row.update(values=digits(value), **written_magnitudes(value, added[key]))
    return result


def flat(found):
    """By (kind, name), and what is seen by ("seen", name, number)."""
    every = {(kind, name): value.detach() for kind, tensors in found.items() for name, value in tensors.items()}
    seen = {(*key, of): number for key, value in every.items() if key[0] == "seen" for of, number in numbers(value).items()}
    return {**seen, **{key: value for key, value in every.items() if key[0] != "seen"}}


def numbers(value):
    return {"min": value.amin(), "max": value.amax(), "mean": value.mean(), "std": value.std(), "norm": value.norm()}


def digits(tensor):
    """All that single precision has."""
    return [float(f"{value:.9g}") for value in tensor.flatten().tolist()]
