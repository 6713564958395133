/** What is exported to ONNX gives in onnxruntime what the engine gives in evaluation: every node type, and whole graphs. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../graph/document/document'
import { exportDocuments } from '../../graph/export/pytorch/documents.fixture'
import { exportOnnx } from '../../graph/export/onnx/export-onnx'
import type { SafeTensors } from '../../graph/formats/safetensors'
import { shapeAt } from '../../graph/types/dims'
import { inferDocument } from '../../graph/infer/infer'
import { planGraph } from '../../graph/plan/make-plan'
import { nodeDefinitions } from '../../graph/nodes/index'
import { parseDocument } from '../../graph/file/parse'
import { testDocument } from '../../graph/document/test-graph'
import { ready } from '../index'
import { compareInOnnxruntime } from './onnx-exported.fixture'
import { inputsFor, made, nodeGraph, nodeRows, stored } from './node-graphs.fixture'
import { randomGraph } from './random-graphs.fixture'

interface Case {
  title: string
  /** Null for whole graphs. */
  type: string | null
  document: GraphDocument
  /** What is fed, one after the other: batches of two sizes where the sizes of the inputs allow. */
  feeds: SafeTensors[]
}

function sameBatch(inputs: SafeTensors): boolean {
  return new Set([...inputs.values()].map(({ shape }) => shape[0])).size === 1
}

/** The inputs with one more sample. */
function largerBatch(inputs: SafeTensors): SafeTensors {
  return new Map(
    [...inputs].map(([name, { shape, dtype }]) => [
      name,
      stored(made([shape[0]! + 1, ...shape.slice(1)], DTYPES[dtype])),
    ]),
  )
}

function samples(): Case[] {
  const folder = new URL('../../../resources/samples/', import.meta.url)
  return readdirSync(folder).map((file) => {
    const { document } = parseDocument(readFileSync(new URL(file, folder), 'utf8'))
    if (document === null) throw new Error(`${file} is no graph`)
    return { title: file, type: null, document, feeds: [1, 4].map((batch) => slotsFor(document, batch)) }
  })
}

/** Values for Input nodes and both ends of a Dataset. */
function slotsFor(document: GraphDocument, batch: number): SafeTensors {
  const { main } = inferDocument(document)
  const slots = [...main.nodes.values()].filter(({ definition }) => definition?.role === 'data')
  const given = slots.flatMap(({ outputs }) =>
    Object.entries(outputs).map(
      ([handle, type]) => [handle, stored(made(shapeAt(type!.shape, batch), type!.dtype))] as const,
    ),
  )
  return new Map([...inputsFor(document, batch), ...given])
}

await ready()

/** What a stored dtype is to a graph. */
const DTYPES = { F32: 'float32', I64: 'int64', I32: 'int64', BOOL: 'bool' } as const

