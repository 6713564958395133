"""Parts of nets from n features to m: each gives the call of a constructor, and adds what that needs to the program."""
from program import activated, activation, dropped


def piece(program, n, m):
    ways = [linear, factory, block, listed, gated, scaled, chain, keyed, several, branches, partial, methods]
    return program.random.choice(ways + ([residual, shared, looped, base_class] if n == m else []))(program, n, m)


def linear(program, n, m):
    return f"nn.Linear({n}, {m}{program.choose('', '', ', bias=False', ', True')})"


def factory(program, n, m):
    name = program.name(program.choose("make_layer", "fc_block", "linear_relu"))
    norm = program.choose("", f"nn.BatchNorm1d({{m}})", "nn.LayerNorm({m})").format(m="d_out")
    if program.chance(0.5):
        body = [f"return nn.Sequential(nn.Linear(d_in, d_out), {norm + ', ' if norm else ''}{activation(program)})"]
    else:
        body = ["layers = [nn.Linear(d_in, d_out)]", *([f"if norm:\n        layers.append({norm})"] if norm else []), f"layers += [{activation(program)}]", "return nn.Sequential(*layers)"]
    program.define("\n".join([f"def {name}(d_in, d_out, norm={bool(norm)}):", *[f"    {line}" for line in body]]))
    return f"{name}({n}, {m})"


def block(program, n, m):
    init = ["self.fc1 = nn.Linear(n_in, n_hidden)", "self.fc2 = nn.Linear(n_hidden, n_out)"]
    hidden = activated(program, "x", init)
    forward = ["x = self.fc1(x)", f"x = {hidden}", f"x = {dropped(program, 'x', init)}", "return self.fc2(x)"]
    if program.chance(0.3):
        forward = [f"return self.fc2({activated(program, 'self.fc1(x)', init)})"]
    name = program.module(program.choose("Block", "MLP", "FeedForward"), ["n_in", "n_hidden", "n_out"], init, forward)
    return f"{name}({n}, {program.choose(4, 6)}, {m})"


def residual(program, n, m):
    init = ["self.norm = nn.LayerNorm(dim)", "self.fn = fn"]
    forward = program.choose(["return x + self.fn(self.norm(x))"], ["h = self.fn(self.norm(x))", "return h + x"], ["out = self.norm(x)", "out = self.fn(out)", "out += x", "return out"])
    name = program.module("Residual", ["dim", "fn"], init, forward)
    return f"{name}({n}, {piece(program, n, m)})"


def listed(program, n, m):
    widths = [n, *[program.choose(3, 4, 5) for _ in range(program.choose(1, 2))], m]
    way = program.choose("zip", "range", "append", "extend")
    if way == "zip":
        init = ["self.layers = nn.ModuleList([nn.Linear(i, o) for i, o in zip(widths[:-1], widths[1:])])"]
    elif way == "range":
        init = ["self.layers = nn.ModuleList(nn.Linear(widths[i], widths[i + 1]) for i in range(len(widths) - 1))"]
    elif way == "append":
        init = ["self.layers = nn.ModuleList()", "for i in range(1, len(widths)):", "    self.layers.append(nn.Linear(widths[i - 1], widths[i]))"]
    else:
        init = ["layers = []", "size = widths[0]", "for width in widths[1:]:", "    layers.append(nn.Linear(size, width))", "    size = width", "self.layers = nn.ModuleList(layers)"]
    loop = program.choose(
        ["for i, layer in enumerate(self.layers):", "    x = layer(x)", "    if i < len(self.layers) - 1:", f"        x = {activated(program, 'x', init)}", "return x"],
        ["for layer in self.layers[:-1]:", "    x = torch.relu(layer(x))", "return self.layers[-1](x)"],
        ["for i in range(len(self.layers)):", "    x = F.leaky_relu(self.layers[i](x), negative_slope=0.1) if i else self.layers[i](x)", "return x"],
        ["*hidden, last = self.layers", "for layer in hidden:", "    x = layer(x).tanh()", "return last(x)"],
    )
    return f"{program.module('Stack', ['widths'], init, loop)}({widths})"


def gated(program, n, m):
    forward = program.choose(
        ["a, b = self.fc(x).chunk(2, dim=-1)", "return a * b.sigmoid()"],
        ["h = self.fc(x)", "a, b = torch.split(h, h.shape[-1] // 2, dim=-1)", "return a * torch.sigmoid(b)"],
        ["return F.glu(self.fc(x), dim=-1)"],
        ["h = self.fc(x)", "size = h.size(1) // 2", "return h[:, :size] * torch.sigmoid(h[:, size:])"],
    )
    return f"{program.module('Gated', ['n', 'm'], ['self.fc = nn.Linear(n, 2 * m)'], forward)}({n}, {m})"


def scaled(program, n, m):
    kept = program.choose("self.register_buffer('shift', torch.arange(m) / m)", "self.register_buffer('shift', torch.linspace(0, 1, m), persistent=False)", "self.shift = nn.Parameter(torch.zeros(m))", "self.register_parameter('shift', nn.Parameter(torch.full((m,), 0.5)))")
    init = ["self.scale = nn.Parameter(torch.ones(m))", kept, "self.proj = nn.Linear(n, m, bias=False)"]
    return f"{program.module('Affine', ['n', 'm'], init, ['return self.proj(x) * self.scale + self.shift'])}({n}, {m})"


