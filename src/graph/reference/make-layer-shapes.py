"""Writes layer-shapes.json: as make-shapes.py, for the other layers.   Run: python3 src/graph/reference/make-layer-shapes.py"""
import importlib
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
shapes = importlib.import_module("make-shapes")
case, BATCH, LONG = shapes.case, shapes.BATCH, shapes.LONG


def norms():
    for affine in [True, False]:
        yield case("BatchNorm1d", {"num_features": 3, "affine": affine}, [BATCH, 3])
        yield case("BatchNorm1d", {"num_features": 3, "affine": affine}, [BATCH, 3, 7])
        yield case("BatchNorm2d", {"num_features": 3, "affine": affine, "momentum": None}, [BATCH, 3, 4, 7])
        yield case("InstanceNorm1d", {"num_features": 3, "affine": affine}, [BATCH, 3, 7])
        yield case("InstanceNorm2d", {"num_features": 3, "affine": affine}, [BATCH, 3, 4, 7])
        yield case("LayerNorm", {"normalized_shape": 7, "elementwise_affine": affine}, [BATCH, 3, 7])
        yield case("LayerNorm", {"normalized_shape": [3, 7], "elementwise_affine": affine}, [BATCH, 3, 7])
        yield case("GroupNorm", {"num_groups": 2, "num_channels": 4, "affine": affine}, [BATCH, 4, 7])
        yield case("GroupNorm", {"num_groups": 2, "num_channels": 4, "affine": affine}, [BATCH, 6, 7])
        yield case("GroupNorm", {"num_groups": 2, "num_channels": 4, "affine": affine}, [BATCH, 7, 7])
        yield case("BatchNorm2d", {"num_features": 3, "affine": affine, "track_running_stats": False}, [BATCH, 4, 4, 7])
    yield case("BatchNorm1d", {"num_features": 3}, [BATCH, 3, 4, 7])
    yield case("BatchNorm1d", {"num_features": 3}, [BATCH, 4])
    yield case("BatchNorm2d", {"num_features": 3}, [BATCH, 3, 4])
    yield case("BatchNorm2d", {"num_features": 3}, [BATCH, 4, 4, 7])
    yield case("LayerNorm", {"normalized_shape": 4}, [BATCH, 3])
    yield case("LayerNorm", {"normalized_shape": [3, 4]}, [BATCH, 4, 4])
    yield case("GroupNorm", {"num_groups": 3, "num_channels": 4}, [BATCH, 4, 7])
    yield case("LocalResponseNorm", {"size": 3}, [BATCH, 4, 7])
    yield case("LocalResponseNorm", {"size": 3}, [BATCH, 7])


def cases():
    for entry in norms():
        if "error" in entry:
            # Some sentences carry the indentation of PyTorch's source.
            entry["error"] = re.sub(" {3,}", " ", entry["error"])
        yield entry


if __name__ == "__main__":
    shapes.write("layer-shapes.json", cases())
