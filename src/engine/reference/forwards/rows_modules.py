"""Modules in modules: what goes in and out, layers that a class changes around, tensors of layers in functions."""

ROWS = {
    "a class that is a layer between two steps": dict(
        before="class ChannelNorm(nn.LayerNorm):\n    def forward(self, x):\n        x = x.permute(0, 2, 3, 1)\n        x = F.layer_norm(x, self.normalized_shape, self.weight, self.bias, self.eps)\n        return x.permute(0, 3, 1, 2)\n\nclass Doubled(nn.Linear):\n    def __init__(self, size):\n        super().__init__(size, size)\n    def forward(self, x):\n        return super().forward(x) * 2",
        init="self.stages = nn.Sequential(ChannelNorm(3, eps=1e-6), nn.Conv2d(3, 3, 1))\nself.norm = ChannelNorm(3)\nself.twice = Doubled(4)",
        forward="return self.twice(self.norm(self.stages(x)))",
        shapes=[(2, 3, 2, 4)],
    ),
    "functions with the tensors of a layer": dict(
        init="self.fc = nn.Linear(4, 3)\nself.conv = nn.Conv1d(3, 2, 3, padding=1, bias=False)\nself.norm = nn.LayerNorm(4)",
        forward="y = F.linear(F.layer_norm(x, (4,), self.norm.weight, self.norm.bias), self.fc.weight, self.fc.bias)\ny = F.conv1d(y.transpose(1, 2), self.conv.weight, padding=1)\nreturn y, F.linear(x, self.fc.weight, self.fc.bias)",
        shapes=[(2, 5, 4)],
    ),
    "tuples go through a chain": dict(
        before="class Two(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.a = nn.Linear(4, 4)\n        self.b = nn.Linear(4, 4)\n    def forward(self, x):\n        left, right = x\n        return self.a(left) + right, self.b(right) * left",
        init="self.chain = nn.Sequential(Two(), Two())",
        forward="left, right = self.chain((x, x * 2))\nreturn torch.cat((left, right), 1)",
        shapes=[(2, 4)],
    ),
    "dictionaries go in, and sizes": dict(
        before="class Head(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.low = nn.Linear(4, 3)\n        self.high = nn.Linear(2, 3)\n    def forward(self, given, batch):\n        token = torch.ones(batch, 1, 3)\n        return torch.cat((token, self.low(given['low']), self.high(given['high'])), 1), batch",
        init="self.head = Head()",
        forward="y, batch = self.head({'low': x, 'high': y}, x.shape[0])\nreturn y + torch.full((batch, 1, 1), 0.5)",
        shapes=[(2, 3, 4), (2, 1, 2)],
    ),
    "a dataclass that another one fills": dict(
        before="import math\nfrom dataclasses import dataclass\n\n@dataclass\nclass Base:\n    size: int\n    out: int\n\n    @staticmethod\n    def rounded(n, times):\n        return int(math.ceil(n * times))\n\nclass Wide(Base):\n    def __init__(self, size, out, times=1.0):\n        super().__init__(size, self.rounded(out, times))",
        init="config = partial(Wide, times=1.5)(4, 2)\nself.fc = nn.Linear(config.size, config.out)",
        forward="return self.fc(x)",
        shapes=[(2, 4)],
    ),
    "not binds closer than and": dict(
        init="self.on, self.off = True, False\nself.b = nn.Linear(4, 4)",
        forward="if not self.off and self.off:\n    x = x * 5\nif not self.on or self.on:\n    x = self.b(x)\nif self.on and not self.off or self.off:\n    x = x * 3\nreturn x if not self.training and 1 << 2 == 4 else x * 2",
        shapes=[(2, 4)],
    ),
    "sizes that a constructor tries": dict(
        before="class Trunk(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.conv = nn.Sequential(nn.Conv2d(1, 2, 3), nn.MaxPool2d(2))\n        self.rows = self.forward(torch.zeros((1, 1, 8, 10))).shape[1]\n    def forward(self, x):\n        return self.conv(x).flatten(2).transpose(1, 2)",
        init="self.trunk = Trunk()\nself.positions = nn.Parameter(torch.randn(1, self.trunk.rows, 2))\nwith torch.no_grad():\n    n = self.trunk.conv(torch.zeros(1, 1, 8, 10)).view(1, -1).size(1)\nself.fc = nn.Linear(n, 3)",
        forward="y = self.trunk(x) + self.positions\nreturn self.fc(y.flatten(1))",
        shapes=[(2, 1, 8, 10)],
    ),
    "widths that are worked out with tensors": dict(
        init="widths = torch.arange(3) * 2.5 + 4\ncapacity = torch.round(torch.log(widths / 4) / math.log(2.0))\nwidths = (torch.round(torch.divide(4 * torch.pow(2.0, capacity), 2)) * 2).int().tolist()\nself.layers = nn.ModuleList([nn.Linear(4, w) for w in widths])\nfan = sum(m.kernel_size[0] for m in nn.Sequential(nn.Conv2d(1, 1, 3)).modules() if isinstance(m, nn.Conv2d))\nself.fan = fan",
        forward="return torch.cat([layer(x) for layer in self.layers], -1) * self.fan",
        shapes=[(2, 4)],
    ),
    "places of poolings, and back": dict(
        init="self.pool = nn.MaxPool2d(2, return_indices=True)\nself.unpool = nn.MaxUnpool2d(2)\nself.row = nn.MaxPool1d(2, return_indices=True)\nself.back = nn.MaxUnpool1d(2)",
        forward="y, places = self.pool(x)\nz, more = F.max_pool2d(y, 2, return_indices=True)\nz = F.max_unpool2d(z * 2, more, 2, output_size=y.size())\nz = self.unpool(z, places, output_size=x.size())\nkept, at = self.row(z.flatten(2))\nreturn self.back(kept, at, output_size=(35,)), F.max_unpool1d(kept + 1, at, 2)",
        shapes=[(2, 1, 5, 7)],
    ),
}
