import math

import torch
import torch.nn as nn


class PositionalEncoding(nn.Module):
    """Sines and cosines of positions, which are worked out once and kept as a buffer."""

    def __init__(self, width, longest=20):
        super().__init__()
        table = torch.zeros(longest, width)
        position = torch.arange(0, longest, dtype=torch.float).unsqueeze(1)
        rate = torch.exp(torch.arange(0, width, 2).float() * (-math.log(10000.) / width))
        table[:, 0::2] = torch.sin(position * rate)
        table[:, 1::2] = torch.cos(position * rate)
        self.register_buffer("table", table.unsqueeze(0))

    def forward(self, x):
        return x + self.table[:, : x.size(1)]


class Positions(nn.Module):
    """A causal Transformer with weights in a Sequential and scales in a list."""

    def __init__(self, words=11, width=8):
        super().__init__()
        self.width = width
        self.embed = nn.Embedding(words, width)
        self.position = PositionalEncoding(width)
        layer = nn.TransformerEncoderLayer(width, nhead=2, dim_feedforward=16, dropout=0., batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, num_layers=2)
        self.scales = nn.ParameterList([nn.Parameter(torch.full((1,), 0.5)), nn.Parameter(torch.ones(width))])
        self.head = nn.Sequential(nn.Linear(width, 8), nn.GELU(), nn.Linear(8, words))
        nn.init.normal_(self.scales[1], std=0.02)

    def forward(self, words):
        x = self.position(self.embed(words) * math.sqrt(self.width))
        mask = torch.triu(torch.full((x.size(1), x.size(1)), float("-inf")), diagonal=1)
        x = self.encoder(x, mask=mask)
        return self.head(x * self.scales[0] + self.scales[1])


net = Positions()
net(torch.randint(0, 11, (2, 7)))
