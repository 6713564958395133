/** What goes into a definition and comes out of it: wires of the one that calls become its inputs, what it returns its outputs. */
import type { TensorType } from '../../types/dims'
import type { DefinitionBuilder } from './definition-builder'
import { refusals } from './refusals'
import { isKind, list, UNKNOWN } from './values'
import type { ParameterValue, TensorValue, UnknownValue, Value } from './values'

/** An input by its name, and what was given; null: it could not be read. */
export interface EnteredInput {
  name: string
  given: TensorValue | null
}

type Enter = (value: Value, name: string) => Value

/** What a value is inside of the definition; each tensor in it is put down in `inputs`. */
export function entrance(
  builder: DefinitionBuilder,
  inputs: EnteredInput[],
  tellUnknown: (value: UnknownValue) => void,
): Enter {
  const known = new Map<string, TensorValue>()
  const input = (name: string, given: TensorValue | null): TensorValue => {
    const entered = builder.addInput(name, given?.type ?? null)
    inputs.push({ name: builder.nameOfNode(entered.node), given })
    if (given !== null) known.set(wireOf(given), entered)
    return entered
  }
  const enter: Enter = (value, name) => {
    if (isKind(value, 'tensor')) return input(name, value)
    if (isKind(value, 'list'))
      return list(
        value.items.map((item, index) => enter(item, `${name}_${index}`)),
        value.tuple,
      )
    if (isKind(value, 'dict'))
      return {
        kind: 'dict',
        entries: new Map(
          [...value.entries].map(([key, item]) => [key, enter(item, `${name}_${String(key)}`)]),
        ),
      }
    // A size that only running would tell is that of a tensor that comes in, too.
    if (isKind(value, 'size') || isKind(value, 'shape'))
      return { ...value, tensor: known.get(wireOf(value.tensor)) ?? input(name, value.tensor) }
    if (!isKind(value, 'unknown') || value.assume !== undefined || value.dropped !== undefined) return value
    tellUnknown(value)
    return input(name, null)
  }
  return enter
}

interface Returned {
  value: Value
  /** Names for the outputs. */
  names: readonly string[]
}

interface Leaving {
  tensor: (parameter: ParameterValue) => TensorValue | null
  tellUnknown: (value: UnknownValue) => void
}

/** Output nodes for what `forward` returns. */
export function leave(
  { value, names }: Returned,
  { builder, inputs }: { builder: DefinitionBuilder; inputs: readonly EnteredInput[] },
  { tensor, tellUnknown }: Leaving,
): { outputs: Record<string, TensorType | null>; result: Value } {
  const outputs: Record<string, TensorType | null> = {}
  const single = isKind(value, 'tensor') || isKind(value, 'parameter')
  let count = 0
  const output = (item: TensorValue, wanted: string | undefined): Value => {
    builder.add({
      type: 'Output',
      params: {},
      name: single ? 'output' : (wanted ?? 'output'),
      inputs: { input: item },
    })
    const name = builder.nameOfNode(`n${builder.nodes.length - 1}`)
    outputs[name] = item.type
    return { kind: 'tensor', node: '', handle: name, type: item.type }
  }
  const convert = (item: Value, wanted: string | undefined): Value => {
    const own = isKind(item, 'parameter') ? tensor(item) : null
    if (own !== null) return output(own, wanted)
    if (isKind(item, 'unknown') && value !== item) tellUnknown(item)
    if (isKind(item, 'tensor') && !builder.holds(item)) {
      const unknown: UnknownValue = { kind: 'unknown', why: refusals.ofOtherModule() }
      tellUnknown(unknown)
      return unknown
    }
    if (isKind(item, 'tensor')) return output(item, wanted)
    if (isKind(item, 'list'))
      return list(
        item.items.map((inner) => convert(inner, names[count++])),
        item.tuple,
      )
    if (isKind(item, 'dict'))
      return {
        kind: 'dict',
        entries: new Map([...item.entries].map(([key, inner]) => [key, convert(inner, String(key))])),
      }
    // A size of what came in is one of what was given.
    if (isKind(item, 'size') || isKind(item, 'shape')) {
      const name = builder.nameOfNode(item.tensor.node)
      const given = inputs.find((each) => each.name === name)?.given
      return given ? { ...item, tensor: given } : UNKNOWN
    }
    return item
  }
  return { outputs, result: convert(value, undefined) }
}

function wireOf({ node, handle }: TensorValue): string {
  return `${node} ${handle}`
}
