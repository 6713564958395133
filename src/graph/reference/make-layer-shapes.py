"""Writes layer-shapes.json: as make-shapes.py, for the other layers.   Run: python3 src/graph/reference/make-layer-shapes.py

A layer that has a file of its own, src/engine/reference/layers/NAME.py, has its shapes there: params, then the inputs, with "N"
for the batch.
"""
import importlib
import itertools
import pathlib
import re
import sys

import torch

HERE = pathlib.Path(__file__).parent
LAYERS = HERE.parent.parent / "engine" / "reference" / "layers"
sys.path[:0] = [str(HERE), str(LAYERS.parent)]
shapes = importlib.import_module("make-shapes")
case, BATCH, LONG = shapes.case, shapes.BATCH, shapes.LONG
of_types = importlib.import_module("make_reference").of_types


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
    yield case("LocalResponseNorm", {"size": 3, "alpha": 0}, [BATCH, 4, 7, 3])
    for shape in [[BATCH, 4, 1], [BATCH, 4, 2]]:
        # Two values become 1 and -1 but for eps; a larger one gives them a gradient that is not rounding alone.
        yield case("InstanceNorm1d", {"num_features": 4, "eps": 0.1}, shape)
        yield case("InstanceNorm2d", {"num_features": 4, "eps": 0.1}, [*shape, 1])


def convs():
    one = {"in_channels": 4, "out_channels": 6, "kernel_size": 3}
    for stride, padding, dilation in itertools.product([1, 2], [0, 2, "same"], [1, 2]):
        yield case("Conv1d", {**one, "stride": stride, "padding": padding, "dilation": dilation}, [BATCH, 4, 9])
    yield case("Conv1d", {**one, "groups": 2, "bias": False, "padding_mode": "circular", "padding": 1}, [BATCH, 4, 9])
    yield case("Conv1d", one, [BATCH, 3, 9])
    yield case("Conv1d", one, [BATCH, 4, 2])
    yield case("Conv1d", one, [BATCH, 4, 9, 9])
    yield case("Conv3d", {**one, "stride": [1, 2, 3], "padding": [1, 0, 2]}, [BATCH, 4, 7, 8, 9])
    yield case("Conv3d", {**one, "kernel_size": [2, 3, 1], "groups": 2, "dilation": [2, 1, 3]}, [BATCH, 4, 7, 8, 9])
    yield case("Conv3d", {**one, "padding": "same"}, [BATCH, 4, 7, 8, 9])
    yield case("Conv3d", one, [BATCH, 3, 7, 8, 9])
    yield case("Conv3d", one, [BATCH, 4, 2, 8, 9])
    yield case("Conv3d", one, [BATCH, 9, 9])
    for kind, image in [("ConvTranspose1d", [9]), ("ConvTranspose2d", [9, 13])]:
        for stride, padding, added, dilation in itertools.product([1, 3], [0, 2], [0, 1], [1, 2]):
            params = {**one, "stride": stride, "padding": padding, "output_padding": added, "dilation": dilation}
            entry = case(kind, params, [BATCH, 4, *image])
            # In one dimension the sentence depends on the kernel that PyTorch picks.
            if kind == "ConvTranspose2d" or "error" not in entry:
                yield entry
        yield case(kind, {**one, "groups": 2, "bias": False}, [BATCH, 4, *image])
        yield case(kind, {**one, "groups": 3}, [BATCH, 4, *image])
        yield case(kind, one, [BATCH, 3, *image])
        yield case(kind, {**one, "padding": 3}, [BATCH, 4, *[2 for _ in image]])
        yield case(kind, one, [BATCH, 4])
    yield case("ConvTranspose2d", {**one, "kernel_size": [2, 3], "stride": [2, 1], "padding": [0, 1]}, [BATCH, 4, 9, 13])


def pads():
    for kind in ["ZeroPad2d", "ReflectionPad2d", "ReplicationPad2d"]:
        for padding in [0, 2, [1, 0, 2, 3], [-1, 2, 0, -2]]:
            yield case(kind, {"padding": padding}, [BATCH, 3, 4, 7])
    yield case("ReflectionPad2d", {"padding": 4}, [BATCH, 3, 4, 7])
    yield case("ReflectionPad2d", {"padding": [1, 8, 1, 1]}, [BATCH, 3, 4, 7])


