"""Writes the PyTorch values that the engine's tests compare with: python3 make_reference.py [name ...]

Each file of rows_*.py beside this one defines NAME and rows(); a row becomes one entry of NAME.json. Values are rounded to
eight digits. They are those of PyTorch 2.13, which the engine follows; each file names the version that made it.
"""
import importlib
import json
import pathlib
import sys

import torch

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE))


def main(names):
    torch.set_num_threads(1)
    for path in sorted(HERE.glob("rows_*.py")):
        module = importlib.import_module(path.stem)
        if names and module.NAME not in names:
            continue
        rows = list(module.rows())
        lines = ",\n".join("  " + json.dumps(row, separators=(",", ":")) for row in rows)
        text = '{\n"torch": "%s",\n"rows": [\n%s\n]\n}\n' % (torch.__version__, lines)
        (HERE / (module.NAME + ".json")).write_text(text)
        print("%s: %d rows, %d kB" % (module.NAME, len(rows), len(text) // 1000))


if __name__ == "__main__":
    main(sys.argv[1:])
