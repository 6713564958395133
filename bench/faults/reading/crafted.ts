/** Small files that ask for much: each was found to stop a reader, or is a cousin of one that did. */
import { gzipSync } from 'node:zlib'
import { strToU8 } from 'fflate'
import { onnxModel } from '../../../src/graph/import/onnx/onnx-model.fixture'
import type { NodeRow } from '../../../src/graph/import/onnx/onnx-model.fixture'
import { hostileWeights } from './hostile-weights'
import { idxFile } from './outcome'
import type { Input } from './sources'

export interface Crafted extends Input {
  title: string
}

/** All of them, or those that are small enough for a test in the loop; large ones are made when they are asked for. */
export function* crafted(quick = false): Generator<Crafted> {
  for (const [title, lines] of Object.entries(SOURCES))
    yield { title, way: 'import', name: 'net.py', bytes: source(lines) }
  for (const [title, printed] of Object.entries(PRINTED))
    yield { title, way: 'import', name: 'net.txt', bytes: strToU8(printed) }
  for (const [title, json] of Object.entries(GRAPHS))
    yield { title, way: 'graph', name: 'net.json', bytes: strToU8(json) }
  for (const file of hostileWeights(quick)) yield { ...file, way: 'weights' }
  for (const [title, make] of Object.entries(MODELS))
    yield { title, way: 'import', name: 'net.onnx', bytes: make() }
  if (!quick) yield* large()
}

const NET = 'net = nn.Sequential(nn.Linear(4, 2))'
const times = (count: number, line: string): string => `${line}\n`.repeat(count)

function source(lines: string): Uint8Array {
  return strToU8(`import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n${lines}\n`)
}

/** A class whose constructor has these lines. */
const inClass = (body: string, forward = 'return self.fc(x)'): string =>
  `class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.fc = nn.Linear(4, 2)\n${indented(body)}\n    def forward(self, x):\n${indented(forward)}`
const indented = (lines: string): string =>
  lines
    .split('\n')
    .map((line) => `        ${line}`)
    .join('\n')

const SOURCES: Readonly<Record<string, string>> = {
  'Sequential of itself, twice, 40 times': `m = nn.Linear(4, 4)\n${times(40, 'm = nn.Sequential(m, m)')}`,
  'the same in a class': inClass(
    `m = nn.Linear(4, 4)\n${times(40, 'm = nn.Sequential(m, m)')}self.m = m`,
    'return self.m(x)',
  ),
  'ModuleList of itself, twice, 40 times': inClass(
    `m = nn.ModuleList([nn.Linear(4, 4)])\n${times(40, 'm = nn.ModuleList([m, m])')}self.m = m`,
  ),
  'a text in a text, twice, 100 times': `s = '%s%s'\n${times(100, 's = s % (s, s)')}${NET}`,
  'a text twice itself, 60 times': `s = 'x'\n${times(60, 's = s + s')}${NET}`,
  'a text joined with itself, 40 times': `s = 'x'\n${times(40, 's = s.join([s, s, s])')}${NET}`,
  'a text formatted with itself': `s = '{}{}'\n${times(60, "s = '{}{}'.format(s, s)")}${NET}`,
  'an f-string of itself': `s = 'ab'\n${times(60, "s = f'{s}{s}'")}${NET}`,
  'a text times a large number': `s = 'ab' * 10 ** 10\n${NET}`,
  'a list of itself, twice, 60 times': `a = [0]\n${times(60, 'a = [*a, *a]')}${NET}`,
  'a list and itself added, 60 times': `a = [0]\n${times(60, 'a = a + a')}${NET}`,
  'a list that holds itself, twice, 60 times': `a = [0]\n${times(60, 'a = [a, a]')}b = a == a\n${NET}`,
  'a list extended by itself': `a = [0]\n${times(60, 'a.extend(a)')}${NET}`,
  'long lists that are kept': `a = []\nfor i in range(10000):\n    a.append([0] * 10000)\n${NET}`,
  'long lists in a comprehension': `a = [[0] * 10000 for i in range(10000)]\n${NET}`,
  'ranges in ranges': `a = [list(range(10000)) for i in range(10000)]\n${NET}`,
  'a list within a list, each from the start': `a = list(range(9000))\nfor i in range(9000):\n    b = a[:]\n${NET}`,
  'sums of tuples': `t = ()\nfor i in range(9999):\n    t = t + (i,)\n${NET}`,
  'a dict of a dict of a dict': `d = {'a': 1}\n${times(60, "d = {'a': d, 'b': d}")}${NET}`,
  'loops in loops': `for i in range(9999):\n    for j in range(9999):\n        for k in range(9999):\n            pass\n${NET}`,
  'many modules': inClass(
    'self.all = nn.ModuleList([nn.Linear(4, 4) for i in range(10000) for j in range(2)])',
  ),
  'many modules in loops': inClass(
    'self.all = nn.ModuleList()\nfor i in range(9999):\n    for j in range(99):\n        self.all.append(nn.Linear(4, 4))',
  ),
  'a chain of many calls': inClass(
    'pass',
    'for i in range(9999):\n    for j in range(9):\n        x = F.relu(x)\nreturn x',
  ),
  'outputs that are added to themselves': inClass('pass', `${times(60, 'x = torch.cat([x, x], 1)')}return x`),
  'a table of many places': inClass(
    'self.register_buffer("p", torch.arange(100000).unsqueeze(1) * torch.arange(100000).unsqueeze(0))',
  ),
  'a table that grows': inClass(
    `p = torch.ones(1000)\n${times(30, 'p = torch.cat([p, p])')}self.register_buffer("p", p)`,
  ),
  'a parameter of many values': inClass('self.w = nn.Parameter(torch.zeros(100000, 100000, 100000))'),
  'a function that calls itself': `def f(x):\n    return f(x)\nf(1)\n${NET}`,
  'a function that calls itself twice': `def f(n):\n    return f(n - 1) + f(n - 1)\nf(70)\n${NET}`,
  'brackets in brackets': `a = ${'['.repeat(20000)}${']'.repeat(20000)}\n${NET}`,
  'minus of minus': `a = ${'-'.repeat(50000)}1\n${NET}`,
  'a sum of many': `a = ${Array.from({ length: 50000 }, () => '1').join(' + ')}\n${NET}`,
  'blocks in blocks': Array.from({ length: 3000 }, (_, depth) => `${' '.repeat(depth)}if True:`).join('\n'),
  'a lambda of a lambda': `f = ${'lambda: '.repeat(5000)}0\n${NET}`,
  'quotes that never end': `${'"""'.repeat(30001)}\n${NET}`,
  'powers of powers': `a = 9 ** 9 ** 9 ** 9\nfc = nn.Linear(a, a)\n`,
  'sizes that are no sizes': `net = nn.Sequential(nn.Linear(1e999, -1), nn.Conv2d(0.5, None, 'a'), nn.Linear(float('inf'), 10 ** 400))`,
  'one line of a million letters': `${'x'.repeat(1_000_000)} = 1\n${NET}`,
  'names of objects':
    'net = nn.Sequential(nn.constructor(), nn.__proto__(), nn.toString(4), torch.hasOwnProperty)',
}

