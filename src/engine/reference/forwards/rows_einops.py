"""einops: patterns over sizes, batches that are spread and joined, packing."""

ROWS = {
    "a token for every sample": dict(
        init="self.cls = nn.Parameter(torch.randn(1, 1, 4))",
        forward="b, n, _ = x.shape\ncls = repeat(self.cls, '1 1 d -> b 1 d', b=b)\nx = torch.cat((cls, x), dim=1)\nreturn x[:, :(n + 1)] * 2",
        shapes=[(2, 3, 4)],
    ),
    "a token without a dimension for samples": dict(
        init="self.cls = nn.Parameter(torch.randn(4))\nself.more = nn.Parameter(torch.randn(2, 4))",
        forward="b = x.shape[0]\ncls = repeat(self.cls, 'd -> b 1 d', b=b)\nmore = repeat(self.more, 'n d -> b n d', b=b)\nreturn torch.cat((cls, more, x), 1)",
        shapes=[(2, 3, 4)],
    ),
    "a token in front of what the dots stand for": dict(
        init="self.cls = nn.Parameter(torch.randn(2, 4))",
        forward="return repeat(self.cls, '... d -> b ... d', b=x.shape[0]) + x",
        shapes=[(3, 2, 4)],
    ),
    "patches, and back": dict(
        init="self.to_patches = Rearrange('b c (h p1) (w p2) -> b (h w) (p1 p2 c)', p1=2, p2=3)",
        forward="y = self.to_patches(x)\nreturn rearrange(y, 'b (h w) (p1 p2 c) -> b c (h p1) (w p2)', h=2, p1=2, p2=3)",
        shapes=[(2, 3, 4, 6)],
    ),
    "windows in the batch, and back": dict(
        init="self.fc = nn.Linear(3, 3)",
        forward="b, c, h, w = x.shape\ny = rearrange(x, 'b c (x w1) (y w2) -> (b x y) (w1 w2) c', w1=2, w2=2)\ny = self.fc(y)\nreturn rearrange(y, '(b x y) (w1 w2) c -> b c (x w1) (y w2)', b=b, x=h // 2, y=w // 2, w1=2, w2=2)",
        shapes=[(2, 3, 4, 6)],
    ),
    "one size beside the batch is worked out": dict(
        forward="b = x.shape[0]\ny = rearrange(x, 'b n d -> (b n) d')\nreturn rearrange(y, '(b n) d -> b n d', b=b).softmax(1)",
        shapes=[(2, 3, 4)],
    ),
    "pack and unpack": dict(
        init="self.cls = nn.Parameter(torch.randn(4))",
        forward="cls = repeat(self.cls, 'd -> b d', b=x.shape[0])\ny, ps = pack([cls, x], 'b * d')\ny = y.cumsum(1)\ncls, rest = unpack(y, ps, 'b * d')\nreturn cls, rest",
        shapes=[(2, 3, 4)],
    ),
    "pack one, over the samples too": dict(
        forward="y, ps = pack([x], '* d')\ny = y.softmax(-1)\n[z] = unpack(y, ps, '* d')\nreturn z",
        shapes=[(2, 3, 4)],
    ),
    "pack images beside rows": dict(
        forward="z, ps = pack((x, y), 'b * c')\na, b = unpack(z * 2, ps, 'b * c')\nreturn a, b",
        shapes=[(2, 3, 4, 2), (2, 5, 2)],
    ),
    "einsum with words": dict(
        forward="return einsum(x, y, 'batch head i, batch head j -> batch i j')",
        shapes=[(2, 3, 4), (2, 3, 5)],
    ),
    "a list of tensors, one number as an axis": dict(
        forward="y = rearrange([x, x * 2], 'two b n -> b (two n)')\nreturn repeat(y, 'b n -> b n 2')",
        shapes=[(2, 3)],
    ),
    "reduce a part of an axis": dict(
        forward="return reduce(x, 'b c (h p1) (w p2) -> b c h w', 'max', p1=2, p2=2), reduce(x, 'b c ... -> b c', 'mean')",
        shapes=[(2, 3, 4, 6)],
    ),
    "a table of numbers alone": dict(
        init="y, x = torch.meshgrid(torch.arange(2), torch.arange(3), indexing='ij')\ngrid = torch.stack((y, x), -1).float()\nself.register_buffer('grid', rearrange(grid, 'h w c -> (h w) c'), persistent=False)",
        forward="table = repeat(self.grid, 'n c -> n (r c)', r=2) + rearrange(torch.arange(6), '(a n) -> n a', a=1)\nreturn x + table",
        shapes=[(2, 6, 4)],
    ),
}
