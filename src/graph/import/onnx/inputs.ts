/** The inputs of a model as Input nodes, whose shapes leave the batch out. */
import { dtypeOf } from './constants'
import type { OnnxNode, ValueInfo } from './model'
import type { Reading } from './reading'
import { told } from '../../../words/tell'

/** Sizes that the file leaves open, by how many dimensions the input has. */
const OPEN_SIZES: Readonly<Record<number, number>> = { 4: 32 }
const OPEN_SIZE = 16
const RECURRENT: readonly string[] = ['LSTM', 'GRU', 'RNN']

/** Adds one Input for each input of the model. */
export function addInputs(reading: Reading): void {
  for (const info of reading.model.inputs) addInput(info, reading)
}

function addInput(info: ValueInfo, reading: Reading): void {
  const { builder } = reading
  const sizes = info.sizes ?? []
  const batch = batchAxis(info, reading.model.consumers.get(info.name) ?? [])
  const size = sizes[batch]
  if (typeof size === 'string' && size !== '') reading.batchName ??= size
  if (sizes.length === 0)
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
