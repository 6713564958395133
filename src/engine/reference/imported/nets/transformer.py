import torch
import torch.nn as nn


class Encoder(nn.Module):
    def __init__(self, vocab=15, d_model=8, max_len=10):
        super().__init__()
        self.embed = nn.Embedding(vocab, d_model)
        self.pos = nn.Parameter(torch.zeros(max_len, d_model))
        layer = nn.TransformerEncoderLayer(d_model, nhead=2, dim_feedforward=16, dropout=0.0, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, num_layers=2)
        self.attn = nn.MultiheadAttention(d_model, 2, batch_first=True)
        self.out = nn.Linear(d_model, vocab)

    def forward(self, tokens):
        x = self.embed(tokens) * 8 ** 0.5
        x = x + self.pos
        x = self.encoder(x)
        x, weights = self.attn(x, x, x)
        return self.out(x), weights


net = Encoder()
net(torch.randint(0, 15, (2, 10)))
