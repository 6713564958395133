"""Whole models trained for three steps from seed 0: losses, and gradients of the last step."""
import torch
import torch.nn as nn
import torch.nn.functional as F

from magnitudes import magnitudes
from saving import saved

NAME = "models"
SHOWN = ["conv1.weight", "conv1.bias", "conv2.bias", "fc2.bias"]


class Cnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 32, 3, padding=1)
        self.fc1 = nn.Linear(14 * 14 * 32, 128)
        self.fc2 = nn.Linear(128, 10)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = x.view(-1, 14 * 14 * 32)
        return self.fc2(F.relu(self.fc1(x)))


def trained(x, y, state=None):
    """Losses, and the gradients of the last step; from another state where one is given."""
    torch.manual_seed(0)
    net = Cnn()
    if state is not None:
        net.load_state_dict(state)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
    losses = []
    for _ in range(3):
        optimizer.zero_grad()
        loss = nn.CrossEntropyLoss()(net(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    return {"losses": torch.stack(losses), **{name: p.grad for name, p in net.named_parameters() if name in SHOWN}}


def rows():
    torch.manual_seed(0)
    net = Cnn()
    x = torch.randn(4, 1, 28, 28)
    y = torch.tensor([1, 2, 3, 4])
    found = trained(x, y)
    values = {"x": x, **{("state", k): v for k, v in net.state_dict().items()}}
    m = magnitudes(lambda given: trained(given["x"], y, {k: given["state", k] for k in net.state_dict()}), values)
    shown = {name: saved(value, m[name]) for name, value in found.items()}
    yield {"model": "cnn", "text": repr(net), "losses": shown.pop("losses"), "gradients": shown}
