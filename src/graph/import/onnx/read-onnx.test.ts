import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { inferDocument, inferenceFindings } from '../../infer/infer'
import { planGraph } from '../../plan/make-plan'
import { pytorchKeys } from '../../plan/pytorch-names'
import {
  ModelProtoSchema,
  StringStringEntryProtoSchema,
  TensorProto_DataLocation,
  TensorProto_DataType,
} from '../../onnx/onnx_pb'
import { parseDocument } from '../../file/parse'
import { serialiseDocument } from '../../file/serialise'
import type { Imported } from '../result/imported'
import { importFile } from '../import-file'
import { onnxModel } from './onnx-model.fixture'
import type { ModelRow } from './onnx-model.fixture'

function read(bytes: Uint8Array): Imported {
  return importFile({ name: 'net.onnx', bytes })
}

function refusalOf(bytes: Uint8Array): string {
  const imported = read(bytes)
  if (imported.kind === 'imported') throw new Error('it was imported')
  const [finding] = imported.findings
  return `${finding?.message} ${finding?.remedy ?? ''}`
}

function importedFrom(bytes: Uint8Array) {
  const imported = read(bytes)
  if (imported.kind === 'refused') throw new Error(JSON.stringify(imported.findings))
  const { document, weights, notes } = imported
  return {
    document,
    weights,
    nodes: document.modules[document.main]?.nodes ?? [],
    notes: notes.map(({ message }) => message),
  }
}

const RELU: ModelRow = { inputs: { x: ['n', 4] }, nodes: [['Relu', ['x'], ['y']]] }
const model = (row: Partial<ModelRow>): Uint8Array => onnxModel({ ...RELU, ...row })

/** A model changed after it was written. */
function changed(row: Partial<ModelRow>, change: (proto: ReturnType<typeof decode>) => void): Uint8Array {
  const proto = decode(model(row))
  change(proto)
  return toBinary(ModelProtoSchema, proto)
}

function decode(bytes: Uint8Array) {
  return fromBinary(ModelProtoSchema, bytes)
}

const LINEAR: Partial<ModelRow> = { nodes: [['MatMul', ['x', 'w'], ['y']]], given: { w: [4, 2] } }

it('gives the same weights from a Buffer, whose slices share its memory', () => {
  const bytes = readFileSync(new URL('fixtures/convnet.onnx', import.meta.url))
  const { weights } = importedFrom(bytes)
  expect(weights.size).toBeGreaterThan(2)
  expect(weights).toEqual(importedFrom(new Uint8Array(bytes)).weights)
})

describe('weights of a model go home', () => {
  it.each([
    ['convnet', ['features.0.weight', 'features.3.weight', 'classifier.bias']],
    ['resnet', ['conv1.weight', 'layer1.0.conv1.weight', 'layer1.0.bn1.running_mean', 'layer1.1.bn2.bias']],
    ['attention', ['position', 'norm1.weight', 'attention.out_proj.weight', 'feed.0.bias']],
  ])('under the keys of %s.onnx', (name, keys) => {
    const { document, weights } = importedFrom(
      readFileSync(new URL(`fixtures/${name}.onnx`, import.meta.url)),
    )
    const { document: again } = parseDocument(serialiseDocument(document))
    const planned = planGraph(inferDocument(again!))
    if (planned.kind === 'refused') throw new Error(JSON.stringify(planned.findings))
    expect([...pytorchKeys(planned.plan, weights.keys()).values()]).toEqual(expect.arrayContaining(keys))
  })

  it('also where they lie in a Sequential, and what holds none has the name of a module around them', () => {
    const { nodes } = importedFrom(
      model({
        nodes: [['MatMul', ['x', '0.0.weight'], ['a']], ['Relu', ['a'], ['b']], ['MatMul', ['b', '2.weight'], ['y']]],
        given: { '0.0.weight': [4, 4], '2.weight': [4, 2] },
      }),
    ) // prettier-ignore
    expect(nodes.flatMap(({ type, pytorch_name: path }) => (type === 'Linear' ? [path] : []))).toEqual([
      '0.0',
      '2',
    ])
  })

  it('once, where two layers have one weight', () => {
    const { nodes } = importedFrom(
      model({
        nodes: [
          ['MatMul', ['x', 'net.0.weight'], ['a']],
          ['MatMul', ['a', 'net.0.weight'], ['y']],
        ],
        given: { 'net.0.weight': [4, 4] },
      }),
    )
    expect(nodes.flatMap(({ pytorch_name: path }) => path ?? [])).toEqual(['net.0'])
  })
})

