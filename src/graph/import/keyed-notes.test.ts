import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setLanguage } from '../../words/language'
import { plainProse } from '../../words/plain-prose'
import type { Told } from '../../words/tell'
import { onnxModel } from './onnx/onnx-model.fixture'
import { readOnnx } from './onnx/read-onnx'
import { readPrint } from './print/read-print'
import { refusals } from './python/refusals'
import { readPython } from './python/read-python'
import { PickleError } from './pickle/values'
import { findStateDict } from './pytorch-file/state-dict'
import { findName } from './pytorch-file/tensor-names'

beforeAll(() => setLanguage('en-XA'))
afterAll(() => setLanguage('en'))

type Read = ReturnType<typeof readPython>

/** Everything that reading says: each refusal with its remedy, each note. */
function said(read: Read): string[] {
  return read.kind === 'refused'
    ? read.findings.flatMap(({ message, remedy }) => (remedy === undefined ? [message] : [message, remedy]))
    : read.notes.map(({ message }) => message)
}

/** `⟦…⟧`, and nothing of it plain. */
function expectKeyed(texts: readonly string[]): void {
  expect(texts.length).toBeGreaterThan(0)
  expect(texts.filter((text) => !/^⟦.*⟧$/s.test(text))).toEqual([])
  expect(texts.flatMap(plainProse)).toEqual([])
}

const net = (forward: string, init = 'self.fc = nn.Linear(4, 4)', more = ''): string => `
import torch
import torch.nn as nn
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self${more}):
        super().__init__()
        ${init.replaceAll('\n', '\n        ')}

    def forward(self, x):
        ${forward.replaceAll('\n', '\n        ')}
`

/** Bodies of `forward`, each with something that is not read; a word of what is said of it, its accents taken off. */
const BODIES: readonly (readonly [string, string])[] = [
  ['raise ValueError("no")', 'raises an error'],
  ['with torch.no_grad() as g, open("f") as f:\n    pass\nreturn self.fc(x)', 'cannot be read'],
  ['if x.sum() > 0:\n    x = self.fc(x)\nreturn x', 'this condition holds'],
  ['x[:, 0] = 1\nreturn x', 'inside a tensor'],
  ['a, b = [1, 2, 3]\nreturn self.fc(x)', '3 values are assigned to 2 names'],
  ['y = 7(x)\nreturn self.fc(x)', 'no function and no module'],
  ['y = other(x)\nreturn self.fc(x)', 'is not known here'],
  ['y = {}["a"]\nreturn self.fc(x)', 'not in the dictionary'],
  ['y = [1][4]\nreturn self.fc(x)', 'There is no item 4'],
  ['y = [].sort()\nreturn self.fc(x)', 'of a list'],
  ['y = {}.pop()\nreturn self.fc(x)', 'of a dictionary'],
  ['y = "a".strip()\nreturn self.fc(x)', 'of a text'],
  ['return F.linear(x, self.fc.weight)', 'outside of the layer'],
  ['y = x // 2\nreturn self.fc(x)', 'has no node'],
  ['for row in x:\n    pass\nreturn self.fc(x)', 'goes through'],
  ['return torch.erfinv(x)', 'keeps its place'],
  ['return x.transpose(x, 1)', 'Only running the net would tell dim0'],
]

/** The text without its accents. */
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '')

describe('in another language', () => {
  it.each(BODIES)('what is said of a net with %j has a key', (body, words) => {
    const texts = said(readPython(net(body)))
    expectKeyed(texts)
    expect(texts.map(plain).join('\n')).toContain(words)
  })

  it.each([
    ['a net that makes itself', net('return x', 'self.inner = Net()'), 'without end'],
    ['a net that needs arguments', net('return x', 'pass', ', size'), 'Write a line such as'],
    ['a net of too many nodes', net('for i in range(9000):\n    for j in range(9000):\n        x = F.relu(x)\nreturn x'), 'nodes'],
    ['a program that never ends', net('for i in range(9999):\n    for j in range(9999):\n        pass\nreturn x'), 'too long to be read'],
    ['a layer that a class changes', 'import torch.nn as nn\nclass A(nn.Linear):\n    def __init__(self):\n        super().__init__(1, 1)\nnet = A()\n', 'derived from'],
    ['a text that holds no net', 'class Net(nn.Module):\n    def f(self:\n', 'Give a class'],
    ['a net whose shape is not said', net('return self.fc(self.conv(x).flatten(1))', 'self.conv = nn.Conv2d(1, 4, 3)\nself.fc = nn.Linear(4 * 26 * 26, 2)'), 'one of the usual sizes'],
    ['a net that several shapes fit', net('return self.conv(x)', 'self.conv = nn.Conv2d(1, 4, 3)'), 'others may too'],
  ])('what is said of %s has a key', (_, source, words) => {
    const texts = said(readPython(source))
    expectKeyed(texts)
    expect(texts.map(plain).join('\n')).toContain(words)
  }) // prettier-ignore

  it('what is said of the text of print(net) has a key', () => {
    expectKeyed(said(readPrint('nothing')))
    const read = readPrint('Net(\n  (fc): Linear(in_features=4, out_features=2, bias=True)\n  ???(\n)')
    expect(read.kind).toBe('imported')
    expectKeyed(said(read))
  })

  it('what is said of the inputs of an ONNX model, and what an opaque node shows, has keys', () => {
    const bytes = onnxModel({
      inputs: { x: ['n', 'length'], y: ['n', 0], h: [3, 'n', 4] },
      nodes: [
        ['com.example:Magic', ['x', 'y', 'weights'], ['m'], { many: Array.from({ length: 100 }, () => 1) }],
        ['LSTM', ['h', 'w', 'r'], ['l'], { hidden_size: 2 }],
      ],
      given: { weights: [100], w: [1, 8, 4], r: [1, 8, 2] },
    })
    const read = readOnnx({ name: 'net.onnx', bytes })
    if (read.kind === 'refused') throw new Error('It was refused.')
    const messages = said(read)
    expectKeyed(messages)
    expect(messages.map(plain).join('\n')).toContain("leaves the size 'length' of the input 'x' open")
    expect(messages.map(plain).join('\n')).toContain("leaves a size of the input 'y' open")
    expect(messages.map(plain).join('\n')).toContain('in the file as dimension 1')
    const opaque = read.document.modules[read.document.main]?.nodes.find(({ type }) => type === 'Opaque')
    expect(opaque?.params['attributes']).toMatch(/"many":"⟦100 [^"]*⟧","input 2":"⟦[^"]*⟧"/)
  })

  it('no refusal of the interpreter stays English', () => {
    expectKeyed(Object.values(refusals).map((refuse: (...values: never[]) => Told) => refuse().message))
  })

  it('pickles that hold no weights, or more than data, are told of with the remedy', () => {
    const refuse = (act: () => unknown): string[] => {
      try {
        act()
      } catch (error) {
        if (error instanceof PickleError) return [error.message, error.remedy]
      }
      throw new Error('It was read.')
    }
    expectKeyed(refuse(() => findStateDict(null)))
    expectKeyed(refuse(() => findName('os', 'system')))
    expectKeyed(refuse(() => findName('__main__', 'Net')))
    expectKeyed([new PickleError({ code: 'weights.no_state_dict', message: '' }).remedy])
  })
})
