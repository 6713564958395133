"""Net. Made with Gradwire."""
import torch.nn as nn
import torch.nn.functional as F


class Pair(nn.Module):
    def forward(self, h):
        x, _, steps_2, *_ = h.split(2, dim=1)
        h.split(2, dim=1)
        return steps_2 + x


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.pair1 = Pair()
        self.pair2 = Pair()

    def forward(self, x, wide):
        _, cut_1, *_ = x.split([1, 2, 3], dim=1)
        cut_1, halves_1 = cut_1.chunk(2, dim=2)
        out, _ = x.max(dim=1)
        least, _ = x.min(dim=-1, keepdim=True)
        cut_1 = cut_1 * halves_1
        pair1 = self.pair1(x)
        pair2 = self.pair2(wide)
        out = out ** 2
        least = least.clamp(min=-1, max=1.5)
        cut_1 = F.pad(cut_1, (1, 2), mode="circular")
        x.max(dim=1)
        return cut_1, out, least, pair1, pair2
