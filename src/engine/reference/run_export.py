"""Runs exported folders on PyTorch: python3 run_export.py FOLDER ...   One JSON line a folder, with what differs.

Each folder holds the export, inputs.safetensors, weights.safetensors and engine.safetensors: the engine's values under the
names of `gradwire run --grad`. case.json says what to do: mode, seed, the inputs without gradients, and the names of the results.
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


def compare(found, expected, name):
    if found is None:
        return f"{name}: PyTorch has none"
    if list(found.shape) != list(expected.shape):
        return f"{name}: shape {list(found.shape)} in PyTorch, {list(expected.shape)} in the engine"
    found = found.detach().float()
    scale = expected.abs().nan_to_num(posinf=0).max().item() if expected.numel() else 0
    if torch.allclose(found, expected, rtol=1e-5, atol=1e-6 + 2e-5 * scale, equal_nan=True):
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
    learns = {name: x.is_floating_point() and name not in case["frozen"] for name, x in inputs.items()}
    leaves = {name: x.clone().requires_grad_(learns[name]) for name, x in inputs.items()}
    expected = load(os.path.join(folder, "engine.safetensors"))
    found = {}
    torch.manual_seed(case["seed"])
    if case["trains"]:
        train = importlib.import_module("train")
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
    wanted = [name for name in expected if name in found]
    if not any(name.startswith(("act/", "loss")) for name in wanted):
        return ["nothing was compared"]
    more = [f"{name}: the engine has none" for name, value in found.items() if value is not None and name not in expected]
    return more + [problem for problem in (compare(found[name], expected[name], name) for name in wanted) if problem]


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
