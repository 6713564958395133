/** Attributes of classes and instances, as Python looks them up. */
import { suggestName } from '../../document/identifiers'
import { Unreadable } from './syntax'
import { isKind, isModuleValue } from './values'
import type { ClassValue, GlobalValue, InstanceValue, LayerValue, ModuleValue, Scope, Value } from './values'
import type { Arguments } from './arguments'
import { told } from '../../../words/tell'

/** A member of a class or of what it is derived from. */
export function memberOf(type: ClassValue, name: string): Value | undefined {
  return definedIn(type, name, 0)
}

/** The same, of what the class is derived from. */
export function memberAbove(type: ClassValue, name: string): Value | undefined {
  const above = [
    ...(isKind(type.base ?? undefined, 'class') ? [type.base as ClassValue] : []),
    ...type.mixins,
  ]
  for (const base of above) {
    const member = memberOf(base, name)
    if (member !== undefined) return member
  }
  return undefined
}

function definedIn(type: ClassValue, name: string, depth: number): Value | undefined {
  const own = type.members.get(name)
  if (own !== undefined || depth > 50) return own
  const above = [
    ...(isKind(type.base ?? undefined, 'class') ? [type.base as ClassValue] : []),
    ...type.mixins,
  ]
  for (const base of above) {
    const member = definedIn(base, name, depth + 1)
    if (member !== undefined) return member
  }
  return undefined
}

/** What the topmost class of the files is derived from. */
export function rootOf(type: ClassValue): ClassValue | GlobalValue | null {
  let { base } = type
  for (let depth = 0; depth < 50 && isKind(base ?? undefined, 'class'); depth++)
    base = (base as ClassValue).base
  return base
}

/** Whether a class is derived from one of torch.nn, or of a library's own kind of module. */
export function isModuleClass(type: ClassValue): boolean {
  const base = rootOf(type)
  return (
    base !== null &&
    isKind(base, 'global') &&
    (base.path.startsWith('torch.nn.') || base.path.endsWith('Module'))
  )
}

/** Under which name an instance of a class that is derived from a layer holds that layer. */
export const OWN_LAYER = 'layer of torch.nn'

/** The layer that the class of an instance is derived from; undefined for every other class. */
export function ownLayer(value: Value | undefined): LayerValue | undefined {
  const held = isKind(value, 'instance') ? value.attributes.get(OWN_LAYER) : undefined
  return isKind(held, 'layer') ? held : undefined
}

/** What a definition may be called: names become keys of objects, where this one word is not a key. */
export function definitionName(name: string): string {
  return name === '__proto__' ? 'Proto' : name
}

/** A class's name as a document may have it, without accents; `otherwise` where no letter of it is left. */
export function documentName(name: string, otherwise: string): string {
  if (/^\w+$/.test(name)) return name
  const folded = suggestName(name, new Set())
  return folded === 'node' ? otherwise : folded
}

/** Sets an attribute; modules learn where they are. */
export function setAttribute(instance: InstanceValue, name: string, value: Value): void {
  instance.attributes.set(name, value)
  if (isModuleValue(value)) registered(value)
  if (isModuleValue(value) || isKind(value, 'parameter')) value.owner ??= { module: instance, key: name }
  if (isKind(value, 'list'))
    value.items.forEach((item, index) => {
      if ((isModuleValue(item) || isKind(item, 'parameter')) && item.owner === undefined) {
        item.owner = { module: instance, key: `${name}_${index}` }
        if (isModuleValue(item)) item.listed = name
      }
    })
}

/** What was in a list of Python is now held by a module, as is a slice of a container. */
export function registered(module: ModuleValue): void {
  if (isKind(module, 'container')) delete module.part
  if (module.listed === undefined) return
  delete module.listed
  delete module.owner
}

/** The node's name of what hangs under these keys, one inside the other: `layers_0`, `n0` in a Sequential. */
export function nodeNameOf(keys: readonly string[]): string {
  const name = keys.join('_')
  return /^\d/.test(name) ? `n${name}` : name
}

/** `super()` in a method: what the class is derived from, with the same instance. */
export function superOf(scope: Scope, { positional: [given, instance], line }: Arguments): Value {
  let inner: Scope | undefined = scope
  while (inner !== undefined && inner.self === undefined) inner = inner.outer
  const self = instance ?? inner?.self
  let place: Scope | undefined = scope
  while (place !== undefined && place.type === undefined) place = place.outer
  const type = isKind(given, 'class') ? given : place?.type
  if (self === undefined || !(isKind(self, 'instance') || isKind(self, 'class')))
    throw new Unreadable(told('python.super_outside', 'super() is called outside of a method.'), line)
  return { kind: 'method', self, name: 'super', ...(type === undefined ? {} : { type }) }
}

/** As Python writes it. */
export function textOf(value: Value): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return typeof value === 'object' ? value.kind : String(value)
}

export function keyOf(value: Value): string | number | boolean | null {
  return typeof value === 'object' && value !== null ? value.kind : value
}

export function firstLine(text: string): string {
  const [line = ''] = text.split('\n')
  return line.length > 60 ? `${line.slice(0, 57)}…` : line
}
