"""Character LSTM. Made with Gradwire."""
import torch.nn as nn


def clip_norm(max_norm=1):
    """A hook that scales its tensor down to a norm of at most max_norm."""

    def hook(tensor):
        norm = tensor.detach().norm()
        return tensor * (max_norm / norm) if norm > max_norm else tensor

    return hook


def on_gradient(tensor, hook):
    """The tensor with a hook on the gradient that comes back to it."""
    tensor = tensor.view_as(tensor)
    if tensor.requires_grad:
        tensor.register_hook(lambda gradient: None if gradient is None else hook(gradient))
    return tensor


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(37, 24)
        self.lstm = nn.LSTM(24, 64, batch_first=True)
        self.fc = nn.Linear(64, 37)

    def forward(self, x):
        x = self.embedding(x)
        x, _ = self.lstm(x)
        x = self.fc(on_gradient(x, clip_norm(max_norm=0.02)))
        return x.transpose(1, 2)
