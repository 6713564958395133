"""Trains Net: Net. Made with Gradwire.

    python train.py                            on a GPU where there is one
    torchrun --nproc_per_node=2 train.py       on several, with DistributedDataParallel
"""
import argparse
import os

import torch
import torch.distributed as dist
import torch.nn as nn
from torch.nn.parallel import DistributedDataParallel
from torch.utils.data import DataLoader, TensorDataset

from model import Net
from tensor_file import load_tensors, save_tensors

FOLDER = os.path.dirname(os.path.abspath(__file__))
SEED = 1
EPOCHS = 5
BATCH_SIZE = 8
# The tensors of data.safetensors; those for evaluation have held_out. in front.
INPUTS = ["x", "y", "size"]

criterion = nn.CrossEntropyLoss()


class Metric:
    """Adds batches up, so that the value is that of all samples, however they were cut."""

    state = None

    def update(self, input, target):
        self.merge(self.count(input.detach().cpu(), target.cpu()))

    def merge(self, state):
        self.state = state if self.state is None else tuple(a + b for a, b in zip(self.state, state))

    def value(self):
        total, count = self.state
        return total / count if count > 0 else float("nan")

    @staticmethod
    def flat(input, target, ignored):
        """Scores (samples, classes) and their class numbers; ignored ones are left out."""
        input, target = input.movedim(1, -1).reshape(-1, input.shape[1]), target.reshape(-1)
        return input[target != ignored], target[target != ignored]


class Accuracy(Metric):
    """Share of the samples whose largest score is that of their class; of 0 and 1, on the right side."""

    def __init__(self, threshold=0.5, ignore_index=-100):
        self.threshold, self.ignore_index = threshold, ignore_index

    def count(self, input, target):
        if target.is_floating_point():
            right = (input > self.threshold) == (target > 0.5)
        else:
            input, target = self.flat(input, target, self.ignore_index)
            right = input.argmax(1) == target
        return right.sum().item(), right.numel()


class TopK(Metric):
    """Share of the samples whose class is among the k largest scores; of equal ones the first are larger."""

    def __init__(self, k=5, ignore_index=-100):
        self.k, self.ignore_index = k, ignore_index

    def count(self, input, target):
        input, target = self.flat(input, target, self.ignore_index)
        known = (target >= 0) & (target < input.shape[1])
        own = input.gather(1, (target * known)[:, None])
        before = torch.arange(input.shape[1]) < target[:, None]
        place = ((input > own) | ((input == own) & before)).sum(1)
        right = (place < self.k) & known & ~own[:, 0].isnan()
        return right.sum().item(), right.numel()


class ConfusionMatrix(Metric):
    """How often each class (row) was taken for each class (column)."""

    def __init__(self, ignore_index=-100):
        self.ignore_index = ignore_index

    def count(self, input, target):
        input, target = self.flat(input, target, self.ignore_index)
        classes = input.shape[1]
        known = (target >= 0) & (target < classes)
        cells = torch.bincount((target * classes + input.argmax(1))[known], minlength=classes**2)
        return (cells.reshape(classes, classes),)

    def value(self):
        return self.state[0].tolist()


class MAE(Metric):
    """Mean of |input - target|."""

    def count(self, input, target):
        return (input.double() - target.double()).abs().sum().item(), target.numel()


class R2Score(Metric):
    """1 - squared errors / squared distances from the mean, for each value of a sample, and their mean."""

    def count(self, input, target):
        input, target = input.double().reshape(len(input), -1), target.double().reshape(len(target), -1)
        mean = target.mean(0)
        return len(target), mean, ((target - mean) ** 2).sum(0), ((target - input) ** 2).sum(0)

    def merge(self, state):
        if self.state is not None:
            (n, mean, spread, error), (more, other, other_spread, other_error) = self.state, state
            apart, total = other - mean, n + more
            spread = spread + other_spread + apart**2 * n * more / total
            state = total, mean + apart * more / total, spread, error + other_error
        self.state = state

    def value(self):
        n, mean, spread, error = self.state
        constant = spread <= 1e-20 * n * mean**2
        return torch.where(constant, (error == 0).double(), 1 - error / spread).mean().item()


