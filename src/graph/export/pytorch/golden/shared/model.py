"""Net. Made with Gradwire."""
import torch
import torch.nn as nn


def scale(factor=1):
    """A hook that multiplies its tensor."""
    return lambda tensor: tensor * factor


def zero():
    """A hook that lets nothing through."""
    return lambda tensor: tensor * 0


def clip_norm(max_norm=1):
    """A hook that scales its tensor down to a norm of at most max_norm."""

    def hook(tensor):
        norm = tensor.detach().norm()
        return tensor * (max_norm / norm) if norm > max_norm else tensor

    return hook


def on_input(hook):
    """The hook for the one input of a module."""
    return lambda module, args: (hook(args[0]),)


def on_gradient(tensor, hook):
    """The tensor with a hook on the gradient that comes back to it."""
    tensor = tensor.view_as(tensor)
    if tensor.requires_grad:
        tensor.register_hook(lambda gradient: None if gradient is None else hook(gradient))
    return tensor


class Pair(nn.Module):
    def forward(self, right, left):
        x = left - right
        out = left * right
        return out, x


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Linear(6, 6)
        self.tanh = nn.Tanh()
        self.pair = Pair()
        self.head = nn.Linear(12, 2)
        self.head.register_forward_pre_hook(on_input(scale(factor=0.5)))

    def forward(self, a, b):
        x = self.encoder(a)
        out = self.encoder(b)
        x = self.tanh(on_gradient(x, clip_norm(max_norm=0.01)))
        out, sum = self.pair(out, x)
        out = torch.cat([on_gradient(clip_norm()(sum), scale(factor=3)), out], dim=1)
        out = self.head(out)
        return out, on_gradient(sum, zero())
