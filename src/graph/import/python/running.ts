/** What functions of Python are given, and what they may ask of the interpreter. */
import type { Value } from './values'

/** What the functions need from the interpreter. */
export interface Running {
  items(value: Value, line: number): Value[]
  member(object: Value, name: string, line: number): Value
  setAttribute(object: Value, name: string, value: Value): void
  apply(callee: Value, args: readonly Value[], line: number, named?: ReadonlyMap<string, Value>): Value
}

/** A function of Python on values. */
export type Builtin = (
  args: readonly Value[],
  running: Running,
  line: number,
  named: ReadonlyMap<string, Value>,
) => Value

/** Longer ones are no description of a net. */
export const MAX_RANGE = 10_000
