"""Random numbers: (function of the engine, its arguments, the same in PyTorch), each from seed 42."""
import torch

from saving import saved

NAME = "random"

ROWS = [
    ("rand", [[5]], lambda: torch.rand(5)),
    ("rand", [[3, 7]], lambda: torch.rand(3, 7)),
    ("randn", [[5]], lambda: torch.randn(5)),
    ("randn", [[15]], lambda: torch.randn(15)),
    ("randn", [[16]], lambda: torch.randn(16)),
    ("randn", [[3, 7]], lambda: torch.randn(3, 7)),
    ("randn", [[4, 8]], lambda: torch.randn(4, 8)),
    ("randint", [0, 10, [8]], lambda: torch.randint(0, 10, (8,))),
    ("randint", [-3, 4, [2, 3]], lambda: torch.randint(-3, 4, (2, 3))),
    ("randperm", [10], lambda: torch.randperm(10)),
    ("randperm", [1], lambda: torch.randperm(1)),
]


def rows():
    for name, args, function in ROWS:
        torch.manual_seed(42)
        yield {"function": name, "args": args, "output": saved(function()), "next": saved(torch.rand(2))}
