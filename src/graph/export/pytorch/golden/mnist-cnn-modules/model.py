"""MNIST-style CNN, in modules. Made with Gradwire."""
import torch.nn as nn


class Features(nn.Sequential):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, kernel_size=3, padding=1)
        self.relu1 = nn.ReLU()
        self.conv2 = nn.Conv2d(32, 32, kernel_size=3, padding=1)
        self.relu2 = nn.ReLU()
        self.pool = nn.MaxPool2d(2)


class Classifier(nn.Sequential):
    def __init__(self):
        super().__init__()
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(6272, 128)
        self.relu3 = nn.ReLU()
        self.fc2 = nn.Linear(128, 10)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = Features()
        self.classifier = Classifier()

    def forward(self, x):
        x = self.features(x)
        return self.classifier(x)
