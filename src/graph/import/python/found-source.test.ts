/** Source as it is found: what people write around their nets, and what is told where it is not read. */
import { describe, expect, it } from 'vitest'
import type { GraphNode } from '../../document/document'
import { parseDocument } from '../../file/parse'
import { serialiseDocument } from '../../file/serialise'
import type { Project } from '../result/imported'
import { readPython } from './read-python'

const HEAD = 'import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n'

/** A class whose constructor and `forward` have these lines. */
function netOf(init: string, forward = 'return self.fc(x)', name = 'Net'): string {
  const lines = (text: string): string => text.replaceAll('\n', '\n        ')
  return `
class ${name}(nn.Module):
    def __init__(self):
        super().__init__()
        ${lines(init)}

    def forward(self, x):
        ${lines(forward)}
`
}

interface Read {
  nodes: readonly GraphNode[]
  /** `code at line` of what changes meaning, or of why it was refused. */
  told: string[]
  notes: string[]
  types: string
}

function read(source: string, more: { net?: string; project?: Project } = {}): Read {
  const result = readPython(HEAD + source, more)
  if (result.kind === 'refused')
    return { nodes: [], told: result.findings.map(({ code }) => code), notes: [], types: '' }
  const { document, notes } = result
  const nodes = document.modules[document.main]?.nodes ?? []
  return {
    nodes,
    told: notes.filter(({ severity }) => severity === 'warning').map(({ code }) => code),
    notes: notes.map(({ message }) => message),
    types: nodes.map(({ type }) => type).join(' '),
  }
}

const inFeatures = ({ nodes }: Read): unknown => nodes.find(({ type }) => type === 'Linear')?.params