def make_metrics():
    return {
        "accuracy": Accuracy(ignore_index=0),
        "top": TopK(k=2),
        "confusion": ConfusionMatrix(),
        "mae": MAE(),
        "r2": R2Score(),
    }


def gather(metrics, processes):
    """Joins what the processes have counted, each on its share of the batches."""
    for metric in metrics.values() if processes > 1 else ():
        states = [None] * processes
        dist.all_gather_object(states, metric.state)
        metric.state = None
        for state in filter(None, states):
            metric.merge(state)


def show_metrics(epoch, train, held_out):
    for name in train:
        text = f"epoch {epoch}  {name}"
        for part, metric in (("train", train[name]), ("held-out", held_out[name])):
            if metric.state is not None:
                value = metric.value()
                text += f"  {part} {value:.8g}" if isinstance(value, float) else f"  {part} {value}"
        print(text, flush=True)


def compute(model, batch, metrics=None):
    """The loss of a batch, and the share of it that was classified rightly."""
    x, y, size = batch
    scores, sizes = model(x)
    loss = criterion(scores, y)
    if metrics is not None:
        metrics["accuracy"].update(scores, y)
        metrics["top"].update(scores, y)
        metrics["confusion"].update(scores, y)
        metrics["mae"].update(sizes, size)
        metrics["r2"].update(sizes, size)
    return loss, (scores.argmax(1) == y).float().mean()


def make_optimizer(parameters):
    return torch.optim.Adam(parameters, lr=0.001)


def make_scheduler(optimizer, steps, epochs):
    return torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=2)


def judged_loss(held_out_loss, mean_loss, processes, device):
    """What the scheduler looks at, alike in every process: the held-out loss, else the mean of the steps."""
    value = mean_loss if held_out_loss is None else held_out_loss
    if processes == 1:
        return value
    shared = torch.tensor(value, device=device)
    if held_out_loss is not None:
        dist.broadcast(shared, 0)
        return shared.item()
    dist.all_reduce(shared)
    return shared.item() / processes


class Batches:
    """Numbers of the samples in each batch, in a new order every epoch; several processes share a batch."""

    def __init__(self, count, shuffle, rank, processes):
        self.count, self.shuffle, self.rank, self.processes = count, shuffle, rank, processes
        # A generator of its own: every process draws the same order, and dropout does not change it.
        self.generator = torch.Generator().manual_seed(SEED)

    def __iter__(self):
        order = torch.arange(self.count)
        if self.shuffle:
            order = torch.randperm(self.count, generator=self.generator)
        for batch in order.split(BATCH_SIZE):
            share = len(batch) // self.processes
            if share > 0:
                yield batch[self.rank * share : (self.rank + 1) * share].tolist()

    def __len__(self):
        full, rest = divmod(self.count, BATCH_SIZE)
        return full * (BATCH_SIZE >= self.processes) + (rest >= self.processes)


def load_data():
    """The samples to train on, and those held out, or None."""
    path = os.path.join(FOLDER, "data.safetensors")
    if not os.path.exists(path):
        raise SystemExit(f"{path} is missing. It needs the tensors {', '.join(INPUTS)}; README.md says more.")
    tensors = load_tensors(path)
    missing = [name for name in INPUTS if name not in tensors]
    if missing:
        raise SystemExit(f"{path} has no tensor {', '.join(missing)}; it has {', '.join(tensors)}.")
    train = TensorDataset(*(tensors[name] for name in INPUTS))
    held_out = [tensors["held_out." + name] for name in INPUTS if "held_out." + name in tensors]
    return train, TensorDataset(*held_out) if len(held_out) == len(INPUTS) else None


def make_model():
    """The model with the weights of weights.safetensors; without the file PyTorch's own for this seed."""
    torch.manual_seed(SEED)
    model = Net()
    path = os.path.join(FOLDER, "weights.safetensors")
    if os.path.exists(path):
        model.load_state_dict(load_tensors(path))
    return model


