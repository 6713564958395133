"""Net. Made with Gradwire."""
import torch
import torch.nn as nn
import torch.nn.functional as F


class Block(nn.Module):
    def __init__(self, in_channels):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, 6, kernel_size=3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(6)
        self.relu1 = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(6, 6, kernel_size=3, padding=1)
        self.shortcut = nn.Conv2d(in_channels, 6, kernel_size=1)

    def forward(self, x):
        out = self.relu1(self.bn1(self.conv1(x)))
        out = self.conv2(out)
        x = self.shortcut(x)
        return F.relu(out + x)


class Stage(nn.Module):
    def __init__(self):
        super().__init__()
        self.widen = nn.Conv2d(6, 4, kernel_size=1)
        self.block = Block(in_channels=4)

    def forward(self, x):
        x = self.widen(x)
        x = self.block(x)
        return F.dropout(x, p=0.25, training=self.training)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.block1 = Block(in_channels=3)
        self.stage = Stage()
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(6, 5)

    def forward(self, image):
        x = self.block1(image)
        x = self.stage(x)
        x = self.pool(x)
        x = torch.flatten(x, 1)
        return self.fc(x)
