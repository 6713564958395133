/** Plain data as JSON that loses no number: NaN, the infinities and −0 come back as they were. */

const NAME = '$number'
const NUMBERS = new Map([NaN, Infinity, -Infinity, -0].map((value) => [nameOf(value), value]))

/** Numbers, texts, truth values, null, and lists and records of them. */
export type Plain = number | string | boolean | null | Plain[] | { [name: string]: Plain }

export function toPlainJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'number' && NUMBERS.has(nameOf(item)) ? { [NAME]: nameOf(item) } : item,
  )
}

/** Errors: a text that is no JSON → SyntaxError. */
export function fromPlainJson(text: string): unknown {
  return JSON.parse(text, (_, item: unknown) => {
    if (typeof item !== 'object' || item === null || !Object.hasOwn(item, NAME)) return item
    const name = (item as Record<string, unknown>)[NAME]
    return Object.keys(item).length === 1 && typeof name === 'string' ? (NUMBERS.get(name) ?? item) : item
  })
}

function nameOf(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}
