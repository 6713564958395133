/** The arguments of a call as they are written, with what stars spread. */
import type { Arguments } from './arguments'
import { isFloat, isWhole } from './parse-expression'
import type { Python } from './python'
import { refusals } from './refusals'
import { Unreadable } from './syntax'
import type { Expression } from './syntax'
import { isKind } from './values'
import type { Scope, Value } from './values'

/** What a call is given. Errors: `**` of what is no dictionary → Unreadable. */
export function argumentsOf(
  python: Python,
  { args, line }: Extract<Expression, { kind: 'call' }>,
  scope: Scope,
): Arguments {
  const positional: Value[] = []
  const named = new Map<string, Value>()
  for (const { value, name, star } of args) {
    const given = python.evaluate(value, scope)
    if (name !== undefined) named.set(name, given)
    else if (star === '*') positional.push(...python.lib.items(given, line))
    else if (star === '**') {
      if (!isKind(given, 'dict')) throw new Unreadable(refusals.openItems(), line)
      for (const [key, item] of given.entries) named.set(String(key), item)
    } else if (star === undefined) positional.push(given)
  }
  const last = args.findLast(({ name, star }) => name === undefined && star === undefined)
  const float = args.some(({ value, name }) => name === undefined && isFloat(value))
  return { positional, named, line, float, whole: last !== undefined && isWhole(last.value) }
}
