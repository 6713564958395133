/**
 * The parts of `train.py` that are the same for every graph. MODEL stands for the class, MOVES for its criteria, UPDATE for what follows a batch, OPTIMIZER_STEPS for their number; a line that
 * begins with `?flag|` is there only with that flag.
 */

/** The lines of `text` that stand for these flags. */
export function chosen(text: string, flags: ReadonlySet<string>): string {
  const lines = text.split('\n').flatMap((line) => {
    const match = /^\?([a-z-]+)\|(.*)$/.exec(line)
    if (match === null) return [line]
    return flags.has(match[1] ?? '') ? [match[2] ?? ''] : []
  })
  return lines.join('\n')
}

export const BATCHES = `class Batches:
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
        return full * (BATCH_SIZE >= self.processes) + (rest >= self.processes)`

export const MAIN = `def load_data():
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
    model = MODEL()
    path = os.path.join(FOLDER, "weights.safetensors")
    if os.path.exists(path):
        model.load_state_dict(load_tensors(path))
    return model


def choose_device(wanted, local_rank):
    if wanted is not None:
        return torch.device(wanted)
    return torch.device("cuda", local_rank) if torch.cuda.is_available() else torch.device("cpu")


@torch.no_grad()
?bare|def evaluate(model, dataset, device):
?metrics|def evaluate(model, dataset, device, metrics):
    """Mean loss and accuracy on samples that were not trained on."""
    model.eval()
    total = right = 0.0
    for batch in DataLoader(dataset, batch_size=BATCH_SIZE):
?bare|        loss, accuracy = compute(model, [tensor.to(device) for tensor in batch])
?metrics|        loss, accuracy = compute(model, [tensor.to(device) for tensor in batch], metrics)
        total += loss.item() * len(batch[0])
        right += 0.0 if accuracy is None else accuracy.item() * len(batch[0])
    model.train()
    return total / len(dataset), None if accuracy is None else right / len(dataset)


def main():
    parser = argparse.ArgumentParser(description="Train MODEL.")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--steps", type=int, help="stop after this many steps")
    parser.add_argument("--device", help="cpu, cuda, mps, ... (default: a GPU where there is one)")
    parser.add_argument("--no-shuffle", action="store_true", help="walk the data in its order")
    parser.add_argument("--log-every", type=int, default=10, metavar="STEPS")
    out = os.path.join(FOLDER, "trained.safetensors")
    parser.add_argument("--out", default=out, help="where the trained weights go")
?norm|    parser.add_argument("--sync-batchnorm", action="store_true", help="BatchNorm over all processes (GPUs)")
    options = parser.parse_args()

    processes, rank = int(os.environ.get("WORLD_SIZE", 1)), int(os.environ.get("RANK", 0))
    device = choose_device(options.device, int(os.environ.get("LOCAL_RANK", 0)))
?norm|    if options.sync_batchnorm and device.type == "cpu":
?norm|        raise SystemExit("--sync-batchnorm needs a GPU for each process: there is none for CPUs.")
    if device.type == "cuda":
        torch.cuda.set_device(device)
    if processes > 1:
        dist.init_process_group("nccl" if device.type == "cuda" else "gloo")

    dataset, held_out = load_data()
    net = make_model().to(device)
?norm|    if options.sync_batchnorm and processes > 1:
?norm|        net = nn.SyncBatchNorm.convert_sync_batchnorm(net)
?inside|    watch(net)
    MOVES
?learning|    optimizer = make_optimizer(net.parameters())
?frozen|    optimizer = make_optimizer([parameter for parameter in net.parameters() if parameter.requires_grad])
    model = net if processes == 1 else DistributedDataParallel(net)
    batches = Batches(len(dataset), not options.no_shuffle, rank, processes)
    # The loader draws a number for its workers, which may not come from the generator of dropout.
    loader = DataLoader(dataset, batch_sampler=batches, generator=torch.Generator())

    step = epoch = 0
    steps = options.epochs * len(batches) if options.steps is None else options.steps
?scheduler|    scheduler = make_scheduler(optimizer, OPTIMIZER_STEPS, -(-steps // max(len(batches), 1)))
    while step < steps and len(batches) > 0:
        epoch += 1
?metrics|        metrics, held_out_metrics = make_metrics(), make_metrics()
?loss|        total, count = 0.0, 0
        for batch in loader:
            if step == steps:
                break
            step += 1
?counts|            Steps.now = step
?zero|            optimizer.zero_grad()
?every|            if (step - 1) % ACCUMULATE == 0:
?every|                optimizer.zero_grad()
?bare|            loss, _ = compute(model, [tensor.to(device) for tensor in batch])
?metrics|            loss, _ = compute(model, [tensor.to(device) for tensor in batch], metrics)
            loss.backward()
?scheduler|            rate = optimizer.param_groups[0]["lr"]
UPDATE?loss|            total, count = total + loss.item(), count + 1
            if step % options.log_every == 0 or step == steps:
                value = loss.detach().clone()
                if processes > 1:
                    dist.all_reduce(value)
                    value /= processes
                if rank == 0:
?constant|                    print(f"step {step}  epoch {epoch}  loss {value.item():.8g}", flush=True)
?scheduler|                    print(f"step {step}  epoch {epoch}  lr {rate:.8g}  loss {value.item():.8g}", flush=True)
?metrics|        gather(metrics, processes)
        if rank == 0 and held_out is not None:
?bare|            loss, accuracy = evaluate(net, held_out, device)
?metrics|            loss, accuracy = evaluate(net, held_out, device, held_out_metrics)
            share = "" if accuracy is None else f"  accuracy {accuracy:.2%}"
            print(f"epoch {epoch}  held-out loss {loss:.6g}{share}", flush=True)
?metrics|        if rank == 0:
?metrics|            show_metrics(epoch, metrics, held_out_metrics)
?epoch|        scheduler.step()
?loss|        held_out_loss = None if held_out is None else loss if rank == 0 else 0.0
?loss|        scheduler.step(judged_loss(held_out_loss, total / count, processes, device))

    if rank == 0:
        save_tensors(options.out, net.state_dict())
        print(f"Wrote {options.out}.")
    if processes > 1:
        dist.barrier()
        dist.destroy_process_group()


if __name__ == "__main__":
    main()
`
