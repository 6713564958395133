"""Operations: (name in the engine, arguments where "$0" is an input, the same in PyTorch, inputs[, which of several results])."""
import torch
import torch.nn.functional as F

from saving import made, run, saved

NAME = "ops"

A23, B23 = (2, 3), (2, 3)


def attention(causal=False, scale=None):
    """As in PyTorch 2's documentation of scaled_dot_product_attention."""

    def run(query, key, value, mask=None):
        bias = torch.zeros(query.shape[-2], key.shape[-2])
        if causal:
            mask = torch.ones(query.shape[-2], key.shape[-2], dtype=torch.bool).tril()
        if mask is not None and mask.dtype == torch.bool:
            bias = bias.masked_fill(mask.logical_not(), float("-inf"))
        elif mask is not None:
            bias = bias + mask
        scores = query @ key.transpose(-2, -1) * (scale or query.shape[-1] ** -0.5) + bias
        return scores.softmax(-1) @ value

    return run


ROWS = [
    ("add", ["$0", "$1"], torch.add, [A23, B23]),
    ("add", ["$0", "$1"], torch.add, [A23, (3,)]),
    ("add", ["$0", "$1"], torch.add, [(2, 1, 3), (4, 1)]),
    ("add", ["$0", 2.5], lambda a: a + 2.5, [A23]),
    ("add", ["$0", "$1"], torch.add, [A23, ()]),
    ("add", ["$0", 1], lambda a: a + 1, [("int", 5, (3,))]),
    ("add", ["$0", "$1"], torch.add, [A23, ("int", 5, (3,))]),
    ("sub", ["$0", "$1"], torch.sub, [A23, (2, 1)]),
    ("sub", [1, "$0"], lambda a: 1 - a, [A23]),
    ("mul", ["$0", "$1"], torch.mul, [A23, B23]),
    ("mul", ["$0", "$1"], torch.mul, [(2, 3, 2, 2), (3, 1, 1)]),
    ("mul", ["$0", -3], lambda a: a * -3, [A23]),
    ("div", ["$0", "$1"], torch.div, [A23, ("positive", (3,))]),
    ("div", [1, "$0"], lambda a: 1 / a, [("positive", A23)]),
    ("div", ["$0", 2], lambda a: a / 2, [("int", 9, (4,))]),
    ("pow", ["$0", 2], lambda a: a**2, [A23]),
    ("pow", ["$0", 3], lambda a: a**3, [A23]),
    ("pow", ["$0", -0.5], lambda a: a**-0.5, [("positive", A23)]),
    ("pow", ["$0", "$1"], torch.pow, [("positive", A23), B23]),
    ("remainder", ["$0", 3], lambda a: torch.remainder(a, 3), [("values", [-4, -3, 4, 5])]),
    ("maximum", ["$0", "$1"], torch.maximum, [("values", [1.0, 2.0, 3.0]), ("values", [3.0, 2.0, 1.0])]),
    ("minimum", ["$0", "$1"], torch.minimum, [("values", [1.0, 2.0, 3.0]), ("values", [3.0, 2.0, 1.0])]),
    ("eq", ["$0", "$1"], torch.eq, [("values", [1.0, 2.0]), ("values", [1.0, 3.0])]),
    ("ne", ["$0", 1], lambda a: a != 1, [("values", [1, 2])]),
    ("lt", ["$0", "$1"], torch.lt, [A23, (3,)]),
    ("le", ["$0", 0], lambda a: a <= 0, [A23]),
    ("gt", ["$0", 0.5], lambda a: a > 0.5, [A23]),
    ("ge", ["$0", "$1"], torch.ge, [A23, (2, 1)]),
    ("neg", ["$0"], torch.neg, [A23]),
    ("exp", ["$0"], torch.exp, [A23]),
    ("log", ["$0"], torch.log, [("positive", A23)]),
    ("log1p", ["$0"], torch.log1p, [("positive", A23)]),
    ("sqrt", ["$0"], torch.sqrt, [("positive", A23)]),
    ("rsqrt", ["$0"], torch.rsqrt, [("positive", A23)]),
    ("abs", ["$0"], torch.abs, [("values", [-2.0, 0.0, 3.0])]),
    ("square", ["$0"], torch.square, [A23]),
    ("reciprocal", ["$0"], torch.reciprocal, [("positive", A23)]),
    ("tanh", ["$0"], torch.tanh, [A23]),
    ("sigmoid", ["$0"], torch.sigmoid, [A23]),
    ("relu", ["$0"], torch.relu, [A23]),
    ("sin", ["$0"], torch.sin, [A23]),
    ("cos", ["$0"], torch.cos, [A23]),
    ("erf", ["$0"], torch.erf, [A23]),
    ("sign", ["$0"], torch.sign, [("values", [-2.0, 0.0, 3.0])]),
    ("floor", ["$0"], torch.floor, [("values", [-1.5, 0.0, 1.5, 2.5])]),
    ("ceil", ["$0"], torch.ceil, [("values", [-1.5, 0.0, 1.5, 2.5])]),
    ("round", ["$0"], torch.round, [("values", [-1.5, 0.5, 1.5, 2.5, 2.6])]),
    ("clamp", ["$0", -0.5, 0.5], lambda a: torch.clamp(a, -0.5, 0.5), [A23]),
    ("clamp", ["$0", 0], lambda a: torch.clamp(a, min=0), [("values", [-1.0, 0.0, 1.0])]),
    ("clamp", ["$0", None, 2], lambda a: torch.clamp(a, max=2), [("values", [1, 2, 3])]),
    ("sum", ["$0"], torch.sum, [(2, 3, 2)]),
    ("sum", ["$0", 1], lambda a: a.sum(1), [(2, 3, 2)]),
    ("sum", ["$0", [0, -1], {"keepdim": True}], lambda a: a.sum((0, -1), keepdim=True), [(2, 3, 2)]),
    ("sum", ["$0"], torch.sum, [("int", 5, (2, 2))]),
    ("mean", ["$0"], torch.mean, [(2, 3)]),
    ("mean", ["$0", -1], lambda a: a.mean(-1), [(2, 3)]),
    ("mean", ["$0", [2, 3]], lambda a: a.mean((2, 3)), [(2, 2, 2, 3)]),
    ("variance", ["$0"], torch.var, [(2, 3)]),
    ("variance", ["$0", 1], lambda a: a.var(1), [(2, 3)]),
    ("variance", ["$0", 1, {"correction": 0, "keepdim": True}], lambda a: a.var(1, unbiased=False, keepdim=True), [(2, 3)]),
    ("std", ["$0", 0], lambda a: a.std(0), [(4, 3)]),
    ("amax", ["$0", 1], lambda a: a.amax(1), [("ties", (3, 4))]),
    ("amin", ["$0"], lambda a: a.amin(), [("ties", (3, 4))]),
    ("prod", ["$0", 1], lambda a: a.prod(1), [(2, 3)]),
    ("norm", ["$0"], torch.norm, [(2, 3)]),
    ("norm", ["$0", 1], lambda a: a.norm(dim=1), [(2, 3)]),
    ("norm", ["$0"], torch.norm, [("values", [0.0, 0.0])]),
    ("argmax", ["$0"], torch.argmax, [(2, 3)]),
    ("argmax", ["$0", 1], lambda a: a.argmax(1), [("ties", (3, 4))]),
    ("argmin", ["$0", 0, {"keepdim": True}], lambda a: a.argmin(0, keepdim=True), [(3, 4)]),
    ("all", ["$0"], torch.all, [("values", [True, False])]),
    ("any", ["$0", 1], lambda a: a.any(1), [("values", [[True, False], [False, False]])]),
    ("cumsum", ["$0", 1], lambda a: a.cumsum(1), [(2, 4)]),
    ("matmul", ["$0", "$1"], torch.matmul, [(2, 3), (3, 4)]),
    ("matmul", ["$0", "$1"], torch.matmul, [(3,), (3,)]),
    ("matmul", ["$0", "$1"], torch.matmul, [(2, 3), (3,)]),
    ("matmul", ["$0", "$1"], torch.matmul, [(3,), (3, 2)]),
    ("matmul", ["$0", "$1"], torch.matmul, [(2, 2, 3), (3, 4)]),
    ("matmul", ["$0", "$1"], torch.matmul, [(2, 2, 3), (2, 3, 4)]),
    ("matmul", ["$0", "$1"], torch.matmul, [(2, 1, 2, 3), (4, 3, 2)]),
    ("softmax", ["$0", 1], lambda a: torch.softmax(a, 1), [(2, 3)]),
    ("softmax", ["$0", 0], lambda a: torch.softmax(a, 0), [(2, 3)]),
    ("softmax", ["$0", 1], lambda a: torch.softmax(a, 1), [(2, 3, 2, 2)]),
    ("logSoftmax", ["$0", -1], lambda a: torch.log_softmax(a, -1), [(2, 3)]),
    ("logSoftmax", ["$0", 1], lambda a: torch.log_softmax(a, 1), [(2, 3, 4)]),
    ("reshape", ["$0", [3, -1]], lambda a: a.reshape(3, -1), [(2, 6)]),
    ("permute", ["$0", [2, 0, 1]], lambda a: a.permute(2, 0, 1), [(2, 3, 4)]),
    ("transpose", ["$0", 0, -1], lambda a: a.transpose(0, -1), [(2, 3, 4)]),
    ("t", ["$0"], torch.t, [(2, 3)]),
    ("squeeze", ["$0"], torch.squeeze, [(1, 3, 1)]),
    ("squeeze", ["$0", 0], lambda a: a.squeeze(0), [(1, 3, 1)]),
    ("unsqueeze", ["$0", -1], lambda a: a.unsqueeze(-1), [(2, 3)]),
    ("flatten", ["$0", 1], lambda a: a.flatten(1), [(2, 3, 2)]),
    ("unflatten", ["$0", 1, [2, -1]], lambda a: a.unflatten(1, (2, -1)), [(2, 6)]),
    ("expand", ["$0", [4, 2, 3]], lambda a: a.expand(4, 2, 3), [(2, 1)]),
    ("expand", ["$0", [-1, 3]], lambda a: a.expand(-1, 3), [(2, 1)]),
    ("narrow", ["$0", 1, 1, 2], lambda a: a.narrow(1, 1, 2), [(2, 4)]),
    ("select", ["$0", 1, -1], lambda a: a.select(1, -1), [(2, 4, 3)]),
    ("slice", ["$0", 0, 1, 6, 2], lambda a: a[1:6:2], [(6, 2)]),
    ("indexSelect", ["$0", 0, "$1"], lambda a, i: a.index_select(0, i), [(4, 2), ("values", [3, 0, 3])]),
    ("indexSelect", ["$0", 1, "$1"], lambda a, i: a.index_select(1, i), [(2, 4, 2), ("values", [1, 1, 0])]),
    ("cat", [["$0", "$1"], 1], lambda a, b: torch.cat((a, b), 1), [(2, 3), (2, 1)]),
    ("cat", [["$0", "$1"], 0], lambda a, b: torch.cat((a, b)), [(2, 3), (1, 3)]),
    ("stack", [["$0", "$1"], 1], lambda a, b: torch.stack((a, b), 1), [(2, 3), (2, 3)]),
    ("where", ["$0", "$1", "$2"], torch.where, [("values", [True, False, True]), (2, 3), (3,)]),
    ("maskedFill", ["$0", "$1", -1], lambda a, m: a.masked_fill(m, -1), [(2, 2), ("values", [[True, False], [False, True]])]),
    ("flip", ["$0", [0, 1]], lambda a: a.flip(0, 1), [(2, 3)]),
    ("oneHot", ["$0", 4], lambda a: F.one_hot(a, 4), [("values", [0, 3, 1])]),
    ("cat", [["$0"], 1], lambda a: torch.cat((a,), 1), [(2, 3)]),
    ("stack", [["$0"], 0], lambda a: torch.stack((a,)), [(2, 3)]),
    ("split", ["$0", 2, 1], lambda a: a.split(2, 1), [(2, 5)], 2),
    ("split", ["$0", [1, 3]], lambda a: a.split((1, 3)), [(4, 2)], 1),
    ("chunk", ["$0", 3, 1], lambda a: a.chunk(3, 1), [(2, 7)], 1),
    ("unbind", ["$0", 1], lambda a: a.unbind(1), [(2, 3, 2)], 2),
    ("movedim", ["$0", 0, -1], lambda a: a.movedim(0, -1), [(2, 3, 4)]),
    ("movedim", ["$0", 2, 1], lambda a: a.movedim(2, 1), [(2, 3, 4)]),
    ("repeat", ["$0", [2, 3]], lambda a: a.repeat(2, 3), [(2, 2)]),
    ("repeat", ["$0", [2, 1, 2]], lambda a: a.repeat(2, 1, 2), [(2, 3)]),
    ("index", ["$0", 1], lambda a: a[1], [(3, 2)]),
    ("index", ["$0", "...", -1], lambda a: a[..., -1], [(3, 2, 4)]),
    ("index", ["$0", ":", [1, None], None], lambda a: a[:, 1:, None], [(3, 4)]),
    ("index", ["$0", [None, -1, 2], 0], lambda a: a[:-1:2, 0], [(6, 2)]),
    ("index", ["$0", [-9, 99]], lambda a: a[-9:99], [(3, 2)]),
    ("index", ["$0", ":", "$1"], lambda a, i: a[:, i], [(2, 4, 2), ("values", [-1, 0, 3])]),
    ("index", ["$0", "$1", 1], lambda a, i: a[i, 1], [(4, 3), ("values", [[0, -1], [2, 2]])]),
    ("index", ["$0", "$1"], lambda a, m: a[m], [(3, 2), ("values", [True, False, True])]),
    ("index", ["$0", "$1"], lambda a, m: a[m], [(2, 2), ("values", [[True, False], [False, True]])]),
    ("gather", ["$0", 1, "$1"], lambda a, i: a.gather(1, i), [(2, 4), ("values", [[3, 0, 3], [1, 1, 2]])]),
    ("gather", ["$0", 0, "$1"], lambda a, i: a.gather(0, i), [(3, 2, 2), ("values", [[[2, 0], [1, 1]]])]),
    ("maxAlong", ["$0", 1], lambda a: a.max(1), [("values", [[1.0, 3.0, 2.0], [5.0, 4.0, 6.0]])], 0),
    ("maxAlong", ["$0", 0, {"keepdim": True}], lambda a: a.max(0, keepdim=True), [(3, 2, 2)], 0),
    ("maxAlong", ["$0", -1], lambda a: a.max(-1), [("values", [[1.0, 3.0, 3.0], [5.0, 5.0, 1.0]])], 1),
    ("minAlong", ["$0", 1], lambda a: a.min(1), [("values", [[2.0, 1.0, 1.0], [5.0, 4.0, 6.0]])], 0),
    ("topk", ["$0", 2], lambda a: a.topk(2), [(3, 4)], 0),
    ("topk", ["$0", 2, 0, {"largest": False}], lambda a: a.topk(2, 0, largest=False), [(4, 3)], 0),
    ("topk", ["$0", 2, 0, {"largest": False}], lambda a: a.topk(2, 0, largest=False), [(4, 3)], 1),
    ("sort", ["$0"], lambda a: a.sort(), [(3, 4)], 0),
    ("sort", ["$0", 0, {"descending": True}], lambda a: a.sort(dim=0, descending=True, stable=True), [("ties", (5, 2))], 0),
    ("sort", ["$0", 0, {"descending": True}], lambda a: a.sort(dim=0, descending=True, stable=True), [("ties", (5, 2))], 1),
    ("sort", ["$0", 1], lambda a: a.sort(dim=1, stable=True), [("int", 4, (2, 5))], 1),
    ("argsort", ["$0", 1], lambda a: a.argsort(1), [(2, 5)]),
    ("maskedSelect", ["$0", "$1"], lambda a, m: a.masked_select(m), [(2, 3), ("values", [[True, False, True], [False, True, False]])]),
    ("nonzero", ["$0"], torch.nonzero, [("values", [[1, 0], [0, 2], [3, 0]])]),
    ("bmm", ["$0", "$1"], torch.bmm, [(2, 3, 4), (2, 4, 2)]),
    ("addmm", ["$0", "$1", "$2", {"alpha": 2, "beta": 0.5}], lambda x, a, b: torch.addmm(x, a, b, alpha=2, beta=0.5), [(4,), (3, 2), (2, 4)]),
    ("dot", ["$0", "$1"], torch.dot, [(4,), (4,)]),
    ("outer", ["$0", "$1"], torch.outer, [(2,), (3,)]),
    ("tril", ["$0"], torch.tril, [(3, 4)]),
    ("tril", ["$0", -1], lambda a: a.tril(-1), [(2, 3, 3)]),
    ("triu", ["$0", 1], lambda a: a.triu(1), [(3, 3)]),
    ("logsumexp", ["$0", 1], lambda a: a.logsumexp(1), [(2, 3)]),
    ("logsumexp", ["$0", [0, 1], {"keepdim": True}], lambda a: a.logsumexp((0, 1), keepdim=True), [("values", [[200.0, 201.0], [-300.0, 0.0]])]),
    ("expm1", ["$0"], torch.expm1, [("values", [-1.0, 0.0, 1e-4, 2.0])]),
    ("log2", ["$0"], torch.log2, [("positive", A23)]),
    ("log10", ["$0"], torch.log10, [("positive", A23)]),
    ("tan", ["$0"], torch.tan, [("probs", A23)]),
    ("sinh", ["$0"], torch.sinh, [A23]),
    ("cosh", ["$0"], torch.cosh, [A23]),
    ("asin", ["$0"], torch.asin, [("probs", A23)]),
    ("acos", ["$0"], torch.acos, [("probs", A23)]),
    ("atan", ["$0"], torch.atan, [A23]),
    ("trunc", ["$0"], torch.trunc, [("values", [-1.5, 0.0, 1.5, 2.5])]),
    ("logicalXor", ["$0", "$1"], torch.logical_xor, [("values", [True, False, True]), ("values", [True, True, False])]),
    ("isfinite", ["$0"], torch.isfinite, [("values", [1.0, float("nan"), float("inf"), -float("inf")])]),
    ("equal", ["$0", "$1"], lambda a, b: torch.tensor(torch.equal(a, b)), [("values", [1, 2]), ("values", [1, 3])]),
    ("allclose", ["$0", "$1"], lambda a, b: torch.tensor(torch.allclose(a, b)), [("values", [1.0, 2.0]), ("values", [1.000001, 2.0])]),
    ("scaledDotProductAttention", ["$0", "$1", "$2"], attention(), [(2, 3, 4), (2, 5, 4), (2, 5, 3)]),
    ("scaledDotProductAttention", ["$0", "$1", "$2", {"isCausal": True}], attention(causal=True), [(2, 2, 4, 3), (2, 2, 4, 3), (2, 2, 4, 3)]),
    ("scaledDotProductAttention", ["$0", "$1", "$2", {"attnMask": "$3", "scale": 0.3}], attention(scale=0.3), [(2, 3, 4), (2, 5, 4), (2, 5, 3), (3, 5)]),
    ("scaledDotProductAttention", ["$0", "$1", "$2", {"attnMask": "$3"}], attention(), [(1, 2, 2), (1, 3, 2), (1, 3, 2), ("values", [[True, False, True], [True, True, False]])]),
    ("nllLoss", ["$0", "$1"], F.nll_loss, [(3, 4), ("int", 4, (3,))]),
    ("prod", ["$0"], torch.prod, [("values", [0.0, 2.0, 3.0])]),
    ("prod", ["$0", 1], lambda a: a.prod(1), [("values", [[0.0, 2.0, 0.0], [1.0, 0.0, 4.0]])]),
    ("std", ["$0"], torch.std, [("values", [2.0, 2.0, 2.0])]),
    ("std", ["$0", 1], lambda a: a.std(1), [("values", [[1.0, 1.0], [1.0, 2.0]])]),
]


def row(name, args, function, specs, part=None):
    torch.manual_seed(1)
    inputs = [made(spec) for spec in specs]
    torch.manual_seed(2)
    chosen = (lambda _, *leaves: function(*leaves)) if part is None else lambda _, *leaves: function(*leaves)[part]
    more = {} if part is None else {"part": part}
    return {"op": name, "args": args, **more, "inputs": [saved(x) for x in inputs], **run(chosen, inputs)}


def rows():
    return [row(*entry) for entry in ROWS]
