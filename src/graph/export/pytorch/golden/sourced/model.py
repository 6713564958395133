"""Net. Made with Gradwire."""
import torch
import torch.nn as nn


class Features(nn.Sequential):
    def __init__(self):
        super().__init__(
            nn.Conv2d(3, 3, kernel_size=1),
            nn.Tanh(),
        )


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.ModuleDict({
            "0": nn.Conv2d(3, 3, kernel_size=1),
            "2": nn.Conv2d(3, 3, kernel_size=1),
        })

    def forward(self, x):
        out = self.conv["0"](x)
        out = self.conv["2"](out)
        return out + x


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.add_module("7", nn.Conv2d(2, 3, kernel_size=1))
        self.body = nn.ModuleDict({
            "features": Features(),
        })
        self.body.register_parameter("shift", nn.Parameter(torch.full((3, 1, 1), 0.5)))
        self.body.register_buffer("still", torch.tensor([[[1.0]], [[2.0]], [[3.0]]]))
        self.blocks = nn.ModuleList([
            Block(),
            Block(),
        ])
        self.acts = nn.ModuleDict({
            "relu": nn.ReLU(),
        })
        self.stages = nn.ModuleList([
            nn.ModuleList([
                nn.Conv2d(3, 2, kernel_size=1),
                nn.BatchNorm2d(2),
            ]),
            nn.ModuleList([
                nn.Conv2d(2, 2, kernel_size=3),
            ]),
        ])
        self.scales = nn.ParameterList([
            nn.Parameter(torch.ones(1)),
            nn.Parameter(torch.full((1,), 2.0)),
        ])
        self.heads = nn.ModuleDict({
            "a": nn.Linear(32, 3),
            "b": nn.Linear(32, 2),
        })
        self.body["features"].get_parameter("0.weight").requires_grad_(False)
        self.blocks[1].requires_grad_(False)

    def forward(self, image):
        x = self.get_submodule("7")(image)
        x = self.body["features"](x)
        x = x + self.body.shift
        x = x * self.body.still
        x = self.acts["relu"](self.blocks[0](x))
        x = self.acts["relu"](self.blocks[1](x))
        x = self.stages[0][1](self.stages[0][0](x))
        x = self.stages[1][0](x)
        x = x * self.scales[0]
        x = x * self.scales[1]
        x = torch.flatten(x, 1)
        out = self.heads["a"](x)
        x = self.heads["b"](x)
        return out, x
