/** Assignments: names, members, items, and several targets at once. */
import { isModuleClass, setAttribute } from './attributes'
import { replace } from './containers'
import { setFixedItem } from './fixed/fixed-places'
import type { Library } from './library'
import type { Made } from './made'
import { refusals } from './refusals'
import { PATCHED } from './set-member'
import type { Expression } from './syntax'
import { Unreadable } from './syntax'
import { isKind, list, UNKNOWN } from './values'
import type { ContainerValue, Scope, Value } from './values'

/** What evaluates the parts of a target: the interpreter. */
interface Python {
  readonly lib: Library
  readonly made: Made
  evaluate(expression: Expression, scope: Scope): Value
}

/** `target = value`, where the target is a name, a member, an item, or a list of targets. Errors: no other → Unreadable. */
export function assign(python: Python, target: Expression, value: Value, scope: Scope): void {
  if (target.kind === 'name') scope.names.set(target.name, value)
  else if (target.kind === 'list') unpack(python, target.items, value, scope, target.line)
  else if (target.kind === 'member') {
    const object = python.evaluate(target.object, scope)
    if (target.name === 'requires_grad') python.lib.freeze(object, value)
    else if (isKind(object, 'instance') && !(PATCHED.has(target.name) && isModuleClass(object.class)))
      setAttribute(object, target.name, value)
    else python.lib.setMember(object, target.name, value, target.line)
    python.made.taken(object, value, target.line)
  } else if (target.kind === 'subscript') {
    const object = python.evaluate(target.object, scope)
    const index = target.index.map((each) => python.evaluate(each, scope))
    const [key] = index
    if (isKind(object, 'dict') && (typeof key === 'string' || typeof key === 'number'))
      object.entries.set(key, value)
    else if (isKind(object, 'list') && typeof key === 'number') object.items[key] = value
    else if (isKind(object, 'container') && (typeof key === 'string' || typeof key === 'number'))
      replace(object, key, value)
    else if (python.lib.setItem(object, index, value, target.line)) return
    else if (!isKind(object, 'example') || !setFixedItem(object, index, value))
      throw new Unreadable(refusals.setsInside(), target.line)
    if (!isKind(object, 'example')) python.made.taken(object, value, target.line)
  } else throw new Unreadable(refusals.assignment(), target.line)
}

function unpack(
  python: Python,
  targets: readonly Expression[],
  value: Value,
  scope: Scope,
  line: number,
): void {
  if (isKind(value, 'unknown')) {
    for (const target of targets) assign(python, target.kind === 'star' ? target.value : target, value, scope)
    return
  }
  const star = targets.findIndex(({ kind }) => kind === 'star')
  const items = python.lib.items(value, line, targets.length, star >= 0)
  if (star < 0 && items.length !== targets.length)
    throw new Unreadable(refusals.unpacked(items.length, targets.length), line)
  targets.forEach((target, index) => {
    const after = targets.length - index - 1
    if (target.kind === 'star')
      assign(python, target.value, list(items.slice(index, items.length - after)), scope)
    else {
      const item = items[star >= 0 && index > star ? items.length - after - 1 : index]
      assign(python, target, item === undefined ? UNKNOWN : item, scope)
    }
  })
}

/** `del target`. Errors: an item of what only running would tell → Unreadable. */
export function remove(python: Python, target: Expression, scope: Scope): void {
  if (target.kind === 'name') scope.names.delete(target.name)
  else if (target.kind === 'list') for (const item of target.items) remove(python, item, scope)
  else if (target.kind === 'member') {
    const object = python.evaluate(target.object, scope)
    if (isKind(object, 'instance')) object.attributes.delete(target.name)
    else if (isKind(object, 'container')) object.children.delete(target.name)
  } else if (target.kind === 'subscript') {
    const object = python.evaluate(target.object, scope)
    const [key = null] = target.index.map((each) => python.evaluate(each, scope))
    if (isKind(object, 'unknown')) return
    if (isKind(object, 'dict') && !(typeof key === 'object' && key !== null)) object.entries.delete(key)
    else if (isKind(object, 'list') && typeof key === 'number') object.items.splice(key, 1)
    else if (isKind(object, 'container') && removeChild(object, key)) return
    else throw new Unreadable(refusals.assignment(), target.line)
  }
}

/** Those behind it in a list have other numbers then. → whether there is such a child */
function removeChild({ children, form }: ContainerValue, key: Value): boolean {
  const at =
    typeof key === 'number' ? [...children.keys()].at(key) : typeof key === 'string' ? key : undefined
  if (at === undefined) return false
  children.delete(at)
  if (form !== 'list') return true
  const left = [...children.values()]
  children.clear()
  left.forEach((child, place) => children.set(String(place), child))
  return true
}

/** What was to be assigned is unknown. */
export function forget(python: Python, target: Expression, unknown: Value, scope: Scope): void {
  if (target.kind === 'list') for (const item of target.items) forget(python, item, unknown, scope)
  else if (target.kind === 'name' || target.kind === 'member') assign(python, target, unknown, scope)
  else if (target.kind === 'subscript') forget(python, target.object, unknown, scope)
}
