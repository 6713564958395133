/** Values as outputs of nodes: what is known without one gets a node here. */
import { assertNever } from '../../basics/assert-never'
import { BATCH } from '../../types/dims'
import type { TensorType } from '../../types/dims'
import type { ModuleBuilder } from './module-builder'
import { Unsupported } from './values'
import type { Constant, Fill, Places, Sequence, SequenceAxis, Value, Wire } from './values'
import type { Making } from './making'
import { overBatch } from './over-batch'
import { LARGEST, short, weightOf } from './constants'
import { nameOfTensor, pathOfTensor } from './names'
import { added } from './added'
import { told } from '../../../words/tell'

/** Larger constants are no numbers that a person reads: they become a Parameter, whose values are weights. */
const MOST_CONSTANTS = 64

/** As many whole numbers as fit into a document. */
const MOST_INTEGERS = 10_000

/** Errors: what no node can hold. */
export function wireOf(value: Value, reading: Making): Wire {
  const { builder } = reading
  switch (value.kind) {
    case 'wire':
      return value.permutation === undefined ? value.wire : permuted(value.wire, value.permutation, builder)
    case 'constant':
      return constantNode(value, builder)
    case 'sequence':
      return sequenceNode(value, builder)
    case 'fill':
      return filledNode(value, reading)
    case 'places':
      return tableNode(value, reading)
    case 'sizes':
      throw new Unsupported(told('onnx.batch_sizes', 'it computes with sizes that depend on the batch'))
    default:
      return assertNever(value)
  }
}

export function permuted(wire: Wire, permutation: readonly number[], builder: ModuleBuilder): Wire {
  if (permutation.every((axis, index) => axis === index)) return wire
  const moved = permutation.flatMap((axis, index) => (axis === index ? [] : [index]))
  const [dim0, dim1] = moved
  if (moved.length === 2) return added(builder, 'Transpose', wire, { dim0, dim1 })
  return added(builder, 'Permute', wire, { dims: [...permutation] })
}

/** Named tensors of the file are learned, as a rule; what exporters made up is not. */
function constantNode(constant: Constant, builder: ModuleBuilder): Wire {
  const { shape, values, dtype } = constant
  const name = nameOfTensor(constant.name)
  if (dtype !== 'float32' && values.length > MOST_INTEGERS)
    throw new Unsupported(told('onnx.long_table', 'it reads a long table of whole numbers'))
  const learned =
    dtype === 'float32' && values.length > 1 && (name !== undefined || values.length > MOST_CONSTANTS)
  const [first = 0] = values
  const value =
    values.length === 1 || values.every((each) => each === first) ? finite(first) : Array.from(values, finite)
  const outputs = learned
    ? builder.add({
        type: 'Parameter',
        name,
        path: pathOfTensor(constant.name),
        params: { shape: [...shape] },
        weights: { '': weightOf(constant) },
      })
    : builder.add({
        type: 'Constant',
        params: { value, ...(shape.length > 0 ? { shape: [...shape] } : {}), dtype },
      })
  const [wire] = Object.values(outputs)
  if (wire === undefined)
    throw new Unsupported(told('onnx.constant_among_inputs', 'a constant is among its inputs'))
  return wire
}

/** A table that is alike for each sample. Errors: one that counts the samples. */
function tableNode({ axis, base, step }: Places, reading: Making): Wire {
  if (step.items.some((each) => each !== 0))
    throw new Unsupported(told('onnx.batch_sizes', 'it computes with sizes that depend on the batch'))
  const { shape, items: values, dtype } = base
  const once = constantNode({ kind: 'constant', dtype, shape, values, name: '' }, reading.builder)
  return overBatch(
    reading,
    once,
    shape.map((size, at) => (at === axis ? BATCH : size)),
  )
}

/** One number everywhere; where the batch is among the sizes, spread over it. */
function filledNode({ shape, value, dtype }: Fill, reading: Making): Wire {
  const known = shape.filter((size) => size !== null)
  if (known.length < shape.length)
    throw new Unsupported(told('onnx.batch_sizes', 'it computes with sizes that depend on the batch'))
  const sizes = known.map((size) => (typeof size === 'number' ? size : 1))
  const [wire] = Object.values(
    reading.builder.add({ type: 'Constant', params: { value: finite(value), shape: sizes, dtype } }),
  )
  if (wire === undefined)
    throw new Unsupported(told('onnx.no_output', '{{type}} has no output', { type: 'Constant' }))
  return overBatch(reading, wire, known)
}

/** A document has no infinity: the largest float32 hides a score from a softmax as well. */
function finite(value: number): number {
  return short(Math.min(Math.max(value, -LARGEST), LARGEST))
}

/** Its type as ONNX has it, of four dimensions. */
export function sequenceType(
  { order, directions, batchFirst }: Sequence,
  { shape, dtype }: TensorType,
): TensorType {
  const [time, batch] = batchFirst ? [shape[1], shape[0]] : [shape[0], shape[1]]
  const features = shape[2]
  const sizes = {
    T: time ?? 1,
    N: batch ?? 1,
    D: directions,
    H: typeof features === 'number' ? features / directions : 1,
  }
  return { shape: order.map((axis) => sizes[axis]), dtype }
}

/** The four dimensions that ONNX gives a recurrent layer's output, from the three that PyTorch does. */
function sequenceNode(value: Sequence, builder: ModuleBuilder): Wire {
  const features = value.wire.type?.shape.at(-1)
  if (typeof features !== 'number')
    throw new Unsupported(told('onnx.state_size_not_known', 'the size of the state is not known'))
  const split = added(builder, 'Unflatten', value.wire, {
    dim: -1,
    unflattened_size: [value.directions, features / value.directions],
  })
  const axes: readonly SequenceAxis[] = value.batchFirst ? ['N', 'T', 'D', 'H'] : ['T', 'N', 'D', 'H']
  return permuted(
    split,
    value.order.map((axis) => axes.indexOf(axis)),
    builder,
  )
}
