import torch
import torch.nn as nn


class Tower(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.fc = nn.Linear(size, 6)
        self.norm = nn.BatchNorm1d(6)

    def forward(self, x):
        return torch.tanh(self.norm(self.fc(x)))


class TwoTowers(nn.Module):
    """One tower for both inputs, and results as a dictionary."""

    def __init__(self):
        super().__init__()
        self.tower = Tower(5)
        self.score = nn.Bilinear(6, 6, 2)

    def forward(self, left, right, scale=2.0):
        a = self.tower(left)
        b = self.tower(right)
        distance = (a - b).pow(2).sum(dim=1, keepdim=True).sqrt()
        return {"score": self.score(a, b) * scale, "distance": 1 - distance / 3}
