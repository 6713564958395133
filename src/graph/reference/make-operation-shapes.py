"""Writes operation-shapes.json: as make-shapes.py, for the operations.   Run: python3 src/graph/reference/make-operation-shapes.py"""
import importlib
import itertools
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
shapes = importlib.import_module("make-shapes")
case, BATCH, LONG = shapes.case, shapes.BATCH, shapes.LONG


def views():
    for shape in [[-1, 84], [-1, 12, 7], [-1, 2, 6, 7], [-1], [3, -1], [-1, 21]]:
        yield case("Reshape", {"shape": shape}, [BATCH, 3, 4, 7])
    yield case("Reshape", {"shape": [-1, 10]}, [BATCH, 3, 7])
    yield case("Reshape", {"shape": [-1, 2, -1]}, [BATCH, 4])
    yield case("Reshape", {"shape": [2, 3]}, [3, 4])
    yield case("Reshape", {"shape": [2, 6]}, [3, 4])
    yield case("Reshape", {"shape": [-1, 2]}, ([BATCH, 4], LONG))
    yield case("Permute", {"dims": [0, 2, 1]}, [BATCH, 3, 7])
    yield case("Permute", {"dims": [2, 0, -2]}, [BATCH, 3, 7])
    yield case("Permute", {"dims": [0, 2, 1]}, [BATCH, 3, 4, 7])
    yield case("Permute", {"dims": [0, 1, 1]}, [BATCH, 3, 7])
    yield case("Permute", {"dims": [0, 1, 3]}, [BATCH, 3, 7])
    for first, second in [(1, 2), (0, 1), (-1, -2), (1, 1), (1, 3)]:
        yield case("Transpose", {"dim0": first, "dim1": second}, [BATCH, 3, 7])
    for dim in [1, 2, -1, 3]:
        yield case("Squeeze", {"dim": dim}, [BATCH, 1, 7])
        yield case("Unsqueeze", {"dim": dim}, [BATCH, 7])
    yield case("Unsqueeze", {"dim": 0}, [BATCH])
    for dim, index in [(1, 0), (1, -1), (2, 6), (-1, 2), (0, 0), (0, -1), (2, 7), (1, -4), (3, 0)]:
        yield case("Select", {"dim": dim, "index": index}, [BATCH, 3, 7])
    for bounds in [{}, {"start": 1}, {"end": -2}, {"start": -9, "end": 99}, {"start": 1, "end": 6, "step": 2}, {"step": 3}]:
        yield case("Slice", {"dim": 2, **bounds}, [BATCH, 3, 7])
    yield case("Slice", {"dim": -2, "start": 2}, [BATCH, 3, 7])
    yield case("Slice", {"dim": 0}, [BATCH, 3])
    yield case("Slice", {"dim": 2}, [BATCH, 3])
    for sizes in [2, 3, 7, 9, [1, 2, 4], [7], [3, 3]]:
        yield case("Split", {"split_size_or_sections": sizes, "dim": 2}, [BATCH, 3, 7])
    yield case("Split", {"split_size_or_sections": 1, "dim": -2}, ([BATCH, 3, 7], LONG))
    yield case("Split", {"split_size_or_sections": 1, "dim": 2}, [BATCH, 3])
    for chunks in [1, 2, 3, 5]:
        yield case("Chunk", {"chunks": chunks, "dim": 1}, [BATCH, 7])
    for size in [[-1, 4, 7], [-1, -1, 7], [BATCH, 4, 7], [2, -1, 3, 7], [-1, 4, 6], [-1, 7], [-1, -1, 4, 7]]:
        if size != [BATCH, 4, 7]:
            yield case("Expand", {"size": size}, [BATCH, 1, 7] if len(size) < 4 else [BATCH, 3, 1])
    yield case("ExpandAs", {}, [1, 1, 7], [BATCH, 4, 7])
    yield case("ExpandAs", {}, [7], [BATCH, 4, 7])
    yield case("ExpandAs", {}, [1, 3], [BATCH, 4])
    yield case("ExpandAs", {}, [BATCH, 1, 3], [BATCH, 3])
    for mode in ["constant", "reflect", "replicate", "circular"]:
        for pad in [[1, 2], [0, 0, 3, 1], [-1, 2, 0, -1], [1, 2, 3], [1, 1, 1, 1, 1, 1]]:
            # Before 2.1, nothing goes around the end of the channels.
            if mode != "circular" or len(pad) < 6:
                yield case("Pad", {"pad": pad, "mode": mode}, [BATCH, 3, 4, 7])
        yield case("Pad", {"pad": [2, 1], "mode": mode}, [BATCH, 3, 7])
        yield case("Pad", {"pad": [1, 1, 0, 2, 1, 1], "mode": mode}, [BATCH, 2, 3, 4, 7])
    yield case("Pad", {"pad": [1, 8], "mode": "reflect"}, [BATCH, 3, 7])
    yield case("Pad", {"pad": [8, 1], "mode": "circular"}, [BATCH, 3, 7])
    yield case("Pad", {"pad": [1, 1, 1, 1], "value": 2.5}, [BATCH, 3, 7])
    yield case("Pad", {"pad": [1, 1, 1, 1]}, [BATCH])


def calculations():
    yield case("Div", {}, [BATCH, 3, 4], [BATCH, 1, 4])
    yield case("Div", {}, ([BATCH, 3], LONG), ([BATCH, 3], LONG))
    yield case("Div", {}, [BATCH, 3], [BATCH, 4])
    for dim in [0, 1, 2, -1, 3]:
        yield case("Stack", {"dim": dim}, [BATCH, 7], [BATCH, 7], [BATCH, 7])
    yield case("Stack", {"dim": 1}, [BATCH, 7], [BATCH, 6])
    yield case("Stack", {"dim": 1}, ([BATCH, 7], LONG), [BATCH, 7])
    for kind in ["Mean", "Sum", "Amax", "Amin"]:
        for dim in [None, 1, [2, 3], [0, -1], 4, [1, -3]]:
            for keepdim in [False, True]:
                # Only calls that PyTorch has: without a dimension there is no keepdim.
                params = {"dim": dim, "keepdim": keepdim} if dim is not None else {}
                if dim != [1, -3] or kind in ["Mean", "Sum"]:
                    yield case(kind, params, [BATCH, 3, 4, 7])
    for kind in ["Max", "Min"]:
        for dim in [0, 1, -1, 3]:
            for keepdim in [False, True]:
                yield case(kind, {"dim": dim, "keepdim": keepdim}, [BATCH, 3, 7])
        yield case(kind, {"dim": 1}, ([BATCH, 3], LONG))
    for kind in ["Exp", "Log", "Sqrt", "Abs"]:
        yield case(kind, {}, [BATCH, 3, 7])
    yield case("Pow", {"exponent": 2}, [BATCH, 3])
    yield case("Clamp", {"min": 0}, [BATCH, 3])
    yield case("Clamp", {"min": -1, "max": 0.5}, [BATCH, 3])
    yield case("Clamp", {}, [BATCH, 3])


def cases():
    for entry in itertools.chain(views(), calculations()):
        if "error" in entry:
            # Later versions print the input's sizes here, not the number of its dimensions.
            sizes = str(entry["inputs"][0]["shape"])
            entry["error"] = re.sub(r"(Argument #\d: .* of input )\d+$", lambda m: m[1] + sizes, entry["error"])
        yield entry


if __name__ == "__main__":
    shapes.write("operation-shapes.json", cases())
