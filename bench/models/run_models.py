"""Runs each class of a list of tasks in PyTorch: random weights, random inputs, the outputs in evaluation."""

import ast
import importlib
import json
import os
import signal
import sys
import types

import numpy as np
import torch


def namespace_of(task):
    """The names of a file, without the statements that train something."""
    root, path = task["root"], task["path"]
    folder = os.path.dirname(os.path.join(root, path))
    name = os.path.splitext(path)[0].replace("/", ".")
    parent = os.path.dirname(os.path.abspath(root))
    top = os.path.basename(os.path.abspath(root))
    package = name.rpartition(".")[0]
    # A folder that is a package itself is imported as one.
    if os.path.exists(os.path.join(root, "__init__.py")):
        package = f"{top}.{package}" if package else top
        sys.path.insert(0, parent)
    sys.path[:0] = [folder, root]
    if os.path.exists(os.path.join(root, "__init__.py")):
        # A library registers what its files define, each once.
        return dict(vars(importlib.import_module(f"{package}.{name.rpartition('.')[2]}")))
    module = types.ModuleType(f"{package}.{name.rpartition('.')[2]}" if package else name)
    module.__package__ = package
    sys.modules[module.__name__] = module
    names = module.__dict__
    names["__file__"] = os.path.join(root, path)
    with open(names["__file__"], encoding="utf8") as file:
        tree = ast.parse(file.read())
    kinds = (ast.Import, ast.ImportFrom, ast.ClassDef, ast.FunctionDef, ast.Assign, ast.AnnAssign, ast.Expr, ast.Try)
    for statement in tree.body:
        if isinstance(statement, kinds):
            try:
                exec(compile(ast.Module([statement], []), path, "exec"), names)
            except Exception as error:
                if isinstance(statement, (ast.ClassDef, ast.ImportFrom)):
                    print(f"  {path}: {error}", file=sys.stderr)
    return names


def flat(value):
    if isinstance(value, torch.Tensor):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return [tensor for item in value for tensor in flat(item)]
    return []


def save(path, tensors):
    """safetensors, by hand: nothing but NumPy is needed."""
    header, chunks, at = {}, [], 0
    for key, tensor in tensors.items():
        kind = "I64" if tensor.dtype == torch.int64 else "F32"
        array = tensor.detach().cpu().numpy().astype(np.int64 if kind == "I64" else np.float32)
        data = np.ascontiguousarray(array).tobytes()
        header[key] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [at, at + len(data)]}
        chunks.append(data)
        at += len(data)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text + b"".join(chunks))


def constructor_of(text):
    """`Net(…)` of `Net(…)(torch.randn(…))`: what it is called with the graph says."""
    call = ast.parse(text, mode="eval").body
    inner = isinstance(call, ast.Call) and isinstance(call.func, ast.Call)
    return ast.unparse(call.func if inner else call)


def run(task):
    torch.manual_seed(0)
    names = namespace_of(task)
    net = eval(constructor_of(task["net"]), names)
    # The name of a class, or of a function that makes one.
    net = net if isinstance(net, torch.nn.Module) else net()
    net = net.eval().float()
    inputs = {}
    for given in task["inputs"]:
        size = [2, *given["shape"]]
        inputs[given["name"]] = torch.randint(0, 2, size) if given["dtype"] == "int64" else torch.randn(size)
    with torch.no_grad():
        for buffer in net.buffers():
            if buffer.dtype == torch.float32 and buffer.dim() > 0 and float(buffer.sum()) == 0:
                buffer.uniform_(-0.1, 0.1)
        outputs = flat(net(*inputs.values()))
    save(f"{task['out']}.weights.safetensors", net.state_dict())
    save(f"{task['out']}.inputs.safetensors", inputs)
    save(f"{task['out']}.outputs.safetensors", {f"{i:03d}": tensor for i, tensor in enumerate(outputs)})


def stop(*_):
    raise TimeoutError("too long")


torch.set_num_threads(2)
signal.signal(signal.SIGALRM, stop)
with open(sys.argv[1], encoding="utf8") as file:
    tasks = json.load(file)
for task in tasks:
    sys.argv = ["model.py"]
    path, modules = list(sys.path), set(sys.modules)
    signal.alarm(60)
    try:
        run(task)
    except BaseException as error:
        print(f"  not run: {task['repository']}/{task['path']}: {type(error).__name__}: {str(error)[:150]}", file=sys.stderr)
    signal.alarm(0)
    sys.path[:] = path
    # Files of two repositories may have one name.
    for name in set(sys.modules) - modules:
        if not name.startswith(("torch", "numpy", "PIL", "triton")):
            del sys.modules[name]
