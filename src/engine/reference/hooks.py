"""What PyTorch's own hooks give: python3 hooks.py OUT.json [--magnitudes]

Every type at every place and in every pass, in a net with a block that is called by two instances with the same parameters and by a third of its
own, nested twice. Hooks are written by hand on PyTorch's own functions; nothing here comes from Gradwire's export.
Magnitudes (see docs/testing.md) take minutes.
"""
import json
import math
import os
import sys

import torch
import torch.nn as nn

sys.path.insert(1, os.path.dirname(os.path.abspath(__file__)))
from magnitudes import sampled_magnitudes  # noqa: E402
from saving import written_magnitudes  # noqa: E402


def scale(p, g):
    return lambda x: p.get("factor", 1) * x


def zero(p, g):
    return lambda x: 0 * x


def reverse(p, g):
    return lambda x: -p.get("factor", 1) * x


def clip_norm(p, g):
    return lambda x: x * min(1.0, p.get("max_norm", 1) / float(torch.linalg.vector_norm(x.detach())))


def clip_value(p, g):
    return lambda x: torch.clamp(x, -p.get("max", 1), p.get("max", 1))


def noise(p, g):
    return lambda x: x + p.get("std", 0.01) * torch.randn(x.shape, dtype=torch.float32, generator=g)


def replace_nan(p, g):
    return lambda x: torch.where(torch.isnan(x), torch.tensor(float(p.get("value", 0))), x)


EXPRESSIONS = {
    "log(x)": lambda x, step: x.log(),
    "where(abs(x) > 0.2, 0.9 * x, x)": lambda x, step: torch.where(x.abs() > 0.2, 0.9 * x, x),
    "where(x > 0, x, 0.1 * x)": lambda x, step: torch.where(x > 0, x, 0.1 * x),
    "x * exp(-0.1 * step) + 0.01 * norm(x)": lambda x, step: x * math.exp(-0.1 * step) + 0.01 * x.norm(),
    "clamp(tanh(x), -0.5, 0.5) - mean(x) + std(x) % 0.3": lambda x, step: torch.tanh(x).clamp(-0.5, 0.5)
    - x.mean()
    + torch.remainder(x.std(), 0.3),
    "-x ** 2 / (1 + abs(x)) + sqrt(2) * pi": lambda x, step: -(x**2) / (1 + x.abs()) + math.sqrt(2) * math.pi,
    "minimum(x, 0.3) + maximum(-x, max(x) / 2) * (not x > 0 and 1)": lambda x, step: torch.minimum(x, torch.tensor(0.3))
    + torch.maximum(-x, x.max() / 2) * (x <= 0).float(),
}


def expression(p, g):
    return lambda x: EXPRESSIONS[p["expr"]](x, STEP)


STEP = 0
#: Fewer than elsewhere, as each takes eight passes: magnitudes are smaller so, and let less pass.
SAMPLES = 4
MAKERS = {f.__name__: f for f in (scale, zero, reverse, clip_norm, clip_value, noise, replace_nan, expression)}


