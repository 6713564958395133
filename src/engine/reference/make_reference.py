"""Writes the PyTorch values that the engine's tests compare with: python3 make_reference.py [name ...]

Each file of rows_*.py beside this one defines NAME and rows(); a row becomes one entry of NAME.json. Values are rounded to
eight digits, and those of sums have their magnitudes beside them (magnitudes.py). They are those of PyTorch 2.13, which the
engine follows; each file names the version that made it. A value that is saved already stays as it is where the new one is equal
by the rule of tolerance.py, since other processors round the last digits otherwise; else the script says where it is not.
"""
import importlib
import json
import pathlib
import sys

import torch

from keeping import keeping

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE))


def main(names):
    torch.set_num_threads(1)
    for path in sorted(HERE.glob("rows_*.py")):
        module = importlib.import_module(path.stem)
        if names and module.NAME not in names:
            continue
        path = HERE / (module.NAME + ".json")
        rows = list(module.rows())
        if path.exists():
            rows = keeping(json.loads(path.read_text())["rows"], json.loads(json.dumps(rows)))
        lines = ",\n".join("  " + json.dumps(row, separators=(",", ":")) for row in rows)
        text = '{\n"torch": "%s",\n"rows": [\n%s\n]\n}\n' % (torch.__version__.split("+")[0], lines)
        path.write_text(text)
        print("%s: %d rows, %d kB" % (module.NAME, len(rows), len(text) // 1000))


if __name__ == "__main__":
    main(sys.argv[1:])