describe('an ONNX file', () => {
  it.each([
    ['is empty', new Uint8Array(), 'not an ONNX model|no ONNX graph'],
    ['is something else', new TextEncoder().encode('hello there, this is text'), 'no kind|not an ONNX model|no ONNX graph'],
    ['has nodes in a circle', model({ nodes: [['Add', ['x', 'b'], ['a']], ['Relu', ['a'], ['b']], ['Relu', ['a'], ['y']]] }), "in a circle: '/part/Add_0' \\(Add\\) needs its own output"],
    ['makes a value twice', model({ nodes: [['Relu', ['x'], ['y']], ['Tanh', ['x'], ['y']]] }), "Two nodes make 'y'"],
    ['reads what nothing makes', model({ nodes: [['Relu', ['z'], ['y']]] }), "'/part/Relu_0' \\(Relu\\) reads 'z', which nothing in the file makes"],
    ['has an output that nothing makes', model({ outputs: ['z'] }), "output 'z' of the model"],
    ['keeps its weights in another file', changed(LINEAR, ({ graph }) => {
      const [tensor] = graph!.initializer
      tensor!.dataLocation = TensorProto_DataLocation.EXTERNAL
      tensor!.rawData = new Uint8Array()
      tensor!.externalData = [create(StringStringEntryProtoSchema, { key: 'location', value: 'w.bin' })]
    }), "'w' lie in another file"],
    ['claims more values than it has', changed(LINEAR, ({ graph }) => (graph!.initializer[0]!.dims = [1n << 40n, 1n << 20n])), "'w' has no sound shape"],
    ['claims two gigabytes', changed(LINEAR, ({ graph }) => (graph!.initializer[0]!.dims = [1n << 29n, 1n])), "'w' has 8 values"],
    ['has weights of a type that we have not', changed(LINEAR, ({ graph }) => (graph!.initializer[0]!.dataType = TensorProto_DataType.COMPLEX64)), "'w' holds COMPLEX64"],
    ['has more nodes than a graph', model({ nodes: Array.from({ length: 20_001 }, (_, i) => ['Relu', ['x'], [`y${i === 0 ? '' : i}`]] as const) }), '20001 nodes'],
  ] as const)('is refused when it %s', (_, bytes, message) => {
    expect(refusalOf(bytes)).toMatch(new RegExp(message))
  }) // prettier-ignore

  it('is refused or read, and never more than that, wherever it is cut short or changed', () => {
    const whole = new Uint8Array(readFileSync(new URL('./fixtures/words.onnx', import.meta.url)))
    for (let end = 0; end < whole.length; end += 61) expect(() => read(whole.subarray(0, end))).not.toThrow()
    let seed = 1
    const next = () => (seed = (seed * 48271) % 2147483647)
    for (let round = 0; round < 300; round++) {
      const bytes = whole.slice()
      for (let count = 0; count < 5; count++) bytes[next() % bytes.length] = next() & 0xff
      const imported = read(bytes)
      if (imported.kind === 'imported')
        expect(() => parseDocument(serialiseDocument(imported.document))).not.toThrow()
      else expect(imported.findings[0]?.message).not.toBe('')
    }
  })

  it.each(Object.entries({
    'sizes beyond memory': { nodes: [['ConstantOfShape', ['s'], ['c']], ['Add', ['x', 'c'], ['y']]], given: { s: { ints: [2 ** 30, 2 ** 30] } } },
    'a range beyond memory': { nodes: [['Range', ['a', 'b', 'c'], ['r']], ['Add', ['x', 'r'], ['y']]], given: { a: { ints: [0], shape: [] }, b: { ints: [2 ** 31 - 1], shape: [] }, c: { ints: [1], shape: [] } } },
    'axes that it has not': { nodes: [['Transpose', ['x'], ['t'], { perm: [5, 9] }], ['Softmax', ['t'], ['y'], { axis: 7 }]] },
    'strides of 0': { inputs: { x: ['n', 2, 4, 4] }, nodes: [['Conv', ['x', 'w'], ['y'], { strides: [0, 0] }]], given: { w: [2, 2, 3, 3] } },
    'weights of another size': { nodes: [['BatchNormalization', ['x', 'w', 'w', 'w', 'w'], ['y']]], given: { w: [9] } },
    'attributes of another kind': { nodes: [['Flatten', ['x'], ['y'], { axis: 'one' }]] },
    'a split into parts that do not add up': { nodes: [['Split', ['x', 's'], ['y'], { axis: 1 }]], given: { s: { ints: [9] } } },
    'too few inputs': { nodes: [['Conv', ['x'], ['y']]] },
  } satisfies Record<string, Partial<ModelRow>> as Record<string, Partial<ModelRow>>))('is read with what does not fit as opaque nodes: %s', (_, row) => {
    const { nodes, document } = importedFrom(model(row))
    expect(nodes.length).toBeGreaterThan(1)
    expect(parseDocument(serialiseDocument(document)).document).not.toBeNull()
  }) // prettier-ignore

  it('says which dtypes it has converted', () => {
    const bytes = changed(LINEAR, ({ graph }) => {
      const [tensor] = graph!.initializer
      tensor!.dataType = TensorProto_DataType.FLOAT16
      tensor!.rawData = new Uint8Array(16).fill(0x3c)
    })
    const { weights, notes } = importedFrom(bytes)
    expect(weights.get('part.weight')?.dtype).toBe('F32')
    expect(notes).toEqual(['1 tensor of float16 became float32.'])
  })
})

