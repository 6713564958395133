"""Autoencoder. Made with Gradwire."""
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.flatten = nn.Flatten()
        self.encode = nn.Linear(784, 128)
        self.relu1 = nn.ReLU()
        self.code = nn.Linear(128, 16)
        self.decode = nn.Linear(16, 128)
        self.relu2 = nn.ReLU()
        self.pixels = nn.Linear(128, 784)
        self.sigmoid = nn.Sigmoid()
        self.picture = nn.Unflatten(1, (1, 28, 28))

    def forward(self, x):
        x = self.flatten(x)
        x = self.relu1(self.encode(x))
        x = self.code(x)
        x = self.relu2(self.decode(x))
        x = self.sigmoid(self.pixels(x))
        return self.picture(x)
