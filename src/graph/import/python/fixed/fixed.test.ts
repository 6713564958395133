/** Tables that constructors work out, against PyTorch's own (fixed.json, by make_fixed.py). */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { GraphNode } from '../../../document/document'
import { readPython } from '../read-python'

interface Case {
  case: string
  shape: number[]
  dtype: 'float32' | 'int64'
  values: number[]
}

const cases = JSON.parse(readFileSync(new URL('fixed.json', import.meta.url), 'utf8')) as Case[]

function netOf(statements: string, forward = 'return x + self.t'): string {
  const lines = (text: string): string => text.replaceAll('\n', '\n        ')
  return `
import math
import torch
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        ${lines(statements)}

    def forward(self, x):
        ${lines(forward)}
`
}

function read(source: string): { nodes: readonly GraphNode[]; told: (string | undefined)[] } {
  const result = readPython(source)
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.findings))
  const { document, notes } = result
  return {
    nodes: document.modules[document.main]?.nodes ?? [],
    told: notes.filter(({ line }) => line !== undefined).map(({ code }) => code),
  }
}

function constantOf(nodes: readonly GraphNode[], name: string) {
  const node = nodes.find((each) => each.name === name)
  const { value, dtype = 'float32', persistent = false } = node?.params ?? {}
  // The shape of a row follows from its numbers.
  const shape = node?.params['shape'] ?? (Array.isArray(value) ? [value.length] : undefined)
  return { type: node?.type, value, shape, dtype, persistent }
}

describe('a tensor that a constructor works out has the numbers of PyTorch', () => {
  it.each(cases.map((each) => [each.case, each] as const))('%s', (statements, { shape, values, dtype }) => {
    const { nodes, told } = read(netOf(`${statements}\nself.register_buffer("t", t)`))
    expect(told).toEqual([])
    const constant = constantOf(nodes, 't')
    expect(constant).toMatchObject({ type: 'Constant', shape, dtype, persistent: true })
    const given = constant.value as number | number[]
    const found = typeof given === 'number' ? values.map(() => given) : given
    expect(found).toHaveLength(values.length)
    // PyTorch's functions of float32 are one place off here and there.
    found.forEach((value, place) => {
      const wanted = values[place]!
      expect(Math.abs(value - wanted)).toBeLessThanOrEqual(2.5e-7 * Math.abs(wanted) + 6e-8)
    })
  })
})

describe('a tensor of the constructor', () => {
  it('that is no buffer, or not a persistent one, is in no state_dict', () => {
    const plain = read(netOf('self.t = torch.arange(3).float()')).nodes
    expect(constantOf(plain, 'constant1')).toMatchObject({ value: [0, 1, 2], persistent: false })
    const apart = read(netOf('self.register_buffer("t", torch.arange(3).float(), persistent=False)')).nodes
    expect(constantOf(apart, 't')).toMatchObject({ value: [0, 1, 2], persistent: false })
  })

  it('that hides places stays what it is: truths, or numbers that are added to the scores', () => {
    const lowest = -3.4028234663852886e38
    const added = { value: [0, lowest, lowest, 0, 0, lowest, 0, 0, 0], dtype: 'float32' }
    const made = [
      ['nn.Transformer.generate_square_subsequent_mask(3)', added],
      ['torch.triu(torch.full((3, 3), float("-inf")), diagonal=1)', added],
      [
        'torch.triu(torch.ones(3, 3), diagonal=1).bool()',
        { value: [0, 1, 1, 0, 0, 1, 0, 0, 0], dtype: 'bool' },
      ],
    ] as const
    for (const [mask, held] of made) {
      const source = netOf(
        `self.attention = nn.MultiheadAttention(4, 2, batch_first=True)\nself.mask = ${mask}`,
        'y, _ = self.attention(x, x, x, attn_mask=self.mask)\nreturn y',
      )
      const { nodes, told } = read(source)
      expect(told).toEqual([])
      const { params } = nodes.find(({ type }) => type === 'Constant') ?? {}
      expect({ dtype: 'float32', ...params }).toMatchObject({ ...held, shape: [3, 3] })
    }
  })

  it('that is drawn, and then changed in a way that is not worked out, is told', () => {
    const { told } = read(netOf('self.register_buffer("t", torch.randn(3).cumsum(0))'))
    expect(told).toContain('python.not_worked_out')
  })

  it('that comes to NaN is told where it is used: a graph holds numbers alone', () => {
    const { told } = read(netOf('self.t = torch.zeros(3) * float("inf")'))
    expect(told).toEqual(['python.unread_argument'])
  })

  it('that never learns keeps its table; one that learns has no node for it, which is told', () => {
    const table = 'torch.arange(3).float()'
    const still = read(netOf(`self.t = nn.Parameter(${table}, requires_grad=False)`))
    expect(still.told).toEqual([])
    expect(constantOf(still.nodes, 't')).toMatchObject({ value: [0, 1, 2], persistent: true })
    expect(read(netOf(`self.t = nn.Parameter(${table})`)).told).toEqual(['python.start_values'])
  })
})

