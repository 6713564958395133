/** Conditions of Python. */
import { memberOf } from './attributes'
import { refusals } from './refusals'
import { isKind, truth, UNKNOWN } from './values'
import type { Value } from './values'

/** Python's `bool(value)`, of modules too; undefined where only running would tell. */
export function truthOf(value: Value): boolean | undefined {
  // An instance that has a length may be empty.
  if (isKind(value, 'instance') && isKind(memberOf(value.class, '__len__'), 'function')) return undefined
  return truth(value)
}

/** `not value` */
export function negated(value: Value): Value {
  const decided = truthOf(value)
  if (decided !== undefined) return !decided
  if (!isKind(value, 'unknown')) return UNKNOWN
  return { ...value, ...(value.assume === undefined ? {} : { assume: !value.assume }) }
}

/** `p if self.training else 0.0`, as dropout is written; undefined for every other choice. */
export function droppedInTraining(test: Value, branch: (yes: boolean) => Value): Value | undefined {
  if (!isKind(test, 'unknown') || test.assume === undefined) return undefined
  if (branch(test.assume) !== 0) return undefined
  const dropped = branch(!test.assume)
  if (typeof dropped !== 'number' || dropped < 0 || dropped > 1) return undefined
  return { kind: 'unknown', why: refusals.whileTraining(), dropped }
}

/** `first and …`, `first or …`; the second is evaluated only where it counts. */
export function combined(operator: 'and' | 'or', first: Value, second: () => Value): Value {
  const decides = operator === 'or'
  const decided = truthOf(first)
  if (decided !== undefined) return decided === decides ? first : second()
  const assumed = isKind(first, 'unknown') ? first.assume : undefined
  if (assumed === decides) return first
  const value = second()
  return truthOf(value) === decides || assumed !== undefined ? value : UNKNOWN
}
