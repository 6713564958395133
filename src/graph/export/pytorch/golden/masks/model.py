"""Net. Made with Gradwire."""
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.scores = nn.Linear(4, 3)

    def forward(self, x, labels):
        x = self.scores(x)
        out = x > 0
        large = x >= 1
        large = torch.logical_not(large)
        out = torch.logical_and(out, large)
        classes = F.one_hot(labels, 3)
        classes = classes.to(torch.float32)
        classes = x * classes
        x = x.masked_fill(out, -2)
        return classes + x
