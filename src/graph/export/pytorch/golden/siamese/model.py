"""Net. Made with Gradwire."""
import torch.nn as nn


class Stem(nn.Sequential):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 3, kernel_size=3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(3)
        self.act = nn.ReLU(inplace=True)


class Tower(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = Stem()
        self.narrow = nn.Conv2d(3, 3, kernel_size=1)

    def forward(self, x):
        x = self.stem(x)
        x = self.stem(x)
        return self.narrow(x)


class Head(nn.Sequential):
    def __init__(self):
        super().__init__()
        self.flatten = nn.Flatten()
        self.fc = nn.Linear(108, 4)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.tower = Tower()
        self.head = Head()

    def forward(self, left, right):
        x = self.tower(left)
        out = self.tower(right)
        out = self.tower(out)
        x = x - out
        return self.head(x)
