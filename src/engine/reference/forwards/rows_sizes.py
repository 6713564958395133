"""Tensors over the batch, whose size the source does not say, and rows of tables by their places."""

ROWS = {
    "zeros, ones and full for every sample": dict(
        forward="b, n, d = x.shape\nz = torch.zeros(b, 1, d)\no = torch.ones((b, 2, d), device=x.device)\nf = torch.full((b, 1, d), 0.5)\nreturn torch.cat((z, x, o, f), dim=1)",
        shapes=[(2, 3, 4)],
    ),
    "made like another tensor": dict(
        forward="z = x.new_zeros(x.shape[0], 4)\nw = torch.ones_like(x) * 2\nreturn torch.cat((z.unsqueeze(1), w, torch.zeros_like(x), torch.full_like(x, 3)), 1)",
        shapes=[(2, 3, 4)],
    ),
    "truths for every sample": dict(
        forward="m = torch.ones(x.shape[0], 3, dtype=torch.bool)\nreturn x.masked_fill(m.unsqueeze(-1), 1.5)",
        shapes=[(2, 3, 4)],
    ),
    "a recurrent state of zeros": dict(
        init="self.lstm = nn.LSTM(4, 5, 2, batch_first=True)",
        forward="h = torch.zeros(2, x.size(0), 5)\nc = torch.zeros(2, x.size(0), 5).to(x.device)\ny, _ = self.lstm(x, (h, c))\nreturn y[:, -1, :]",
        shapes=[(3, 6, 4)],
    ),
    "a token is expanded": dict(
        init="self.token = nn.Parameter(torch.randn(1, 1, 4))\nself.row = nn.Parameter(torch.randn(4))",
        forward="a = self.token.expand(x.shape[0], -1, -1)\nb = self.row.expand(x.size(0), 2, 4)\nreturn torch.cat((a, b, x), 1)",
        shapes=[(2, 3, 4)],
    ),
    "a token is repeated": dict(
        init="self.token = nn.Parameter(torch.randn(1, 1, 4))",
        forward="return torch.cat((self.token.repeat(x.shape[0], 2, 1), x), 1)",
        shapes=[(2, 3, 4, )],
    ),
    "rows of a table by an index that the constructor works out": dict(
        init="c = torch.stack(torch.meshgrid([torch.arange(2), torch.arange(2)], indexing='ij')).flatten(1)\nr = (c[:, :, None] - c[:, None, :]).permute(1, 2, 0) + 1\nr[:, :, 0] *= 3\nself.register_buffer('index', r.sum(-1))\nself.table = nn.Parameter(torch.randn(9, 3))",
        forward="bias = self.table[self.index.view(-1)].view(4, 4, -1).permute(2, 0, 1).contiguous()\nreturn x + bias.unsqueeze(0)",
        shapes=[(2, 3, 4, 4)],
    ),
    "rows of a table by places that come in": dict(
        init="self.table = nn.Parameter(torch.randn(7, 2, 3))\nself.scale = nn.Parameter(torch.randn(7))",
        forward="return self.table[x], F.embedding(x, self.table.flatten(1)), self.scale[x]",
        shapes=[(7, (2, 4))],
    ),
    "a part of one tensor towards another": dict(
        init="self.share = nn.Parameter(torch.rand(4))",
        forward="return torch.lerp(x, y, self.share) + x.lerp(y, 0.25)",
        shapes=[(2, 3, 4), (2, 3, 4)],
    ),
    "samples that were joined are apart again": dict(
        init="self.fc = nn.Linear(4, 6)",
        forward="b, n, d = x.shape\ny = self.fc(x.reshape(b * n, d))\nz = y.view(b, n, 3, -1)\nreturn y.view(b, -1), z, y.reshape((b, n * 2) + (-1,))",
        shapes=[(2, 3, 4)],
    ),
    "a tensor is unpacked, and split at places": dict(
        forward="a, b = rearrange(x, 'b n (two d) -> two b n d', two=2)\nfirst, rest = torch.tensor_split(x, (1,), dim=1)\nreturn a * b + first[..., :2], rest, torch.repeat_interleave(x[:, :1], 20, dim=1)",
        shapes=[(2, 3, 4)],
    ),
    "layers are added to a list": dict(
        init="self.layers = nn.ModuleList()\nfor _ in range(2):\n    self.layers += [nn.Linear(4, 4)]",
        forward="for layer in self.layers:\n    x = layer(x)\nreturn x",
        shapes=[(2, 4)],
    ),
    "a part that is empty adds nothing": dict(
        forward="n = x.shape[-1]\nturned, passed = x[..., :n], x[..., n:]\nreturn torch.cat((turned * 2, passed), dim=-1), torch.cat((x[:, :0], x, x[:, 3:]), 1)",
        shapes=[(2, 3, 4)],
    ),
    "indices that are put together": dict(
        init="self.scales = nn.Parameter(torch.randn(4))",
        forward="s = self.scales[(*((None,) * (x.dim() - 1)), Ellipsis)]\nreturn (x * s)[(slice(None), *((slice(1, None),) * 2))]",
        shapes=[(2, 3, 4)],
    ),
}
