/** What no rule takes in: a node that shows the operator and its attributes, keeps its wires, and cannot run. */
import type { ReadValue } from '../../onnx/attributes'
import { nameOfNode } from './names'
import type { Site } from './site'
import { tell } from '../../../words/tell'
import { Unsupported } from './values'
import type { Wire } from './values'

/** Longer lists of numbers are left out of what an opaque node shows. */
const MOST_NUMBERS = 64

/** Puts an opaque node in the ONNX node's place. → its name */
export function addOpaque(site: Site): string {
  const { node, reading } = site
  const constants: Record<string, unknown> = {}
  const inputs: Record<string, Wire> = {}
  node.inputs.forEach((name, index) => {
    if (name === '') return
    const constant = reading.constant(name)
    if (constant !== undefined) constants[`input ${index}`] = shown(constant.values, constant.shape)
    else
      try {
        inputs[`inputs.${Object.keys(inputs).length}`] = reading.wire(name)
      } catch (error) {
        if (!(error instanceof Unsupported)) throw error
        constants[`input ${index}`] = tell('import.opaque_left_out', 'left out: {{reason}}', {
          reason: error.message,
        })
      }
  })
  const attributes = Object.fromEntries([...node.attributes].map(([name, value]) => [name, plain(value)]))
  const params = {
    op: node.op,
    ...(node.domain === '' ? {} : { domain: node.domain }),
    outputs: Math.max(1, node.outputs.length),
    attributes: JSON.stringify({ ...attributes, ...constants }),
  }
  const wires = reading.builder.add({
    type: 'Opaque',
    name: nameOfNode(node) ?? node.op,
    stem: node.op.toLowerCase(),
    params,
    inputs,
  })
  Object.values(wires).forEach((wire, index) => site.give(wire, index))
  const [first] = Object.values(wires)
  return (first && reading.builder.nodeOf(first)?.name) ?? node.op
}

function plain(value: ReadValue): unknown {
  if (Array.isArray(value))
    return value.length > MOST_NUMBERS
      ? tell(
          'import.opaque_values',
          { one: '{{count}} value', other: '{{count}} values' },
          { count: value.length },
        )
      : value
  if (typeof value !== 'object') return value
  return value.$typeName === 'onnx.TensorProto'
    ? tensorText(value.dims)
    : tell('import.opaque_graph', 'a graph')
}

function shown(values: ArrayLike<number>, shape: readonly number[]): unknown {
  return values.length > MOST_NUMBERS
    ? tensorText(shape)
    : shape.length === 0
      ? values[0]
      : Array.from(values)
}

function tensorText(shape: readonly (number | bigint)[]): string {
  return tell('import.opaque_tensor', 'a tensor of shape [{{shape}}]', { shape: shape.join(', ') })
}
