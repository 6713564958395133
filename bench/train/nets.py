"""PyTorch's side of train.ts: reads "model pass count" lines, answers with the milliseconds of each step as JSON."""
import json
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F


class Cnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 32, 3, padding=1)
        self.fc1 = nn.Linear(14 * 14 * 32, 128)
        self.fc2 = nn.Linear(128, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv2(F.relu(self.conv1(x)))), 2)
        return self.fc2(F.relu(self.fc1(x.view(-1, 14 * 14 * 32))))


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.fc3(F.relu(self.fc2(F.relu(self.fc1(x.flatten(1))))))


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.shortcut = None
        if stride != 1 or inputs != outputs:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        inner = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(inner)) + (self.shortcut(x) if self.shortcut else x))


class ResNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(16)
        self.block1 = Block(16, 16, 1)
        self.block2 = Block(16, 32, 2)
        self.block3 = Block(32, 32, 1)
        self.fc = nn.Linear(32, 10)

    def forward(self, x):
        x = self.block3(self.block2(self.block1(F.relu(self.bn(self.conv(x))))))
        return self.fc(F.adaptive_avg_pool2d(x, 1).flatten(1))


def separable(inputs, outputs, stride):
    return [
        nn.Conv2d(inputs, inputs, 3, stride, 1, groups=inputs, bias=False),
        nn.BatchNorm2d(inputs),
        nn.ReLU6(),
        nn.Conv2d(inputs, outputs, 1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU6(),
    ]


class MobileNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 3, 2, 1, bias=False)
        self.body = nn.Sequential(*separable(16, 32, 1), *separable(32, 64, 2))
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        x = self.body(F.relu6(self.stem(x)))
        return self.fc(F.adaptive_avg_pool2d(x, 1).flatten(1))


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(64, 128, batch_first=True)
        self.fc = nn.Linear(128, 10)

    def forward(self, x):
        return self.fc(self.lstm(x)[0][:, -1])


def step_of(mode, net, x, optimizer, loss):
    net.train(mode == "train")

    def train():
        optimizer.zero_grad(set_to_none=True)
        loss().backward()
        optimizer.step()

    def forward():
        with torch.no_grad():
            net(x)

    return train if mode == "train" else forward


def classifier(mode, net, shape):
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
    x = torch.randn(*shape)
    y = torch.randint(0, 10, (shape[0],))
    return step_of(mode, net, x, optimizer, lambda: F.cross_entropy(net(x), y))


def linear(mode):
    net = nn.Linear(1, 1)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
    x = torch.randn(30, 1)
    y = torch.randn(30, 1)
    return step_of(mode, net, x, optimizer, lambda: F.mse_loss(net(x), y))


def mlp():
    return nn.Sequential(nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 10))


MODELS = {
    "cnn": lambda mode: classifier(mode, Cnn(), (64, 1, 28, 28)),
    "lenet": lambda mode: classifier(mode, LeNet(), (64, 1, 28, 28)),
    "resnet": lambda mode: classifier(mode, ResNet(), (32, 3, 32, 32)),
    "mlp": lambda mode: classifier(mode, mlp(), (128, 784)),
    "linear": linear,
    "mobilenet": lambda mode: classifier(mode, MobileNet(), (32, 3, 32, 32)),
    "lstm": lambda mode: classifier(mode, Recurrent(), (32, 32, 64)),
}


def main():
    torch.manual_seed(0)
    made = {}
    for line in sys.stdin:
        name, mode, count = line.split()
        if (name, mode) not in made:
            made[name, mode] = MODELS[name](mode)
        step = made[name, mode]
        times = []
        for _ in range(int(count)):
            start = time.perf_counter()
            step()
            times.append((time.perf_counter() - start) * 1000)
        print(json.dumps(times), flush=True)


main()
