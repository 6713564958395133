from collections import OrderedDict

import torch
import torch.nn as nn
import torch.nn.functional as F


class _DenseLayer(nn.Module):
    def __init__(self, num_input_features, growth_rate):
        super().__init__()
        self.add_module("norm1", nn.BatchNorm2d(num_input_features))
        self.add_module("conv1", nn.Conv2d(num_input_features, growth_rate, kernel_size=3, padding=1, bias=False))

    def forward(self, inputs):
        features = torch.cat(inputs, 1)
        return self.conv1(F.relu(self.norm1(features)))


class _DenseBlock(nn.ModuleDict):
    def __init__(self, num_layers, num_input_features, growth_rate):
        super().__init__()
        for i in range(num_layers):
            layer = _DenseLayer(num_input_features + i * growth_rate, growth_rate)
            self.add_module("denselayer%d" % (i + 1), layer)

    def forward(self, init_features):
        features = [init_features]
        for name, layer in self.items():
            new_features = layer(features)
            features.append(new_features)
        return torch.cat(features, 1)


class DenseNet(nn.Module):
    def __init__(self, growth_rate=4, num_classes=3):
        super().__init__()
        self.features = nn.Sequential(
            OrderedDict([
                ("conv0", nn.Conv2d(3, 8, kernel_size=3, padding=1, bias=False)),
                ("norm0", nn.BatchNorm2d(8)),
                ("relu0", nn.ReLU(inplace=True)),
            ])
        )
        self.features.add_module("denseblock1", _DenseBlock(2, 8, growth_rate))
        self.classifier = nn.Linear(16, num_classes)

    def forward(self, x):
        features = self.features(x)
        out = F.relu(features, inplace=True)
        out = F.adaptive_avg_pool2d(out, (1, 1))
        out = torch.flatten(out, 1)
        return self.classifier(out)
