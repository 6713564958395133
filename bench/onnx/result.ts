/** One model imported, run on its saved inputs, and compared with its saved outputs. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { nodesOf, passOf } from '../../src/engine/reference/run-document.fixture'
import type { GraphDocument, GraphNode } from '../../src/graph/document/document'
import type { SafeTensor, SafeTensors } from '../../src/graph/formats/safetensors'
import { exportOnnx } from '../../src/graph/export/onnx/export-onnx'
import { inferDocument } from '../../src/graph/infer/infer'
import { importFile } from '../../src/graph/import/import-file'
import type { ImportNote } from '../../src/graph/import/result/imported'
import { fromTensorProto } from '../../src/graph/onnx/tensors'
import { savedTensors } from './model-folders'
import type { ModelFolder } from './model-folders'

export interface Result {
  model: ModelFolder
  /** The outputs are the saved ones; they are not; nodes are opaque or outputs are missing; not read; it does not run. */
  state: 'equal' | 'wrong' | 'opaque' | 'refused' | 'failed'
  /** The greatest difference relative to the greatest value of an output. */
  difference?: string
  notes: string[]
  /** Exported to ONNX and imported again, its outputs are the saved ones; or why not. */
  again?: string
  /** What reading it took. */
  seconds: string
}

/** Differences up to this, of the greatest value, are those of float32 in another order of sums. */
const CLOSE = 1e-3

export function resultOf(model: ModelFolder): Result {
  const bytes = new Uint8Array(readFileSync(join(model.path, 'model.onnx')))
  const begin = performance.now()
  const imported = importFile({ name: `${model.name}.onnx`, bytes })
  const seconds = ((performance.now() - begin) / 1000).toFixed(2)
  if (imported.kind === 'refused')
    return { model, state: 'refused', notes: imported.findings.map(({ message }) => message), seconds }
  const { document, weights, notes } = imported
  const told = notes.map(({ message }) => message)
  const missing = savedTensors(model, 'output').length - outputNames(document).length
  if (missing > 0 || nodesOf(document).some(({ type }) => type === 'Opaque'))
    return { model, state: 'opaque', notes: told, seconds }
  try {
    const worst = differenceOf(model, document, weights, notes)
    const state = worst <= CLOSE ? 'equal' : 'wrong'
    const again = state === 'equal' ? exportedAgain(model, document, weights, notes) : undefined
    return { model, state, difference: worst.toExponential(0), notes: told, seconds, ...again }
  } catch (error) {
    return { model, state: 'failed', notes: [String(error).slice(0, 300), ...told], seconds }
  }
}

function exportedAgain(
  model: ModelFolder,
  document: GraphDocument,
  weights: SafeTensors,
  notes: readonly ImportNote[],
): { again: string } {
  const exported = exportOnnx(inferDocument(document), weights)
  if (exported.kind === 'refused')
    return { again: `not exported: ${exported.findings[0]?.message ?? ''}`.slice(0, 200) }
  const imported = importFile({ name: `${model.name}.onnx`, bytes: exported.bytes })
  if (imported.kind === 'refused') return { again: `not read: ${imported.findings[0]?.message ?? ''}` }
  if (nodesOf(imported.document).some(({ type }) => type === 'Opaque'))
    return { again: `opaque: ${imported.notes[0]?.message ?? ''}` }
  try {
    const worst = differenceOf(model, imported.document, imported.weights, notes)
    return { again: worst <= CLOSE ? 'equal' : `wrong by ${worst.toExponential(0)}` }
  } catch (error) {
    return { again: `failed: ${String(error).slice(0, 200)}` }
  }
}

function differenceOf(
  model: ModelFolder,
  document: GraphDocument,
  weights: SafeTensors,
  notes: readonly ImportNote[],
): number {
  const results = passOf(document, weights, inputsOf(model, document, notes), { mode: 'eval', grad: false })
  const names = outputNames(document)
  const differences = savedTensors(model, 'output').map((proto, index) => {
    const expected = fromTensorProto(proto)
    const actual = results.get(`act/${names[index]}`)
    // Whole numbers are in no file of results.
    if (actual === undefined) return expected.dtype === 'F32' ? Infinity : 0
    return furthest(actual, expected)
  })
  return Math.max(0, ...differences)
}

function furthest(actual: SafeTensor, expected: SafeTensor): number {
  if (actual.shape.join() !== expected.shape.join())
    throw new Error(`shape [${actual.shape.join(', ')}], not [${expected.shape.join(', ')}]`)
  let [greatest, worst] = [1e-6, 0]
  for (const value of expected.values)
    if (Number.isFinite(value)) greatest = Math.max(greatest, Math.abs(value))
  for (const [at, value] of expected.values.entries()) {
    const own = actual.values[at] ?? Number.NaN
    if (own === value || (Number.isNaN(own) && Number.isNaN(value))) continue
    const difference = Math.abs(own - value) / greatest
    worst = Math.max(worst, Number.isNaN(difference) ? Infinity : difference)
  }
  return worst
}

function outputNames(document: GraphDocument): string[] {
  return nodesOf(document).flatMap(({ type, name }) => (type === 'Output' ? [name] : []))
}

/** The saved inputs as the document's Input nodes take them: with the batch first, or with one in front. */
function inputsOf(
  model: ModelFolder,
  document: GraphDocument,
  notes: readonly ImportNote[],
): Map<string, SafeTensor> {
  const saved = savedTensors(model, 'input').map(fromTensorProto)
  const inputs = nodesOf(document).filter(({ type }) => type === 'Input')
  return new Map(
    inputs.map((node, index): [string, SafeTensor] => [node.name, asTaken(saved[index]!, node, notes)]),
  )
}

function asTaken(tensor: SafeTensor, { name, params }: GraphNode, notes: readonly ImportNote[]): SafeTensor {
  const sample = params['shape'] as readonly number[]
  if (sample.length === tensor.shape.length) return { ...tensor, shape: [1, ...tensor.shape] }
  const moved = notes.find(({ code, values }) => code === 'onnx.batch_moved' && values?.['info'] === name)
  return moved === undefined ? tensor : batchFirst(tensor, Number(moved.values?.['batch'] ?? 0))
}

function batchFirst(tensor: SafeTensor, axis: number): SafeTensor {
  const { shape, values } = tensor
  const before = shape.slice(0, axis).reduce((product, size) => product * size, 1)
  const inner = shape.slice(axis + 1).reduce((product, size) => product * size, 1)
  const batch = shape[axis] ?? 1
  const moved = values.slice()
  for (let outer = 0; outer < before; outer++)
    for (let sample = 0; sample < batch; sample++) {
      const from = (outer * batch + sample) * inner
      moved.set(values.subarray(from, from + inner), (sample * before + outer) * inner)
    }
  return {
    ...tensor,
    shape: [batch, ...shape.slice(0, axis), ...shape.slice(axis + 1)],
    values: moved,
  }
}
