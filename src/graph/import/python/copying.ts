/** `copy.deepcopy`: modules and parameters of their own, with the same arguments. */
import { isKind, isModuleValue } from './values'
import type { ContainerValue, InstanceValue, Value } from './values'

export function copied(value: Value): Value {
  return copyOf(value, new Map())
}

/** What is held twice is held twice in the copy, too. */
function copyOf(value: Value, done: Map<Value, Value>): Value {
  const before = done.get(value)
  if (before !== undefined) return before
  if (isKind(value, 'list')) return { ...value, items: value.items.map((item) => copyOf(item, done)) }
  if (isKind(value, 'dict'))
    return { ...value, entries: new Map([...value.entries].map(([key, item]) => [key, copyOf(item, done)])) }
  if (isKind(value, 'layer') || isKind(value, 'parameter')) {
    const { owner: _, ...rest } = value
    const copy: Value = rest.kind === 'layer' ? { ...rest, hooks: [...rest.hooks] } : rest
    done.set(value, copy)
    return copy
  }
  return isKind(value, 'container') || isKind(value, 'instance') ? moduleCopy(value, done) : value
}

function moduleCopy(value: ContainerValue | InstanceValue, done: Map<Value, Value>): Value {
  const copy: ContainerValue | InstanceValue =
    value.kind === 'container'
      ? { ...value, children: new Map() }
      : { ...value, attributes: new Map(), hooks: [...value.hooks] }
  delete copy.owner
  delete copy.examples
  done.set(value, copy)
  const held = value.kind === 'container' ? value.children : value.attributes
  const own = copy.kind === 'container' ? copy.children : copy.attributes
  for (const [key, item] of held) {
    const inner = copyOf(item, done)
    own.set(key, inner)
    if (isModuleValue(inner) || isKind(inner, 'parameter')) inner.owner ??= { module: copy, key }
  }
  return copy
}
