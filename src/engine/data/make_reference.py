"""Writes reference.json: the order in which PyTorch's DataLoader gives samples. Run: python3 make_reference.py"""
import json
import os
import torch
from torch.utils.data import DataLoader, TensorDataset


def batches(seed, generator=None, **options):
    torch.manual_seed(seed)
    loader = DataLoader(TensorDataset(torch.arange(11)), generator=generator, **options)
    return [[batch[0].tolist() for batch in loader] for _ in range(2)]


values = {
    "torch": torch.__version__,
    "plain": batches(0, batch_size=4),
    "shuffled": batches(0, batch_size=4, shuffle=True),
    "dropped": batches(5, batch_size=4, shuffle=True, drop_last=True),
    "generator": batches(1, batch_size=3, shuffle=True, generator=torch.Generator().manual_seed(7)),
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "reference.json"), "w") as file:
    json.dump(values, file)
    file.write("\n")
