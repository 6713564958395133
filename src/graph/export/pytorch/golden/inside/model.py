"""Net. Made with Gradwire."""
import torch.nn as nn


class Measured(nn.Module):
    """A place where training measures: it keeps nothing and gives nothing."""

    def __init__(self, metric, **params):
        super().__init__()

    def forward(self, input, target):
        pass


class Cell(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(6, 6)
        self.act = nn.Tanh()
        self.mae = Measured("MAE")
        self.r2 = Measured("R2Score")

    def forward(self, x, size):
        x = self.fc(x)
        self.mae(x, size)
        x = self.act(x)
        self.r2(x, size)
        return x


class Stage(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell = Cell()
        self.guess = nn.Linear(6, 3)
        self.relu = nn.ReLU()
        self.top = Measured("TopK", k=2)

    def forward(self, x, y, size):
        x = self.cell(x, size)
        x = self.cell(x, size)
        out = self.guess(x)
        self.top(out, y)
        return self.relu(x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stage = Stage()
        self.last = Cell()
        self.scores = nn.Linear(6, 3)

    def forward(self, x, y, size):
        x = self.stage(x, y, size)
        x = self.last(x, size)
        return self.scores(x)