describe('nothing is wrong in silence: it is told', () => {
  it.each([
    ['spectral_norm', netOf('self.fc = nn.utils.spectral_norm(nn.Linear(8, 4))') + 'net = Net()\n', 'python.reparametrised'],
    ['weight_norm in a function', `def make():\n    return nn.Sequential(nn.Linear(8, 8), nn.utils.weight_norm(nn.Linear(8, 4)))\nnet = make()\n`, 'python.reparametrised'],
    ['a layer of another library', 'import other\n' + netOf('self.fc = other.Layer(4)') + 'net = Net()\n', 'python.unknown_call'],
    ['a class that changes a layer', 'class My(nn.Linear):\n    def __call__(self, x):\n        return F.relu(x)\n' + netOf('self.fc = My(8, 4)'), 'python.changed_layer'],
    ['a value of Python that is joined', netOf('self.fc = nn.Linear(8, 8)', 'return torch.cat([self.fc(x), x.tolist()], 1)'), 'python.unread_value'],
    ['a size that is not known', 'import other\n' + netOf('self.fc = nn.Linear(other.size(), 4)'), 'python.unknown_call'],
    ['a length that is not known', 'chars = open("text").read()\n' + netOf('self.fc = nn.Linear(len(chars), 4)'), 'python.unknown_size'],
    ['an attribute that nothing sets', netOf('self.fc = nn.Linear(8, self.size)') + 'net = Net()\n', 'python.unknown_size'],
    ['None in place of a function', netOf('self.fc = nn.Linear(8, 4)\nself.act = None', 'for f in [self.fc, None]:\n    x = f(x)\nreturn x'), 'python.not_callable'],
    ['a condition in the middle of an expression', netOf('self.fc = nn.Linear(8, 8)', 'x = self.fc(x) if x.sum() > 0 else x * 2\nreturn x'), 'python.open_condition'],
    ['weights that two layers share', netOf('self.a = nn.Linear(8, 8)\nself.b = nn.Linear(8, 8)\nself.a.weight = self.b.weight', 'return self.a(self.b(x))'), 'python.tied'],
    ['layers in a list of Python', netOf('self.layers = [nn.Linear(8, 8)]', 'for layer in self.layers:\n    x = layer(x)\nreturn x'), 'python.not_registered'],
    ['dropout that stays on', netOf('self.fc = nn.Linear(8, 8)', 'return F.dropout(self.fc(x), 0.5)'), 'python.stays_on'],
    ['dropout that is made in forward', netOf('self.fc = nn.Linear(8, 8)', 'return nn.Dropout(0.5)(self.fc(x))'), 'python.stays_on'],
    ['gradients that end', netOf('self.fc = nn.Linear(8, 8)', 'with torch.no_grad():\n    x = self.fc(x)\nreturn x * 2'), 'python.gradients_off'],
    ['a file that is not at hand', 'from .parts import Block\n' + netOf('self.fc = Block(4)'), 'python.no_file'],
  ])('%s', (_, source, code) => {
    expect(read(source).told).toContain(code)
  }) // prettier-ignore

  it.each([
    ['what stands in for a library that is not at hand', 'try:\n    from apex.normalization import FusedLayerNorm as Norm\nexcept ImportError:\n    from torch.nn import LayerNorm as Norm\ntry:\n    from torch.nn import ReLU as Act\nexcept ImportError:\n    Act = nn.Tanh\n' + netOf('self.fc = nn.Sequential(Norm(8), Act())') + 'net = Net()\n', 'Input Module Output'],
    ['deepcopy', 'import copy\n' + netOf('a = nn.Linear(8, 8)\nself.a = a\nself.b = copy.deepcopy(a)', 'return self.b(self.a(x))'), 'Input Linear Linear Output'],
    ['everything of a library', 'from torch.nn import *\nfrom torch.nn.functional import *\nclass Net(Module):\n    def __init__(self):\n        super().__init__()\n        self.fc = Linear(8, 4)\n    def forward(self, x):\n        return relu(self.fc(x))\n', 'Input Linear ReLU Output'],
    ['a class that is a layer with other arguments', 'class My(nn.Linear):\n    def __init__(self, size):\n        super().__init__(size, size)\n' + netOf('self.fc = My(8)'), 'Input Linear Output'],
    ['static methods and methods of classes', 'class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.fc = self.make(8)\n    @staticmethod\n    def make(size):\n        return nn.Linear(size, size)\n    @classmethod\n    def small(cls):\n        return cls()\n    @property\n    def act(self):\n        return F.relu\n    def forward(self, x):\n        return self.act(self.fc(x))\nnet = Net.small()\n', 'Input Linear ReLU Output'],
    ['a class that is a ModuleList', 'class Layers(nn.ModuleList):\n    def __init__(self):\n        nn.ModuleList.__init__(self, [nn.Linear(8, 8), nn.ReLU()])\n' + netOf('self.layers = Layers()', 'for layer in self.layers:\n    x = layer(x)\nreturn x'), 'Input Linear ReLU Output'],
    ['a layer that takes the place of another', netOf('self.layers = nn.Sequential(nn.Linear(8, 8), nn.ReLU())\nself.layers[-1] = nn.Tanh()', 'return self.layers[1:](self.layers[0](x))'), 'Input Linear Tanh Output'],
    ['__setattr__ and __getattr__', netOf("self.__setattr__('fc', nn.Linear(8, 8))", "return self.__getattr__('fc')(x)"), 'Input Linear Output'],
    ['three classes, one above the other', 'class A(nn.Module):\n    def __init__(self, n):\n        super().__init__()\n        self.fc = nn.Linear(n, n)\nclass B(A):\n    def __init__(self, n):\n        super().__init__(n + 1)\nclass Net(B):\n    def __init__(self):\n        super().__init__(7)\n    def forward(self, x):\n        return self.fc(x)\n', 'Input Linear Output'],
  ])('%s is read', (_, source, types) => {
    const result = read(source)
    expect(result.told).toEqual([])
    expect(result.types).toBe(types)
  }) // prettier-ignore
})