const PRINTED: Readonly<Record<string, string>> = {
  'repeats nested 30 deep': nestedRepeats(30, 2),
  'repeats nested 20 deep, a hundred each': nestedRepeats(20, 100),
  '(0-5): 5 x 100 times within each other': nestedRepeats(5, 100),
  'a repeat of very many':
    'Sequential(\n  (0-999999999): 1000000000 x Linear(in_features=4, out_features=4, bias=True)\n)',
  'children that are never closed': `Net(\n${Array.from({ length: 5000 }, (_, at) => `  (a${at}): Sequential(`).join('\n')}`,
  'parentheses without end': `Net(\n  (a): Linear(${'('.repeat(20000)}\n)`,
  'a module that is called __proto__':
    '__proto__(\n  (fc): __proto__(\n    (a): Linear(in_features=4, out_features=4, bias=True)\n  )\n)',
  'many children': `Net(\n${Array.from({ length: 30000 }, (_, at) => `  (a${at}): ReLU()`).join('\n')}\n)`,
}

function nestedRepeats(depth: number, count: number): string {
  const open = Array.from(
    { length: depth },
    (_, at) => `${'  '.repeat(at + 1)}(0-${count - 1}): ${count} x Block(`,
  )
  const close = Array.from({ length: depth }, (_, at) => `${'  '.repeat(depth - at)})`)
  const inner = `${'  '.repeat(depth + 1)}(fc): Linear(in_features=4, out_features=4, bias=True)`
  return ['Net(', ...open, inner, ...close, ')'].join('\n')
}

const GRAPHS: Readonly<Record<string, string>> = {
  'brackets without end': '['.repeat(200_000),
  'objects in objects': '{"a":'.repeat(100_000),
  'modules in modules, twice each, 40 deep': nestedModules(40, 2),
  'modules in modules, ten times each, 12 deep': nestedModules(12, 10),
  'modules in modules, each with a shape of its own, 40 deep': doublingModules(40),
  'a module in itself': graph({ M: [node('a', 'Module', { module: 'M' })] }, 'M'),
  'places beyond all bounds': graph(
    { M: [{ ...node('a', 'Linear', { out_features: 4 }), position: { x: 1e308, y: -1e308 } }] },
    'M',
  ),
  'sizes beyond all bounds': graph(
    { M: [node('a', 'Input', { shape: [1e15, 1e15, 1e15] }), node('b', 'Flatten', {})] },
    'M',
  ),
  'a number of a million digits': `{"format": ${'9'.repeat(1_000_000)}}`,
  'many nodes': graph({ M: Array.from({ length: 30000 }, (_, at) => node(`n${at}`, 'ReLU', {})) }, 'M'),
}

function node(id: string, type: string, params: object): object {
  return { id, type, name: id, position: { x: 0, y: 0 }, params }
}

function graph(modules: Record<string, object[]>, main: string): string {
  const definitions = Object.entries(modules).map(([name, nodes]) => [name, { nodes, edges: [] }])
  return JSON.stringify({
    format: 'gradwire.graph',
    version: 1,
    main,
    modules: Object.fromEntries(definitions),
  })
}

function nestedModules(depth: number, count: number): string {
  const modules: Record<string, object[]> = { M0: [node('a', 'ReLU', {})] }
  for (let level = 1; level <= depth; level++)
    modules[`M${level}`] = Array.from({ length: count }, (_, at) =>
      node(`n${at}`, 'Module', { module: `M${level - 1}` }),
    )
  return graph(modules, `M${depth}`)
}

/** Two of each module in the next one, and one of them gets more: all instances have different inputs. */
function doublingModules(depth: number): string {
  const wire = (at: number, from: string, target: string, targetHandle: string): object => {
    return { id: `e${at}`, source: from, sourceHandle: 'output', target, targetHandle }
  }
  const level = (at: number): object => ({
    nodes: [
      node('x', 'Input', at === depth ? { shape: [1, 4] } : {}),
      node('wider', 'Conv1d', { out_channels: 1, kernel_size: 1, padding: 2 ** (at % 30) }),
      ...['a', 'b'].slice(at === 0 ? 2 : 0).map((id) => node(id, 'Module', { module: `M${at - 1}` })),
    ],
    edges: [
      wire(0, 'x', 'wider', 'input'),
      ...(at === 0 ? [] : [wire(1, 'x', 'a', 'x'), wire(2, 'wider', 'b', 'x')]),
    ],
  })
  const modules = Object.fromEntries(Array.from({ length: depth + 1 }, (_, at) => [`M${at}`, level(at)]))
  return JSON.stringify({ format: 'gradwire.graph', version: 1, main: `M${depth}`, modules })
}

const MODELS: Readonly<Record<string, () => Uint8Array>> = {
  'messages in messages': () => nestedMessages(5000),
  'a shape that is very large': () =>
    onnxModel({
      nodes: [
        ['ConstantOfShape', ['s'], ['a']],
        ['Mul', ['a', 'a'], ['b']],
        ['Expand', ['b', 's'], ['y']],
      ],
      inputs: {},
      given: { s: { ints: [65536, 65536] } },
    }),
  'a table that is repeated over and over': () => repeatedTable(30),
  'shapes that are joined to themselves': () => {
    const nodes = Array.from({ length: 40 }, (_, at): NodeRow => [
      'Concat',
      [`a${at}`, `a${at}`],
      [`a${at + 1}`],
      { axis: 0 },
    ])
    return onnxModel({ nodes, inputs: {}, outputs: ['a40'], given: { a0: { ints: [1, 2, 3, 4] } } })
  },
  'a chain of 20,000': () => {
    const nodes = Array.from({ length: 20_000 }, (_, at): NodeRow => ['Relu', [`a${at}`], [`a${at + 1}`]])
    return onnxModel({ nodes, inputs: { a0: [1, 4] }, outputs: ['a20000'] })
  },
  'one input for 20,000': () => {
    const nodes = Array.from({ length: 20_000 }, (_, at): NodeRow => ['Relu', ['x'], [`a${at}`]])
    return onnxModel({ nodes, inputs: { x: [1, 4] }, outputs: ['a1'] })
  },
}

function repeatedTable(count: number): Uint8Array {
  const nodes = Array.from({ length: count }, (_, at): NodeRow => [
    'Tile',
    [`a${at}`, 'twice'],
    [`a${at + 1}`],
  ])
  return onnxModel({
    nodes,
    inputs: {},
    outputs: [`a${count}`],
    given: { a0: [4, 4], twice: { ints: [2, 2] } },
  })
}

/** A field of a message, whose content is one of its own kind, and so on: an attribute's graph's node's attribute. */
function nestedMessages(depth: number): Uint8Array {
  let inner: Buffer = Buffer.alloc(0)
  const field = (number: number, content: Buffer): Buffer =>
    Buffer.concat([Buffer.from([(number << 3) | 2]), varint(content.length), content])
  for (let level = 0; level < depth; level++) inner = field(1, field(5, field(6, inner)))
  return new Uint8Array(Buffer.concat([Buffer.from([8, 8, 0x12, 0]), field(7, inner)]))
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 128) return Buffer.from([...bytes, rest])
    bytes.push((rest & 127) | 128)
  }
}

function* large(): Generator<Crafted> {
  const zeros = new Uint8Array(2 ** 30 - 16)
  yield {
    title: 'IDX gzip that unpacks to a gigabyte',
    way: 'idx',
    name: 'train-images-idx3-ubyte.gz',
    bytes: new Uint8Array(gzipSync(Buffer.concat([idxFile([2, 28, 28]), zeros]))),
  }
  const text = new Uint8Array(20_000_000).fill(0xe9)
  for (const name of ['net.py', 'net.txt', 'net.onnx', 'net.pt', 'net.bin'])
    yield {
      title: `20 MB of text that is not UTF-8 as ${name}`,
      way: 'import',
      name,
      bytes: text,
    }
  const long = strToU8(`import torch.nn as nn\n${'# a line that says nothing\n'.repeat(800_000)}`)
  yield { title: '20 MB of source', way: 'import', name: 'net.py', bytes: long }
}
