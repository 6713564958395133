from torch import nn

net = nn.Sequential(
    nn.Flatten(),
    nn.Linear(12, 16, bias=False),
    nn.LayerNorm(16),
    nn.LeakyReLU(0.2),
    nn.Sequential(nn.Linear(16, 8), nn.ELU(alpha=0.5)),
    nn.Linear(8, 3),
    nn.Softmax(dim=-1),
)
