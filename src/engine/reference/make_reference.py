"""Writes the PyTorch values that the engine's tests compare with: python3 make_reference.py [name ...]

Each file of rows_*.py beside this one defines NAME and rows(); a row becomes one entry of NAME.json. A layer may have a file
of its own, layers/NAME.py with TYPE and ROWS, the arguments of module_row, and so may a family, whose rows begin with the type.
Where inputs are left out or there are several outputs, NAMED has the arguments of handle_row. The values are layers/NAME.json. Values are rounded to
eight digits, and those of sums have their magnitudes beside them (magnitudes.py). They are those of PyTorch 2.13, which the
engine follows; each file names the version that made it. A value that is saved already stays as it is where the new one is equal
by the rule of tolerance.py, since other processors round the last digits otherwise; else the script says where it is not.
"""
import importlib
import json
import pathlib
import sys

import torch

from handle_row import handle_row
from keeping import keeping
from module_row import module_row

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE))


def sources():
    """The name of each file of values, and what makes its rows."""
    for path in sorted(HERE.glob("rows_*.py")):
        module = importlib.import_module(path.stem)
        yield module.NAME, module.rows
    for path in sorted(HERE.glob("layers/*.py")):
        module = importlib.import_module("layers." + path.stem)
        yield "layers/" + path.stem, lambda module=module: layer_rows(module)


def layer_rows(module):
    """Those of modules that are called with tensors, one after another, and then those with named inputs and outputs."""
    plain = [module_row(*row) for row in of_types(module, getattr(module, "ROWS", []))]
    return plain + [handle_row(*row) for row in of_types(module, getattr(module, "NAMED", []))]


def of_types(module, entries):
    """With their type in front, where the file is about one."""
    return [(module.TYPE, *entry) for entry in entries] if hasattr(module, "TYPE") else entries


def main(names):
    torch.set_num_threads(1)
    for name, make in sources():
        if names and name not in names:
            continue
        path = HERE / (name + ".json")
        rows = list(make())
        if path.exists():
            rows = keeping(json.loads(path.read_text())["rows"], json.loads(json.dumps(rows)))
        lines = ",\n".join("  " + json.dumps(row, separators=(",", ":")) for row in rows)
        text = '{\n"torch": "%s",\n"rows": [\n%s\n]\n}\n' % (torch.__version__.split("+")[0], lines)
        path.write_text(text)
        print("%s: %d rows, %d kB" % (name, len(rows), len(text) // 1000))


if __name__ == "__main__":
    main(sys.argv[1:])
