"""Runs exported folders on PyTorch: python3 run_export.py FOLDER ...   One JSON line a folder, with what differs.

Each folder holds the export, inputs.safetensors, weights.safetensors and engine.safetensors: the engine's values under the
names of `gradwire run --grad`. case.json says what to do: mode, seed, the inputs without gradients, the names of the results, and whether the
net is so deep that single precision itself loses something (deep).
"""
import importlib
import json
import os
import sys
import warnings

import torch

MODULES = ("model", "train", "tensor_file")


def fresh(folder):
    for name in MODULES:
        sys.modules.pop(name, None)
    sys.path[0] = folder
    importlib.invalidate_caches()


def compare(found, exact, expected, name):
    if found is None:
        return f"{name}: PyTorch has none"
    if list(found.shape) != list(expected.shape):
        return f"{name}: shape {list(found.shape)} in PyTorch, {list(expected.shape)} in the engine"
    scale = expected.abs().nan_to_num(posinf=0).max().item() if expected.numel() else 0
    atol = 1e-6 + 2e-5 * scale
    if exact is not None:
        # What single precision loses on the way, the engine may lose too; normalised values have a sum without a gradient.
        lost = (found - exact).abs().nan_to_num(posinf=0)
        atol += 1e-4 * max(scale, 0.05) + 20 * (lost.max().item() if lost.numel() else 0)
    if torch.allclose(found, expected, rtol=1e-5, atol=atol, equal_nan=True):
        return None
    return f"{name}: {found.flatten()[:4].tolist()} in PyTorch, {expected.flatten()[:4].tolist()} in the engine"


def run(folder):
    fresh(folder)
    case = json.load(open(os.path.join(folder, "case.json")))
    load = importlib.import_module("tensor_file").load_tensors
    model_file = importlib.import_module("model")
    model = getattr(model_file, case["class"])()
    weights = load(os.path.join(folder, "weights.safetensors"))
    model.load_state_dict(weights)
    keys = list(model.state_dict())
    if keys != list(weights):
        return [f"keys {keys} in PyTorch, {list(weights)} in the engine"]
    model.train(case["mode"] == "train")
    inputs = load(os.path.join(folder, "inputs.safetensors"))
    expected = load(os.path.join(folder, "engine.safetensors"))
    found = values(model, inputs, case)
    wanted = [name for name in expected if name in found]
    if not any(name.startswith(("act/", "loss")) for name in wanted):
        return ["nothing was compared"]
    exact = {}
    if case.get("deep"):
        fresh(folder)
        model.zero_grad(set_to_none=True)
        exact = values(model.double(), {k: x.double() if x.is_floating_point() else x for k, x in inputs.items()}, case)
    more = [f"{name}: the engine has none" for name, value in found.items() if value is not None and name not in expected]
    problems = (compare(found[name], exact.get(name), expected[name], name) for name in wanted)
    return more + [problem for problem in problems if problem]


def values(model, inputs, case):
    """Loss or results, and the gradients of inputs and parameters, under the names of `gradwire run --grad`."""
    learns = {name: x.is_floating_point() and name not in case["frozen"] for name, x in inputs.items()}
    leaves = {name: x.clone().requires_grad_(learns[name]) for name, x in inputs.items()}
    found = {}
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
    return {name: None if value is None else value.detach().float() for name, value in found.items()}


def main(folders):
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    for folder in folders:
        try:
            problems = run(folder)
        except Exception as error:  # The test names the folder's case with it.
            problems = [f"{type(error).__name__}: {error}"]
        print(json.dumps({"folder": os.path.basename(folder), "problems": problems}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
