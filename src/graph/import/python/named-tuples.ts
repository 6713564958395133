/** What a NamedTuple does besides having attributes: it is a tuple of them. */
import type { Arguments } from './arguments'
import { rootOf } from './attributes'
import { isKind, list } from './values'
import type { InstanceValue, Value } from './values'

/** Its values in their order; undefined for an instance of any other class. */
export function tupleItems({ class: type, attributes }: InstanceValue): Value[] | undefined {
  const root = rootOf(type) ?? undefined
  if (!isKind(root, 'global') || !/(^|\.)NamedTuple$/.test(root.path)) return undefined
  const holder = type.fields === undefined && isKind(type.base ?? undefined, 'class') ? type.base : type
  const fields = isKind(holder ?? undefined, 'class') ? (holder as typeof type).fields : undefined
  return fields?.map((name) => attributes.get(name) ?? null)
}

/** undefined for methods of other classes. */
export function tupleMethod(self: InstanceValue, name: string, { named }: Arguments): Value | undefined {
  if (tupleItems(self) === undefined) return undefined
  if (name === '_asdict') return { kind: 'dict', entries: new Map(self.attributes) }
  if (name === '_replace') return { ...self, attributes: new Map([...self.attributes, ...named]) }
  return name === '_fields' ? list([...self.attributes.keys()], true) : undefined
}