def chain(program, n, m):
    """A class that is a Sequential."""
    name = program.name("LinearAct")
    norm = program.choose("", "nn.LayerNorm(m), ", "nn.BatchNorm1d(num_features=m), ")
    program.define(f"class {name}(nn.Sequential):\n    def __init__(self, n, m):\n        super().__init__(nn.Linear(n, m), {norm}{activation(program)})")
    return f"{name}({n}, {m})"


def keyed(program, n, m):
    init = ["self.parts = nn.ModuleDict({", "    'up': nn.Linear(n, 5),", f"    'act': {activation(program)},", "})", "self.parts['down'] = nn.Linear(5, m)"]
    forward = program.choose(["for key in ('up', 'act', 'down'):", "    x = self.parts[key](x)", "return x"], ["for part in self.parts.values():", "    x = part(x)", "return x"], ["for name, part in self.parts.items():", "    x = part(x)", "return x"])
    return f"{program.module('Keyed', ['n', 'm'], init, forward)}({n}, {m})"


def several(program, n, m):
    """Attributes by computed names."""
    init = ["self.n_layers = 2", "for i in range(self.n_layers):", "    " + program.choose("setattr(self, f'fc{i}', nn.Linear(n, n))", "self.add_module('fc%d' % i, nn.Linear(n, n))", "self.add_module('fc{}'.format(i), nn.Linear(n, n))"), "self.out = nn.Linear(n, m)"]
    read = program.choose("getattr(self, f'fc{i}')", "getattr(self, 'fc' + str(i))", "self._modules['fc%d' % i]")
    return f"{program.module('Several', ['n', 'm'], init, ['for i in range(self.n_layers):', f'    x = F.relu({read}(x))', 'return self.out(x)'])}({n}, {m})"


def branches(program, n, m):
    init = ["self.branches = nn.ModuleList([nn.Linear(n, m) for _ in range(3)])"]
    forward = program.choose(
        ["outs = [branch(x) for branch in self.branches]", "return torch.stack(outs, dim=0).mean(0)"],
        ["return sum(b(x) for b in self.branches)"],
        ["out = torch.cat([b(x) for b in self.branches], dim=1)", f"return out[:, ::3]"],
        ["a, b, c = (branch(x) for branch in self.branches)", "return torch.max(a, b) - c"],
        ["out = 0", "for i, b in enumerate(self.branches, 1):", "    out = out + b(x) / i", "return out"],
    )
    return f"{program.module('Branches', ['n', 'm'], init, forward)}({n}, {m})"


def partial(program, n, m):
    """Classes and functions as arguments."""
    way = program.choose("partial", "class", "lambda", "getattr")
    init = ["self.fc = nn.Linear(n, m)", "self.norm = norm_layer(m)", "self.act = act()"]
    name = program.module("Flexible", ["n", "m", "norm_layer=nn.LayerNorm", "act=nn.ReLU"], init, ["return self.act(self.norm(self.fc(x)))"])
    if way == "partial":
        program.uses(program.choose("from functools import partial", "import functools\nfrom functools import partial"))
        return f"{name}({n}, {m}, norm_layer=partial(nn.LayerNorm, eps=1e-3))"
    if way == "lambda":
        return f"{name}({n}, {m}, act=lambda: nn.LeakyReLU(0.3))"
    return f"{name}({n}, {m}, act=getattr(nn, 'GELU'))" if way == "getattr" else f"{name}({n}, {m}, nn.BatchNorm1d, act=nn.ELU)"


def methods(program, n, m):
    name = program.name("Helped")
    kind = program.choose("    @staticmethod\n    def make(n, m):", "    def make(self, n, m):", "    @classmethod\n    def make(cls, n, m):")
    program.define(f"""class {name}(nn.Module):
    hidden = 4

    def __init__(self, n, m):
        super().__init__()
        self.encoder = self.make(n, self.hidden)
        self.decoder = self.make({name}.hidden, m)

{kind}
        return nn.Sequential(nn.Linear(n, m), {activation(program)})

    def encode(self, x):
        return self.encoder(x)

    def decode(self, z):
        return self.decoder(z)

    def forward(self, x):
        z = self.encode(x)
        return self.decode(z)""")
    return f"{name}({n}, {m})"


def shared(program, n, m):
    forward = program.choose(["for _ in range(self.times):", "    x = torch.tanh(self.cell(x))", "return x"], ["x = self.cell(x)", "x = self.cell(F.relu(x))", "return x"], ["return self.cell(self.cell(x)) + x"])
    return f"{program.module('Reused', ['n', 'times=2'], ['self.cell = nn.Linear(n, n)', 'self.times = times'], forward)}({n})"


def looped(program, n, m):
    inner = block(program, n, n).split("(")[0]
    size = program.choose(4, 5)
    init = [f"self.blocks = nn.Sequential(*[{inner}(n, {size}, n) for _ in range(depth)])", "self.norm = nn.LayerNorm(n)"]
    forward = program.choose(["return self.norm(self.blocks(x))"], ["for block in self.blocks:", "    x = block(x) + x", "return self.norm(x)"])
    return f"{program.module('Trunk', ['n', 'depth'], init, forward)}({n}, depth={program.choose(1, 2)})"


def base_class(program, n, m):
    """The part that differs is in a derived class."""
    base = program.module("Base", ["dim"], ["self.dim = dim", "self.inner = self.build(dim)"], ["return self.combine(x, self.inner(x))"])
    name = program.name("Derived")
    combine = program.choose("x + y", "torch.mul(x, y)", "x - 0.5 * y", "torch.lerp(x, y, 0.25)")
    program.define(f"class {name}({base}):\n    def build(self, dim):\n        return nn.Linear(dim, dim)\n\n    def combine(self, x, y):\n        return {combine}")
    return f"{name}({n})"
