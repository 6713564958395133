"""Transformer encoder, small. Made with Gradwire."""
import torch
import torch.nn as nn


class EncoderBlock(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = nn.MultiheadAttention(32, 1, batch_first=True)
        self.norm1 = nn.LayerNorm(32)
        self.widen = nn.Linear(32, 64)
        self.relu = nn.ReLU()
        self.narrow = nn.Linear(64, 32)
        self.norm2 = nn.LayerNorm(32)

    def forward(self, x):
        out, weights = self.attention(x, x, x)
        x = self.norm1(x + out)
        out = self.relu(self.widen(x))
        out = self.narrow(out)
        x = self.norm2(x + out)
        return weights, x


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(10, 32)
        self.position = nn.Parameter(torch.empty(8, 32).normal_(std=0.1))
        self.block = EncoderBlock()
        self.fc = nn.Linear(32, 10)

    def forward(self, x):
        x = self.embedding(x)
        x = x + self.position
        x, y = self.block(x)
        y = self.fc(y)
        y = y.transpose(1, 2)
        return x, y
