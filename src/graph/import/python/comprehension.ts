/** Comprehensions, lists as they are written, and slices. */
import { assign } from './assignment'
import { keyOf } from './attributes'
import type { Python } from './python'
import type { Expression } from './syntax'
import { refusals } from './refusals'
import { Unreadable } from './syntax'
import { isKind, list, Scope } from './values'
import type { Value } from './values'

type Comprehension = Extract<Expression, { kind: 'comprehension' }>

export function comprehended(python: Python, expression: Comprehension, scope: Scope): Value {
  const { key, element, loops } = expression
  const inner = new Scope(scope)
  const items: Value[] = []
  const entries = new Map<string | number | boolean | null, Value>()
  const walk = (depth: number): void => {
    const loop = loops[depth]
    if (loop === undefined) {
      const value = python.evaluate(element, inner)
      if (key === undefined) items.push(value)
      else entries.set(keyOf(python.evaluate(key, inner)), value)
      return
    }
    const { target, iterable, conditions } = loop
    for (const item of python.lib.items(python.evaluate(iterable, inner), iterable.line)) {
      assign(python, target, item, inner)
      if (conditions.every((condition) => python.decide(python.evaluate(condition, inner), condition.line)))
        walk(depth + 1)
    }
  }
  walk(0)
  return key === undefined ? list(items) : { kind: 'dict', entries }
}

/** The items of a list as it is written, with what a `*` brings. */
export function elementsOf(python: Python, items: readonly Expression[], scope: Scope): Value[] {
  return items.flatMap((item) =>
    item.kind === 'star'
      ? python.lib.items(python.evaluate(item.value, scope), item.line)
      : [python.evaluate(item, scope)],
  )
}

/** `start:stop:step` */
export function sliceOf(
  python: Python,
  expression: Extract<Expression, { kind: 'slice' }>,
  scope: Scope,
): Value {
  const part = (inner?: Expression): Value => (inner === undefined ? null : python.evaluate(inner, scope))
  const { start, stop, step } = expression
  return { kind: 'slice', start: part(start), stop: part(stop), step: part(step) }
}

/** `{'a': 1, **others}`. */
export function dictOf(
  python: Python,
  { entries }: Extract<Expression, { kind: 'dict' }>,
  scope: Scope,
): Value {
  return {
    kind: 'dict',
    entries: new Map(
      entries.flatMap(([key, item]) => {
        const value = python.evaluate(item, scope)
        if (key !== null) return [[keyOf(python.evaluate(key, scope)), value]]
        if (!isKind(value, 'dict')) throw new Unreadable(refusals.openItems(), item.line)
        return [...value.entries]
      }),
    ),
  }
}
