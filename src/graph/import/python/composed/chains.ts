/** Short words for the nodes that chains are made of. */
import type { Operation } from '../operation'
import type { TensorValue } from '../values'

/** A wire, or one that could not be read. */
export type Wire = TensorValue | null

/** Two operands; a number is a Constant. */
export type Operand = Wire | number

export function add(o: Operation, a: Operand, b: Operand): TensorValue {
  return pair(o, 'Add', a, b)
}

export function sub(o: Operation, a: Operand, b: Operand): TensorValue {
  return pair(o, 'Sub', a, b)
}

export function mul(o: Operation, a: Operand, b: Operand): TensorValue {
  return pair(o, 'Mul', a, b)
}

export function div(o: Operation, a: Operand, b: Operand): TensorValue {
  return pair(o, 'Div', a, b)
}

export function matmul(o: Operation, a: Wire, b: Wire): TensorValue {
  return o.node('MatMul', {}, { input: a, other: b })
}

/** A node of one input. */
export function of(
  o: Operation,
  type: string,
  input: Wire,
  params: Record<string, unknown> = {},
): TensorValue {
  return o.node(type, params, { input })
}

/** How many dimensions a wire has; undefined where its shape is not known. */
export function rankOf(wire: Wire): number | undefined {
  return wire?.type?.shape.length
}

/** A dimension counted from the front; undefined where that is not known. */
export function axisOf(wire: Wire, dim: unknown): number | undefined {
  const rank = rankOf(wire)
  if (typeof dim !== 'number') return undefined
  return dim >= 0 ? dim : rank === undefined ? undefined : dim + rank
}

function pair(o: Operation, type: string, a: Operand, b: Operand): TensorValue {
  const wire = (operand: Operand, beside: Operand): Wire =>
    typeof operand === 'number'
      ? o.tracer.constant(operand, o.line, typeof beside === 'number' ? null : beside)
      : operand
  return o.node(type, {}, { input: wire(a, b), other: wire(b, a) })
}
