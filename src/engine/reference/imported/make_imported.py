"""Runs the nets of nets/ and saves their weights, inputs and outputs, with which the imported graphs are compared.

Beside each output stands its magnitude where that is much more (docs/testing.md).

    python3 src/engine/reference/imported/make_imported.py [NET ...]
"""
import copy
import importlib.util
import json
import sys
from pathlib import Path

import torch
import torch.nn as nn

FOLDER = Path(__file__).parent
sys.path.insert(0, str(FOLDER.parent))
from magnitudes import sampled_magnitudes
from saving import saved

# By net: what makes it, and the shapes of its inputs; a number instead of a shape: indices below it.
NETS = {
    "alexnet": ("AlexNet()", [(2, 3, 32, 32)]),
    "tutorial": ("Net()", [(2, 3, 32, 32)]),
    "resnet": ("small(num_classes=4)", [(2, 3, 32, 32)]),
    "unet": ("UNet()", [(2, 1, 18, 22)]),
    "vit": ("ViT()", [(2, 3, 8, 8)]),
    "lstm_tagger": ("LSTMTagger()", [(20, (2, 16))]),
    "squeeze_excite": ("SENet()", [(2, 3, 32, 32)]),
    "mobilenet": ("MobileNetV2()", [(2, 3, 32, 32)]),
    "densenet": ("DenseNet()", [(2, 3, 32, 32)]),
    "two_towers": ("TwoTowers()", [(3, 5), (3, 5)]),
    "sequential": ("net", [(2, 12)]),
    "transformer": ("net", [(15, (2, 10))]),
    "gated": ("Gated()", [(2, 4, 16)]),
    "gpt": ("GPT(GPTConfig())", [(24, (2, 16))]),
    "positions": ("Positions()", [(11, (2, 7))]),
}


def load(name):
    spec = importlib.util.spec_from_file_location(name, FOLDER / "nets" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def draw(shape):
    if isinstance(shape[-1], tuple):
        return torch.randint(0, shape[0], shape[1])
    return torch.randn(shape)


def outputs_of(net, inputs):
    with torch.no_grad():
        outputs = net(*inputs)
    return list(outputs.values()) if isinstance(outputs, dict) else [outputs] if torch.is_tensor(outputs) else [each for each in outputs if each is not None]


def saved_outputs(net, inputs):
    def compute(given):
        other = copy.deepcopy(net).double()
        other.load_state_dict({key: given["state", key] for key in net.state_dict()})
        return dict(enumerate(outputs_of(other, [given["input", i] for i in range(len(inputs))])))

    given = {("input", i): x for i, x in enumerate(inputs)}
    added = sampled_magnitudes(compute, {**given, **{("state", key): x for key, x in net.state_dict().items()}})
    return [saved(y, added[i]) for i, y in enumerate(outputs_of(net, inputs))]


def shake(net):
    """Running statistics and shifts that show where one is forgotten."""
    for key, value in net.state_dict().items():
        if key.endswith("running_mean"):
            value.normal_(std=0.1)
        elif key.endswith("running_var"):
            value.uniform_(0.5, 1.5)
    for parameter in net.parameters():
        if float(parameter.detach().abs().sum()) == 0:
            nn.init.normal_(parameter, std=0.1)


def main():
    path = FOLDER / "values.json"
    wanted = sys.argv[1:]
    values = json.loads(path.read_text()) if wanted else {}
    for name, (maker, shapes) in NETS.items():
        if wanted and name not in wanted:
            continue
        torch.manual_seed(0)
        net = eval(maker, vars(load(name)))
        shake(net)
        net.eval()
        inputs = [draw(shape) for shape in shapes]
        torch.save(net.state_dict(), FOLDER / f"{name}.pt")
        (FOLDER / f"{name}.txt").write_text(f"{net}\n")
        values[name] = {"inputs": [saved(x) for x in inputs], "outputs": saved_outputs(net, inputs)}
    text = ",\n".join(f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in values.items())
    path.write_text("{\n" + text + "\n}\n")


main()
