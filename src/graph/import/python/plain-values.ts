/** What Python's own lists, dicts and texts do. */
import type { Arguments } from './arguments'
import { textOf } from './attributes'
import { refusals } from './refusals'
import { Unreadable } from './syntax'
import { isKind, list, UNKNOWN } from './values'
import type { Value } from './values'

/** Longer texts are no description of a net. */
const MAX_TEXT = 1_000_000

/** `items[index]`, a number or a slice. Errors: there is none → Unreadable. */
export function itemOf(items: readonly Value[], index: Value, tuple: boolean, line: number): Value {
  if (isKind(index, 'slice')) {
    const [start, stop, step] = [index.start, index.stop, index.step].map((part) =>
      typeof part === 'number' ? part : undefined,
    )
    if (step !== undefined && step < 0) return list(backwards(items, start, stop, -step), tuple)
    return list(
      items.slice(start, stop).filter((_, place) => place % (step ?? 1) === 0),
      tuple,
    )
  }
  if (typeof index !== 'number') return isKind(index, 'unknown') ? index : UNKNOWN
  const item = items.at(index)
  if (item === undefined) throw new Unreadable(refusals.item(index), line)
  return item
}

/** `items[start:stop:-step]` */
function backwards(
  items: readonly Value[],
  start: number | undefined,
  stop: number | undefined,
  step: number,
): Value[] {
  const place = (at: number): number => (at < 0 ? items.length + at : at)
  const first = start === undefined ? items.length - 1 : Math.min(place(start), items.length - 1)
  const last = stop === undefined ? -1 : place(stop)
  const picked: Value[] = []
  for (let at = first; at > last; at -= step) picked.push(items[at] ?? null)
  return picked
}

/** A method of a list or a dict. Errors: one that is not known → Unreadable. */
export function listMethod(
  self: Extract<Value, { kind: 'list' | 'dict' }>,
  name: string,
  { positional: [first = null, second], named, line }: Arguments,
): Value {
  if (self.kind === 'list') {
    if (name === 'append') self.items.push(first)
    else if (name === 'extend' && isKind(first, 'list')) self.items.push(...first.items)
    else if (name === 'insert' && typeof first === 'number') self.items.splice(first, 0, second ?? null)
    else if (name === 'pop') return self.items.splice(typeof first === 'number' ? first : -1, 1)[0] ?? null
    else if (name === 'add' && !self.items.includes(first)) self.items.push(first)
    else if (name === 'add') return null
    else if (name === 'reverse') self.items.reverse()
    else if (name === 'copy' || name === 'tolist') return list([...self.items], self.tuple)
    else if (name === 'count') return self.items.filter((item) => item === first).length
    else if (name === 'clear') self.items.splice(0)
    else if (name === 'numel') return self.items.reduce<number>((product, item) => product * Number(item), 1)
    else if (name === 'index') {
      const at = self.items.indexOf(first)
      if (at < 0) throw new Unreadable(refusals.key(), line)
      return at
    } else if (name === 'remove' && self.items.includes(first))
      self.items.splice(self.items.indexOf(first), 1)
    else throw new Unreadable(refusals.listMethod(name), line)
    return null
  }
  if (name === 'items') return list([...self.entries].map(([key, value]) => list([key, value], true)))
  if (name === 'keys') return list([...self.entries.keys()])
  if (name === 'values') return list([...self.entries.values()])
  if (name === 'get') {
    const found = self.entries.get(first as string)
    return found === undefined ? (second ?? named.get('default') ?? null) : found
  }
  if (name === 'pop' || name === 'setdefault') {
    const held = self.entries.get(first as string)
    if (held === undefined && name === 'pop' && second === undefined)
      throw new Unreadable(refusals.key(), line)
    const found = held === undefined ? (second ?? null) : held
    if (name === 'pop') self.entries.delete(first as string)
    else self.entries.set(first as string, found)
    return found
  }
  if (name === 'copy') return { kind: 'dict', entries: new Map(self.entries) }
  if (name === 'update' && first === null) {
    for (const [key, value] of named) self.entries.set(key, value)
    return null
  }
  if (name === 'update' && isKind(first, 'dict')) {
    for (const [key, value] of first.entries) self.entries.set(key, value)
    return null
  }
  throw new Unreadable(refusals.dictMethod(name), line)
}

/** A method of a text. Errors: one that is not known → Unreadable. */
export function textMethod(self: string, name: string, { positional, line }: Arguments): Value {
  const [first = null] = positional
  if (name === 'lower') return self.toLowerCase()
  if (name === 'upper') return self.toUpperCase()
  if (name === 'strip') return self.trim()
  if (name === 'rstrip' && first === null) return self.trimEnd()
  if (name === 'lstrip' && first === null) return self.trimStart()
  if (name === 'title')
    return self.replace(/\p{L}+/gu, (word) => word[0]!.toUpperCase() + word.slice(1).toLowerCase())
  if (name === 'lstrip' && typeof first === 'string')
    return self.replace(new RegExp(`^[${first.replace(/[^\w]/g, '\\$&')}]+`), '')
  if (name === 'replace') return self.replaceAll(textOf(first), textOf(positional[1] ?? ''))
  if (name === 'isdigit') return /^\d+$/.test(self)
  if (name === 'startswith') return self.startsWith(textOf(first))
  if (name === 'endswith') return self.endsWith(textOf(first))
  if (name === 'format')
    return positional.reduce<string>((text, value) => text.replace(/\{\d*\}/, textOf(value)), self)
  if (name === 'split') return list(self.split(typeof first === 'string' && first !== '' ? first : /\s+/))
  if (name === 'join' && (isKind(first, 'list') || typeof first === 'string')) {
    const texts = typeof first === 'string' ? Array.from(first) : first.items.map(textOf)
    const length = texts.reduce((sum, text) => sum + text.length + self.length, 0)
    return length > MAX_TEXT ? UNKNOWN : texts.join(self)
  }
  throw new Unreadable(refusals.textMethod(name), line)
}
