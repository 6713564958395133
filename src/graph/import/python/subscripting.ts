/** `value[index]`, whatever the value is. */
import { fixedItem } from './fixed/fixed-places'
import { partOf } from './containers'
import { textOf } from './attributes'
import { tupleItems } from './named-tuples'
import { itemOf } from './plain-values'
import { refusals } from './refusals'
import { resolved } from './sizes'
import { subscriptTensor } from './subscript'
import { Unreadable } from './syntax'
import type { Tracer } from './tracer'
import { isKind, UNKNOWN } from './values'
import type { ShapeValue, Value } from './values'

/** Errors: there is no such item, or only running the net would tell which → Unreadable. */
export function subscripted(self: Value, index: readonly Value[], tracer: Tracer, line: number): Value {
  const [first = null] = index
  // A type with its arguments: `dict[str, int]`.
  if (isKind(self, 'global') || isKind(self, 'class')) return self
  if (isKind(self, 'list')) return itemOf(self.items, first, self.tuple, line)
  const tuple = isKind(self, 'instance') ? tupleItems(self) : undefined
  if (tuple !== undefined) return itemOf(tuple, first, true, line)
  if (isKind(self, 'dict')) {
    const found = self.entries.get(first as string)
    if (found === undefined) throw new Unreadable(refusals.key(), line)
    return found
  }
  if (isKind(self, 'container')) {
    if (typeof first === 'string') return self.children.get(first) ?? UNKNOWN
    const items = itemOf([...self.children.values()], first, false, line)
    return isKind(items, 'list') ? partOf(self, items.items) : items
  }
  if (isKind(self, 'shape')) return sizeAt(self, first)
  if (typeof self === 'string') {
    const letters = itemOf(Array.from(self), first, false, line)
    return isKind(letters, 'list') ? letters.items.map(textOf).join('') : letters
  }
  if (isKind(self, 'example')) {
    const item = fixedItem(self, index)
    if (item !== undefined) return item
  }
  const tensor = tracer.tensor(self, line)
  return tensor === null ? UNKNOWN : subscriptTensor(tensor, index, tracer, line)
}

/** `x.shape[1]`, `x.shape[2:]` */
function sizeAt(self: ShapeValue, index: Value): Value {
  if (!isKind(index, 'slice'))
    return resolved({ kind: 'size', tensor: self.tensor, axis: self.from + Number(index) })
  return {
    ...self,
    from: self.from + Number(index.start ?? 0),
    ...(typeof index.stop === 'number' ? { to: index.stop } : {}),
  }
}
