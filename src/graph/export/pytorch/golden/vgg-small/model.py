"""VGG, small. Made with Gradwire."""
import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1a = nn.Conv2d(3, 8, kernel_size=3, padding=1)
        self.conv1b = nn.Conv2d(8, 8, kernel_size=3, padding=1)
        self.conv2a = nn.Conv2d(8, 16, kernel_size=3, padding=1)
        self.conv2b = nn.Conv2d(16, 16, kernel_size=3, padding=1)
        self.conv3a = nn.Conv2d(16, 32, kernel_size=3, padding=1)
        self.conv3b = nn.Conv2d(32, 32, kernel_size=3, padding=1)
        self.fc1 = nn.Linear(512, 64)
        self.fc2 = nn.Linear(64, 6)

    def forward(self, x):
        x = F.relu(self.conv1a(x))
        x = F.relu(self.conv1b(x))
        x = F.max_pool2d(x, 2)
        x = F.relu(self.conv2a(x))
        x = F.relu(self.conv2b(x))
        x = F.max_pool2d(x, 2)
        x = F.relu(self.conv3a(x))
        x = F.relu(self.conv3b(x))
        x = F.max_pool2d(x, 2)
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        return self.fc2(x)
