"""XOR with a hidden layer. Made with Gradwire."""
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(2, 8)
        self.tanh = nn.Tanh()
        self.out = nn.Linear(8, 2)

    def forward(self, x):
        x = self.tanh(self.hidden(x))
        return self.out(x)
