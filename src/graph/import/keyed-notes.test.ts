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

function codes(read: Read): string[] {
  return (read.kind === 'refused' ? read.findings : read.notes).map(({ code }) => code)
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

/** Bodies of `forward`, each with something that is not read, and the code of what is said of it. */
const BODIES: readonly (readonly [string, string])[] = [
  ['raise ValueError("no")', 'python.raises'],
  ['match x:\n    case _:\n        pass\nreturn self.fc(x)', 'python.unread'],
  ['with torch.no_grad():\n    x = self.fc(x)\nreturn x', 'python.gradients_off'],
  ['with self.fc:\n    pass\nreturn self.fc(x)', 'python.context'],
  ['while x.sum() > 0:\n    x = self.fc(x)\nreturn self.fc(x)', 'python.open_repeat'],
  ['if self.training:\n    x = self.fc(x)\nreturn self.fc(x)', 'python.while_training'],
  ['return F.dropout(self.fc(x), 0.5)', 'python.stays_on'],
  ['return nn.Linear(4, 4)(x)', 'python.made_in_forward'],
  ['if x.sum() > 0:\n    x = self.fc(x)\nreturn x', 'python.open_condition'],
  ['assert x.size(1) == 5\nreturn self.fc(x)', 'python.assertion'],
  ['x[:, 0] = 1\nreturn x', 'python.set_inside'],
  ['a, b = [1, 2, 3]\nreturn self.fc(x)', 'python.unpacking'],
  ['y = 7(x)\nreturn self.fc(x)', 'python.not_callable'],
  ['y = other(x)\nreturn self.fc(x)', 'python.unknown_call'],
  ['y = {}["a"]\nreturn self.fc(x)', 'python.no_key'],
  ['y = [1][4]\nreturn self.fc(x)', 'python.no_item'],
  ['y = [].sort()\nreturn self.fc(x)', 'python.method_of_list'],
  ['y = {}.fromkeys([])\nreturn self.fc(x)', 'python.method_of_dictionary'],
  ['y = "a".zfill(3)\nreturn self.fc(x)', 'python.method_of_text'],
  ['return F.linear(x, self.fc.weight)', 'python.own_tensor'],
  ['y = x << 2\nreturn self.fc(x)', 'python.operator'],
  ['return self.fc(x)[x > 0]', 'python.mask_index'],
  ['return self.fc(x)[:, ::-1]', 'python.negative_step'],
  ['y = self.fc(x)\nz = y.view(-1, 2, 2)\ny.add_(1)\nreturn z', 'python.changed_in_place'],
  ['return F.conv2d(x, torch.ones(4, 1, 3, 3))', 'python.open_convolution'],
  ['return self.fc(nn.utils.rnn.pack_padded_sequence(x, [1]).data)', 'python.in_packed'],
  ['return F.scaled_dot_product_attention(x, x, x, torch.full((4, 4), float("-inf")))', 'python.hidden_row'],
  ['for i, layer in enumerate([self.fc], begin=1):\n    x = layer(x)\nreturn x', 'python.unknown_argument'],
  ['for row in x:\n    pass\nreturn self.fc(x)', 'python.open_items'],
  ['return F.dropout(self.fc(x), training=True)', 'python.fixed_training'],
  ['return self.fc(x.detach())', 'python.detach'],
  ['return torch.erfinv(x)', 'python.opaque_function'],
  ['return x.transpose(x, 1)', 'python.open_argument'],
  ['return x.masked_fill(x > 0, float("inf"))', 'python.endless_fill'],
  ['a, b = self.fc(x).unbind(0)\nreturn a', 'python.open_parts_of_batch'],
  ['y = torch.rand(3).cumsum(0)\nreturn self.fc(x)', 'python.not_worked_out'],
  ['nn.init.zeros_(self.fc)\nreturn self.fc(x)', 'python.start_values'],
  ['return self.fc(x) * x.tolist()', 'python.unread_argument'],
  ['return self.fc(x).tolist()', 'python.unread_result'],
  ['y, _ = nn.MultiheadAttention(4, 1)(x, x, x, key_padding_mask=x)\nreturn y', 'python.truth_mask'],
]

describe('in another language', () => {
  it.each(BODIES)('what is said of a net with %j has a key', (body, code) => {
    const read = readPython(net(body))
    expectKeyed(said(read))
    expect(codes(read)).toContain(code)
  })

  it.each([
    ['a net that makes itself', net('return x', 'self.inner = Net()'), 'python.endless_function'],
    ['a net that needs arguments', net('return x', 'pass', ', size'), 'python.needs_arguments'],
    ['a net of too many nodes', net('for i in range(9000):\n    for j in range(9000):\n        x = F.relu(x)\nreturn x'), 'import.too_many_nodes'],
    ['a program that never ends', net('for i in range(9999):\n    for j in range(9999):\n        pass\nreturn x'), 'python.endless_code'],
    ['a layer that a class changes', 'import torch.nn as nn\nclass A(nn.Linear):\n    def __init__(self):\n        super().__init__(1, 1)\n    def __call__(self, x):\n        return x\nnet = A()\n', 'python.changed_layer'],
    ['a text that holds no net', 'class Net(nn.Module):\n    def f(self:\n', 'python.no_net'],
    ['a layer that Gradwire has not', net('return self.fc(x)', 'self.fc = nn.Magic(4)'), 'python.opaque_layer'],
    ['an argument that Gradwire has not', net('return self.fc(x)', 'self.fc = nn.Softmax(dim=1)\nself.drop = nn.Embedding(4, 4, sparse=True)'), 'python.left_out'],
    ['a module that is called in two ways', net('return self.part(self.part(x, 1), 2)', 'self.part = Part()').replace('class Net', 'class Part(nn.Module):\n    def forward(self, x, times):\n        return x * times\n\nclass Net'), 'python.called_differently'],
    ['a net whose shape is not said', net('return self.fc(self.conv(x).flatten(1))', 'self.conv = nn.Conv2d(1, 4, 3)\nself.fc = nn.Linear(4 * 26 * 26, 2)'), 'python.only_shape'],
    ['a net that several shapes fit', net('return self.conv(x)', 'self.conv = nn.Conv2d(1, 4, 3)'), 'python.one_of_several_shapes'],
  ])('what is said of %s has a key', (_, source, code) => {
    const read = readPython(source)
    expectKeyed(said(read))
    expect(codes(read)).toContain(code)
  }) // prettier-ignore

  it('what is said of the text of print(net) has a key', () => {
    expectKeyed(said(readPrint('nothing')))
    const read = readPrint('Net(\n  (fc): Linear(in_features=4, out_features=2, bias=True)\n  ???(\n)')
    expect(read.kind).toBe('imported')
    expectKeyed(said(read))
    for (const code of ['print.unread_line', 'print.chained', 'python.shape_of_first_layer'])
      expect(codes(read)).toContain(code)
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
    for (const code of ['onnx.named_size_open', 'onnx.size_open', 'onnx.batch_moved', 'onnx.no_operation'])
      expect(codes(read)).toContain(code)
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
