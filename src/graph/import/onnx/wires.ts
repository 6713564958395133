/** Values as outputs of nodes: what is known without one gets a node here. */
import type { Draft } from './draft'
import { Unsupported } from './values'
import type { Constant, SequenceAxis, Value, Wire } from './values'
import { weightOf } from './constants'

/** Larger constants are no numbers that a person reads: they become a Parameter, whose values are weights. */
const MOST_CONSTANTS = 64

/** Errors: what no node can hold. */
export function wireOf(value: Value, draft: Draft): Wire {
  switch (value.kind) {
    case 'wire':
      return value.permutation === undefined ? value.wire : permuted(value.wire, value.permutation, draft)
    case 'constant':
      return constantNode(value, draft)
    case 'sequence':
      return sequenceNode(value, draft)
    case 'sizes':
    case 'fill':
      throw new Unsupported('it computes with sizes that depend on the batch')
  }
}

/** The only output of a node that is added. */
export function added(
  draft: Draft,
  type: string,
  input: Wire,
  params: Record<string, unknown>,
  name?: string,
): Wire {
  const [wire] = Object.values(draft.add({ type, name, params, inputs: { input } }))
  if (wire === undefined) throw new Unsupported(`${type} has no output`)
  return wire
}

export function permuted(wire: Wire, permutation: readonly number[], draft: Draft): Wire {
  if (permutation.every((axis, index) => axis === index)) return wire
  const moved = permutation.flatMap((axis, index) => (axis === index ? [] : [index]))
  const [dim0, dim1] = moved
  if (moved.length === 2) return added(draft, 'Transpose', wire, { dim0, dim1 })
  return added(draft, 'Permute', wire, { dims: [...permutation] })
}

function constantNode(constant: Constant, draft: Draft): Wire {
  const { shape, values, dtype } = constant
  if (dtype === 'float32' && values.length > MOST_CONSTANTS) {
    const weights = { weight: weightOf(constant) }
    const [wire] = Object.values(draft.add({ type: 'Parameter', params: { shape: [...shape] }, weights }))
    if (wire !== undefined) return wire
  }
  const [wire] = Object.values(
    draft.add({ type: 'Constant', params: { shape: [...shape], values: Array.from(values) } }),
  )
  if (wire === undefined) throw new Unsupported('a constant is among its inputs')
  return wire
}

/** The four dimensions that ONNX gives a recurrent layer's output, from the three that PyTorch does. */
function sequenceNode(value: Extract<Value, { kind: 'sequence' }>, draft: Draft): Wire {
  const features = value.wire.type?.shape.at(-1)
  if (typeof features !== 'number') throw new Unsupported('the size of the state is not known')
  const split = added(draft, 'Unflatten', value.wire, {
    dim: -1,
    unflattened_size: [value.directions, features / value.directions],
  })
  const axes: readonly SequenceAxis[] = value.batchFirst ? ['N', 'T', 'D', 'H'] : ['T', 'N', 'D', 'H']
  return permuted(
    split,
    value.order.map((axis) => axes.indexOf(axis)),
    draft,
  )
}
