/**
 * Layers that exporters write as several operators, with one thing changed in each of their nodes: what is imported gives what
 * onnxruntime gives for the changed file, or says that a node is opaque. It is never wrong in silence.
 */
import { describe, expect, it } from 'vitest'
import { float } from '../../graph/onnx/attribute-value'
import { importFile } from '../../graph/import/import-file'
import { onnxModel } from '../../graph/import/onnx/onnx-model.fixture'
import type { ModelRow, NodeRow, TensorRow } from '../../graph/import/onnx/onnx-model.fixture'
import { ready } from '../index'
import { expectSameAsOnnxruntime, runsInOnnxruntime } from './onnx-compare.fixture'
import { nodesOf } from './run-document.fixture'

const scalar = (value: number): TensorRow => ({ floats: [value], shape: [] })
const IMAGE = { x: ['batch', 4, 4, 4] }
const ROWS = { x: ['batch', 4, 4] }
/** One for each channel, far from 0. */
const positive: TensorRow = { floats: [0.5, 1.5, 1, 2], shape: [4] }

const layerNorm = (square: NodeRow): ModelRow => ({
  inputs: ROWS,
  nodes: [
    ['ReduceMean', ['x'], ['m'], { axes: [-1] }],
    ['Sub', ['x', 'm'], ['d']],
    square,
    ['ReduceMean', ['q'], ['v'], { axes: [-1] }],
    ['Add', ['v', 'eps'], ['e']],
    ['Sqrt', ['e'], ['s']],
    ['Div', ['d', 's'], ['n']],
    ['Mul', ['n', 'weight'], ['w']],
    ['Add', ['w', 'bias'], ['y']],
  ],
  given: { two: scalar(2), eps: scalar(0.01), weight: positive, bias: [4] },
})

const gelu = (first: NodeRow): ModelRow => ({
  inputs: ROWS,
  nodes: [
    first,
    ['Erf', ['a'], ['b']],
    ['Add', ['b', 'one'], ['c']],
    ['Mul', ['x', 'c'], ['d']],
    ['Mul', ['d', 'half'], ['y']],
  ],
  given: { root: scalar(Math.SQRT2), inverse: scalar(Math.SQRT1_2), one: scalar(1), half: scalar(0.5) },
})

const PATTERNS: Readonly<Record<string, ModelRow>> = {
  'LayerNorm by a power': layerNorm(['Pow', ['d', 'two'], ['q']]),
  'LayerNorm by a product': layerNorm(['Mul', ['d', 'd'], ['q']]),
  'GELU by a quotient': gelu(['Div', ['x', 'root'], ['a']]),
  'GELU by a product': gelu(['Mul', ['x', 'inverse'], ['a']]),
  SiLU: {
    inputs: ROWS,
    nodes: [
      ['Sigmoid', ['x'], ['s']],
      ['Mul', ['x', 's'], ['y']],
    ],
  },
  Mish: {
    inputs: ROWS,
    nodes: [
      ['Softplus', ['x'], ['s']],
      ['Tanh', ['s'], ['t']],
      ['Mul', ['x', 't'], ['y']],
    ],
  },
  Hardswish: {
    inputs: ROWS,
    nodes: [
      ['HardSigmoid', ['x'], ['s'], { alpha: float(1 / 6) }],
      ['Mul', ['x', 's'], ['y']],
    ],
  },
  'Softplus with a threshold': {
    inputs: ROWS,
    nodes: [
      ['Softplus', ['x'], ['s']],
      ['Greater', ['x', 't'], ['g']],
      ['Where', ['g', 'x', 's'], ['y']],
    ],
    given: { t: scalar(0.5) },
  },
  GroupNorm: {
    inputs: IMAGE,
    nodes: [
      ['Reshape', ['x', 'groups'], ['r']],
      ['InstanceNormalization', ['r', 'ones', 'zeros'], ['i'], { epsilon: float(0.01) }],
      ['Shape', ['x'], ['shape']],
      ['Reshape', ['i', 'shape'], ['b']],
      ['Mul', ['b', 'weight'], ['w']],
      ['Add', ['w', 'bias'], ['y']],
    ],
    given: {
      groups: { ints: [0, 2, -1] },
      ones: { floats: [1, 1] },
      zeros: { floats: [0, 0] },
      weight: { floats: [0.5, 1.5, 1, 2], shape: [4, 1, 1] },
      bias: [4, 1, 1],
    },
  },
  'a convolution and its bias': {
    inputs: IMAGE,
    nodes: [
      ['Conv', ['x', 'w'], ['c'], { pads: [1, 1, 1, 1] }],
      ['Add', ['c', 'b'], ['y']],
    ],
    given: { w: [4, 4, 3, 3], b: [1, 4, 1, 1] },
  },
  'a product and its bias': {
    inputs: ROWS,
    nodes: [
      ['MatMul', ['x', 'w'], ['c']],
      ['Add', ['c', 'b'], ['y']],
    ],
    given: { w: [4, 4], b: [4] },
  },
  'Gemm and a bias after it': {
    inputs: { x: ['batch', 4] },
    nodes: [
      ['Gemm', ['x', 'w'], ['c']],
      ['Add', ['c', 'b'], ['y']],
    ],
    given: { w: [4, 4], b: [4] },
  },
}