describe('start values', () => {
  it('of a free parameter are kept', () => {
    const params = (init: string): unknown => {
      const { nodes, told } = read(netOf(`self.t = nn.Parameter(torch.zeros(3))\n${init}`))
      expect(told).toEqual([])
      return nodes.find(({ name }) => name === 't')?.params
    }
    expect(params('nn.init.normal_(self.t, std=0.02)')).toEqual({ shape: [3], init: 'normal', std: 0.02 })
    expect(params('torch.nn.init.uniform_(self.t, -0.5, 0.5)')).toEqual({
      shape: [3],
      init: 'uniform',
      a: -0.5,
      b: 0.5,
    })
    expect(params('nn.init.constant_(self.t, 3.)')).toEqual({ shape: [3], init: 'constant', val: 3 })
    expect(params('nn.init.ones_(self.t)')).toEqual({ shape: [3], init: 'ones' })
  })

  it.each([
    'nn.init.xavier_uniform_(self.fc.weight)',
    'nn.init.zeros_(self.fc.bias)',
    'self.apply(lambda module: None)',
    'for m in self.modules():\n    if isinstance(m, nn.Linear):\n        nn.init.normal_(m.weight, std=0.02)',
  ])('that no node keeps are told, also of a net that the file makes: %s', (init) => {
    const source = netOf(`self.fc = nn.Linear(3, 3)\n${init}`, 'return self.fc(x)')
    expect(read(source).told).toEqual(['python.start_values'])
    expect(read(`${source}\nnet = Net()\n`).told).toEqual(['python.start_values'])
  })
})

describe('what could not be read', () => {
  const attended = (mask: string): (string | undefined)[] =>
    read(
      netOf(
        'layer = nn.TransformerEncoderLayer(4, 2, 8, batch_first=True)\nself.encoder = nn.TransformerEncoder(layer, 1)',
        `return self.encoder(x, src_key_padding_mask=${mask})`,
      ),
    ).told

  it('is told where it comes into a layer, an operation or a result', () => {
    expect(attended('x.tolist()')).toEqual(['python.unread_argument'])
    expect(read(netOf('self.fc = nn.Linear(3, 3)', 'return self.fc(x) * x.tolist()')).told).toEqual([
      'python.unread_argument',
    ])
    // Where nothing comes out of the net, it is refused.
    const refused = readPython(netOf('self.fc = nn.Linear(3, 3)', 'y = self.fc(x)\nreturn y.tolist()'))
    if (refused.kind === 'imported') throw new Error('It was imported.')
    expect(refused.findings.map(({ code }) => code)).toEqual(['python.nothing_read', 'python.unread_result'])
  })

  it('of a mask that comes from outside is an input of bool', () => {
    const source = netOf(
      'layer = nn.TransformerEncoderLayer(4, 2, 8, batch_first=True)\nself.encoder = nn.TransformerEncoder(layer, 1)',
      'return self.encoder(x, src_key_padding_mask=mask)',
    ).replace('def forward(self, x):', 'def forward(self, x, mask):')
    expect(read(source).told).toEqual([])
    expect(read(source).nodes.find(({ name }) => name === 'mask')?.params).toMatchObject({ dtype: 'bool' })
  })
})
