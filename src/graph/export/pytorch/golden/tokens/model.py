"""Net. Made with Gradwire."""
import torch
import torch.nn as nn
import torch.nn.functional as F


class Scale(nn.Module):
    def __init__(self):
        super().__init__()
        self.gain = nn.Parameter(torch.full((6,), 0.5))
        self.noise = nn.Parameter(torch.empty(20, 6).normal_(mean=0.1, std=1))
        self.register_buffer("root", torch.tensor(2.5), persistent=False)
        self.register_buffer("table", torch.tensor([[1.0, -2.0, 3.0, 4.0, 5.0, 6.0]]), persistent=False)
        self.register_buffer("filled", torch.full((5, 1), 3), persistent=False)
        self.register_buffer("grid", torch.tensor([
            0.0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1.0, 1.125, 1.25, 1.375, 1.5, 1.625,
            1.75, 1.875, 2.0, 2.125, 2.25, 2.375, 2.5, 2.625, 2.75, 2.875, 3.0, 3.125, 3.25, 3.375,
            3.5, 3.625,
        ]).reshape(5, 6), persistent=False)

    def forward(self, h):
        x = self.noise.mean(dim=0)
        out = h * self.gain
        out = out / self.root
        out = out + self.table
        out = out + x
        out = out - self.filled
        return out + self.grid


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.token = nn.Parameter(torch.empty(1, 1, 6).normal_(std=0.02))
        self.position = nn.Parameter(torch.empty(5, 6).uniform_(-0.1, 0.1))
        self.scale1 = Scale()
        self.gate = nn.Parameter(torch.ones(()))

    def forward(self, x):
        out = x[:, :1]
        out = self.token.expand_as(out)
        out = torch.cat([out, x], dim=1)
        out = out + self.position
        out = self.scale1(out)
        out = out.reshape(-1, 5, 2, 3)
        out = out.permute(0, 2, 1, 3)
        x = out.transpose(-2, -1)
        x = F.softmax(out @ x, dim=-1)
        x = x @ out
        x = x.permute(0, 2, 1, 3)
        x = x.reshape(-1, 5, 6)
        x = x + self.position
        out = x.mean(dim=1)
        x = x[:, 0]
        out = torch.stack([out, x], dim=1)
        return out * self.gate
