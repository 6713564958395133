"""MobileNet block. Made with Gradwire."""
import torch.nn as nn


class InvertedResidual(nn.Module):
    def __init__(self):
        super().__init__()
        self.expand = nn.Conv2d(16, 32, kernel_size=1, bias=False)
        self.bn1 = nn.BatchNorm2d(32)
        self.relu1 = nn.ReLU6()
        self.depthwise = nn.Conv2d(32, 32, kernel_size=3, padding=1, groups=32, bias=False)
        self.bn2 = nn.BatchNorm2d(32)
        self.relu2 = nn.ReLU6()
        self.project = nn.Conv2d(32, 16, kernel_size=1, bias=False)
        self.bn3 = nn.BatchNorm2d(16)

    def forward(self, x):
        out = self.relu1(self.bn1(self.expand(x)))
        out = self.relu2(self.bn2(self.depthwise(out)))
        out = self.bn3(self.project(out))
        return out + x


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, kernel_size=3, stride=2, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(16)
        self.relu = nn.ReLU6()
        self.block1 = InvertedResidual()
        self.pool1 = nn.AvgPool2d(2)
        self.block2 = InvertedResidual()
        self.pool2 = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten()
        self.fc = nn.Linear(16, 6)

    def forward(self, x):
        x = self.relu(self.bn(self.conv(x)))
        x = self.block1(x)
        x = self.pool1(x)
        x = self.block2(x)
        x = self.pool2(x)
        x = self.flatten(x)
        return self.fc(x)