const nodes: Case[] = nodeRows({ fewer: false }).flatMap((row, index) =>
  (['module', 'functional'] as const)
    .flatMap((call) => nodeGraph(row, call, { index, cubed: false }))
    .filter(({ document }) => hasOutput(document) && planGraph(inferDocument(document)).kind === 'plan')
    // All inputs of a graph have one batch.
    .filter(({ inputs }) => sameBatch(inputs))
    .map(({ title, type, document, inputs }) => ({
      title,
      type,
      document,
      feeds: [inputs, largerBatch(inputs)],
    })),
)
/** What ONNX cannot say of some rows, by type: the code of the reason. */
const REASONS: Readonly<Record<string, string | undefined>> = {
  AdaptiveMaxPool1d: 'onnx_export.no_places',
  AdaptiveMaxPool2d: 'onnx_export.no_places',
  AdaptiveMaxPool3d: 'onnx_export.no_places',
  FractionalMaxPool2d: 'onnx_export.unsupported',
  FractionalMaxPool3d: 'onnx_export.unsupported',
}
const refused = nodes.filter(
  ({ type, document }) =>
    type !== null &&
    REASONS[type] !== undefined &&
    exportOnnx(inferDocument(document), new Map()).kind === 'refused',
)
/** What no saved row holds: tensors without a batch, and what broadcasts over one. */
const more: Record<string, GraphDocument> = {
  'tensors of their own': testDocument(
    [
      ['x: Input', { shape: [3, 4] }],
      ['place: Parameter', { shape: [3, 4], init: 'normal' }],
      ['scale: Constant', { value: 2.5 }],
      ['shift: Constant', { value: [1, 2, 3], shape: [3, 1], dtype: 'int64' }],
      ['token: Expand', { size: [1, -1, -1] }],
      ['each: ExpandAs'],
      ['add: Add'],
      ['mul: Mul'],
      ['sub: Sub'],
      ['y: Output'],
      ['tokens: Output'],
      ['kept: Output'],
      ['fixed: Output'],
    ],
    [
      'x → add', 'place → add.other', 'add → mul', 'scale → mul.other', 'mul → sub', 'shift → sub.other', 'sub → y',
      'place → token', 'token → each', 'x → each.other', 'each → tokens', 'place → kept', 'shift → fixed',
    ],
  ),
  'whole numbers': testDocument(
    [
      ['x: Input', { shape: [4], dtype: 'int64' }],
      ['ratio: Div'],
      ['two: Constant', { value: 2, dtype: 'int64' }],
      ['twice: Mul'],
      ['both: Stack', { dim: 1 }],
      ['total: Sum', { dim: [1, 2] }],
      ['y: Output'],
      ['z: Output'],
    ],
    ['x → ratio', 'two → ratio.other', 'x → twice', 'two → twice.other', 'x → both.tensors.0', 'twice → both.tensors.1', 'both → total', 'total → y', 'ratio → z'],
  ),
  'a single number': testDocument(
    [
      ['x: Input', { shape: [4] }],
      ['mean: Mean'],
      ['bend: PReLU', { init: -0.5 }],
      ['y: Output'],
    ],
    ['x → mean', 'mean → bend', 'bend → y'],
  ),
  'zeros around what is pooled': testDocument(
    [
      ['image: Input', { shape: [2, 5, 6] }],
      ['words: Input', { shape: [2, 7] }],
      ['below: Sub'],
      ['three: Constant', { value: 3 }],
      ['frame: ZeroPad2d', { padding: 1 }],
      ['most: MaxPool2d', { kernel_size: 2 }],
      ['wide: Pad', { pad: [2, 3, 2, 2] }],
      ['widest: MaxPool2d', { kernel_size: 2 }],
      ['mean: AvgPool2d', { kernel_size: [2, 3], count_include_pad: false }],
      ['ends: Pad', { pad: [2, 1] }],
      ['peaks: MaxPool1d', { kernel_size: 2, stride: 1 }],
      ['a: Output'],
      ['b: Output'],
      ['c: Output'],
      ['d: Output'],
    ],
    ['image → below', 'three → below.other', 'below → frame', 'frame → most', 'below → wide', 'wide → widest', 'wide → mean', 'words → ends', 'ends → peaks', 'most → a', 'widest → b', 'mean → c', 'peaks → d'],
  ),
} // prettier-ignore
const graphs: Case[] = [...Object.entries(exportDocuments), ...Object.entries(more)]
  .filter(([, document]) => hasOutput(document))
  .map(([title, document]) => ({
    title,
    type: null,
    document,
    feeds: [2, 3].map((batch) => inputsFor(document, batch)),
  }))

const randoms: Case[] = Array.from({ length: 15 }, (_, seed) => {
  const document = randomGraph(seed, 20)
  const feeds = [2, 3].map((batch) => inputsFor(document, batch))
  return {
    title: `random nodes in nested modules (seed ${seed})`,
    type: null,
    document,
    feeds,
  }
})

function hasOutput({ modules, main }: GraphDocument): boolean {
  return modules[main]!.nodes.some(({ type }) => type === 'Output')
}

describe('what is exported to ONNX', () => {
  const operations = nodeDefinitions.filter(
    ({ role, instanceOf }) => role === undefined && instanceOf === undefined,
  )

  it('is written or refused by every operation of the registry', () => {
    expect(operations.filter(({ onnx }) => onnx === undefined).map(({ type }) => type)).toEqual([])
  })

  it('is compared below for every operation that can be written', () => {
    const compared = new Set(
      [...nodes, ...graphs].flatMap(({ document }) => document.modules['Net']!.nodes.map(({ type }) => type)),
    )
    const written = operations.filter(({ onnx }) => typeof onnx === 'function').map(({ type }) => type)
    // Noise is another in every pass.
    expect(written.filter((type) => !compared.has(type) && type !== 'RandnLike')).toEqual([])
  })

  it.each(refused)('is refused with the reason: $title', ({ type, document }) => {
    const exported = exportOnnx(inferDocument(document), new Map())
    expect(exported.kind === 'refused' && exported.findings.map(({ code }) => code)).toEqual([REASONS[type!]])
  })

  it.each([...nodes.filter((each) => !refused.includes(each)), ...graphs, ...samples(), ...randoms])(
    'equals the engine: $title',
    async ({ document, feeds }) => {
      await compareInOnnxruntime(document, feeds)
    },
  )
})