describe('an operation that Gradwire has not', () => {
  const { document, nodes, notes } = importedFrom(
    model({
      nodes: [
        ['Sigmoid', ['x'], ['s']],
        ['com.example:Magic', ['s', 'x', 'k'], ['m', 'n'], { power: 3, mode: 'deep' }],
        ['Tanh', ['m'], ['y']],
      ],
      given: { k: { floats: [0.5], shape: [] } },
    }),
  )

  it('becomes an opaque node that shows it and keeps its wires', () => {
    const opaque = nodes.find(({ type }) => type === 'Opaque')
    expect(opaque?.params).toEqual({
      op: 'Magic',
      domain: 'com.example',
      outputs: 2,
      attributes: '{"power":3,"mode":"deep","input 2":0.5}',
    })
    const edges = document.modules[document.main]!.edges.filter(({ target, source }) =>
      [target, source].includes(opaque!.id),
    )
    expect(edges.map(({ sourceHandle, targetHandle }) => `${sourceHandle} → ${targetHandle}`)).toEqual([
      'output → inputs.0',
      'output → inputs.1',
      'output0 → input',
    ])
    expect(notes).toEqual(["'/part/Magic_1' (Magic) became an opaque node: Gradwire has no such operation."])
  })

  it('survives a save, is an error at its place, and is never run', () => {
    const again = parseDocument(serialiseDocument(document))
    expect(again.document).toEqual(document)
    expect(again.findings.map(({ name, message }) => [name, message])).toEqual([
      ['part_magic', "Gradwire has no operation 'com.example.Magic'."],
    ])
    expect(planGraph(inferDocument(document)).kind).toBe('refused')
  })
})

it('says one cause once, however many nodes it has met, and what follows from it in one note', () => {
  const { notes } = importedFrom(
    model({
      nodes: [
        ['com.example:Magic', ['x'], ['a']],
        ['com.example:Magic', ['x'], ['b']],
        ['Flatten', ['a'], ['c'], { axis: 2 }],
        ['Flatten', ['b'], ['y'], { axis: 2 }],
      ],
    }),
  )
  expect(notes).toEqual([
    "2 nodes became opaque, such as '/part/Magic_0' (Magic): Gradwire has no such operation.",
    "2 nodes that read opaque ones became opaque too, such as '/part/Flatten_2' (Flatten).",
  ])
})

describe('what is laid out', () => {
  it('goes from left to right, no node on another', () => {
    const bytes = new Uint8Array(readFileSync(new URL('./fixtures/resnet.onnx', import.meta.url)))
    const { document, nodes } = importedFrom(bytes)
    const places = new Set(nodes.map(({ position }) => `${position.x} ${position.y}`))
    expect(places.size).toBe(nodes.length)
    expect(inferenceFindings(inferDocument(document))).toEqual([])
  })
})
