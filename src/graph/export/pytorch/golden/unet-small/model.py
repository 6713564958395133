"""U-Net, small. Made with Gradwire."""
import torch
import torch.nn as nn


class DoubleConv(nn.Sequential):
    def __init__(self, in_channels):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, 16, kernel_size=3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        self.relu1 = nn.ReLU()
        self.conv2 = nn.Conv2d(16, 16, kernel_size=3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(16)
        self.relu2 = nn.ReLU()


class Down(nn.Sequential):
    def __init__(self):
        super().__init__()
        self.pool = nn.MaxPool2d(2)
        self.convs = DoubleConv(in_channels=16)


class Up(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.ConvTranspose2d(16, 16, kernel_size=2, stride=2)
        self.convs = DoubleConv(in_channels=32)

    def forward(self, skip, x):
        x = self.up(x)
        x = torch.cat([skip, x], dim=1)
        return self.convs(x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inc = DoubleConv(in_channels=1)
        self.down1 = Down()
        self.down2 = Down()
        self.up1 = Up()
        self.up2 = Up()
        self.head = nn.Conv2d(16, 4, kernel_size=1)

    def forward(self, x):
        x = self.inc(x)
        out = self.down1(x)
        down2 = self.down2(out)
        out = self.up1(out, down2)
        x = self.up2(x, out)
        return self.head(x)
