"""Net. Made with Gradwire."""
import torch.nn as nn


class Net(nn.Sequential):
    def __init__(self):
        super().__init__(
            nn.Linear(6, 8),
            nn.Tanh(),
            nn.Linear(8, 3),
        )