describe('settings', () => {
  const net =
    'class Net(nn.Module):\n    def __init__(self, c):\n        super().__init__()\n        self.fc = nn.Linear(c.n_in, c.n_hidden)\n    def forward(self, x):\n        return self.fc(x)\n'

  it.each([
    ['a dataclass', `from dataclasses import dataclass\n@dataclass\nclass Config:\n    n_in: int = 8\n    n_hidden: int = 768\n${net}net = Net(Config(n_hidden=4))\n`],
    ['a dataclass that nobody makes', `from dataclasses import dataclass, field\n@dataclass\nclass Config:\n    n_in: int = 8\n    n_hidden: int = field(default=4)\n${net}`],
    ['options of a command line', `import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('--n-in', type=int, default=8)\nparser.add_argument('--n_hidden', '-n', type=int, default=4)\nargs = parser.parse_args()\n${net}net = Net(args)\n`],
    ['a namespace', `from types import SimpleNamespace\n${net}net = Net(SimpleNamespace(n_in=8, n_hidden=4))\n`],
    ['attributes of a class', `class Config:\n    n_in = 8\n    n_hidden = 4\n${net}net = Net(Config)\n`],
    ['typing.cast', `import typing\nclass C: pass\nc = C()\nc.n_in = typing.cast(int, 8)\nc.n_hidden = len('abcd')\n${net}net = Net(c)\n`],
    ['what Lightning keeps of a constructor', `import pytorch_lightning as pl\nclass Net(pl.LightningModule):\n    def __init__(self, n_in=8, **more):\n        super().__init__()\n        self.save_hyperparameters()\n        self.fc = nn.Linear(self.hparams.n_in, self.hparams.n_hidden)\n    def forward(self, x):\n        return self.fc(x)\nnet = Net(n_hidden=4)\n`],
    ['a namespace that Lightning keeps', `from lightning import LightningModule\nfrom argparse import Namespace\nclass Net(LightningModule):\n    def __init__(self, args):\n        super().__init__()\n        self.save_hyperparameters(args)\n        self.fc = nn.Linear(8, self.hparams.n_hidden)\n    def forward(self, x):\n        return self.fc(x)\nnet = Net(Namespace(n_hidden=4))\n`],
  ])('in %s', (_, source) => {
    const result = read(source)
    expect(result.told).toEqual([])
    expect(inFeatures(result)).toMatchObject({ out_features: 4 })
  }) // prettier-ignore
})

describe('flow', () => {
  const layers =
    'self.layers = nn.ModuleList([nn.Linear(8, 8) for _ in range(3)])\nself.norms = nn.ModuleDict({"a": nn.BatchNorm1d(8)})'

  it.each([
    ['while, break and continue', 'i = 0\nwhile True:\n    i += 1\n    if i == 2:\n        continue\n    if i > 3:\n        break\n    x = self.layers[i - 1](x)\nreturn x', 'Input Linear Linear Output'],
    ['try', 'try:\n    x = self.layers[0](x)\nexcept RuntimeError:\n    x = x * 2\nfinally:\n    x = self.layers[1](x)\nreturn x', 'Input Linear Linear Output'],
    ['assertions of torch, and questions about scripts', 'torch._assert(x.dim() == 2, "no")\nif torch.jit.is_scripting():\n    return x\nreturn self.layers[0](x)', 'Input Linear Output'],
    ['early return', 'for i, layer in enumerate(self.layers):\n    x = layer(x)\n    if i == 1:\n        return x\nreturn x * 2', 'Input Linear Linear Output'],
    ['items of a ModuleDict', 'for name, norm in self.norms.items():\n    x = norm(x)\nreturn x', 'Input BatchNorm1d Output'],
    ['zip', 'for layer, act in zip(self.layers, [F.relu, torch.tanh]):\n    x = act(layer(x))\nreturn x', 'Input Linear ReLU Linear Tanh Output'],
    ['checkpoints', 'from torch.utils.checkpoint import checkpoint\nreturn checkpoint(self.layers[0], x, use_reentrant=False)', 'Input Linear Output'],
    ['nested comprehensions and chained comparisons', 'for layer in [l for group in [self.layers] for l in group if 0 < 1 < 2][:2]:\n    x = layer(x)\nreturn x if 3 > 2 > 1 else x * 2', 'Input Linear Linear Output'],
    ['shapes that are compared', 'y = self.layers[0](x)\nif y.shape == x.shape:\n    y = y + x\nif y[:, :4].shape != x.shape:\n    return F.relu(y)\nreturn y', 'Input Linear Add Slice ReLU Output'],
    ['a named expression', 'if (y := self.layers[0](x)) is not None:\n    return y\nreturn x', 'Input Linear Output'],
  ])('%s', (_, forward, types) => {
    const result = read(netOf(layers, forward))
    expect(result.told).toEqual([])
    expect(result.types).toBe(types)
  }) // prettier-ignore

  it('that asserts and raises says which lengths there are', () => {
    const table = 'self.wte = nn.Embedding(9, 4)\nself.wpe = nn.Embedding(6, 4)'
    const added = 'return self.wte(x) + self.wpe(torch.arange(t))'
    for (const limit of ['assert t <= 6, "too long"', 'if t > 6:\n    raise ValueError("too long")']) {
      const { nodes, told } = read(netOf(table, `b, t = x.size()\n${limit}\n${added}`))
      expect(told).toEqual([])
      expect(nodes.find(({ type }) => type === 'Input')?.params['shape']).toEqual([6])
    }
    const five = 'assert x.shape[-1] == 5\nreturn self.layers[0](x)'
    expect(read(netOf(layers, five)).told).toEqual(['python.assertion'])
  })

  it('asks a parameter of its size', () => {
    const counted =
      'self.fc = nn.Linear(8, 4)\nself.more = nn.Linear(4, self.fc.weight.numel() // self.fc.weight.size(1))'
    expect(read(netOf(counted, 'return self.more(self.fc(x))'))).toMatchObject({ told: [], types: 'Input Linear Linear Output' }) // prettier-ignore
  })

  it('that never ends is told', () => {
    expect(read(netOf(layers, 'while True:\n    x = x\nreturn x')).told).toContain('python.endless_code')
  })
})

