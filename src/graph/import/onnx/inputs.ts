/** The inputs of a model as Input nodes, whose shapes leave the batch out. */
import { dtypeOf } from './constants'
import { added } from './added'
import type { OnnxModel, OnnxNode, ValueInfo } from './model'
import type { Reading } from './reading'
import { told } from '../../../words/tell'

/** Sizes that the file leaves open, by how many dimensions the input has. */
const OPEN_SIZES: Readonly<Record<number, number>> = { 4: 32 }
const OPEN_SIZE = 16
const RECURRENT: readonly string[] = ['LSTM', 'GRU', 'RNN']

/** `any`: a batch may have any size. `fixed`: each input has the one shape that the file gives it. */
export type BatchMode = 'any' | 'fixed'

/** Adds one Input for each input of the model. */
export function addInputs(reading: Reading, mode: BatchMode): void {
  const { inputs } = reading.model
  const named = inputs.some(({ sizes }) => sizes?.some((size) => typeof size === 'string') === true)
  for (const info of inputs) {
    // Beside inputs whose batch is open, one of a single shape has none.
    if (hasOneShape(info) && (mode === 'fixed' || named || info.sizes?.length === 0)) addWhole(info, reading)
    else addInput(info, reading)
  }
}

/** True where every size of every input is a number: the file is for one size of batch. */
export function isFixed({ inputs }: OnnxModel): boolean {
  return inputs.every(hasOneShape)
}

/** True where inputs have batches of several sizes, so that what comes first in some is no batch. */
export function hasSeveralBatches({ inputs, consumers }: OnnxModel): boolean {
  const sizes = inputs.map((info) => info.sizes?.[batchAxis(info, consumers.get(info.name) ?? [])])
  return new Set(sizes).size > 1
}

function hasOneShape({ sizes }: ValueInfo): boolean {
  return sizes !== null && sizes.every((size) => typeof size === 'number' && size > 0)
}

/** An input without a batch: here every input has one, of which the first sample is taken. */
function addWhole({ name, sizes, elementType }: ValueInfo, reading: Reading): void {
  const { builder } = reading
  const dtype = dtypeOf(elementType)
  const params = { shape: [...(sizes ?? [])], ...(dtype === 'float32' ? {} : { dtype }) }
  const { output } = builder.add({ type: 'Input', name, params })
  if (output === undefined) return
  reading.give(name, { kind: 'wire', wire: added(builder, 'Select', output, { dim: 0, index: 0 }) })
  builder.notes.push({
    severity: 'info',
    ...told(
      'onnx.input_without_batch',
      "The input '{{info}}' is [{{sizes}}] in the file, without a batch: of a batch here, the first sample is used.",
      { info: name, sizes: (sizes ?? []).join(', ') },
    ),
  })
}

function addInput(info: ValueInfo, reading: Reading): void {
  const { builder } = reading
  const sizes = info.sizes ?? []
  const batch = batchAxis(info, reading.model.consumers.get(info.name) ?? [])
  const size = sizes[batch]
  if (size !== undefined && size !== '') reading.batch ??= size
  if (info.sizes === null)
    builder.notes.push({
      severity: 'warning',
      ...told(
        'onnx.input_without_shape',
        "The input '{{info}}' has no shape in the file: it is taken as one number a sample.",
        { info: info.name },
      ),
    })
  else if (typeof size === 'number' && size !== 1)
    builder.notes.push({
      severity: 'info',
      ...told(
        'onnx.fixed_batch',
        "The input '{{info}}' was fixed to batches of {{size}}; here a batch may have any size.",
        { info: info.name, size },
      ),
    })
  const shape = sizes.flatMap((each, axis) => (axis === batch ? [] : [sizeOf(each, info, reading)]))
  const dtype = dtypeOf(info.elementType)
  const params = { shape, ...(dtype === 'float32' ? {} : { dtype }) }
  const { output } = builder.add({ type: 'Input', name: info.name, params })
  if (output === undefined) return
  reading.batchWire ??= output
  // Ours has the batch first; as the file has it, it is another order of the same dimensions.
  const permutation = sizes.map((_, axis) => (axis === batch ? 0 : axis < batch ? axis + 1 : axis))
  const moved = permutation.some((axis, index) => axis !== index)
  reading.give(info.name, { kind: 'wire', wire: output, permutation: moved ? permutation : undefined })
  if (moved)
    builder.notes.push({
      severity: 'info',
      ...told(
        'onnx.batch_moved',
        "The input '{{info}}' has the batch as dimension 0 here, in the file as dimension {{batch}}.",
        { info: info.name, batch },
      ),
    })
}

/** The first dimension that has a name; a sequence for a recurrent layer has the batch second; else the first. */
function batchAxis({ sizes }: ValueInfo, readers: readonly OnnxNode[]): number {
  const named = (sizes ?? []).findIndex((size) => typeof size === 'string')
  if (named >= 0 && !(named === 0 && typeof sizes?.[1] === 'string' && isSequence(readers))) return named
  return sizes?.length === 3 && isSequence(readers) ? 1 : 0
}

function isSequence(readers: readonly OnnxNode[]): boolean {
  return readers.some(({ op, attributes }) => RECURRENT.includes(op) && attributes.get('layout') !== 1)
}

function sizeOf(size: number | string, { name, sizes }: ValueInfo, { builder }: Reading): number {
  if (typeof size === 'number' && size > 0) return size
  const chosen = OPEN_SIZES[sizes?.length ?? 0] ?? OPEN_SIZE
  builder.notes.push({
    severity: 'warning',
    node: name,
    ...(size === '' || typeof size === 'number'
      ? told(
          'onnx.size_open',
          "The file leaves a size of the input '{{name}}' open: {{chosen}} was put there. Set its shape to what you use.",
          { name, chosen },
        )
      : told(
          'onnx.named_size_open',
          "The file leaves the size '{{size}}' of the input '{{name}}' open: {{chosen}} was put there. Set its shape to what you use.",
          { size, name, chosen },
        )),
  })
  return chosen
}
