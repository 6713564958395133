"""PyTorch's side of a case, as child.ts is Gradwire's: python child.py '{"case": {...}, "pass": "train", ...}'.

Prints what it is, then answers each line of its input with a line of JSON (messages.ts has both).
"""
import inspect
import json
import os
import re
import sys
import time

import torch
import torch.nn.functional as F

from nets import NETS


def main():
    order = json.loads(sys.argv[1])
    torch.set_num_threads(order["threads"])
    answer({"kind": "ready", "about": about()})
    try:
        case = Case(order)
        for line in sys.stdin:
            request = json.loads(line)
            if request["kind"] == "check":
                answer({"kind": "checked", "values": case.check()})
            elif request["kind"] == "steps":
                answer({"kind": "timed", "ms": case.time(request["count"])})
            else:
                answer({"kind": "memory", "peak": peak(), "leaked": 0})
    except Exception as error:
        answer({"kind": "failed", "message": f"{type(error).__name__}: {error}"[:2000]})
        sys.exit(1)


class Case:
    """A net with a batch, and its step."""

    def __init__(self, order):
        case = order["case"]
        torch.manual_seed(order["seed"])
        self.net = NETS[case["net"]["name"]](*case["net"]["args"])
        self.x = torch.randn(*case["input"])
        classes, shape = case["target"]["classes"], case["target"]["shape"]
        self.y = torch.randint(0, classes, shape) if classes else torch.randn(*shape)
        self.criterion = F.cross_entropy if classes else F.mse_loss
        self.optimizer = optimizer(case["optimizer"], self.net.parameters())
        self.trains = order["pass"] == "train"
        # Random numbers differ, so such a net is compared without them.
        self.compared_at_rest = not self.trains or case.get("random", False)
        # Running statistics as they come: with 0 and 1 a norm would be nothing.
        if not self.trains and not case.get("random", False):
            with torch.no_grad():
                self.net(self.x)
        self.forward = torch.compile(self.net) if order["compile"] else self.net
        self.loss = torch.compile(self.whole_loss) if order["compile"] else self.whole_loss

    def whole_loss(self):
        return self.criterion(self.net(self.x), self.y)

    def step(self):
        if not self.trains:
            with torch.no_grad():
                return self.forward(self.x)
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.loss()
        loss.backward()
        self.optimizer.step()
        return loss

    def check(self):
        """Trains for two steps and gives the losses; or the loss and the mean magnitude of what comes out, where it does not."""
        values = []
        if self.compared_at_rest:
            self.net.eval()
            with torch.no_grad():
                out = self.forward(self.x)
                values = [self.criterion(out, self.y).item(), out.abs().mean().item()]
        self.net.train(self.trains)
        if self.trains:
            losses = [self.step().item(), self.step().item()]
            values = values or losses
        return values

    def time(self, count):
        times = []
        for _ in range(count):
            start = time.perf_counter()
            self.step()
            times.append((time.perf_counter() - start) * 1000)
        return times


def optimizer(name, parameters):
    kind = torch.optim.Adam if name == "adam" else torch.optim.SGD
    options = {"lr": 0.001 if name == "adam" else 0.01}
    if name == "momentum":
        options["momentum"] = 0.9
    parameters = list(parameters)
    if "fused" in inspect.signature(kind).parameters:
        try:
            # One kernel for a whole update: the quickest that there is.
            return kind(parameters, fused=True, **options)
        except RuntimeError:
            # This PyTorch has it for other devices only.
            pass
    return kind(parameters, **options)


def about():
    config = torch.__config__.show()
    one_dnn = re.search(r"MKL-DNN v([\d.]+)", config)
    capability = getattr(torch.backends.cpu, "get_cpu_capability", None) if hasattr(torch.backends, "cpu") else None
    return {
        "version": torch.__version__,
        "oneDnn": one_dnn.group(1) if one_dnn and torch.backends.mkldnn.is_available() else None,
        "blas": "MKL" if torch.backends.mkl.is_available() else "OpenBLAS" if "openblas" in config.lower() else "BLAS",
        "instructions": capability() if capability else None,
        "threads": torch.get_num_threads(),
        "loadedBytes": peak(),
    }


def peak():
    """The most memory that this process has held, in bytes."""
    if os.path.exists("/proc/self/status"):
        with open("/proc/self/status") as status:
            return int(re.search(r"VmHWM:\s*(\d+)", status.read()).group(1)) * 1024
    try:
        import resource
    except ImportError:
        # Windows does not tell.
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def answer(message):
    print(json.dumps(message), flush=True)


main()