def pools():
    yield case("MaxPool2d", {"kernel_size": 3, "padding": 2, "dilation": 2}, [BATCH, 3, 20, 20])
    yield case("MaxPool2d", {"kernel_size": 3, "padding": 1, "dilation": 2}, [BATCH, 3, 20, 20])
    for kind in ["MaxPool1d", "AvgPool1d"]:
        for kernel, stride, padding, ceil in itertools.product([2, 3], [None, 2], [0, 1], [False, True]):
            yield case(kind, {"kernel_size": kernel, "stride": stride, "padding": padding, "ceil_mode": ceil}, [BATCH, 4, 13])
        yield case(kind, {"kernel_size": 3}, [BATCH, 3, 4, 7])
    yield case("MaxPool1d", {"kernel_size": 3, "dilation": 2, "stride": 1}, [BATCH, 4, 13])
    yield case("AvgPool1d", {"kernel_size": 9}, [BATCH, 3, 7])
    for kind in ["AdaptiveAvgPool1d", "AdaptiveMaxPool1d"]:
        yield case(kind, {"output_size": 3}, [BATCH, 4, 13])
        yield case(kind, {"output_size": 3}, [BATCH, 4, 13, 7])
    for kind in ["AdaptiveAvgPool2d", "AdaptiveMaxPool2d"]:
        for size in [1, [2, 3], [None, 4], [9, None]]:
            yield case(kind, {"output_size": size}, [BATCH, 4, 9, 13])
        yield case(kind, {"output_size": 2}, [BATCH, 4, 9, 13, 3])
    for stride, ceil in itertools.product([None, [2, 1]], [False, True]):
        yield case("LPPool2d", {"norm_type": 2, "kernel_size": [2, 3], "stride": stride, "ceil_mode": ceil}, [BATCH, 4, 9, 13])
    yield case("LPPool2d", {"norm_type": 2, "kernel_size": 5}, [BATCH, 3, 4, 7])


def samplers():
    for params in [{"size": 9}, {"size": [3, 8]}, {"scale_factor": 2}, {"scale_factor": [1.5, 3]}, {"scale_factor": 2, "mode": "bilinear", "align_corners": True}]:
        yield case("Upsample", params, [BATCH, 3, 4, 7])
    for params in [{"size": 9}, {"scale_factor": 1.3}, {"scale_factor": 2, "mode": "linear"}, {"size": [3, 4]}, {"scale_factor": [3, 4]}]:
        yield case("Upsample", params, [BATCH, 3, 7])
    for params in [{}, {"size": 3, "scale_factor": 2}, {"scale_factor": 2, "align_corners": True}, {"scale_factor": 0.1}, {"scale_factor": 2, "mode": "linear"}]:
        yield case("Upsample", params, [BATCH, 3, 4, 7])
    yield case("Upsample", {"scale_factor": 2, "mode": "bilinear"}, [BATCH, 3, 7])
    yield case("Upsample", {"scale_factor": 2}, [BATCH, 3])
    yield case("PixelShuffle", {"upscale_factor": 2}, [BATCH, 12, 4, 7])
    yield case("PixelShuffle", {"upscale_factor": 2}, [BATCH, 3, 4, 7])
    yield case("PixelShuffle", {"upscale_factor": 2}, [BATCH, 3])
    yield case("Unflatten", {"dim": 1, "unflattened_size": [2, 3]}, [BATCH, 6])
    yield case("Unflatten", {"dim": -1, "unflattened_size": [2, -1, 1]}, [BATCH, 3, 8])
    yield case("Unflatten", {"dim": 1, "unflattened_size": [2, 3]}, [BATCH, 7])
    yield case("Unflatten", {"dim": 1, "unflattened_size": [2, -1]}, [BATCH, 7])
    yield case("Unflatten", {"dim": 2, "unflattened_size": [2, 3]}, [BATCH, 7])
    table = {"num_embeddings": 4, "embedding_dim": 3}
    yield case("Embedding", table, ([BATCH], LONG))
    yield case("Embedding", {**table, "padding_idx": -1}, ([BATCH, 7], LONG))
    yield case("Embedding", {**table, "padding_idx": 4}, ([BATCH], LONG))
    yield case("Embedding", table, [BATCH, 2])
    product = {"in1_features": 2, "in2_features": 3, "out_features": 4}
    yield case("Bilinear", product, [BATCH, 2], [BATCH, 3])
    yield case("Bilinear", {**product, "bias": False}, [BATCH, 7, 2], [BATCH, 7, 3])
    yield case("Bilinear", product, [BATCH, 2], [BATCH, 4])
    yield case("Bilinear", product, [BATCH, 3], [BATCH, 3])
    yield case("Bilinear", product, [BATCH, 2], [BATCH, 2, 3])
    yield case("Bilinear", product, [BATCH, 2, 2], [BATCH, 3, 3])
    for shape in [[BATCH, 3], [BATCH, 3, 4], [BATCH, 3, 4, 7]]:
        for kind in ["Dropout1d", "Dropout2d", "AlphaDropout"]:
            yield case(kind, {"p": 0.3}, shape)
    yield case("Dropout2d", {}, [BATCH])


def own():
    """Of the layers that have a file of their own."""
    for path in sorted(LAYERS.glob("*.py")):
        module = importlib.import_module("layers." + path.stem)
        for kind, params, *inputs in of_types(module, getattr(module, "SHAPES", [])):
            yield case(kind, params, *[(batched(each[0]), each[1]) if isinstance(each, tuple) else batched(each) for each in inputs])


def batched(shape):
    return [BATCH if size == "N" else size for size in shape]


def cases():
    for entry in itertools.chain(norms(), convs(), pads(), pools(), samplers(), own()):
        if "error" in entry:
            # Some sentences carry the indentation of PyTorch's source.
            entry["error"] = re.sub(" {3,}", " ", entry["error"])
        yield entry


if __name__ == "__main__":
    # oneDNN refuses some sizes with a sentence of its own inside.
    with torch.backends.mkldnn.flags(enabled=False):
        shapes.write("layer-shapes.json", cases())
