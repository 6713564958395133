/** Random numbers that are the same for the same seed, and what is made of sound files with them. */

/** Numbers below 1, by the mulberry32 generator. */
export class Dice {
  private state: number

  constructor(seed: number) {
    this.state = seed >>> 0
  }

  /** A whole number from 0 to below `end`. */
  below(end: number): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let value = this.state
    value = Math.imul(value ^ (value >>> 15), value | 1)
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61)
    return Math.floor((((value ^ (value >>> 14)) >>> 0) / 2 ** 32) * end)
  }

  one<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!
  }
}

/** Bytes with one to six changes: flipped bits, other bytes, extreme numbers, cuts, repeats, parts of another file. */
export function changedBytes(bytes: Uint8Array, other: Uint8Array, dice: Dice): Uint8Array {
  let changed = bytes
  for (let count = 1 + dice.below(6); count > 0; count--)
    changed = dice.one(BYTE_CHANGES)(changed, dice, other)
  return changed
}

type ByteChange = (bytes: Uint8Array, dice: Dice, other: Uint8Array) => Uint8Array

/** What programs take for a length, a count or a number and do not expect. */
const EXTREMES = [
  [0xff, 0xff, 0xff, 0xff],
  [0xff, 0xff, 0xff, 0x7f],
  [0, 0, 0, 0x80],
  [0, 0, 0, 0],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
  [0, 0, 0x80, 0x7f],
]

const BYTE_CHANGES: readonly ByteChange[] = [
  (bytes, dice) => {
    const changed = bytes.slice()
    if (changed.length > 0) changed[dice.below(changed.length)]! ^= 1 << dice.below(8)
    return changed
  },
  (bytes, dice) => written(bytes, dice.below(bytes.length + 1), [dice.below(256)]),
  (bytes, dice) => written(bytes, dice.below(bytes.length + 1), dice.one(EXTREMES)),
  // Near the ends are headers and directories.
  (bytes, dice) => written(bytes, dice.below(Math.min(200, bytes.length + 1)), dice.one(EXTREMES)),
  (bytes, dice) => written(bytes, Math.max(0, bytes.length - 1 - dice.below(200)), dice.one(EXTREMES)),
  (bytes, dice) => bytes.slice(0, dice.below(bytes.length + 1)),
  (bytes, dice) => {
    const at = dice.below(bytes.length + 1)
    return joined(bytes.subarray(0, at), bytes.subarray(at + 1 + dice.below(40)))
  },
  (bytes, dice) => {
    const at = dice.below(bytes.length + 1)
    const part = bytes.subarray(at, at + 1 + dice.below(400))
    return joined(bytes.subarray(0, at), part, part, bytes.subarray(at))
  },
  (bytes, dice, other) => {
    const [at, from] = [dice.below(bytes.length + 1), dice.below(other.length + 1)]
    return joined(bytes.subarray(0, at), other.subarray(from, from + 200), bytes.subarray(at))
  },
]

function written(bytes: Uint8Array, at: number, values: readonly number[]): Uint8Array {
  const changed = bytes.slice()
  values.forEach((value, place) => {
    if (at + place < changed.length) changed[at + place] = value
  })
  return changed
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}

/** A text with one to six changes: lines and words left out, twice, elsewhere, from another text; numbers that nobody expects. */
export function changedText(text: string, other: string, dice: Dice): string {
  let changed = text
  for (let count = 1 + dice.below(6); count > 0; count--)
    changed = dice.one(TEXT_CHANGES)(changed, dice, other)
  return changed
}

type TextChange = (text: string, dice: Dice, other: string) => string

const NUMBERS = ['0', '-1', '1e308', '1e999', '-0', '9007199254740993', '0.5', '100000', '65537', '1e20', '3000000000', 'nan', 'null', '[]', '""', 'None', 'True', '"x"', '(1, 2)', '{}'] // prettier-ignore
const WORDS = ['__proto__', 'constructor', 'toString', '..', '(', ')', '[', ']', '{', '}', ',', ':', '*', '\u0000', '\ud800', 'self', 'lambda: 0', 'for i in range(9999):', '* 99999', '** 9'] // prettier-ignore

const TEXT_CHANGES: readonly TextChange[] = [
  (text, dice) => replaced(text, /-?\d+(\.\d+)?/g, dice, () => dice.one(NUMBERS)),
  (text, dice) => replaced(text, /-?\d+(\.\d+)?/g, dice, () => dice.one(NUMBERS)),
  (text, dice) => replaced(text, /[A-Za-z_]\w*/g, dice, () => dice.one(WORDS)),
  (text, dice, other) => replaced(text, /[A-Za-z_]\w*/g, dice, () => dice.one(other.match(/\w+/g) ?? ['x'])),
  (text, dice) => replaced(text, /[A-Za-z_]\w*/g, dice, () => dice.one(text.match(/\w+/g) ?? ['x'])),
  (text, dice) => inLines(text, (lines, at) => void lines.splice(at, 1 + dice.below(4)), dice),
  (text, dice) =>
    inLines(text, (lines, at) => lines.splice(at, 0, ...lines.slice(at, at + 1 + dice.below(6))), dice),
  (text, dice) => inLines(text, (lines, at) => lines.push(...lines.splice(at, 1)), dice),
  (text, dice, other) => inLines(text, (lines, at) => lines.splice(at, 0, dice.one(other.split('\n'))), dice),
  (text, dice) => {
    const at = dice.below(text.length + 1)
    return (
      text.slice(0, at) +
      dice.one(WORDS).repeat(1 + dice.below(dice.below(20) === 0 ? 3000 : 3)) +
      text.slice(at)
    )
  },
  (text, dice) => text.slice(0, dice.below(text.length + 1)),
]

/** One of the matches, picked at random, replaced. */
function replaced(text: string, pattern: RegExp, dice: Dice, by: () => string): string {
  const found = [...text.matchAll(pattern)]
  if (found.length === 0) return text
  const { index, 0: old } = dice.one(found)
  return text.slice(0, index) + by() + text.slice(index + old.length)
}

function inLines(text: string, change: (lines: string[], at: number) => unknown, dice: Dice): string {
  const lines = text.split('\n')
  change(lines, dice.below(lines.length))
  return lines.join('\n')
}