describe('which net', () => {
  const two =
    netOf('self.fc = nn.Linear(8, 4)', undefined, 'Generator') +
    netOf('self.fc = nn.Linear(4, 1)', undefined, 'Discriminator')

  it('is the one that is asked for, by its name or as a call', () => {
    expect(inFeatures(read(two, { net: 'Generator' }))).toMatchObject({ out_features: 4 })
    expect(inFeatures(read(two, { net: 'Discriminator()' }))).toMatchObject({ out_features: 1 })
    expect(read(two, { net: 'Other' }).told).toContain('python.no_such_net')
  })

  it('says the shapes of its inputs where it is called, too', () => {
    const input = (net: string): unknown =>
      read(netOf('self.fc = nn.Linear(8, 4)\nself.e = nn.Embedding(9, 8)', 'return self.fc(x) + self.e(y)').replace('(self, x)', '(self, x, y)'), { net })
        .nodes.filter(({ type }) => type === 'Input').map(({ params }) => params) // prettier-ignore
    expect(input('Net()(torch.randn(1, 3, 8), torch.randint(0, 9, (1, 3)))')).toEqual([
      { shape: [3, 8] },
      { shape: [3], dtype: 'int64' },
    ])
  })

  it('takes what it is called with as inputs, also where the argument has a default', () => {
    const net = netOf('self.fc = nn.Linear(8, 8)', 'y = self.fc(x)\nreturn y if mask is None else y * mask').replace('(self, x)', '(self, x, scale=2, mask=None)') // prettier-ignore
    const x = 'torch.randn(2, 3, 8)'
    const inputs = (found: Read): unknown =>
      found.nodes.flatMap(({ type, name, params }) => (type === 'Input' ? [[name, params['shape']]] : []))
    const both = [['x', [3, 8]], ['mask', [3, 1]]] // prettier-ignore
    expect(inputs(read(`${net}net = Net()\nnet(${x}, mask=torch.ones(2, 3, 1))\n`))).toEqual(both)
    expect(inputs(read(`${net}net = Net()\nnet(${x}, 2, torch.ones(2, 3, 1))\n`))).toEqual(both)
    expect(inputs(read(net, { net: `Net()(${x}, mask=torch.ones(2, 3, 1))` }))).toEqual(both)
    expect(inputs(read(`${net}net = Net()\nnet(${x})\n`))).toEqual(both.slice(0, 1))
    const chain = 'net = nn.Sequential(nn.LayerNorm(8), nn.Flatten(), nn.Linear(24, 2))\n'
    expect(inputs(read(`${chain}net(${x})\n`))).toEqual(both.slice(0, 1))
  })

  it('has a name of its own where a class within it has the same', () => {
    const source = `${netOf('self.fc = nn.Linear(8, 4)')}net = nn.Sequential(Net(), nn.ReLU())\n`
    const nested = netOf('self.fc = nn.Linear(8, 8)\nself.inner = inner', 'return self.fc(x) if self.inner is None else self.inner(self.fc(x))').replace('(self)', '(self, inner=None)') // prettier-ignore
    for (const each of [source, `${nested}net = Net(Net(Net()))\n`]) {
      const found = readPython(HEAD + each)
      if (found.kind === 'refused') throw new Error(found.findings[0]?.message)
      expect(parseDocument(serialiseDocument(found.document)).findings).toEqual([])
    }
  })

  it('of several says which the others are', () => {
    expect(read(`${two}generator = Generator()\nother = Discriminator()\n`).notes.join()).toContain(
      'The net is other. The file makes others, too: generator.',
    )
    expect(read(two).notes.join()).toContain('Generator')
  })

  it.each([
    ['what a function gives', 'class Net(nn.Module):\n    def __init__(self, n):\n        super().__init__()\n        self.fc = nn.Linear(8, n)\n    def forward(self, x):\n        return self.fc(x)\ndef small():\n    return Net(4)\ndef large():\n    return Net(9)\n'],
    ['a Sequential', 'model = nn.Sequential(nn.Linear(8, 4))\n'],
    ['a layer', 'model = nn.Linear(8, 4)\n'],
    ['one that a function makes, not a class that nobody does', `${netOf('self.fc = nn.Linear(8, 4)')}${netOf('self.fc = nn.Linear(8, 9)', undefined, 'Dead')}def main():\n    net = Net()\n`],
    ['one that running the file makes', `${netOf('self.fc = nn.Linear(8, 4)')}${netOf('self.fc = nn.Linear(8, 9)', undefined, 'Dead')}def main():\n    net = Net()\nif __name__ == '__main__':\n    main()\n`],
    ['a class with the arguments that some call gives', "class Net(nn.Module):\n    def __init__(self, name):\n        super().__init__()\n        self.fc = nn.Linear(8, {'a': 4}[name])\n    def forward(self, x):\n        return self.fc(x)\ndef test():\n    net = Net('a')\n"],
  ])('is %s', (_, source) => {
    expect(JSON.stringify(read(source).nodes)).toContain('"out_features":4')
  }) // prettier-ignore
})

