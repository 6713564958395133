"""How large the numbers were that were added into each element of a result: its magnitude (see docs/testing.md).

The magnitude of y is Σ |∂y/∂v · v| over every number v that goes in: inputs, parameters, buffers, gradients of the outputs. For a sum
it is what the absolute values of its terms add up to, whatever they leave of each other. The same counts of what lies on the way,
forward and back: what each operation gives, and what that operation added up.

All is found in float64 by small changes, so that it holds for any function. What goes in is changed one number after the other,
what lies on the way all at once and at random, several times, of which the largest effect counts.
"""
import contextlib
import copy
import functools

import torch
from torch.utils._python_dispatch import TorchDispatchMode

from tolerance import ALLOWED

#: By how much a number is changed, relative to itself.
STEP = 2.0**-24
#: What single precision loses of a number, at most and relative to it.
ROUNDING = 2.0**-24
#: A tensor with more numbers than this is changed as a whole.
MANY = 100
#: How often numbers are changed at random.
SAMPLES = 16
#: Not the result of any arithmetic. PyTorch finds the place of a smallest or largest number by comparing with it: changed, it is nowhere.
EXACT = {
    "zero_", "fill_", "copy_", "clone", "_to_copy", "ones_like", "zeros_like", "full_like", "empty_like", "new_zeros", "bernoulli_",
    "amax", "amin", "max", "min",
}  # fmt: skip


#: Rounded once, whatever their arguments leave of each other.
SIMPLE = {"add", "sub", "rsub", "mul", "div"}

#: Products of their first argument, a value or a gradient, and a sum of numbers of about 1 that may leave little.
SMOOTH = {"gelu", "gelu_backward", "silu_backward", "mish_backward", "hardswish_backward"}


class Magnitude:
    """Of a result: what it is in double precision, and what was added up on the way to it."""

    def __init__(self, exact, added):
        self.exact, self.added = exact, added

    def beside(self, x):
        """For a result in single precision: where it lost more than it added up, within an operation, what it lost in units of a rounding."""
        return torch.maximum(self.added, difference(x.detach().double(), self.exact) / ROUNDING)


def magnitudes(compute, values):
    """Of each result of compute(values), both dicts of tensors by any key; values that are not floating point stay as they are."""
    with double_precision():
        values = {k: copied(v) for k, v in values.items()}
        before = {k: v.detach().clone() for k, v in compute(values).items() if is_real(v)}
        sums = {k: torch.zeros_like(v) for k, v in before.items()}
        for key, value in values.items():
            if is_real(value):
                add_terms(sums, before, lambda size, direction: compute({**values, key: value * (1 + size * direction)}), value)
        add_samples(sums, before, lambda size, seed: rounded(compute, values, size, seed), range(SAMPLES))
    return {k: Magnitude(before[k], sums[k]) for k in sums}


def sampled_magnitudes(compute, values, samples=SAMPLES):
    """As above, but all that goes in is changed at once and at random: quicker, and less where terms happen to cancel in all samples."""
    *_, found = growing_magnitudes(compute, values, samples)
    return found


def growing_magnitudes(compute, values, samples=SAMPLES):
    """Those of sampled_magnitudes after each sample: for who needs to know no more than that they are large enough."""
    generator = torch.Generator().manual_seed(0)
    with double_precision():
        values = {k: copied(v) for k, v in values.items()}
        before = {k: v.detach().clone() for k, v in compute(values).items() if is_real(v)}
        ways = [{k: signs(v.shape, generator) for k, v in values.items() if is_real(v)} for _ in range(samples)]
        sums = {k: torch.zeros_like(v) for k, v in before.items()}
    for seed, way in enumerate(ways):

        def changed(size, _):
            return rounded(compute, {k: v * (1 + size * way[k]) if k in way else v for k, v in values.items()}, size, seed)

        with double_precision():
            found = terms(changed, before, way)
        sums = {k: torch.maximum(v, found[k]) for k, v in sums.items()}
        yield {k: Magnitude(before[k], v) for k, v in sums.items()}


