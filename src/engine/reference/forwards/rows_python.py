"""Python around nets: what is given, held, taken away and worked out."""

ROWS = {
    "None keeps its place in a ModuleList": dict(
        init="self.layers = nn.ModuleList([nn.ModuleList([nn.Linear(8, 4) if i == 2 else None, nn.Linear(4, 4)]) for i in range(3)])",
        forward="skips = []\nfor i, (join, layer) in enumerate(self.layers):\n    if i == 0:\n        skips.append(x)\n    if join is not None:\n        x = join(torch.cat((skips.pop(), x), -1))\n    x = layer(x) + x\nreturn x",
        shapes=[(2, 4)],
    ),
    "keyword arguments go through wrappers": dict(
        before="class Residual(nn.Module):\n    def __init__(self, fn):\n        super().__init__()\n        self.fn = fn\n    def forward(self, x, *args, **kwargs):\n        return self.fn(x, *args, **kwargs) + x\n\nclass Scaled(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.fc = nn.Linear(4, 4)\n    def forward(self, x, context=None, *, scale=1.0):\n        context = x if context is None else context\n        return self.fc(context) * scale",
        init="self.a = Residual(Residual(Scaled()))\nself.b = Residual(Scaled())",
        forward="return self.b(self.a(x, context=y, scale=0.5), y)",
        shapes=[(2, 4), (2, 4)],
    ),
    "what is deleted is gone": dict(
        before="def trunk():\n    return nn.Sequential(nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 2))",
        init="layers = {'a': nn.Linear(4, 4), 'b': nn.Linear(4, 4)}\ndel layers['b']\nself.layers = nn.ModuleList(layers.values())\nself.trunk = trunk()\ndel self.trunk[-1]\nself.gone = nn.Linear(4, 4)\ndel self.gone",
        forward="for layer in self.layers:\n    x = layer(x)\nreturn self.trunk(x)",
        shapes=[(2, 4)],
    ),
    "settings by locals and prefixes": dict(
        before="def layer(a_in=4, a_out=3, b_in=3, b_out=2):\n    settings = dict(locals())\n    parts = []\n    for prefix in ('a', 'b'):\n        own = {k[len(prefix) + 1:]: v for k, v in settings.items() if k.startswith(prefix)}\n        parts.append(nn.Linear(own['in'], own['out'], 1))\n    return nn.Sequential(*parts)",
        init="self.net = layer()",
        forward="return self.net(x)",
        shapes=[(2, 4)],
    ),
    "named tuples": dict(
        before="from collections import namedtuple\nConfig = namedtuple('Config', ['size', 'out', 'act'], defaults=(3, True))",
        init="config = Config(4)\nsize, out, act = config\nself.fc = nn.Linear(size, config._replace(out=2).out)\nself.act = nn.Tanh() if Config(**config._asdict())[2] else None",
        forward="return self.act(self.fc(x))",
        shapes=[(2, 4)],
    ),
    "the least float hides": dict(
        forward="low = -torch.finfo(x.dtype).max\ny = x.masked_fill(x > 0.5, low)\nreturn y.softmax(-1) + torch.finfo(torch.float32).eps",
        shapes=[(2, 4)],
    ),
    "rates of a table, one by one": dict(
        before="import numpy as np",
        init="rates = [x.item() for x in torch.linspace(0.5, 1.0, 3)] + np.linspace(1, 2, 2).tolist()\nself.layers = nn.ModuleList([nn.Linear(4, 4) for _ in rates])\nself.rates = rates",
        forward="for layer, rate in zip(self.layers, self.rates):\n    x = layer(x) * rate\nreturn x",
        shapes=[(2, 4)],
    ),
    "names put together by letters": dict(
        init="names = 'hw'[:2]\nsource = f\"b {' '.join(f'({n} p{i})' for i, n in enumerate(names))} c\"\nself.to_patches = Rearrange(f\"{source} -> b ({' '.join(names)}) ({' '.join(['p0', 'p1'])} c)\", **{f'p{i}': 2 for i in range(2)})",
        forward="return self.to_patches(x)",
        shapes=[(2, 4, 6, 3)],
    ),
    "a padded index": dict(
        init="index = F.pad(torch.arange(4).view(2, 2), (1, 0, 1, 0), value=4)\nself.register_buffer('index', index, persistent=False)\nself.bias = nn.Embedding(5, 2)",
        forward="return x + self.bias(self.index).permute(2, 0, 1)",
        shapes=[(2, 2, 3, 3)],
    ),
    "a chain that is put into another under its name": dict(
        init="self.model = nn.Sequential(nn.Linear(4, 3), nn.Tanh())\nself.model = nn.Sequential(self.model, nn.Linear(3, 2))",
        forward="return self.model(x)",
        shapes=[(2, 4)],
    ),
    "dropout in attention is off in evaluation": dict(
        init="self.p = 0.5",
        forward="p = self.p if self.training else 0.0\nreturn F.scaled_dot_product_attention(x, x, x, dropout_p=p) + F.scaled_dot_product_attention(x, x, x, dropout_p=(0.0 if not self.training else self.p), is_causal=True)",
        shapes=[(2, 2, 3, 4)],
    ),
    "examples in comments are no session": dict(
        before='class Block(nn.Module):\n    """A block.\n\n    >>> block = Block(1.0)\n    >>> block(torch.rand(1, 4)).dim()\n    2\n    """\n    def __init__(self, n):\n        super().__init__()\n        self.fc = nn.Linear(n, n)\n    def forward(self, x: torch.Tensor) -> torch.Tensor:\n        return self.fc(x)',
        init="self.block: dict[str, int] = Block(4)",
        forward="return self.block(x)",
        shapes=[(2, 4)],
    ),
}
