/** What rules on tensors that are known are given. */
import { isKind, plain } from '../values'
import type { Value } from '../values'
import { fixedOf } from './fixed-tensor'
import type { Fixed } from './fixed-tensor'

/** What a rule has besides the tensor. */
export interface Given {
  /** The argument of that name, or at that place behind the tensor. */
  value: (name: string, place: number) => Value | undefined
  number: (name: string, place: number, usual: number) => number
  /** Sizes, given one by one or as one list. */
  sizes: (name: string) => number[]
  /** The same of one number or several. */
  list: (name: string, place: number) => number[]
  /** A number that may be left out, or be None. */
  bound: (name: string, place: number, usual: number) => number
  tensor: (name: string, place: number) => Fixed
}

export type Rule = (self: Fixed, given: Given) => Fixed

/** No number can be said for what is asked: the caller reads it in another way. */
export class NotFixed extends Error {}

/** The arguments behind the tensor. */
export function givenOf(positional: readonly Value[], named: ReadonlyMap<string, Value>): Given {
  const value: Given['value'] = (name, place) => named.get(name) ?? positional[place]
  const whole = (given: unknown): number => {
    if (typeof given !== 'number') throw new NotFixed()
    return given
  }
  return {
    value,
    number: (name, place, usual) => {
      const given = value(name, place)
      return given === undefined ? usual : whole(plain(given))
    },
    sizes: (name) => {
      const [first] = positional
      const items = named.get(name) ?? (isKind(first, 'list') ? first : undefined)
      return (isKind(items, 'list') ? items.items : positional).map((size) => whole(plain(size)))
    },
    list: (name, place) => {
      const given = value(name, place)
      return (isKind(given, 'list') ? given.items : [given ?? null]).map((each) => whole(plain(each)))
    },
    bound: (name, place, usual) => whole(plain(value(name, place) ?? usual)),
    tensor: (name, place) => {
      const found = fixedOf(value(name, place))
      if (found === undefined) throw new NotFixed()
      return found
    },
  }
}
