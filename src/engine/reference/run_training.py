"""Runs exported train.py scripts: python3 run_training.py FOLDER ...   One JSON line a folder: what it printed, and what differs from the engine.

Each folder holds the export, its data, the first weights where they are not PyTorch's own, and engine.json: the options of train.py, and the
engine's numbers by their names: `loss` and `rate` of every step, `held-out loss` of every epoch, `train NAME` and `held-out NAME` of metrics.
"""
import contextlib
import importlib
import io
import json
import os
import re
import sys
import traceback
import types
import warnings

import torch

sys.path.insert(1, os.path.dirname(os.path.abspath(__file__)))
from magnitudes import jumping_magnitudes  # noqa: E402
from run_export import differences, fresh  # noqa: E402


def run(folder):
    told = json.load(open(os.path.join(folder, "engine.json")))
    sys.argv = ["train.py", "--log-every", "1", "--device", "cpu", *told["options"]]
    printed = output_of(script(folder))
    found = numbers(printed)
    wanted = {name: torch.tensor(values, dtype=torch.float64) for name, values in told["numbers"].items()}
    problems = [f"{name}: PyTorch has none" for name in wanted if name not in found]
    problems += [
        f"{name}: {len(found[name])} in PyTorch, {len(value)} in the engine" for name, value in wanted.items() if name in found and len(found[name]) != len(value)
    ]
    return {"output": printed, "problems": problems or differences(found, wanted, lambda: magnitudes(folder))}


def script(folder):
    """train.py as a module, which prints its numbers with all their digits."""
    fresh(folder)
    path = os.path.join(folder, "train.py")
    text = re.sub(r":\.[68]g}", ":.17g}", open(path).read())
    train = sys.modules["train"] = types.ModuleType("train")
    train.__file__ = path
    exec(compile(text, path, "exec"), vars(train))
    return train


def output_of(train):
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        train.main()
    return printed.getvalue()


def numbers(printed):
    """What was printed by the names of engine.json."""
    found = {}

    def take(name, values):
        found.setdefault(name, []).extend(values)

    for line in printed.splitlines():
        for name, value in re.findall(r"  (loss|lr|held-out loss) (\S+)", line):
            take({"lr": "rate"}.get(name, name), [float(value)])
        metric = re.match(r"epoch \d+  (\S+)(  (?:train|held-out) [\[\d-].*)", line)
        for part, value in re.findall(r"  (train|held-out) (\[\[.*?\]\]|\S+)", metric[2]) if metric else []:
            take(f"{part} {metric[1]}", torch.tensor(json.loads(value.replace("nan", "NaN")), dtype=torch.float64).flatten().tolist())
    return {name: torch.tensor(values, dtype=torch.float64) for name, values in found.items()}


def magnitudes(folder):
    """Of all numbers of a training in double precision, from the same data and first weights."""
    train = script(folder)
    weights = train.make_model().state_dict()
    data = importlib.import_module("tensor_file").load_tensors(os.path.join(folder, "data.safetensors"))

    def compute(given):
        exact = script(folder)
        make_model, load_tensors = exact.make_model, exact.load_tensors
        exact.load_tensors = lambda path: {name: given["data", name] for name in data}

        def make_exact():
            # Its random numbers are those of single precision, and so are those that come after them.
            torch.set_default_dtype(torch.float32)
            exact.load_tensors = load_tensors
            model = make_model()
            torch.set_default_dtype(torch.float64)
            model.double().load_state_dict({name: given["weights", name] for name in weights})
            return model

        exact.make_model = make_exact
        exact.save_tensors = lambda path, tensors: None
        for criterion in vars(exact).values():
            if isinstance(criterion, torch.nn.Module):
                criterion.double()
        return numbers(output_of(exact))

    return jumping_magnitudes(compute, {**{("weights", k): x for k, x in weights.items()}, **{("data", k): x for k, x in data.items()}})


def main(folders):
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    for folder in folders:
        try:
            answer = run(folder)
        except Exception:  # The test shows it.
            answer = {"output": "", "problems": [traceback.format_exc()]}
        print(json.dumps({"folder": os.path.basename(folder), **answer}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
