"""Net. Made with Gradwire."""
import torch
import torch.nn as nn


class LayerNormWithoutBias(nn.LayerNorm):
    """nn.LayerNorm with bias=False, which PyTorch takes only since 2.1."""

    def __init__(self, normalized_shape, eps=1e-5, elementwise_affine=True):
        super().__init__(normalized_shape, eps=eps, elementwise_affine=elementwise_affine)
        self.register_parameter("bias", None)


class RMSNorm(nn.Module):
    """nn.RMSNorm, which PyTorch has only since 2.4."""

    def __init__(self, normalized_shape, eps=None, elementwise_affine=True):
        super().__init__()
        shape = (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)
        self.dims = tuple(range(-len(shape), 0))
        self.eps = torch.finfo(torch.float32).eps if eps is None else eps
        self.register_parameter("weight", nn.Parameter(torch.ones(shape)) if elementwise_affine else None)

    def forward(self, x):
        x = x * torch.rsqrt(x.pow(2).mean(self.dims, keepdim=True) + self.eps)
        return x if self.weight is None else x * self.weight


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(11, 4)
        self.lstm = nn.LSTM(4, 5, num_layers=2, batch_first=True)
        self.norm = LayerNormWithoutBias(5)
        self.gru = nn.GRU(5, 5, num_layers=2, batch_first=True)
        self.rms = RMSNorm(5)

    def forward(self, words):
        x = self.embedding(words)
        x, (h_n, c_n) = self.lstm(x)
        x = self.norm(x)
        x, _ = self.gru(x, h_n)
        x = self.rms(x)
        return x, c_n
