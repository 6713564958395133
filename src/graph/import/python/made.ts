/**
 * Counts what a text makes, so that a short one cannot ask for much: items of lists and dictionaries, characters and modules, each as
 * often as it is reached, not as often as it was made.
 */
import type { Arguments } from './arguments'
import { refusals } from './refusals'
import { NoNet } from './syntax'
import type { Value } from './values'

/** All that a text makes, and what one value may hold; a number or an item is one. */
const MOST_MADE = 5_000_000
const MOST_HELD = 1_000_000
/** A module costs as much as so many numbers, a character a part of one, and to go through a list a part of its items. */
const MODULE = 100
const CHARACTER = 0.1
const LOOK = 0.25

/** Methods that put what they are given into what they are called on. */
const TAKING: ReadonlySet<string> = new Set([
  'append',
  'extend',
  'insert',
  'update',
  'add_module',
  'register_module',
])

export class Made {
  private total = 0
  private readonly sizes = new WeakMap<object, number>()

  /** Counts what an expression has given; what was there before costs nothing. Errors: NoNet. */
  given(value: Value, line: number): void {
    if (typeof value === 'string') this.spend(value.length * CHARACTER, line)
    else if (value !== null && typeof value === 'object' && !this.sizes.has(value))
      this.spend(this.held(value, line), line)
  }

  /** Counts what has come into `owner`: `a.append(b)`, `self.b = b`. Errors: NoNet. */
  taken(owner: Value, value: Value, line: number): void {
    if (owner === null || typeof owner !== 'object') return
    const before = this.sizes.get(owner)
    if (before !== undefined) this.sizes.set(owner, before + this.sizeOf(value))
    this.held(owner, line)
    if (typeof value === 'object' && value !== null && value.kind === 'list') this.given({ ...value }, line)
  }

  /** Counts what a method takes in. Errors: NoNet. */
  called(self: Value, name: string, { positional, line }: Arguments): void {
    if (TAKING.has(name)) for (const value of positional) this.taken(self, value, line)
  }

  /** Counts that lists and dictionaries are gone through. Errors: NoNet. */
  seen(values: readonly Value[], line: number): void {
    for (const value of values)
      if (typeof value === 'object' && (value?.kind === 'list' || value?.kind === 'dict'))
        this.spend(this.sizeOf(value) * LOOK, line)
      else if (typeof value === 'object' && value?.kind === 'container')
        this.spend(value.children.size * LOOK, line)
  }

  private spend(size: number, line: number): void {
    this.total += size
    if (this.total > MOST_MADE) throw new NoNet(refusals.tooMuch(line))
  }

  private held(value: Value, line: number): number {
    const size = this.sizeOf(value)
    if (size > MOST_HELD) throw new NoNet(refusals.tooMuch(line))
    return size
  }

  private sizeOf(value: Value): number {
    if (typeof value === 'string') return 1 + value.length * CHARACTER
    if (value === null || typeof value !== 'object') return 1
    const known = this.sizes.get(value)
    if (known !== undefined) return known
    // Something may hold itself.
    this.sizes.set(value, 1)
    let size = ownSize(value)
    for (const item of itemsOf(value)) size += this.sizeOf(item)
    this.sizes.set(value, size)
    return size
  }
}

function ownSize({ kind }: Extract<Value, object>): number {
  return kind === 'layer' || kind === 'container' || kind === 'instance' ? MODULE : 1
}

function itemsOf(value: Extract<Value, object>): Iterable<Value> {
  if (value.kind === 'list') return value.items
  if (value.kind === 'dict') return value.entries.values()
  if (value.kind === 'container') return value.children.values()
  return value.kind === 'instance' ? value.attributes.values() : []
}
