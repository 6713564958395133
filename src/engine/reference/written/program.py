"""A program as somebody may write it: definitions that are added as they are needed, settings in one of the usual forms, and how the net is made."""
import random

#: How a constructor calls that of nn.Module.
SUPER = ["super().__init__()", "super({name}, self).__init__()", "nn.Module.__init__(self)"]


class Program:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.imports = ["import torch", "import torch.nn as nn", "import torch.nn.functional as F"]
        self.parts = []
        self.names = {}
        #: What each name of a setting is.
        self.settings = {}
        self.super = self.random.choice(SUPER)

    def choose(self, *ways):
        return self.random.choice(ways)

    def chance(self, share):
        return self.random.random() < share

    def uses(self, line):
        if line not in self.imports:
            self.imports.append(line)

    def name(self, stem):
        """One that the file does not have yet."""
        self.names[stem] = self.names.get(stem, 0) + 1
        return stem if self.names[stem] == 1 else f"{stem}{self.names[stem]}"

    def define(self, text):
        self.parts.append(text.strip("\n"))

    def module(self, stem, arguments, init, forward, base="nn.Module", takes="x"):
        """A class. `init` and `forward` are lines."""
        name = self.name(stem)
        given = "".join(f", {each}" for each in arguments)
        annotated = self.chance(0.2) and takes == "x"
        signature = "self, x: torch.Tensor) -> torch.Tensor" if annotated else f"self, {takes})"
        doc = ['    """What it does, (N, *) in and out."""'] if self.chance(0.1) else []
        self.define("\n".join([
            f"class {name}({base}):",
            *doc,
            f"    def __init__(self{given}):",
            f"        {self.super.format(name=name)}",
            *[f"        {line}" for line in init],
            "",
            f"    def forward({signature}:",
            *[f"        {line}" for line in forward],
        ]))  # fmt: skip
        return name

    def text(self):
        return "\n".join(self.imports) + "\n\n" + "\n\n\n".join(self.parts) + "\n"


#: A function call or a module, each as what stands in a constructor (None: nothing) and what stands in forward.
ACTIVATIONS = [
    ("nn.ReLU()", "{x}.relu()"), ("nn.ReLU(inplace=True)", "F.relu({x}, inplace=True)"), ("nn.GELU()", "F.gelu({x})"),
    ("nn.LeakyReLU(0.2)", "F.leaky_relu({x}, 0.2)"), ("nn.Tanh()", "torch.tanh({x})"), ("nn.SiLU()", "{x} * torch.sigmoid({x})"),
    ("nn.ELU()", "F.elu({x})"), ("nn.Sigmoid()", "torch.sigmoid({x})"), ("nn.Softplus()", "F.softplus({x})"), ("nn.Hardswish()", "F.hardswish({x})"),
]  # fmt: skip


def activation(program):
    """The constructor of one."""
    return program.random.choice(ACTIVATIONS)[0]


def activated(program, x, init, name="act"):
    """`x` after an activation, as an attribute or a call; an attribute is added to `init`."""
    layer, call = program.random.choice(ACTIVATIONS)
    way = program.choose("attribute", "call", "call", "function")
    if way == "call":
        return call.format(x=x) if x.isidentifier() else f"F.relu({x})"
    if way == "function":
        init.append(f"self.{name} = {program.choose('torch.relu', 'F.silu', 'torch.tanh', 'F.mish')}")
    elif f"self.{name} = " not in "\n".join(init):
        init.append(f"self.{name} = {layer}")
    return f"self.{name}({x})"


def dropped(program, x, init):
    """`x` after a dropout that evaluation leaves out, or as it is."""
    way = program.choose("none", "none", "attribute", "call")
    if way == "attribute":
        p = program.choose("0.1", ".5", "p=0.2", "1.e-1")
        init.append(f"self.drop = nn.Dropout({p})")
        return f"self.drop({x})"
    if way == "call":
        return f"F.dropout({x}, {program.choose('p=0.1', '0.2', '.5')}, training=self.training)"
    return x
