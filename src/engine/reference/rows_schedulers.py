"""Learning rate schedulers: (spec, optimiser). A spec is [class, arguments, options]; two groups with rates 0.1 and 0.02, fifty
steps; the rate (and momentum, where it is cycled) of each group before the first step and after each one, in full precision, and
the state in the end. `halved`: the step after which someone else halves the rates.
"""
import math
import warnings

import torch
from torch.optim import lr_scheduler

from saving import python_options

NAME = "schedulers"
STEPS = 50
LAMBDAS = {"power": lambda epoch: 0.95**epoch, "inverse": lambda epoch: 1 / (1 + epoch)}
#: Not part of our state: functions, and what the classes keep of their arguments for themselves.
LEFT_OUT = {"optimizer", "_is_initial", "default_min_lr", "_anneal_func_type", "_get_lr_called_within_step", "lr_lambdas", "anneal_func", "_schedule_phases", "_schedulers", "scale_mode", "_scale_fn_custom"}

ROWS = [
    (["StepLR", [7], {}], "SGD"),
    (["StepLR", [10], {"gamma": 0.5}], "SGD", 15),
    (["MultiStepLR", [[5, 12, 12, 40]], {}], "SGD"),
    (["MultiStepLR", [[3, 20]], {"gamma": 0.3}], "Adam", 10),
    (["ExponentialLR", [0.9], {}], "SGD"),
    (["ExponentialLR", [0.97], {}], "SGD", 20),
    (["CosineAnnealingLR", [50], {}], "SGD"),
    (["CosineAnnealingLR", [12], {"etaMin": 0.001}], "SGD"),
    (["CosineAnnealingLR", [20], {"etaMin": 0.001}], "SGD", 15),
    (["CosineAnnealingWarmRestarts", [8], {}], "SGD"),
    (["CosineAnnealingWarmRestarts", [5], {"tMult": 2, "etaMin": 0.001}], "SGD"),
    (["CosineAnnealingWarmRestarts", [3], {"tMult": 3}], "Adam", 15),
    (["OneCycleLR", [0.5], {"totalSteps": 50}], "SGD"),
    (["OneCycleLR", [[0.5, 0.2]], {"epochs": 10, "stepsPerEpoch": 6, "annealStrategy": "linear"}], "SGD"),
    (["OneCycleLR", [0.5], {"totalSteps": 50, "threePhase": True, "pctStart": 0.25}], "SGD"),
    (["OneCycleLR", [0.1], {"totalSteps": 55, "baseMomentum": 0.7, "maxMomentum": [0.9, 0.8], "divFactor": 10, "finalDivFactor": 100}], "Adam"),
    (["OneCycleLR", [0.1], {"totalSteps": 50, "cycleMomentum": False}], "Adagrad"),
    (["LinearLR", [], {}], "SGD"),
    (["LinearLR", [], {"startFactor": 1.0, "endFactor": 0.25, "totalIters": 30}], "SGD"),
    (["LinearLR", [], {"startFactor": 0.1, "totalIters": 40}], "SGD", 15),
    (["LambdaLR", ["power"], {}], "SGD"),
    (["LambdaLR", [["power", "inverse"]], {}], "SGD"),
    (["ReduceLROnPlateau", [], {"patience": 2}], "SGD"),
    (["ReduceLROnPlateau", [], {"patience": 1, "factor": 0.5, "cooldown": 3, "minLr": [0.01, 0.001]}], "SGD"),
    (["ReduceLROnPlateau", [], {"mode": "max", "patience": 3, "threshold": 0.05}], "SGD"),
    (["ReduceLROnPlateau", [], {"mode": "min", "thresholdMode": "abs", "threshold": 0.1, "patience": 4, "eps": 1e-3}], "SGD"),
    (["ReduceLROnPlateau", [], {"mode": "max", "thresholdMode": "abs", "threshold": 0.2, "patience": 4, "factor": 0.7}], "SGD"),
    (["SequentialLR", [[["LinearLR", [], {"totalIters": 8}], ["ExponentialLR", [0.9], {}]], [8]], {}], "SGD"),
    (["SequentialLR", [[["LinearLR", [], {"startFactor": 0.1, "totalIters": 10}], ["CosineAnnealingLR", [15], {}], ["StepLR", [5], {}]], [10, 30]], {}], "SGD"),
    (["SequentialLR", [[["LambdaLR", ["inverse"], {}], ["CosineAnnealingWarmRestarts", [6], {"tMult": 2}], ["MultiStepLR", [[3, 9]], {"gamma": 0.5}]], [5, 33]], {}], "SGD"),
]


def metric(step):
    """A loss that falls, rests, jumps and falls again."""
    return round(math.exp(-min(step, 12) / 5) + (0.3 if 25 < step < 30 else 0) + 0.01 * (step % 3), 4)


def argument(value, kind):
    if kind in ("LambdaLR", "MultiplicativeLR"):
        return LAMBDAS[value] if isinstance(value, str) else [LAMBDAS[name] for name in value]
    return value


def built(optimizer, spec):
    kind, args, options = spec
    if kind == "SequentialLR":
        return lr_scheduler.SequentialLR(optimizer, [built(optimizer, inner) for inner in args[0]], args[1])
    given = {"T_mult" if k == "t_mult" else k: v for k, v in python_options(options).items()}
    return getattr(lr_scheduler, kind)(optimizer, *[argument(a, kind) for a in args], **given)


def rates(optimizer):
    return [group["lr"] for group in optimizer.param_groups]


def momenta(optimizer):
    return [group["betas"][0] if "betas" in group else group.get("momentum") for group in optimizer.param_groups]


def written(value):
    return str(value) if isinstance(value, float) and math.isinf(value) else value


def state_of(scheduler):
    state = {k: written(v) for k, v in scheduler.state_dict().items() if k not in LEFT_OUT and not callable(v)}
    if isinstance(scheduler, lr_scheduler.SequentialLR):
        # `_step_count` and `base_lrs` of a sequence itself are not used; the counts of its members differ between versions.
        state["_schedulers"] = [{k: v for k, v in state_of(s).items() if k != "_step_count"} for s in scheduler._schedulers]
    return state


def row(spec, name, halved=None):
    parameters = [torch.zeros(1, requires_grad=True) for _ in range(2)]
    optimizer = getattr(torch.optim, name)([{"params": [parameters[0]]}, {"params": [parameters[1]], "lr": 0.02}], lr=0.1)
    scheduler = built(optimizer, spec)
    cycled = spec[0] in ("OneCycleLR", "CyclicLR") and name != "Adagrad"
    result = {"scheduler": spec, "optimizer": name, "halved": halved, "rates": [rates(optimizer)]}
    if cycled:
        result["momenta"] = [momenta(optimizer)]
    if spec[0] == "ReduceLROnPlateau":
        result["metrics"] = [metric(step) for step in range(STEPS)]
    for step in range(STEPS):
        optimizer.step()
        scheduler.step(metric(step)) if "metrics" in result else scheduler.step()
        result["rates"].append(rates(optimizer))
        if cycled:
            result["momenta"].append(momenta(optimizer))
        if step + 1 == halved:
            for group in optimizer.param_groups:
                group["lr"] *= 0.5
    result["state"] = state_of(scheduler)
    return result


def rows():
    warnings.simplefilter("ignore")
    return [row(*entry) for entry in ROWS]