def choose_device(wanted, local_rank):
    if wanted is not None:
        return torch.device(wanted)
    return torch.device("cuda", local_rank) if torch.cuda.is_available() else torch.device("cpu")


@torch.no_grad()
def evaluate(model, dataset, device, metrics):
    """Mean loss and accuracy on samples that were not trained on."""
    model.eval()
    total = right = 0.0
    for batch in DataLoader(dataset, batch_size=BATCH_SIZE):
        loss, accuracy = compute(model, [tensor.to(device) for tensor in batch], metrics)
        total += loss.item() * len(batch[0])
        right += 0.0 if accuracy is None else accuracy.item() * len(batch[0])
    model.train()
    return total / len(dataset), None if accuracy is None else right / len(dataset)


def main():
    parser = argparse.ArgumentParser(description="Train Net.")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--steps", type=int, help="stop after this many steps")
    parser.add_argument("--device", help="cpu, cuda, mps, ... (default: a GPU where there is one)")
    parser.add_argument("--no-shuffle", action="store_true", help="walk the data in its order")
    parser.add_argument("--log-every", type=int, default=10, metavar="STEPS")
    out = os.path.join(FOLDER, "trained.safetensors")
    parser.add_argument("--out", default=out, help="where the trained weights go")
    options = parser.parse_args()

    processes, rank = int(os.environ.get("WORLD_SIZE", 1)), int(os.environ.get("RANK", 0))
    device = choose_device(options.device, int(os.environ.get("LOCAL_RANK", 0)))
    if device.type == "cuda":
        torch.cuda.set_device(device)
    if processes > 1:
        dist.init_process_group("nccl" if device.type == "cuda" else "gloo")

    dataset, held_out = load_data()
    net = make_model().to(device)
    criterion.to(device)
    optimizer = make_optimizer(net.parameters())
    model = net if processes == 1 else DistributedDataParallel(net)
    batches = Batches(len(dataset), not options.no_shuffle, rank, processes)
    # The loader draws a number for its workers, which may not come from the generator of dropout.
    loader = DataLoader(dataset, batch_sampler=batches, generator=torch.Generator())

    step = epoch = 0
    steps = options.epochs * len(batches) if options.steps is None else options.steps
    scheduler = make_scheduler(optimizer, steps, -(-steps // max(len(batches), 1)))
    while step < steps and len(batches) > 0:
        epoch += 1
        metrics, held_out_metrics = make_metrics(), make_metrics()
        total, count = 0.0, 0
        for batch in loader:
            if step == steps:
                break
            step += 1
            optimizer.zero_grad()
            loss, _ = compute(model, [tensor.to(device) for tensor in batch], metrics)
            loss.backward()
            rate = optimizer.param_groups[0]["lr"]
            optimizer.step()
            total, count = total + loss.item(), count + 1
            if step % options.log_every == 0 or step == steps:
                value = loss.detach().clone()
                if processes > 1:
                    dist.all_reduce(value)
                    value /= processes
                if rank == 0:
                    print(f"step {step}  epoch {epoch}  lr {rate:.8g}  loss {value.item():.8g}", flush=True)
        gather(metrics, processes)
        if rank == 0 and held_out is not None:
            loss, accuracy = evaluate(net, held_out, device, held_out_metrics)
            share = "" if accuracy is None else f"  accuracy {accuracy:.2%}"
            print(f"epoch {epoch}  held-out loss {loss:.6g}{share}", flush=True)
        if rank == 0:
            show_metrics(epoch, metrics, held_out_metrics)
        held_out_loss = None if held_out is None else loss if rank == 0 else 0.0
        scheduler.step(judged_loss(held_out_loss, total / count, processes, device))

    if rank == 0:
        save_tensors(options.out, net.state_dict())
        print(f"Wrote {options.out}.")
    if processes > 1:
        dist.barrier()
        dist.destroy_process_group()


if __name__ == "__main__":
    main()
