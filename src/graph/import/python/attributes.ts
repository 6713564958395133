/** Attributes of classes and instances, as Python looks them up. */
import { Unreadable } from './syntax'
import { isKind, isModuleValue } from './values'
import type { ClassValue, InstanceValue, Scope, Value } from './values'
import { told } from '../../../words/tell'

/** A member of a class or of what it is derived from. */
export function memberOf(type: ClassValue, name: string): Value | undefined {
  let current: ClassValue | null = type
  for (let depth = 0; current !== null && depth < 50; depth++) {
    const member = current.members.get(name)
    if (member !== undefined) return member
    current = isKind(current.base ?? undefined, 'class') ? (current.base as ClassValue) : null
  }
  return undefined
}

/** Whether a class is derived from one of torch.nn. */
export function isModuleClass(type: ClassValue): boolean {
  let { base } = type
  for (let depth = 0; isKind(base ?? undefined, 'class') && depth < 50; depth++)
    base = (base as ClassValue).base
  return base !== null && isKind(base, 'global') && base.path.startsWith('torch.nn.')
}

/** Sets an attribute; modules learn where they are. */
export function setAttribute(instance: InstanceValue, name: string, value: Value): void {
  instance.attributes.set(name, value)
  if (isModuleValue(value) || isKind(value, 'parameter')) value.owner ??= { module: instance, key: name }
  if (isKind(value, 'list'))
    value.items.forEach((item, index) => {
      if (isModuleValue(item) || isKind(item, 'parameter'))
        item.owner ??= { module: instance, key: `${name}_${index}` }
    })
}

/** The node's name of what hangs under these keys, one inside the other: `layers_0`, `n0` in a Sequential. */
export function nodeNameOf(keys: readonly string[]): string {
  const name = keys.join('_')
  return /^\d/.test(name) ? `n${name}` : name
}

/** `super()` in a method: what the class is derived from, with the same instance. */
export function superOf(scope: Scope, line: number): Value {
  const self = scope.find('self')
  if (!isKind(self, 'instance'))
    throw new Unreadable(told('python.super_outside', 'super() is called outside of a method.'), line)
  return { kind: 'method', self, name: 'super' }
}

export function textOf(value: Value): string {
  return typeof value === 'object' && value !== null ? value.kind : String(value)
}

export function keyOf(value: Value): string | number | boolean | null {
  return typeof value === 'object' && value !== null ? value.kind : value
}

export function firstLine(text: string): string {
  const [line = ''] = text.split('\n')
  return line.length > 60 ? `${line.slice(0, 57)}…` : line
}
