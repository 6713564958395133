/** What a call of a layer gives it: the wires into it, and the params that PyTorch takes in the call. */
import type { Params } from '../../document/document'
import type { NodeDefinition } from '../../registry/definition'
import type { Arguments } from './arguments'
import { paramsOf } from './layers'
import { paramFields } from '../../params/param-types'
import { resolved, unpooledSize } from './sizes'
import type { Note } from './library'
import { refusals } from './refusals'
import { parsed, signatureOf } from './signatures'
import { inHandleOrder } from './tracing'
import { Unreadable } from './syntax'
import { isKind } from './values'
import type { LayerValue, TensorValue, Value } from './values'

interface Tracing {
  /** A value as a wire; null where it could not be read. Errors: a value that is no tensor → Unreadable. */
  tensor(value: Value, line: number): TensorValue | null
  readonly note: Note
  /** Whether a wire begins at an argument of the `forward` that is followed. */
  comesFromOutside(wire: TensorValue): boolean
}

/** Inputs by handle, in handle order. Errors: one is no tensor → Unreadable. */
export function layerInputs(
  definition: NodeDefinition,
  layer: LayerValue,
  args: Arguments,
  tracing: Tracing,
): {
  inputs: Record<string, TensorValue | null>
  params: Params
} {
  const handles = definition.inputs(layer.params, { modules: {} })
  const inputs: Record<string, TensorValue | null> = {}
  if (handles.some(({ variadic }) => variadic)) {
    const given = [...args.positional, ...args.named.values()].filter((value) => isKind(value, 'tensor'))
    given.forEach((value, index) => (inputs[`${handles[0]?.name}.${index}`] = value))
    return { inputs, params: {} }
  }
  const parameters =
    signatureOf(`nn.${layer.type}.forward`) ?? parsed(handles.map(({ name }) => name).join(', '))
  const named = new Map(args.named)
  args.positional.forEach((value, index) =>
    named.set(parameters[index]?.name ?? `argument ${index + 1}`, value),
  )
  const extra = new Map<string, Value>()
  const wires: Value[] = []
  parameters.forEach(({ name }) => {
    const value = named.get(name)
    if (value === undefined || value === null) return
    const handle = handles.find((each) => each.name === name)
    if (handle?.optional === true && isKind(value, 'unknown'))
      tracing.note(refusals.unreadArgument(name, `nn.${layer.type}`), args.line)
    else if (handle !== undefined) inputs[name] = tracing.tensor(value, args.line)
    else if (isKind(value, 'tensor') || isKind(value, 'unknown')) wires.push(value)
    else if (name === 'output_size') extra.set(name, value)
    // The states of an LSTM come as one tuple.
    else if (isKind(value, 'list')) wires.push(...value.items)
    else extra.set(name, value)
  })
  const free = handles.filter(({ name }) => !Object.hasOwn(inputs, name))
  wires.forEach((value, index) => {
    const handle = free[index]
    if (handle !== undefined && value !== null) inputs[handle.name] = tracing.tensor(value, args.line)
  })
  const [first] = Object.keys(inputs)
  const source = first === undefined ? undefined : inputs[first]
  if (first !== undefined && source && layer.hooks.length > 0)
    inputs[first] = { ...source, hooks: [...(source.hooks ?? []), ...layer.hooks] }
  noteMasks(inputs, args.line, tracing)
  extra.delete('is_causal')
  const size = extra.get('output_size') ?? null
  // What a node has as a param is one, without batch and channels.
  const isParam = paramFields(definition.params).some(({ name }) => name === 'output_size')
  if (isParam && size !== null) extra.set('output_size', unpooledSize(layer.type, size))
  else extra.delete('output_size')
  const padding =
    isParam || size === null
      ? {}
      : { output_padding: oneOrAll(outputPadding(layer, size, source, args.line)) }
  const params = paramsOf(definition, `nn.${layer.type}`, extra, parameters, args.line, tracing.note)
  return { inputs: inHandleOrder(inputs, handles), params: { ...params, ...padding } }
}

function oneOrAll(sizes: number[]): number | number[] {
  const [only] = sizes
  return sizes.length === 1 && only !== undefined ? only : sizes
}

/** The `output_padding` of a transposed convolution that gives an output of that size. Errors: a size is not known → Unreadable. */
function outputPadding(
  layer: LayerValue,
  given: Value,
  source: TensorValue | null | undefined,
  line: number,
): number[] {
  const size = resolved(given)
  const wanted = isKind(size, 'list') ? size.items : [size]
  const shape = source?.type?.shape ?? []
  const rank = Number(/(\d)d$/.exec(layer.type)?.[1] ?? 0)
  const sides = shape.slice(-rank)
  return sides.map((side, axis) => {
    const asked = wanted.at(axis - rank)
    const param = (name: string, usual: number): number => {
      const value = layer.params[name] ?? usual
      return Number(Array.isArray(value) ? value[axis] : value)
    }
    if (typeof asked !== 'number' || typeof side !== 'number')
      throw new Unreadable(refusals.outputSize(), line)
    const least =
      (side - 1) * param('stride', 1) -
      2 * param('padding', 0) +
      param('dilation', 1) * (param('kernel_size', 1) - 1) +
      1
    return asked - least
  })
}

/** An input of the net that hides places may hold truth values in PyTorch. */
function noteMasks(
  inputs: Readonly<Record<string, TensorValue | null>>,
  line: number,
  tracing: Tracing,
): void {
  for (const [name, wire] of Object.entries(inputs))
    if (
      wire !== null &&
      wire.type?.dtype !== 'bool' &&
      name.endsWith('mask') &&
      tracing.comesFromOutside(wire)
    )
      tracing.note(refusals.truthMask(name), line)
}