describe('several files', () => {
  const parts = `${HEAD}from . import sizes\nclass Block(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.fc = nn.Linear(8, sizes.HIDDEN)\n        self.bad = nn.Magic()\n    def forward(self, x):\n        return self.fc(x)\n`
  const files = new Map([
    ['net/model.py', ''],
    ['net/parts.py', parts],
    ['net/sizes.py', 'HIDDEN = 4\n'],
    ['net/__init__.py', 'from .parts import *\n'],
  ])
  const project = { path: 'net/model.py', files, name: 'folder' }

  it.each(['from .parts import Block', 'from .parts import *', 'from net import Block', 'from folder.net.parts import Block', 'import net.parts as p\nBlock = p.Block', 'from . import parts\nBlock = parts.Block'])(
    '%s',
    (line) => {
      const { notes, nodes } = read(`${line}\n${netOf('self.block = Block()', 'return self.block(x)')}`, { project })
      expect(nodes.map(({ type }) => type)).toEqual(['Input', 'Module', 'Output'])
      expect(notes.join()).toContain('Magic')
    },
  ) // prettier-ignore

  it('tells the line of another file with its name', () => {
    const result = readPython(`${HEAD}from .parts import Block\nnet = Block()\n`, { project })
    expect(result.kind === 'imported' && result.notes[0]).toMatchObject({ file: 'net/parts.py', line: 9 })
  })
})