const KINDS: readonly (readonly string[])[] = [
  ['Add', 'Sub', 'Mul', 'Div', 'Max'],
  ['Sigmoid', 'Tanh', 'Relu', 'Sqrt', 'Abs', 'Neg', 'Erf', 'Softplus'],
  ['ReduceMean', 'ReduceSum', 'ReduceMax'],
  ['Greater', 'Less'],
]

/** The model with one thing changed, and what. */
type Mutant = readonly [change: string, model: ModelRow]

function mutantsOf(model: ModelRow): Mutant[] {
  return [...model.nodes.flatMap((_, at) => ofNode(model, at)), ...ofConstants(model)]
}

function ofNode(model: ModelRow, at: number): Mutant[] {
  const [op, inputs, outputs, attributes = {}] = model.nodes[at]!
  const changed = (node: NodeRow): ModelRow => ({
    ...model,
    nodes: model.nodes.map((each, index) => (index === at ? node : each)),
  })
  const others = (KINDS.find((kind) => kind.includes(op)) ?? []).filter((other) => other !== op)
  const [first = '', second] = inputs
  const [output = ''] = outputs
  return [
    ...others.map((other): Mutant => [
      `${op} ${at} is ${other}`,
      changed([other, inputs, outputs, attributes]),
    ]),
    ...(second === undefined
      ? []
      : [
          [
            `${op} ${at} has its inputs swapped`,
            changed([op, [second, first], outputs, attributes]),
          ] as const,
          [`${op} ${at} reads its first twice`, changed([op, [first, first], outputs, attributes])] as const,
          [`${op} ${at} reads x second`, changed([op, [first, 'x'], outputs, attributes])] as const,
        ]),
    [`${op} ${at} reads x first`, changed([op, ['x', ...inputs.slice(1)], outputs, attributes])],
    ...('axes' in attributes
      ? ([[1], [-2], [1, 2]] as const).map((axes): Mutant => [
          `${op} ${at} goes over ${axes.join()}`,
          changed([op, inputs, outputs, { ...attributes, axes: [...axes] }]),
        ])
      : []),
    ...('axes' in attributes
      ? [
          [
            `${op} ${at} keeps no dimension`,
            changed([op, inputs, outputs, { ...attributes, keepdims: 0 }]),
          ] as const,
        ]
      : []),
    ...(output === 'y' || output === 'shape'
      ? []
      : [
          [`what ${op} ${at} gives is an output too`, { ...model, outputs: ['y', output] }] as const,
          [
            `what ${op} ${at} gives is read again`,
            {
              ...model,
              nodes: [...model.nodes, ['Cast', [output], ['again'], { to: 1 }]],
              outputs: ['y', 'again'],
            },
          ] as const,
        ]),
  ] as Mutant[]
}

function ofConstants(model: ModelRow): Mutant[] {
  return Object.entries(model.given ?? {}).flatMap(([name, row]): Mutant[] => {
    const given = (changed: TensorRow): ModelRow => ({ ...model, given: { ...model.given, [name]: changed } })
    if ('ints' in row)
      return row.ints.map((_, at): Mutant => [
        `${name} has another value ${at}`,
        given({ ints: row.ints.map((each, index) => (index === at ? 4 : each)) }),
      ])
    const shape = 'floats' in row ? (row.shape ?? [row.floats.length]) : row
    const count = shape.reduce((product, size) => product * size, 1)
    const floats =
      'floats' in row ? [...row.floats] : Array.from({ length: count }, (_, i) => Math.sin(i * 1.7 + count))
    return [
      [`${name} is larger`, given({ floats: floats.map((each) => each * 1.5 + 1), shape })],
      [`${name} is a little larger`, given({ floats: floats.map((each) => each * 1.001), shape })],
      [`${name} has another sign`, given({ floats: floats.map((each) => -each), shape })],
      [`${name} has a dimension more`, given({ floats, shape: [1, ...shape] })],
      [`${name} has many dimensions more`, given({ floats, shape: [1, 1, 1, 1, ...shape] })],
      [`${name} lies under another dimension`, given({ floats, shape: [...shape, 1] })],
      [`${name} lies under the last dimension`, given({ floats, shape: [count] })],
    ]
  })
}

await ready()

describe('a layer of several operators, one of them changed', () => {
  it.each(Object.entries(PATTERNS))('is what the file says, or is told: %s', async (_, model) => {
    const mutants: Mutant[] = [['nothing', model], ...mutantsOf(model)]
    let equal = 0
    for (const [change, row] of mutants) {
      const bytes = onnxModel(row)
      // What is no model, or has no numbers, says nothing.
      if (!(await runsInOnnxruntime(bytes, row.inputs))) continue
      const imported = importFile({ name: 'mutant.onnx', bytes })
      if (imported.kind === 'refused') continue
      const { document, notes } = imported
      const opaque = nodesOf(document).some(({ type }) => type === 'Opaque')
      if (opaque || notes.some(({ severity }) => severity === 'warning')) {
        expect(notes, change).not.toEqual([])
        continue
      }
      await expectSameAsOnnxruntime(change, bytes, { plain: true })
      equal++
    }
    expect(equal).toBeGreaterThan(3)
  })
})