def jumping_magnitudes(compute, values, samples=SAMPLES):
    """Those of growing_magnitudes, and then what as many roundings as the rule allows change at once, a comparison that comes out otherwise included.

    For a training: among the comparisons of its steps (a ReLU's, a pool's) one may be as near as that, and then it goes on in either way.
    """
    for found in growing_magnitudes(compute, values, samples):
        yield found
    generator = torch.Generator().manual_seed(1)
    for seed in range(samples, 2 * samples):
        with double_precision():
            moved = {k: copied(v) for k, v in values.items()}
            moved = {k: v * (1 + ALLOWED * signs(v.shape, generator)) if is_real(v) else v for k, v in moved.items()}
            after = rounded(compute, moved, ALLOWED, seed)
        found = {k: Magnitude(m.exact, torch.maximum(m.added, difference(after[k].detach(), m.exact) / ALLOWED)) for k, m in found.items()}
        yield found


@contextlib.contextmanager
def double_precision():
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        yield
    finally:
        torch.set_default_dtype(before)


def is_real(x):
    return isinstance(x, torch.Tensor) and x.is_floating_point()


def copied(x):
    """Apart from the memory of a module, which changes from pass to pass."""
    return x.detach().clone().double() if is_real(x) else x.clone() if isinstance(x, torch.Tensor) else x


def add_terms(sums, before, compute, value):
    """Those of one tensor that goes in."""
    flat = value.reshape(-1)
    if len(flat) > MANY:
        generator = torch.Generator().manual_seed(0)
        add_samples(sums, before, compute, [signs(value.shape, generator) for _ in range(SAMPLES)])
        return
    for i in torch.isfinite(flat).logical_and(flat != 0).nonzero().reshape(-1):
        one = torch.zeros(len(flat)).index_fill_(0, i, 1.0).reshape(value.shape)
        for key, term in terms(compute, before, one).items():
            sums[key] += term


def add_samples(sums, before, compute, ways):
    found = [terms(compute, before, way) for way in ways]
    for key in sums:
        sums[key] += torch.stack([each[key] for each in found]).amax(0)


def terms(compute, before, way):
    """|∂y/∂v · v| by the difference that compute(size, way) makes. Where it flips a comparison the result jumps: then the change to the other side counts."""
    found = slopes(compute, before, STEP, way)
    if all(is_plausible(found[k], before[k]) for k in before):
        return found
    there, back = (without_jumps(compute, before, step, way) for step in (STEP, -STEP))
    return {k: torch.where(there[k].isnan(), back[k], there[k]).nan_to_num(0) for k in before}


def without_jumps(compute, before, step, way):
    """Slopes; NaN at a jump, which looks twice as steep over half the way, and where there is none."""
    whole, half = (slopes(compute, before, size, way) for size in (step, step / 2))
    return {k: torch.where((half[k] > 1.5 * slope) | slope.isinf(), torch.nan, slope) for k, slope in whole.items()}


def slopes(compute, before, size, way):
    try:
        after = compute(size, way)
    except RuntimeError:
        # Past the end of what the function takes.
        return {k: torch.full_like(v, torch.inf) for k, v in before.items()}
    return {k: difference(after[k].detach(), v) / abs(size) for k, v in before.items()}


def difference(a, b):
    """0 of what is not finite."""
    return (a - b).abs_().nan_to_num_(0, 0, 0)


def is_plausible(slope, before):
    return slope.numel() == 0 or bool(slope.max() <= 100 * before.nan_to_num(0, 0, 0).abs().max())


def signs(shape, generator):
    return torch.empty(shape).random_(0, 2, generator=generator).mul_(2).sub_(1)


def rounded(compute, values, size, seed):
    with Rounding(size, seed):
        return compute(values)