describe('Python is what Python is', () => {
  /** The features of the layers that these statements give a list `sizes` for. */
  const sizesOf = (statements: string): unknown[] => {
    const init = `${statements}\nself.layers = nn.ModuleList([nn.Linear(4, size) for size in sizes])`
    const found = read(netOf(init, 'return [layer(x) for layer in self.layers]'))
    expect(found.told).toEqual([])
    return found.nodes.flatMap(({ type, params }) => (type === 'Linear' ? [params['out_features']] : []))
  }

  it.each([
    ['sizes = [i for i, _ in enumerate("abc", start=3)]', [3, 4, 5]],
    ['sizes = sorted([5, 2, 9], reverse=True)', [9, 5, 2]],
    ['sizes = sorted([7, 10, 21], key=lambda n: n % 7)', [7, 21, 10]],
    ['sizes = [max([3, 4], key=lambda n: -n), min([], default=6), max("b", "a") == "b" and 2]', [3, 6, 2]],
    ['sizes = [int(round(2.5)), int(10 * round(0.26, ndigits=1)), int("11", base=2)]', [2, 3, 3]],
    ['sizes = sum([[1, 2], [3]], start=[4])', [4, 1, 2, 3]],
    ['sizes = [len(str(True)), len(f"{None}"), {"a": None}.get("a", 5) or 9]', [4, 4, 9]],
    ['sizes = [2 if isinstance(0.5, int) else 3, 2 if isinstance(4, int) else 3]', [3, 2]],
    ['sizes = [3, 4, 5]\nsizes.remove(4)', [3, 5]],
    ['sizes = [+3, -(-2)]', [3, 2]],
  ])('%s', (statements, sizes) => {
    expect(sizesOf(statements)).toEqual(sizes)
  })

  it('what a function is given by a name that is not known is told', () => {
    expect(read(netOf('self.n = max([1], least=2)\nself.fc = nn.Linear(4, self.n)')).told).toContain(
      'python.unknown_argument',
    )
  })
})

describe('what else people write', () => {
  it('what a script does with its net, outside of it, is nothing to tell', () => {
    const source = netOf('self.fc = nn.Linear(8, 4)').replace('    def forward', '    def decode(self, z):\n        return F.relu(self.fc(z))\n\n    def forward') // prettier-ignore
    const sampled =
      'net = Net()\nwith torch.no_grad():\n    z = torch.randn(64, 8).to(device)\n    z = net.decode(z).cpu()\n'
    expect(read(source + sampled).told).toEqual([])
  })

  it.each([
    ['a hook of their own', 'self.fc = nn.Linear(8, 4)\nself.fc.register_forward_hook(lambda m, i, o: o * 2)', 'python.own_hook'],
    ['a forward that is set', 'self.fc = nn.Linear(8, 4)\nself.fc.forward = lambda x: x * 0', 'python.patched'],
    ['weights that are pruned', 'self.fc = nn.Linear(8, 4)\nnn.utils.prune.l1_unstructured(self.fc, "weight", 0.5)', 'python.reparametrised'],
    ['a name that no document has', 'self.fc = nn.Linear(8, 4)\nself.add_module("block-0", nn.Linear(4, 4))', 'python.unwritable_path'],
    ['a complex number', 'self.fc = nn.Linear(8, 4)\nself.j = 3j', 'python.unread'],
  ])('is told: %s', (_, init, code) => {
    const forward = 'for layer in self.children():\n    x = layer(x)\nreturn x'
    expect(read(netOf(init, forward) + 'net = Net()\n').told).toContain(code)
  }) // prettier-ignore

  it('a method may call its module whatever it likes, and classes may have any letters', () => {
    const source = netOf('self.fc = Сеть(8)').replaceAll('self', 'this')
    const part = netOf('this.слой = nn.Linear(n, 4)', 'return this.слой(x)', 'Сеть')
    const found = read(part.replace('(self)', '(self, n)').replaceAll('self', 'this') + source)
    expect(found.told).toEqual([])
    expect(found.nodes.map(({ params }) => params['module'])).toContain('Part')
  })

  it('settings are changed and copied as those of a dataclass are', () => {
    const config =
      'from dataclasses import asdict, dataclass, replace\n@dataclass\nclass C:\n    width: int = 8\n    out: int = 4\n'
    const source =
      config + netOf('c = asdict(replace(C(), out=6))\nself.fc = nn.Linear(c["width"], c["out"])')
    expect(inFeatures(read(source))).toEqual({ out_features: 6 })
  })

  it('output_size of a sequence is one number', () => {
    const source = netOf('self.up = nn.ConvTranspose1d(3, 2, 3, stride=2)', 'return self.up(x, output_size=[18])') // prettier-ignore
    const { nodes } = read(source + 'net = Net()\nnet(torch.randn(2, 3, 8))\n')
    expect(nodes.find(({ name }) => name === 'up')?.params).toMatchObject({ output_padding: 1 })
  })
})