class Stopped(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.view_as(x)

    @staticmethod
    def backward(ctx, gradient):
        return None


class Hooks:
    """The hooks of one definition: one generator a hook, whichever instance calls."""

    def __init__(self, hooks):
        self.hooks = [dict(h, made=self.made(h)) for h in hooks]

    def made(self, h):
        g = torch.Generator().manual_seed(h.get("params", {}).get("seed", 0))
        if h["type"] == "dropout":
            return g
        if h["type"] in ("stop", "stats", "print"):
            return None
        return MAKERS[h["type"]](h.get("params", {}), g)

    def at(self, place, key, when):
        return [h for h in self.hooks if h.get(place) == key and h["pass"] == when]

    def value(self, x, place, key, seen, path, training):
        def note(h, name, value):
            seen["/".join(["hook", *path, h["id"], name])] = value.detach().clone()

        def run(h, value):
            note(h, "before", value)
            if h["type"] == "dropout":
                p = h["params"].get("p", 0.5)
                # As F.dropout, with the numbers of another generator.
                kept = torch.rand(value.shape, dtype=torch.float64, generator=h["made"]) < 1 - p
                result = value * kept.float() / (1 - p) if training else value
            elif h["type"] == "stop":
                result = value.detach()
            elif h["type"] == "stats":
                result = value
            else:
                result = h["made"](value)
            note(h, "after", result)
            return result

        for h in self.at(place, key, "forward"):
            x = run(h, x)
        back = self.at(place, key, "backward")
        if not back:
            return x
        if not x.requires_grad:
            return x
        stops = [i for i, h in enumerate(back) if h["type"] == "stop"]
        if stops:
            # What stands before the stop still sees the gradient.
            x = Stopped.apply(x)
            back = back[: stops[0]] + [dict(back[stops[0]])]
        else:
            x = x.view_as(x)

        def hook(gradient):
            for h in back:
                if h["type"] == "stop":
                    note(h, "before", gradient)
                    return gradient
                gradient = run(h, gradient)
            return gradient

        x.register_hook(hook)
        return x

    def module(self, module, key, seen, path_of):
        """Registers the hooks on the call of a module."""
        for h in self.at("node", key, "forward"):

            def forward(m, args, output, h=h):
                # A module that two nodes call is hooked for both; the first of them is the hook's own.
                names = ["/".join(["hook", *path_of(), h["id"], when]) for when in ("before", "after")]
                seen.setdefault(names[0], output.detach().clone())
                result = output if h["type"] == "stats" else h["made"](output)
                seen.setdefault(names[1], result.detach().clone())
                return result

            module.register_forward_hook(forward)
        for h in self.at("node", key, "backward"):

            def backward(m, grad_input, grad_output, h=h):
                return tuple(g if g is None or h["type"] == "stats" else h["made"](g) for g in grad_input)

            module.register_full_backward_hook(backward)

    def parameter(self, parameter, key, seen, path):
        for h in self.at("parameter", key, "backward"):

            def hook(gradient, h=h):
                seen["/".join(["hook", *path, h["id"], "before"])] = gradient.clone()
                result = gradient if h["type"] == "stats" else h["made"](gradient)
                seen["/".join(["hook", *path, h["id"], "after"])] = result.clone()
                return result

            parameter.register_hook(hook)

    def after_step(self, parameter, key):
        for h in self.at("parameter", key, "after_step"):
            with torch.no_grad():
                if h["type"] != "stats":
                    parameter.copy_(h["made"](parameter.detach()))


class Block(nn.Module):
    """x -(b0)-> lin -(b1)-> out, and x -(b2)-> out: out = tanh(lin) + x."""

    def __init__(self, hooks, seen, path):
        super().__init__()
        self.lin = nn.Linear(3, 3)
        self.tanh = nn.Tanh()
        self.hooks, self.seen, self.path = hooks, seen, path
        hooks.module(self.lin, "lin", seen, lambda: self.path)
        hooks.parameter(self.lin.weight, "lin.weight", seen, path)

    def forward(self, x):
        h, seen, path, t = self.hooks, self.seen, self.path, self.training
        x = h.value(x, "port", "x.output", seen, path, t)
        lin = self.lin(h.value(x, "edge", "b0", seen, path, t))
        lin = h.value(lin, "port", "lin.output", seen, path, t)
        tanh = h.value(self.tanh(h.value(lin, "edge", "b1", seen, path, t)), "port", "tanh.output", seen, path, t)
        return h.value(tanh, "edge", "b3", seen, path, t) + h.value(x, "edge", "b2", seen, path, t)


class Outer(nn.Module):
    """A block in a block."""

    def __init__(self, hooks, seen, path):
        super().__init__()
        self.inner = Block(hooks, seen, [path[0] + ".inner"])

    def forward(self, x):
        return self.inner(x)


class Net(nn.Module):
    """fc, then a and b with the same parameters and a nested one of its own, added."""

    def __init__(self, own, block, seen):
        super().__init__()
        self.own, self.seen = own, seen
        self.fc = nn.Linear(4, 3)
        own.module(self.fc, "fc", seen, lambda: [])
        self.a = Block(block, seen, ["a"])
        own.module(self.a, "a", seen, lambda: [])
        self.c = Outer(block, seen, ["c"])
        for name in ("weight", "bias"):
            own.parameter(getattr(self.fc, name), "fc." + name, seen, [])

    def forward(self, x):
        h, seen, t = self.own, self.seen, self.training
        at = lambda value, place, key: h.value(value, place, key, seen, [], t)
        self.x = x = at(x, "port", "x.output")
        if x.requires_grad:
            x.retain_grad()
        fc = at(self.fc(at(x, "edge", "e0")), "port", "fc.output")
        self.a.path = ["a"]
        a = at(self.a(at(fc, "edge", "e1")), "port", "a.out")
        self.a.path = ["b"]
        b = at(self.a(at(fc, "edge", "e2")), "port", "b.out")
        c = at(self.c(at(fc, "edge", "e3")), "port", "c.out")
        total = at(at(a, "edge", "e4") + at(b, "edge", "e5"), "port", "sum.output")
        return at(at(total, "edge", "e6") + at(c, "edge", "e7"), "port", "all.output")


def computed(case, given):
    """One pass in training as ("values", name of `gradwire run --grad`), and seven steps. Given are "x", "y" and ("weights", key)."""
    global STEP
    values = {}
    x, y = given["x"], given["y"]

    def make():
        seen = {}
        model = Net(Hooks(case["net"]), Hooks(case["block"]), seen)
        model.load_state_dict({key: given["weights", key] for key in model.state_dict()})
        return model, seen

    STEP = 0
    model, seen = make()
    leaf = x[:2].clone().requires_grad_()
    out = model(leaf)
    criterion = nn.MSELoss()
    # The engine gives its inputs gradients too.
    target = y[:2].clone().requires_grad_()
    loss = criterion(model.own.value(out, "edge", "e8", seen, [], True), target)
    loss = model.own.value(loss, "port", "loss.output", seen, [], True)
    values["loss"] = loss
    if loss.requires_grad:
        loss.backward()
    # What comes to a value behind its forward hooks, as retain_grad keeps it; the leaf has what is behind the backward hooks.
    changed = any(h.get("port") == "x.output" and h["pass"] == "forward" for h in case["net"])
    values["grad/x"] = model.x.grad if changed else leaf.grad
    for key, parameter in model.named_parameters():
        values["param_grad/" + key] = parameter.grad
    values.update(seen)
    kept = {("values", name): value for name, value in values.items() if value is not None}
    return {**kept, **trained(case, make()[0], x, y)}


def trained(case, model, x, y):
    """The losses of the steps as ("losses", ""), and the parameters after them as ("final", key)."""
    global STEP
    criterion = nn.MSELoss()
    training = case.get("training", {})
    every, clears = training.get("accumulate", 1), training.get("zero_grad", True)
    frozen = case.get("frozen", [])
    for key, parameter in model.named_parameters():
        if key in frozen:
            parameter.requires_grad_(False)
    learning = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.SGD(learning, lr=0.05, momentum=0.5)
    losses = []
    for step in range(1, 8):
        STEP = step
        if clears and (step - 1) % every == 0:
            optimizer.zero_grad()
        rows = slice((step - 1) % 3 * 2, (step - 1) % 3 * 2 + 2)
        out = model(x[rows])
        loss = criterion(model.own.value(out, "edge", "e8", {}, [], True), y[rows])
        loss = model.own.value(loss, "port", "loss.output", {}, [], True)
        losses.append(loss)
        if loss.requires_grad:
            loss.backward()
        if step % every == 0:
            optimizer.step()
            for name in ("weight", "bias"):
                model.own.after_step(getattr(model.fc, name), "fc." + name)
            for block in (model.a, model.c.inner):
                block.hooks.after_step(block.lin.weight, "lin.weight")
    STEP = 0
    return {("losses", ""): torch.stack(losses), **{("final", key): value.clone() for key, value in model.state_dict().items()}}


def run(case, given, with_magnitudes):
    """What is saved of a case."""
    found = computed(case, given)
    added = sampled_magnitudes(lambda changed: computed(case, changed), given, SAMPLES) if with_magnitudes else {}

    def written(key):
        value = found[key].detach()
        more = written_magnitudes(value, added[key]) if key in added else {}
        return {"shape": list(value.shape), "values": digits(value), **more}

    named = lambda kind: {name: written((of, name)) for of, name in found if of == kind}
    trains = found["losses", ""].requires_grad
    return {"values": named("values"), "trains": trains, "losses": written(("losses", "")), "final": named("final")}


def digits(tensor):
    """All that single precision has; None for what is no number."""
    return [None if math.isnan(value) else float(f"{value:.9g}") for value in tensor.detach().flatten().tolist()]


PLACES = [
    ("net", "edge", "e0"), ("net", "edge", "e1"), ("net", "edge", "e6"), ("net", "edge", "e8"), ("net", "port", "x.output"),
    ("net", "port", "fc.output"), ("net", "port", "a.out"), ("net", "port", "all.output"), ("net", "port", "loss.output"),
    ("block", "edge", "b0"), ("block", "edge", "b2"), ("block", "port", "x.output"), ("block", "port", "lin.output"),
]  # fmt: skip
PARAMS = {
    "scale": {"factor": 0.7}, "zero": {}, "reverse": {"factor": 0.5}, "stop": {}, "clip_norm": {"max_norm": 0.2},
    "clip_value": {"max": 0.1}, "noise": {"std": 0.1, "seed": 5}, "dropout": {"p": 0.3, "seed": 9}, "replace_nan": {"value": 2},
    "stats": {},
}  # fmt: skip


def cases():
    found = []

    def case(title, hooks, **more):
        parts = {"net": [], "block": []}
        for where, hook in hooks:
            parts[where].append(dict(hook, id=f"h{len(parts[where])}"))
        found.append(dict(title=title, **parts, **more))

    def hook(kind, place, key, when, params=None):
        return {"type": kind, place: key, "pass": when, "params": PARAMS[kind] if params is None else params}

    for index, (where, place, key) in enumerate(PLACES):
        for kind in PARAMS:
            for when in ("backward",) if kind == "reverse" else ("forward", "backward"):
                # Each type meets each kind of place; other expressions take turns below.
                case(f"{kind} {when} on {place} {key} of {where}", [(where, hook(kind, place, key, when))])
        text = list(EXPRESSIONS)[2:][index % (len(EXPRESSIONS) - 2)]
        if key == "loss.output":
            # Everything is multiplied by it: others let the net fly apart, and with it every rounding.
            text = list(EXPRESSIONS)[3]
        for when in ("forward", "backward"):
            case(f"expression {when} on {place} {key} of {where}", [(where, hook("expression", place, key, when, {"expr": text}))])
    for where, key in (("net", "fc.weight"), ("net", "fc.bias"), ("block", "lin.weight")):
        for kind in ("scale", "zero", "clip_norm", "clip_value", "noise", "replace_nan", "stats"):
            for when in ("backward", "after_step"):
                case(f"{kind} {when} on {key} of {where}", [(where, hook(kind, "parameter", key, when))])
        for when in ("backward", "after_step"):
            text = "where(abs(x) > 0.2, 0.9 * x, x)"
            case(f"expression {when} on {key} of {where}", [(where, hook("expression", "parameter", key, when, {"expr": text}))])
    for where, key in (("net", "fc"), ("net", "a"), ("block", "lin")):
        for kind in ("clip_norm", "clip_value", "noise", "replace_nan", "stats", "expression"):
            for when in ("forward", "backward"):
                params = {"expr": "where(x > 0, x, 0.1 * x)"} if kind == "expression" else None
                case(f"{kind} {when} on the call of {key} of {where}", [(where, hook(kind, "node", key, when, params))])
    many = [
        ("net", hook("clip_norm", "edge", "e1", "backward")), ("net", hook("scale", "edge", "e1", "backward", {"factor": 3})),
        ("net", hook("scale", "edge", "e1", "forward", {"factor": 2})), ("net", hook("clip_value", "edge", "e1", "forward", {"max": 0.3})),
        ("net", hook("noise", "port", "fc.output", "forward")), ("net", hook("reverse", "port", "fc.output", "backward")),
        ("net", hook("clip_value", "node", "fc", "forward", {"max": 0.8})), ("net", hook("noise", "parameter", "fc.weight", "backward")),
        ("block", hook("dropout", "edge", "b1", "forward")), ("block", hook("noise", "port", "lin.output", "backward")),
        ("block", hook("clip_norm", "parameter", "lin.weight", "after_step", {"max_norm": 0.5})),
    ]  # fmt: skip
    case("many at once", many)
    nan = [
        ("net", hook("expression", "edge", "e1", "forward", {"expr": "log(x)"})), ("net", hook("replace_nan", "edge", "e1", "forward")),
        ("net", hook("expression", "port", "fc.output", "backward", {"expr": "log(x)"})),
        ("net", hook("replace_nan", "port", "fc.output", "backward")),
    ]  # fmt: skip
    case("numbers that are none", nan)
    case("many at once, with gradients that add up", many, training={"accumulate": 3})
    case("no zero_grad", [], training={"zero_grad": False})
    case("accumulate 2, no zero_grad", [], training={"accumulate": 2, "zero_grad": False})
    case("accumulate 4", [], training={"accumulate": 4})
    case("frozen parameters", many, frozen=["fc.bias", "a.lin.weight", "a.lin.bias"])
    return found


def main(path, *options):
    torch.set_num_threads(1)
    torch.manual_seed(1)
    x, y = torch.randn(6, 4), torch.randn(6, 3)
    weights = Net(Hooks([]), Hooks([]), {}).state_dict()
    given = {"x": x, "y": y, **{("weights", key): value.clone() for key, value in weights.items()}}
    rows = [dict(case, **run(case, given, "--magnitudes" in options)) for case in cases()]
    listed = {key: value.tolist() for key, value in weights.items()}
    with open(path, "w") as file:
        file.write(json.dumps({"torch": torch.__version__, "x": x.tolist(), "y": y.tolist(), "weights": listed, "cases": rows}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
