"""What PyTorch computes for small operations, forward and backward: writes explained.json beside this script.

Each row has params, inputs, parameters, the output, the gradient that comes to it and the one that leaves the input.

    python src/renderer/explain/make_explained.py
"""

import json
from pathlib import Path

import torch
from torch import nn

torch.manual_seed(5)
torch.set_num_threads(1)


def tensor(x):
    return {"shape": list(x.shape), "values": [float(f"{v:.9g}") for v in x.detach().flatten().tolist()]}


def row(type_, module, x, params, target=None, mode="train"):
    module.train(mode == "train")
    for parameter in module.parameters():
        nn.init.uniform_(parameter, -1, 1)
    given = {k: tensor(v) for k, v in module.state_dict().items() if v.is_floating_point()}
    x = x.clone().requires_grad_()
    y = module(x) if target is None else module(x, target)
    upstream = torch.randn_like(y)
    y.backward(upstream)
    inputs = {"input": tensor(x)} if target is None else {"input": tensor(x), "target": tensor(target)}
    return {"type": type_, "mode": mode, "params": params, "inputs": inputs, "parameters": given, "output": tensor(y), "upstream": tensor(upstream), "gradient": tensor(x.grad)}


def made(name, x, mode="train", **params):
    """A module whose params are PyTorch's keywords."""
    keywords = {k: tuple(v) if isinstance(v, list) else v for k, v in params.items()}
    return row(name, getattr(nn, name)(**keywords), x, params, mode=mode)


def loss(x, target, **params):
    keywords = {**params, "weight": torch.tensor(params["weight"])} if "weight" in params else params
    module = nn.CrossEntropyLoss(**keywords)
    module.register_buffer("weight", keywords.get("weight"), persistent=False)
    return row("CrossEntropyLoss", module, x, params, target)


IMAGES = torch.randn(2, 4, 7, 6)
CONV = {"in_channels": 4, "out_channels": 6, "kernel_size": 3}
SHIFTED = torch.nn.BatchNorm2d(4)
TIES = torch.randint(-2, 3, (2, 3, 6, 5)).float()
CLASSES = torch.tensor([2, 0, 4, 1])
SCORES = torch.randn(4, 5) * 2
PIXELS = torch.randint(0, 3, (2, 2, 2))
PIXELS[0, 1, 0] = -100

rows = [
    made("Conv2d", IMAGES, **CONV),
    made("Conv2d", IMAGES, **CONV, stride=2, padding=1),
    made("Conv2d", IMAGES, **CONV, stride=[1, 2], padding=[2, 0], dilation=[2, 1], groups=2),
    made("Conv2d", IMAGES, **{**CONV, "out_channels": 8, "kernel_size": [2, 3]}, groups=4, bias=False, padding="same"),
    *[made("Conv2d", IMAGES, **CONV, padding=2, padding_mode=mode) for mode in ("reflect", "replicate", "circular")],
    made("Conv2d", IMAGES, **CONV, padding="valid"),
    made("Conv2d", IMAGES[0], **CONV, padding=1),
    made("MaxPool2d", TIES, kernel_size=2),
    made("MaxPool2d", IMAGES, kernel_size=3, stride=2, padding=1),
    made("MaxPool2d", IMAGES, kernel_size=[2, 3], stride=1, dilation=2),
    made("MaxPool2d", TIES, kernel_size=2, stride=2, ceil_mode=True),
    made("MaxPool2d", IMAGES[0], kernel_size=2),
    made("AvgPool2d", IMAGES, kernel_size=2),
    made("AvgPool2d", IMAGES, kernel_size=3, stride=2, padding=1, ceil_mode=True),
    made("AvgPool2d", IMAGES, kernel_size=3, stride=2, padding=1, ceil_mode=True, count_include_pad=False),
    made("AvgPool2d", IMAGES, kernel_size=3, stride=2, divisor_override=5),
    made("Linear", torch.randn(3, 12), in_features=12, out_features=11),
    made("Linear", torch.randn(2, 3, 4), in_features=4, out_features=5, bias=False),
    *[made(name, torch.cat([torch.randn(40) * 3, torch.tensor([0.0, 1.0, -1.0, 8.0, -8.0])]).reshape(9, 5), **params) for name, params in [
        ("ReLU", {}), ("ReLU6", {}), ("LeakyReLU", {}), ("LeakyReLU", {"negative_slope": 0.3}), ("Hardtanh", {}),
        ("Hardtanh", {"min_val": -2.0, "max_val": 0.5}), ("Sigmoid", {}), ("LogSigmoid", {}), ("Tanh", {}), ("Tanhshrink", {}),
        ("Softsign", {}), ("SiLU", {}), ("Mish", {}), ("Hardsigmoid", {}), ("ELU", {}), ("ELU", {"alpha": 0.4}), ("CELU", {"alpha": 0.7}),
        ("SELU", {}), ("Softplus", {}), ("Softplus", {"beta": 2.0, "threshold": 3.0}), ("GELU", {}), ("GELU", {"approximate": "tanh"}),
    ]],
    made("Softmax", SCORES, dim=1),
    made("Softmax", torch.randn(2, 12, 3), dim=-2),
    made("LogSoftmax", SCORES, dim=1),
    made("BatchNorm2d", IMAGES * 2 + 1, num_features=4),
    made("BatchNorm2d", IMAGES * 2 + 1, num_features=4, affine=False, track_running_stats=False),
    made("BatchNorm1d", torch.randn(6, 3) * 3, num_features=3, eps=0.1),
    made("BatchNorm1d", torch.randn(4, 3, 5) + 2, num_features=3),
    made("BatchNorm2d", IMAGES * 2 + 1, mode="eval", num_features=4),
    made("LayerNorm", torch.randn(3, 8) * 2 + 1, normalized_shape=8),
    made("LayerNorm", torch.randn(3, 4, 5), normalized_shape=[4, 5], bias=False),
    made("LayerNorm", torch.randn(3, 5), normalized_shape=5, elementwise_affine=False),
    made("Flatten", IMAGES),
    made("Identity", SCORES),
    made("Unflatten", torch.randn(2, 12), dim=1, unflattened_size=[3, 4]),
    loss(SCORES, CLASSES),
    loss(SCORES, CLASSES, reduction="sum", label_smoothing=0.2),
    loss(SCORES, CLASSES, reduction="none"),
    loss(SCORES, CLASSES, weight=[0.5, 1.0, 2.0, 1.0, 0.25], label_smoothing=0.1, ignore_index=1),
    loss(torch.randn(2, 3, 2, 2), PIXELS),
    loss(SCORES, torch.softmax(torch.randn(4, 5), 1)),
    loss(torch.randn(5), torch.tensor(3)),
]
Path(__file__).with_name("explained.json").write_text("[\n" + ",\n".join(json.dumps(each) for each in rows) + "\n]\n")
