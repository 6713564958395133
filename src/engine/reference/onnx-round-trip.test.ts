/** What is exported to ONNX and imported again gives what it gave: every node type that can be exported, and whole graphs. */
import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../graph/document/document'
import { exportOnnx } from '../../graph/export/onnx/export-onnx'
import { exportDocuments } from '../../graph/export/pytorch/documents.fixture'
import { readSafetensors } from '../../graph/formats/safetensors'
import type { SafeTensors } from '../../graph/formats/safetensors'
import { importFile } from '../../graph/import/import-file'
import { planGraph } from '../../graph/plan/make-plan'
import { Generator, ready } from '../index'
import { freeModel, makeModel } from '../visited/make-model'
import { planned } from '../executor/planned-document'
import { packWeights } from '../visited/weights'
import { expectClose } from './expect-close.fixture'
import { growingMagnitudes } from './magnitudes.fixture'
import { inputsFor, nodeGraph, nodeRows } from './node-graphs.fixture'
import { nodesOf, outputsOf } from './run-document.fixture'
import { inferDocument } from '../../graph/infer/infer'

const random = new Generator(17)

await ready()

/** Weights that are not what every net begins with. */
function shaken(document: GraphDocument): SafeTensors {
  const model = makeModel(planned(inferDocument(document)))
  const weights = readSafetensors(packWeights(model))
  freeModel(model)
  for (const [key, tensor] of weights) {
    if (tensor.dtype !== 'F32') continue
    const values = Float32Array.from(tensor.values, (value) => value + 0.1 * random.normal())
    weights.set(key, {
      ...tensor,
      values: key.endsWith('running_var') ? values.map((value) => Math.abs(value) + 0.1) : values,
    })
  }
  return weights
}

/** → the types of the imported nodes; what has an opaque node among them is not run. */
function roundTrip(document: GraphDocument, inputs: SafeTensors): string[] {
  const weights = shaken(document)
  const exported = exportOnnx(inferDocument(document), weights)
  if (exported.kind === 'refused') throw new Error(JSON.stringify(exported.findings))
  const imported = importFile({ name: 'again.onnx', bytes: exported.bytes })
  if (imported.kind === 'refused') throw new Error(JSON.stringify(imported.findings))
  const types = nodesOf(imported.document).map(({ type }) => type)
  if (types.includes('Opaque')) return types
  const before = outputsOf(document, weights, inputs)
  const after = outputsOf(imported.document, imported.weights, inputs)
  expect(after).toHaveLength(before.length)
  expectClose(
    before.map(([key, expected], index) => ({ key, what: key, actual: after[index]![1], expected })),
    () =>
      growingMagnitudes([weights, inputs], ([changed, given]) => {
        const outputs = outputsOf(document, changed!, given!)
        return new Map(outputs.map(([name, { values }]) => [name, values]))
      }),
  )
  return types
}

const hasOutput = (document: GraphDocument) => nodesOf(document).some(({ type }) => type === 'Output')
const sameBatch = (inputs: SafeTensors) =>
  new Set([...inputs.values()].map(({ shape }) => shape[0])).size === 1

const nodes = nodeRows({ fewer: true }).flatMap((row, index) =>
  (['module', 'functional'] as const)
    .flatMap((call) => nodeGraph(row, call, { index, cubed: false }))
    .filter(
      ({ document, inputs }) =>
        hasOutput(document) && sameBatch(inputs) && planGraph(inferDocument(document)).kind === 'plan',
    )
    .filter(({ document }) => exportOnnx(inferDocument(document), shaken(document)).kind !== 'refused'),
)

/** Types that ONNX writes as what no node of ours does, under some of their params. */
const OPAQUE = new Set([
  'AdaptiveMaxPool1d', 'AdaptiveMaxPool2d', 'AdaptiveMaxPool3d', 'EmbeddingBag', 'MaxUnpool1d', 'MaxUnpool2d', 'MaxUnpool3d', 'Expand', 'ExpandAs', 'Fold', 'Unfold', 'Max', 'Min', 'Pad', 'Softplus', 'Std', 'Threshold', 'Var',
]) // prettier-ignore
/** Types that come back as they were. */
const SAME = new Set([
  'Linear', 'Bilinear', 'Embedding', 'Conv1d', 'Conv2d', 'Conv3d', 'ConvTranspose1d', 'ConvTranspose2d', 'RNN', 'LSTM', 'GRU',
  'ReLU', 'LeakyReLU', 'PReLU', 'ELU', 'CELU', 'GELU', 'Softmax', 'LogSoftmax', 'Hardtanh', 'ReLU6', 'SELU', 'SiLU', 'Mish',
  'Hardswish', 'Hardsigmoid', 'Sigmoid', 'Tanh', 'Softsign', 'MaxPool1d', 'MaxPool2d', 'AvgPool1d', 'AvgPool2d',
  'BatchNorm1d', 'LayerNorm', 'GroupNorm', 'InstanceNorm2d', 'Upsample', 'PixelShuffle', 'Add', 'Sub', 'Mul', 'Div', 'MatMul',
  'Cat', 'Split', 'Select', 'Sum', 'Compare', 'Logical', 'LogicalNot', 'Neg', 'Sin', 'Cos', 'Erf', 'Sign', 'Floor', 'Round',
  'Cumsum', 'Tril', 'Triu', 'OneHot', 'Einsum',
]) // prettier-ignore

describe('what is exported to ONNX and imported again', () => {
  it.each(nodes.map((each, index) => ({ ...each, index })))(
    'gives what it gave: $title',
    ({ document, inputs, type }) => {
      // Of truths, ONNX writes other operators.
      const truths = [...inputs.values()].every(({ dtype }) => dtype === 'BOOL')
      const types = roundTrip(document, inputs)
      if (types.includes('Opaque')) expect(OPAQUE).toContain(type)
      else if (SAME.has(type) && !truths) expect(types).toContain(type)
    },
  )

  it.each(
    Object.entries(exportDocuments).filter(
      ([name, document]) => hasOutput(document) && !['shared', 'tokens'].includes(name),
    ),
  )('gives what it gave: %s', (_, document) => {
    expect(roundTrip(document, inputsFor(document, 3))).not.toContain('Opaque')
  })
})
