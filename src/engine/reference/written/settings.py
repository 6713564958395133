"""Numbers and switches of a net in the forms that people keep them in; and how the net is made of them."""


def written(program, settings):
    """Adds the settings to the program. → the arguments of the class, a function from a setting to what stands for it, and the call's arguments"""
    form = program.choose(*FORMS)
    return form(program, settings)


def literals(program, settings):
    return [], lambda name: repr(settings[name]), ""


def arguments(program, settings):
    given = {k: v for k, v in settings.items() if program.chance(0.5)}
    inside = {k: (v if k not in given or not isinstance(v, int) else v + 1) for k, v in settings.items()}
    if program.chance(0.3):
        # Without defaults: all are given.
        return list(settings), lambda name: name, ", ".join(f"{k}={v!r}" for k, v in settings.items())
    taken = [f"{k}={v!r}" for k, v in inside.items()]
    return taken, lambda name: name, ", ".join(f"{k}={v!r}" for k, v in given.items())


def constants(program, settings):
    program.define("\n".join(f"{k.upper()} = {v!r}" for k, v in settings.items()))
    return [], lambda name: name.upper(), ""


def dataclass(program, settings):
    program.uses("from dataclasses import dataclass")
    over = {k: v for k, v in settings.items() if isinstance(v, int) and program.chance(0.4)}
    default = {k: v + 2 if k in over else v for k, v in settings.items()}
    kinds = {int: "int", float: "float", str: "str", bool: "bool", tuple: "tuple"}
    lines = [f"    {k}: {kinds[type(v)]} = {v!r}" for k, v in default.items()]
    name = program.name("Config")
    decorator = program.choose("@dataclass", "@dataclass(frozen=True)")
    program.define("\n".join([decorator, f"class {name}:", *lines]))
    config = program.choose("config", "cfg", "c")
    return [f"{config}: {name}" if program.chance(0.5) else config], lambda k: f"{config}.{k}", f"{name}({', '.join(f'{k}={v!r}' for k, v in over.items())})"


def argparse(program, settings):
    program.uses("import argparse")
    lines = ["parser = argparse.ArgumentParser(description='net')"]
    for name, value in settings.items():
        flag = f"--{name}" if program.chance(0.5) else f"--{name.replace('_', '-')}"
        if isinstance(value, bool):
            lines.append(f"parser.add_argument('{flag}', action='store_{'false' if value else 'true'}')")
        elif isinstance(value, tuple):
            lines.append(f"parser.add_argument('{flag}', type=int, nargs='+', default={list(value)!r})")
        else:
            lines.append(f"parser.add_argument('{flag}', type={type(value).__name__}, default={value!r}, help='{name} (default: %(default)s)')")
    opt = program.choose("args", "opt")
    program.define("\n".join([*lines, f"{opt} = parser.parse_args()"]))
    if program.chance(0.4):
        return [], lambda k: f"{opt}.{k}", ""
    return [opt], lambda k: f"{opt}.{k}", opt


def namespace(program, settings):
    kind = program.choose("types", "argparse")
    program.uses("from types import SimpleNamespace" if kind == "types" else "import argparse")
    made = "SimpleNamespace" if kind == "types" else "argparse.Namespace"
    program.define(f"hparams = {made}({', '.join(f'{k}={v!r}' for k, v in settings.items())})")
    return ["hparams"], lambda k: f"hparams.{k}", "hparams"


def dictionary(program, settings):
    if program.chance(0.5):
        program.define(f"CONFIG = {{{', '.join(f'{k!r}: {v!r}' for k, v in settings.items())}}}")
        return ["config"], lambda k: f"config[{k!r}]", "CONFIG"
    program.define(f"kwargs = dict({', '.join(f'{k}={v!r}' for k, v in settings.items())})")
    return [f"{k}=None" for k in settings], lambda k: k, "**kwargs"


def attributes(program, settings):
    program.define("\n".join(["class Hyper:", *[f"    {k} = {v!r}" for k, v in settings.items()]]))
    return [], lambda k: f"Hyper.{k}", ""


def named_tuple(program, settings):
    program.uses("from typing import NamedTuple")
    kinds = {int: "int", float: "float", str: "str", bool: "bool", tuple: "tuple"}
    program.define("\n".join(["class Settings(NamedTuple):", *[f"    {k}: {kinds[type(v)]} = {v!r}" for k, v in settings.items()]]))
    return ["s"], lambda k: f"s.{k}", "Settings()"


FORMS = [literals, literals, arguments, arguments, constants, dataclass, dataclass, argparse, namespace, dictionary, attributes, named_tuple]


def made(program, name, given, inputs):
    """How the file makes the net of the class. → the expression with which the test makes it"""
    shapes = ", ".join(f"torch.randn({', '.join(map(str, shape))})" if dtype == "float" else f"torch.randint(0, {dtype}, ({', '.join(map(str, shape))}))" for shape, dtype in inputs)
    call = f"{name}({given})"
    way = program.choose("net", "net", "main", "device", "factory", "run", "eval", "if main", "parallel")
    if any(dtype != "float" or len(shape) > 2 for shape, dtype in inputs):
        # Sizes that follow from the input are only known where the file says it.
        way = program.choose("main", "run", "run", "named")
    if way == "net":
        program.define(f"net = {call}\nprint(net)")
    elif way == "device":
        program.define(f"device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')\nmodel = {call}.to(device)")
    elif way == "named":
        program.define(f"x = {shapes}\nmodel = {call}\noutput = model(x)\nprint(output)")
    elif way == "eval":
        program.define(f"model = {call}\nmodel.eval()")
    elif way == "factory":
        program.define(f"def {name.lower()}_small(**kwargs):\n    model = {call[:-1]}{', ' if given else ''}**kwargs)\n    return model\n\n\nnet = {name.lower()}_small()")
    elif way == "main":
        program.define(f"def main():\n    net = {call}\n    x = {shapes}\n    y = net({'*x' if len(inputs) > 1 else 'x'})\n    print(y.shape if torch.is_tensor(y) else len(y))\n\n\nif __name__ == '__main__':\n    main()")
        return call
    elif way == "if main":
        program.define(f"if __name__ == \"__main__\":\n    model = {call}\n    print(sum(p.numel() for p in model.parameters()))")
        return call
    elif way == "parallel":
        program.define(f"model = {call}\nif torch.cuda.device_count() > 1:\n    model = nn.DataParallel(model)")
    else:
        program.define(f"net = {call}\nout = net({shapes})")
    return "net" if way in ("net", "factory", "run") else "model"
