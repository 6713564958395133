/** What a state_dict has besides the nodes: layers that are never called, buffers, and second names of one layer. */
import { describe, expect, it } from 'vitest'
import { parseDocument } from '../../file/parse'
import { serialiseDocument } from '../../file/serialise'
import { readPython } from './read-python'

function unusedOf(init: string, forward = 'return self.fc(x)'): unknown {
  const lines = (text: string): string => text.replaceAll('\n', '\n        ')
  const source = `import torch\nimport torch.nn as nn\nclass Part(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 3, bias=False)
        self.norm = nn.BatchNorm2d(2)
    def forward(self, x):
        return self.norm(self.conv(x))
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 3)
        ${lines(init)}
    def forward(self, x):
        ${lines(forward)}
`
  const result = readPython(source, { net: 'Net' })
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.findings))
  return result.document.unused_weights
}

describe('the state_dict beside the nodes', () => {
  it.each([
    ['nothing', 'self.act = nn.ReLU()', undefined],
    ['a layer', 'self.aux = nn.Linear(4, 2)', { 'aux.weight': [2, 4], 'aux.bias': [2] }],
    [
      'a module with statistics',
      'self.aux = Part()',
      {
        'aux.conv.weight': [2, 1, 3, 3],
        'aux.norm.weight': [2],
        'aux.norm.bias': [2],
        'aux.norm.running_mean': [2],
        'aux.norm.running_var': [2],
        'aux.norm.num_batches_tracked': [],
      },
    ],
    ['layers in a list', 'self.more = nn.ModuleList([nn.Linear(1, 1, bias=False)] )', { 'more.0.weight': [1, 1] }],
    ['buffers and parameters', 'self.register_buffer("steps", torch.zeros(2, 3))\nself.register_buffer("no", torch.zeros(1), persistent=False)\nself.t = nn.Parameter(torch.ones(1))', { steps: [2, 3], t: [1] }],
    ['a second name', 'self.same = self.fc', { 'same.weight': 'fc.weight', 'same.bias': 'fc.bias' }],
  ])('is %s', (_, init, expected) => {
    expect(unusedOf(init)).toEqual(expected)
  }) // prettier-ignore

  it('is not what a method calls only while the net trains', () => {
    expect(unusedOf('self.drop = nn.Linear(3, 3)', 'x = self.fc(x)\nreturn self.drop(x) if self.training else x')).toEqual({
      'drop.weight': [3, 3],
      'drop.bias': [3],
    })
  }) // prettier-ignore
})

it('leaves out what no graph can hold: modules that hold themselves without end, and too many sizes', () => {
  const source = `import torch
from torch import nn
class Inner(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(8, 8)
        self.position = Inner()
    def forward(self, x):
        return x
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer('many', torch.zeros(1, 1, 1, 1, 1, 1, 1, 1, 1))
        self.inner = Inner()
        self.fc = nn.Linear(4, 3)
    def forward(self, x):
        return self.fc(x)
`
  const result = readPython(source, { net: 'Net' })
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.findings))
  const { document, findings } = parseDocument(serialiseDocument(result.document))
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
  expect(document?.unused_weights).toMatchObject({ 'inner.embedding.weight': [8, 8] })
  expect(Object.keys(document?.unused_weights ?? {})).not.toContain('many')
})
