/** Calls of einops, as functions and as layers: nodes that are there anyway, so that nothing needs einops afterwards. */
import type { Arguments } from '../arguments'
import { fixedOperation } from '../fixed/fixed-operations'
import { einsum as einsumOf } from '../functions'
import { Operation, resolved } from '../operation'
import type { Note } from '../library'
import { Unreadable } from '../syntax'
import type { Tracer } from '../tracer'
import { isKind } from '../values'
import type { ListValue, Value } from '../values'
import { told } from '../../../../words/tell'
import { packed, unpacked } from './packing'
import { asLetters } from './patterns'
import { Rearrangement } from './rearrangement'
import { onNumbers, onWires } from './shaping'

/** Whether `einops.<name>` is read here. */
export function isEinops(path: string): boolean {
  return /^einops\.(rearrange|reduce|repeat|pack|unpack|einsum)$/.test(path)
}

/** What `einops.rearrange(x, pattern, **sizes)` and its likes give. Errors: a pattern that is no such one → Unreadable. */
export function callEinops(name: string, args: Arguments, tracer: Tracer, note: Note): Value {
  const { positional, named, line } = args
  const operation = new Operation(name, new Map(), [], tracer, line, note)
  if (name === 'einsum') return einsum(operation, positional)
  const [first = named.get('tensor') ?? null, ...more] = positional
  const given = isKind(first, 'list') && name !== 'pack' ? stacked(operation, first) : first
  const shapes = name === 'unpack' ? (named.get('packed_shapes') ?? more.shift() ?? null) : null
  const text = named.get('pattern') ?? more.shift()
  if (isKind(given, 'unknown')) {
    tracer.tensor(given, line)
    return given
  }
  const fail = (): Unreadable => unreadable(typeof text === 'string' ? text : '…', line)
  if (typeof text !== 'string') throw fail()
  if (name === 'pack') return packed(operation, text, given, fail)
  const reduction = name === 'reduce' ? (named.get('reduction') ?? more[0]) : undefined
  const sizes = new Map([...named].map(([axis, value]): [string, Value] => [axis, resolved(value)]))
  if (name !== 'unpack' && isKind(given, 'example')) {
    const fixed = worked(() =>
      new Rearrangement(text, sizes, fail).of(onNumbers(line, fail), given, reduction),
    )
    if (fixed !== undefined) return fixed
  }
  const input = tracer.tensor(given, line)
  if (input === null) return { kind: 'unknown' }
  if (name === 'unpack') return unpacked(operation, text, input, shapes, fail)
  return new Rearrangement(text, sizes, fail).of(onWires(operation), input, reduction)
}

/** Several tensors are one with a dimension more. */
function stacked(operation: Operation, tensors: ListValue): Value {
  const { tracer, line } = operation
  const fixed = fixedOperation('stack', { positional: [tensors], named: new Map(), line })
  if (fixed !== undefined) return fixed
  const inputs = tensors.items.map((item, index) => [`tensors.${index}`, tracer.tensor(item, line)] as const)
  return operation.node('Stack', { dim: 0 }, Object.fromEntries(inputs))
}

/** undefined where numbers alone do not give it. */
function worked(run: () => Value): Value | undefined {
  try {
    return run()
  } catch (error) {
    if (error instanceof Unreadable) return undefined
    throw error
  }
}

/** `einops.einsum(a, b, 'i j, j k -> i k')`, where names may be words. */
function einsum(operation: Operation, positional: readonly Value[]): Value {
  const { tracer, line } = operation
  const pattern = positional.at(-1)
  if (typeof pattern !== 'string') throw unreadable('…', line)
  const equation = new Map<string, Value>([['equation', asLetters(pattern)]])
  return einsumOf(
    new Operation('einsum', equation, positional.slice(0, -1), tracer, line, (said) => operation.note(said)),
  )
}

function unreadable(pattern: string, line: number): Unreadable {
  return new Unreadable(
    told('python.einops', "The pattern '{{pattern}}' could not be read, with the sizes that are known.", {
      pattern,
    }),
    line,
  )
}

/** What `einops.layers.torch.Rearrange(pattern, **sizes)` keeps until it is called. */
export function einopsLayer(name: string, { positional, named }: Arguments): Value {
  const entries = new Map<string | number | boolean | null, Value>(named)
  positional.forEach((value, place) => entries.set(`#${place}`, value))
  return { kind: 'method', self: { kind: 'dict', entries }, name: `einops.${name.toLowerCase()}` }
}

/** The call of such a layer: undefined for every other method. */
export function callEinopsLayer(self: Value, name: string, args: Arguments): [string, Arguments] | undefined {
  if (!name.startsWith('einops.') || !isKind(self, 'dict')) return undefined
  const kept = [...self.entries].map(([key, value]) => [String(key), value] as const)
  const positional = kept.filter(([key]) => key.startsWith('#')).map(([, value]) => value)
  const named = new Map(kept.filter(([key]) => !key.startsWith('#')))
  return [
    name.slice('einops.'.length),
    { positional: [...args.positional, ...positional], named, line: args.line },
  ]
}
