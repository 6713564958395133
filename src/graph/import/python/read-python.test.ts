import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../document/document'
import { parseDocument } from '../../file/parse'
import { serialiseDocument } from '../../file/serialise'
import { readPyTorchText } from '../pytorch-text'
import { readPython } from './read-python'

function read(source: string): { document: GraphDocument; notes: string[] } {
  const result = readPython(source)
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.findings))
  const notes = result.notes.map(({ line, message }) => `${line ?? '-'}: ${message}`)
  return { document: result.document, notes }
}

function refusal(source: string): string {
  const result = readPython(source)
  if (result.kind === 'imported') throw new Error('it was read')
  return result.findings.map(({ message, remedy }) => `${message} ${remedy}`).join('\n')
}

/** `name: Type` of the nodes of a definition. */
function nodesOf({ modules, main }: GraphDocument, name = main): string[] {
  return (modules[name]?.nodes ?? []).map((node) => `${node.name}: ${node.type}`)
}

const net = (init: string, forward: string): string => `
import torch
import torch.nn as nn
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self):
        super().__init__()
${init.replace(/^/gm, '        ')}

    def forward(self, x):
${forward.replace(/^/gm, '        ')}
`

describe('source of a net', () => {
  it('leaves modules the names of their attributes, which state_dicts go by', () => {
    const { document } = read(net('self.mean = nn.Linear(4, 2)', 'x = x.mean(dim=1)\nreturn self.mean(x)'))
    expect(nodesOf(document)).toEqual(['x: Input', 'mean1: Mean', 'mean: Linear', 'output: Output'])
  })

  it('takes as many chunks as the source has names for where the size is not known', () => {
    const { document, notes } = read(net('', 'a, b = x.chunk(3, dim=1)\nreturn a + b'))
    expect(notes.filter((note) => !note.startsWith('-'))).toEqual([])
    expect(nodesOf(document)).toEqual(['x: Input', 'chunk: Chunk', 'add1: Add', 'output: Output'])
    const wrong = readPython(
      net('self.fc = nn.Linear(9, 9)', 'a, b, c, d = self.fc(x).chunk(3, dim=1)\nreturn a + b'),
    )
    expect(JSON.stringify(wrong)).toContain('3 values are assigned to 4 names.')
    const wide = read(net('self.fc = nn.Linear(9, 9)', 'a, b = self.fc(x).split(2, dim=1)\nreturn a + b'))
    expect(wide.notes.filter((note) => !note.startsWith('-'))).toEqual([])
    const rest = read(net('', 'a, *rest = x.chunk(3, dim=1)\nreturn a + rest[1]')).document
    expect(rest.modules['Net']?.edges.map(({ sourceHandle }) => sourceHandle)).toContain('outputs.2')
  })

  it.each([
    ['x[..., :]', -1],
    ['x[..., :, :]', -2],
    ['x[:, :]', 1],
    ['x[:]', 0],
  ])('takes %s as a slice of everything along one dimension', (text, dim) => {
    const { modules } = read(net('', `return ${text} * 2`)).document
    expect(
      modules['Net']?.nodes.filter(({ type }) => type === 'Slice').map(({ params }) => params['dim'] ?? 0),
    ).toEqual([dim])
  })

  it('keeps a loss as a result where it is returned among the results and once more behind them', () => {
    const { document } = read(net('', 'loss = F.mse_loss(x, x * 2)\nreturn loss, x, loss'))
    expect(nodesOf(document).filter((node) => node.endsWith(': Output'))).toHaveLength(2)
    const alone = read(net('', 'return F.mse_loss(x, x * 2)'))
    expect(nodesOf(alone.document)).toContain('output: Output')
  })

  it('takes a loss that is handed up through several levels as one that counts by itself', () => {
    const { document } = read(`
import torch.nn as nn
import torch.nn.functional as F

class Cell(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)

    def forward(self, x, target):
        out = self.fc(x)
        loss = F.mse_loss(out, target)
        return out, loss

class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell = Cell()

    def forward(self, x, target):
        out, loss = self.cell(x, target)
        return out, loss

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = Block()
        self.b = Block()

    def forward(self, x, target):
        out, a_loss = self.a(x, target)
        out, b_loss = self.b(out, target)
        return out, a_loss, b_loss
`)
    const outputs = ['Cell', 'Block', 'Net'].map(
      (name) => nodesOf(document, name).filter((node) => node.endsWith(': Output')).length,
    )
    expect(outputs).toEqual([1, 1, 1])
    const handles = document.modules['Net']?.edges.map(({ sourceHandle }) => sourceHandle)
    expect(handles).not.toContain('loss')
    // The source does not say the shapes of the inputs; nothing else is missing.
    const { findings } = parseDocument(serialiseDocument(document))
    expect(findings.map(({ message }) => message)).toEqual(['The shape of this Input is not known.'])
  })

  it('keeps positional arguments in the order in which PyTorch takes them', () => {
    const { document, notes } = read(
      'nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1, 1, 1, False), nn.MaxPool2d(2, 1, 0, 1, False, True))',
    )
    const [, conv, pool] = document.modules['Net']?.nodes ?? []
    expect(conv?.params).toEqual({ out_channels: 8, kernel_size: 3, stride: 2, padding: 1, bias: false })
    expect(pool?.params).toEqual({ kernel_size: 2, stride: 1, ceil_mode: true })
    expect(notes).toHaveLength(1)
  })

  it('says what Gradwire has not, with its line, and reads the rest', () => {
    const { document, notes } = read(
      net(
        'self.fc = nn.Linear(4, 4)\nself.odd = nn.Magic()',
        'x = self.odd(self.fc(x))\nreturn torch.erfinv(x)',
      ),
    )
    expect(nodesOf(document)).toEqual([
      'x: Input',
      'fc: Linear',
      'odd: Opaque',
      'opaque1: Opaque',
      'output: Output',
    ])
    expect(notes).toContain(
      '10: Gradwire has no Magic: it became a node that keeps its place, but cannot run.',
    )
    expect(notes).toContain(
      '14: Gradwire has no erfinv(): it became a node that keeps its place, but cannot run.',
    )
  })

  it('leaves out what no node does, with its line, and goes on', () => {
    const { document, notes } = read(
      net(
        'self.fc = nn.Linear(4, 4)',
        'x = self.fc(x)\nx[:, 0] = 1\nwith open("x") as f:\n    pass\nreturn F.relu(x)',
      ),
    )
    expect(nodesOf(document)).toEqual(['x: Input', 'fc: Linear', 'relu1: ReLU', 'output: Output'])
    expect(notes.map((note) => note.split(':')[0])).toEqual(expect.arrayContaining(['13', '14']))
  })

  it('takes a net that needs arguments from the line that makes it', () => {
    const source = net('self.fc = nn.Linear(size, 2)', 'return self.fc(x)').replace('(self)', '(self, size)')
    expect(refusal(source)).toContain("'__init__' needs the argument 'size'")
    expect(nodesOf(read(`${source}\nmodel = Net(size=3)\n`).document)).toContain('fc: Linear')
  })

  it('uses one layer twice as PyTorch does, with shared parameters', () => {
    const { document } = read(net('self.fc = nn.Linear(4, 4)', 'return self.fc(self.fc(x))'))
    const [, first, second] = document.modules['Net']?.nodes ?? []
    expect(second).toMatchObject({ type: 'Linear', shared_with: first?.id })
  })

  it('finds the shape of an image from the size that a Linear takes', () => {
    const { document } = read(
      net(
        'self.conv = nn.Conv2d(1, 4, 3)\nself.fc = nn.Linear(4 * 26 * 26, 2)',
        'return self.fc(self.conv(x).flatten(1))',
      ),
    )
    expect(document.modules['Net']?.nodes[0]?.params).toEqual({ shape: [1, 28, 28] })
  })

  it.each([
    ['no net', 'x = 1\n', 'holds no net'],
    [
      'more nodes than anyone reads',
      net(
        'self.fc = nn.Linear(4, 4)',
        'for i in range(9000):\n    for j in range(9000):\n        x = F.relu(x)\nreturn x',
      ),
      'nodes',
    ],
  ])('is refused for %s', (_, source, message) => {
    expect(refusal(source)).toContain(message)
  })

  it('says where a text that holds no net is no Python', () => {
    const source =
      'class Net(nn.Module):\n    def __init__(self):\n        self.fc = nn.Linear(4, 2\n    def f(self): pass\n'
    const result = readPython(source)
    if (result.kind !== 'refused') throw new Error('It was read.')
    expect(result.findings[0]?.message).toContain('holds no net')
    expect(result.findings.slice(1)).not.toEqual([])
    for (const { message, line } of result.findings.slice(1)) {
      expect(message).toBe('This is no Python that can be read.')
      expect(line).toBeGreaterThan(1)
    }
  })

  it('stops at a net that makes itself', () => {
    expect(refusal(net('self.inner = Net()', 'return x'))).toContain('calls itself without end')
  })

  it('never throws or hangs on hostile text', () => {
    const texts = [
      `nn.Sequential(${'('.repeat(5000)}${')'.repeat(5000)})`,
      `nn.Sequential(${'['.repeat(20_000)}`,
      net('self.fc = nn.Linear(4, 4)', `return ${'-'.repeat(3000)}x`),
      net('self.n = [0] * 10 ** 9', 'return x'),
      net('while True:\n    pass', 'return x'),
      net('self.fc = nn.Linear(10 ** 400, -1)', 'return self.fc(x)'),
      net('setattr(self, "__proto__", nn.Linear(2, 2))', 'return self.__proto__(x)'),
      'class A(A):\n    pass\n',
      'def f(x):\n    return f(x)\nnet = f(nn.Sequential())\n',
      '\0'.repeat(1000),
    ]
    for (const text of texts) expect(['imported', 'refused']).toContain(readPython(text).kind)
  })

  it('gives a document that opens, whatever bytes of good source are changed', () => {
    const folder = new URL('../../../engine/reference/imported/', import.meta.url)
    const files = [
      ...readdirSync(new URL('nets/', folder)).map((file) => `nets/${file}`),
      ...readdirSync(folder).filter((file) => file.endsWith('.txt')),
    ]
    let state = 7
    const random = (below: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0
      return (state >>> 8) % below
    }
    for (const file of files) {
      const text = readFileSync(new URL(file, folder), 'utf8')
      for (let round = 0; round < 4; round++) {
        const at = random(text.length)
        const odd = ['', ')', '(', ',', 'x', '0', '=', '\n', ' ', '*', '.', '"'][random(12)] ?? ''
        const result = readPyTorchText(text.slice(0, at) + odd + text.slice(at + random(3)))
        if (result.kind === 'refused') continue
        expect(
          parseDocument(serialiseDocument(result.document)).document,
          `${file} at ${at}: ${odd}`,
        ).not.toBeNull()
      }
    }
  })
})
