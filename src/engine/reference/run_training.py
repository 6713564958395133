"""Runs exported train.py scripts: python3 run_training.py FOLDER ...   One JSON line a folder, with what each printed."""
import contextlib
import importlib
import io
import json
import os
import sys
import traceback
import warnings

import torch


def run(folder):
    for name in ("model", "train", "tensor_file"):
        sys.modules.pop(name, None)
    sys.path[0] = folder
    importlib.invalidate_caches()
    train = importlib.import_module("train")
    more = os.path.join(folder, "arguments.json")
    sys.argv = ["train.py", "--log-every", "1", "--device", "cpu", *(json.load(open(more)) if os.path.exists(more) else [])]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        train.main()
    return printed.getvalue()


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    for folder in sys.argv[1:]:
        try:
            answer = {"output": run(folder)}
        except Exception:  # The test shows it.
            answer = {"output": traceback.format_exc()}
        print(json.dumps({"folder": os.path.basename(folder), **answer}), flush=True)