class Rounding(TorchDispatchMode):
    """Every number that an operation gives is changed by ± size of itself, or by what such a change of the operation's arguments makes.

    Each has a sign of its own: what cancels within an operation is rounded nevertheless.
    """

    def __init__(self, size, seed):
        super().__init__()
        self.size, self.generator = size, torch.Generator().manual_seed(seed)

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        result = func(*args, **kwargs)
        name, is_alias, writes = described(func)
        if name in EXACT or not any(map(is_tensor, args)):
            return result
        if writes:
            return each_tensor(lambda x: x.mul_(self.factor(x)) if is_real(x) else x, result)
        # Of the gradient of a sum each share is a number of its own.
        is_spread = name == "expand" and not torch.is_grad_enabled()
        if is_alias and not is_spread:
            return result
        if is_spread or torch.Tag.nondeterministic_seeded in func.tags:
            return each_tensor(self.changed, result)
        if name in SIMPLE:
            return self.apart(result, result)
        if name in SMOOTH:
            return self.apart(result, result + self.size * args[0])
        try:
            moved = func(*each_tensor(self.changed, args), **{k: each_tensor(self.changed, x) for k, x in kwargs.items()})
        except RuntimeError:
            # Past the end of what the operation takes.
            moved = result
        return self.apart(result, moved, chains(name, args))

    def changed(self, x):
        return x * self.factor(x) if is_real(x) else x

    def apart(self, x, moved, chain=1):
        if isinstance(x, (list, tuple)):
            longest = chain if isinstance(chain, tuple) else [chain] * len(x)
            return type(x)(self.apart(*each) for each in zip(x, moved, longest))
        if not is_real(x):
            return x
        own = x.abs().nan_to_num_(0, 0, 0).mul_(self.size * chain**0.5)
        return x + signs(x.shape, self.generator) * torch.maximum(difference(moved, x), own)

    def factor(self, x):
        return signs(x.shape, self.generator).mul_(self.size).add_(1)


@functools.cache
def described(func):
    """Its name, and whether it gives what it was given, or writes there."""
    alias = [each.alias_info for each in func._schema.returns]
    return func._schema.name.split("::")[1], any(alias), any(each is not None and each.is_write for each in alias)


def each_tensor(change, x):
    """In lists and tuples as they are nested; as PyTorch's tree_map, which takes longer than most operations here."""
    if isinstance(x, torch.Tensor):
        return change(x)
    return type(x)([each_tensor(change, each) for each in x]) if isinstance(x, (list, tuple)) else x


def chains(name, args):
    """How many roundings a result is behind each other, of several a tuple: backends add the gradients of filters and bias up over batch and places one by one."""
    if name != "convolution_backward":
        return 1
    gradient = args[0]
    added = gradient.numel() // gradient.shape[1]
    return 1, added, added


def is_tensor(x):
    return isinstance(x, torch.Tensor) or (isinstance(x, (list, tuple)) and any(map(is_tensor, x)))


def of_pass(call, inputs, grads, module=None, seed=None, passes=1):
    """The magnitudes of a pass forward and back, by ('outputs' | 'inputs' | 'parameters' | 'buffers', name).

    call(module, inputs) gives outputs by name; grads are the gradients of some of them.
    """
    values = {("inputs", k): x for k, x in inputs.items()}
    values.update({("grads", k): x for k, x in grads.items()})
    if module is not None:
        module = copy.deepcopy(module).double()
        values.update({("state", k): x for k, x in module.state_dict().items()})

    def compute(given):
        leaves = {k: given["inputs", k].clone().requires_grad_(is_real(x)) for k, x in inputs.items()}
        if module is not None:
            module.load_state_dict({k: given["state", k] for k in module.state_dict()})
            module.zero_grad(set_to_none=True)
        if seed is not None:
            torch.manual_seed(seed)
        for _ in range(passes):
            outputs = call(module, leaves)
        if grads:
            torch.autograd.backward([outputs[k] for k in grads], [given["grads", k] for k in grads])
        found = {("outputs", k): x for k, x in outputs.items()}
        found.update({("inputs", k): x.grad for k, x in leaves.items()})
        if module is not None:
            found.update({("parameters", k): p.grad for k, p in module.named_parameters()})
            found.update({("buffers", k): b.clone() for k, b in module.named_buffers()})
        return found

    return magnitudes(compute, values)
