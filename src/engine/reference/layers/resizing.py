"""Images and volumes made larger and smaller, and cut into blocks (see rows_samplers.py for Upsample and PixelShuffle of images)."""

IMAGE, VOLUME = (2, 3, 4, 5), (1, 2, 2, 3, 4)
KEPT = {"parameters": "initial"}

# Type, arguments, options, inputs[, how], as module_row.py takes them.
ROWS = [
    ("PixelUnshuffle", [2], {}, [(2, 3, 4, 6)]),
    ("PixelUnshuffle", [3], {}, [(2, 3, 6)]),
    ("PixelUnshuffle", [2], {}, [(1, 2, 2, 2, 4)]),
    ("PixelUnshuffle", [1], {}, [IMAGE]),
    ("Unfold", [2], {}, [IMAGE]),
    ("Unfold", [[2, 3]], {"dilation": [1, 2], "padding": [1, 2], "stride": [2, 1]}, [IMAGE]),
    ("Unfold", [3], {"padding": 1, "stride": 2}, [IMAGE[1:]]),
    ("Unfold", [1], {}, [(1, 2, 1, 1)]),
    ("Fold", [[4, 5], 2], {}, [(2, 12, 12)]),
    ("Fold", [[4, 5], [2, 3]], {"dilation": [1, 2], "padding": [1, 2], "stride": [2, 1]}, [(2, 6, 15)]),
    ("Fold", [4, 3], {"padding": 1, "stride": 2}, [(18, 4)]),
    ("Fold", [5, 2], {"stride": 3}, [(1, 4, 4)]),
    ("UpsamplingNearest2d", [], {"scaleFactor": 2}, [IMAGE]),
    ("UpsamplingNearest2d", [], {"size": [3, 7]}, [IMAGE]),
    ("UpsamplingNearest2d", [], {"scaleFactor": 1.5}, [VOLUME]),
    ("UpsamplingBilinear2d", [], {"scaleFactor": 2}, [IMAGE]),
    ("UpsamplingBilinear2d", [], {"size": [3, 7]}, [IMAGE]),
    ("Upsample", [], {"scaleFactor": 2}, [VOLUME]),
    ("Upsample", [], {"size": [3, 2, 9]}, [VOLUME]),
    ("Upsample", [], {"scaleFactor": [1.5, 2.5, 0.7]}, [VOLUME]),
    ("Upsample", [], {"scaleFactor": 2, "mode": "trilinear"}, [VOLUME]),
    ("Upsample", [], {"scaleFactor": [1.5, 0.7, 2.3], "mode": "trilinear"}, [VOLUME]),
    ("Upsample", [], {"size": [3, 1, 6], "mode": "trilinear", "alignCorners": True}, [VOLUME]),
    ("Upsample", [], {"scaleFactor": 2, "mode": "bicubic"}, [IMAGE]),
    ("Upsample", [], {"scaleFactor": [1.5, 0.6], "mode": "bicubic"}, [IMAGE]),
    ("Upsample", [], {"size": [7, 5], "mode": "bicubic", "alignCorners": True}, [IMAGE]),
    ("Upsample", [], {"size": [1, 9], "mode": "bicubic", "alignCorners": True}, [(1, 1, 1, 2)]),
    ("ConvTranspose3d", [1, 2, 2], {}, [(1, 1, 2, 3, 2)], KEPT),
    ("ConvTranspose3d", [2, 3, [2, 1, 3]], {"stride": [2, 1, 3], "padding": [1, 0, 1]}, [(2, 2, 2, 2, 3)], KEPT),
    ("ConvTranspose3d", [4, 2, 2], {"stride": 2, "outputPadding": [1, 0, 1], "groups": 2, "bias": False}, [(1, 4, 2, 1, 2)], KEPT),
    ("ConvTranspose3d", [2, 3, 2], {"dilation": 2, "outputPadding": 1}, [(2, 2, 2, 2)], KEPT),
    ("ConvTranspose3d", [2, 2, 2], {"dilation": 3, "padding": 1, "outputPadding": 2, "stride": 2}, [(1, 2, 1, 2, 2)], KEPT),
]


