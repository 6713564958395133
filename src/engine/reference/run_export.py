"""Runs exported folders on PyTorch: python3 run_export.py FOLDER ...   One JSON line a folder, with what differs and what hooks printed.

Each folder holds the export, inputs.safetensors, weights.safetensors and engine.safetensors: the engine's values under the
names of `gradwire run --grad`. case.json says what to do: mode, seed, the inputs without gradients and the names of the results.
"""
import contextlib
import importlib
import io
import json
import os
import sys
import warnings

import torch

sys.path.insert(1, os.path.dirname(os.path.abspath(__file__)))
from magnitudes import growing_magnitudes  # noqa: E402
from tolerance import first_apart  # noqa: E402

MODULES = ("model", "train", "tensor_file")


def fresh(folder):
    for name in MODULES:
        sys.modules.pop(name, None)
    sys.path[0] = folder
    importlib.invalidate_caches()


def run(folder, printed):
    """What differs; what the first pass prints goes to `printed`."""
    fresh(folder)
    case = json.load(open(os.path.join(folder, "case.json")))
    load = importlib.import_module("tensor_file").load_tensors
    model = getattr(importlib.import_module("model"), case["class"])()
    weights = load(os.path.join(folder, "weights.safetensors"))
    model.load_state_dict(weights)
    keys = list(model.state_dict())
    # What hangs in a list of the source comes where the list does.
    if keys != list(weights) and not (case.get("lists") and sorted(keys) == sorted(weights)):
        return [f"keys {keys} in PyTorch, {list(weights)} in the engine"]
    inputs = load(os.path.join(folder, "inputs.safetensors"))
    expected = load(os.path.join(folder, "engine.safetensors"))
    with contextlib.redirect_stdout(printed):
        found = values(model, inputs, case)
    wanted = {name: value for name, value in expected.items() if name in found}
    if not any(name.startswith(("act/", "loss")) for name in wanted):
        return ["nothing was compared"]
    problems = [f"{name}: the engine has none" for name, value in found.items() if value is not None and name not in expected]
    problems += [f"{name}: {text}" for name, value in wanted.items() if (text := shape_problem(found[name], value))]
    if problems:
        return problems

    def magnitudes():
        fresh(folder)
        exact = getattr(importlib.import_module("model"), case["class"])().double()

        def compute(given):
            exact.load_state_dict({key: given["weights", key] for key in weights})
            exact.zero_grad(set_to_none=True)
            return values(exact, {name: given["inputs", name] for name in inputs}, case)

        given = {("weights", key): x for key, x in weights.items()}
        return growing_magnitudes(compute, {**given, **{("inputs", name): x for name, x in inputs.items()}})

    return differences(found, wanted, magnitudes)


def shape_problem(found, expected):
    if found is None:
        return "PyTorch has none"
    if found.shape != expected.shape:
        return f"shape {list(found.shape)} in PyTorch, {list(expected.shape)} in the engine"
    return None


def differences(found, wanted, magnitudes):
    """What is apart by the rule; magnitudes, which take long, are asked for only where values alone do not tell, and as few as do."""
    apart = [name for name, value in wanted.items() if first_apart(value, found[name]) >= 0]
    added = {}
    for added in magnitudes() if apart else []:
        apart = [name for name in apart if first_apart(wanted[name], found[name], added[name].beside(found[name])) >= 0]
        if not apart:
            break
    return [difference(name, found[name], wanted[name], added[name].beside(found[name])) for name in apart]


def difference(name, found, expected, added):
    i = first_apart(expected, found, added)
    found, expected, added = (x.flatten()[i].item() for x in (found, expected, added))
    return f"{name}: value {i} is {found} in PyTorch, {expected} in the engine, of terms that add up to {added}"


def values(model, inputs, case):
    """In single or double precision, as the inputs are: loss or results, and the gradients of inputs and parameters, under the names of `gradwire run --grad`."""
    learns = {name: x.is_floating_point() and name not in case["frozen"] for name, x in inputs.items()}
    leaves = {name: x.clone().requires_grad_(learns[name]) for name, x in inputs.items()}
    found = {}
    model.train(case["mode"] == "train")
    torch.manual_seed(case["seed"])
    if case["trains"]:
        train = importlib.import_module("train")
        for criterion in vars(train).values():
            if isinstance(criterion, torch.nn.Module):
                criterion.to(next((x.dtype for x in inputs.values() if x.is_floating_point()), torch.float32))
        root, _ = train.compute(model, [leaves[name] for name in train.INPUTS])
        found["loss"] = root
    else:
        results = model(*(leaves[name] for name in case["arguments"]))
        results = [results] if isinstance(results, torch.Tensor) else list(results)
        for name, result in zip(case["results"], results):
            # The engine writes what can have a gradient.
            if not result.is_floating_point():
                continue
            found["act/" + name] = result
        root = sum(result.sum() for result in results if result.is_floating_point())
    root.backward()
    for name, leaf in leaves.items():
        if learns[name]:
            found["grad/" + name] = leaf.grad
    for key, parameter in model.named_parameters():
        found["param_grad/" + key] = parameter.grad
    return {name: None if value is None else value.detach() for name, value in found.items()}


def main(folders):
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    for folder in folders:
        printed = io.StringIO()
        try:
            # Hooks print in every pass, and magnitudes take many.
            with contextlib.redirect_stdout(io.StringIO()):
                problems = run(folder, printed)
        except Exception as error:  # The test names the folder's case with it.
            problems = [f"{type(error).__name__}: {error}"]
        print(json.dumps({"folder": os.path.basename(folder), "problems": problems, "printed": printed.getvalue()}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
