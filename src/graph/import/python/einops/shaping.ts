/** What rearranging is done with: nodes on wires, or the numbers of a tensor that is known. */
import { fixedMethod } from '../fixed/fixed-operations'
import type { Operation } from '../operation'
import { spreadOverBatch } from '../batch'
import { isKind, list } from '../values'
import type { ExampleValue, SizeValue, TensorValue, Value } from '../values'
import type { Shape } from '../../../types/dims'

export interface Shaping<T extends Value> {
  /** undefined where it is not known. */
  shapeOf(value: T): Shape | undefined
  /** Errors: it cannot be done so → Unreadable. */
  node(type: string, params: Readonly<Record<string, unknown>>, input: T): T
  /** A dimension of size 1 as long as the batch is. */
  spread(value: T, dim: number, size: SizeValue): T
}

export function onWires(operation: Operation): Shaping<TensorValue> {
  return {
    shapeOf: ({ type }) => type?.shape,
    node: (type, params, input) => operation.node(type, params, { input }),
    spread: (value, dim, size) => spreadOverBatch(operation, value, dim, size),
  }
}

/** `fail` makes the error of what numbers alone do not give. */
export function onNumbers(line: number, fail: () => Error): Shaping<ExampleValue> {
  const call = (self: ExampleValue, name: string, ...positional: Value[]): ExampleValue => {
    const value = fixedMethod(self, name, { positional, named: new Map(), line })
    if (!isKind(value, 'example')) throw fail()
    return value
  }
  const numbers = (given: unknown): Value => (Array.isArray(given) ? list(given as number[]) : Number(given))
  const split = (self: ExampleValue, dim: number, sizes: readonly number[]): ExampleValue => {
    const known = sizes.filter((size) => size !== -1).reduce((product, size) => product * size, 1)
    const whole = sizes.map((size) => (size === -1 ? (self.shape[dim] ?? 0) / known : size))
    return call(self, 'reshape', list(self.shape.toSpliced(dim, 1, ...whole)))
  }
  return {
    shapeOf: ({ shape }) => shape,
    node: (type, params, input) => {
      const given = numbers(params['dim'] ?? params['dims'] ?? params['size'] ?? 0)
      if (type === 'Unflatten') return split(input, Number(given), params['unflattened_size'] as number[])
      if (type === 'Flatten')
        return call(input, 'flatten', Number(params['start_dim']), Number(params['end_dim']))
      return call(input, type.toLowerCase(), given)
    },
    spread: () => {
      throw fail()
    },
  }
}