# Type, params, then the shape of each input with "N" for the batch; some that PyTorch takes, and one for each of its refusals.
def shapes():
    image, volume = ["N", 3, 4, 6], ["N", 2, 3, 4, 7]
    for shape in [image, [*image[:2], 9, 6], ["N", 2, 3, 4, 6], ["N", 4, 6]]:
        yield ("PixelUnshuffle", {"downscale_factor": 2}, shape)
    yield ("PixelUnshuffle", {"downscale_factor": 4}, image)
    yield ("PixelUnshuffle", {"downscale_factor": 2}, ["N", 4])
    for params in [{"kernel_size": 2}, {"kernel_size": [2, 3], "dilation": [3, 1], "padding": [1, 0], "stride": [1, 2]}]:
        yield ("Unfold", params, image)
    for shape in [["N", 4], image, [*image, 4]]:
        yield ("Unfold", {"kernel_size": [5, 2]}, shape)
    block = {"output_size": [4, 6], "kernel_size": 2}
    yield ("Fold", block, ["N", 12, 15])
    yield ("Fold", {**block, "stride": 2, "padding": 1}, ["N", 12, 12])
    for shape in [["N", 13, 15], ["N", 12, 14], ["N", 3, 12, 15]]:
        yield ("Fold", block, shape)
    for kind in ["UpsamplingNearest2d", "UpsamplingBilinear2d"]:
        # Steps that are no rounded numbers: runtimes of ONNX round others elsewhere.
        for params in [{"scale_factor": [1.75, 1.84]}, {"size": [7, 11]}, {}, {"size": 3, "scale_factor": 2}]:
            yield (kind, params, image)
        yield (kind, {"scale_factor": 2}, ["N", 3])
    yield ("UpsamplingBilinear2d", {"scale_factor": 2}, ["N", 3, 4])
    for params in [{"scale_factor": 2}, {"size": [3, 8, 2]}, {"scale_factor": [2, 4, 1]}, {"scale_factor": 0.1}, {"size": [2, 3]}]:
        for mode in [{}, {"mode": "trilinear"}]:
            yield ("Upsample", {**params, **mode}, volume)
    # Steps of a half: others are rounded, and three such roundings on one another are more than one.
    for params in [{"size": [5, 7, 13]}, {"size": [3, 1, 7]}, {"scale_factor": 0.1}, {"size": [2, 3]}]:
        yield ("Upsample", {**params, "mode": "trilinear", "align_corners": True}, volume)
    for params in [{"scale_factor": 2}, {"size": [7, 11], "align_corners": True}]:
        for shape in [image, image[:3], volume]:
            yield ("Upsample", {**params, "mode": "bicubic"}, shape)
            yield ("Upsample", {**params, "mode": "trilinear"}, shape)
    one = {"in_channels": 4, "out_channels": 6, "kernel_size": 3}
    for more in [{}, {"stride": 3, "output_padding": 1}, {"padding": 2, "dilation": 2}, {"groups": 2, "bias": False}]:
        yield ("ConvTranspose3d", {**one, **more}, ["N", 4, 3, 7, 2])
    yield ("ConvTranspose3d", {**one, "kernel_size": [2, 3, 1], "stride": [2, 1, 3], "padding": [1, 0, 0]}, ["N", 4, 3, 7, 2])
    yield ("ConvTranspose3d", {**one, "output_padding": 1}, ["N", 4, 3, 7, 2])
    yield ("ConvTranspose3d", one, ["N", 3, 3, 7, 2])
    yield ("ConvTranspose3d", one, ["N", 4, 3])
    yield ("ConvTranspose3d", {**one, "groups": 3}, ["N", 4, 3, 7, 2])


SHAPES = list(shapes())
