"""DenseNet block. Made with Gradwire."""
import torch
import torch.nn as nn


class DenseLayer(nn.Sequential):
    def __init__(self, num_features, in_channels):
        super().__init__()
        self.bn = nn.BatchNorm2d(num_features)
        self.relu = nn.ReLU()
        self.conv = nn.Conv2d(in_channels, 8, kernel_size=3, padding=1, bias=False)


class DenseBlock(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer1 = DenseLayer(num_features=16, in_channels=16)
        self.layer2 = DenseLayer(num_features=24, in_channels=24)
        self.layer3 = DenseLayer(num_features=32, in_channels=32)

    def forward(self, x):
        out = self.layer1(x)
        cat1 = torch.cat([out, x], dim=1)
        cat1 = self.layer2(cat1)
        cat2 = torch.cat([cat1, out, x], dim=1)
        cat2 = self.layer3(cat2)
        return torch.cat([cat2, cat1, out, x], dim=1)


class Transition(nn.Sequential):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm2d(40)
        self.relu = nn.ReLU()
        self.conv = nn.Conv2d(40, 16, kernel_size=1, bias=False)
        self.pool = nn.AvgPool2d(2)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, kernel_size=3, stride=2, padding=1, bias=False)
        self.dense1 = DenseBlock()
        self.transition = Transition()
        self.dense2 = DenseBlock()
        self.bn = nn.BatchNorm2d(40)
        self.relu = nn.ReLU()
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.fc = nn.Linear(40, 6)

    def forward(self, x):
        x = self.conv(x)
        x = self.dense1(x)
        x = self.transition(x)
        x = self.relu(self.bn(self.dense2(x)))
        x = self.pool(x)
        x = self.flatten(x)
        return self.fc(x)
