/** Values and calls as Python source. */

/** An argument that is no plain value, such as a function: as Python writes it. */
export class PythonSource {
  constructor(readonly text: string) {}
}

/** A value of a document as a Python literal; lists become tuples, as PyTorch's sizes are. */
export function literal(value: unknown): string {
  if (value instanceof PythonSource) return value.text
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number') return number(value)
  if (typeof value === 'string') return JSON.stringify(value)
  if (!Array.isArray(value)) throw new TypeError(`There is no Python literal for ${typeof value}.`)
  const items = value.map(literal)
  return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`
}

/** A list of floats, which stays one where all values are whole. */
export function floats(values: readonly number[]): string {
  return `[${values.map(float).join(', ')}]`
}

/** A number that stays a float where it is whole. */
export function float(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? `${value}.0` : number(value)
}

/** `0.00001` as Python would print it. */
function number(value: number): string {
  if (Number.isNaN(value)) return 'float("nan")'
  if (!Number.isFinite(value)) return value > 0 ? 'float("inf")' : 'float("-inf")'
  if (Object.is(value, -0)) return '-0.0'
  const text = value !== 0 && Math.abs(value) < 1e-4 ? value.toExponential() : String(value)
  return text.replace('e+', 'e')
}

/** Text that may stand before a dot. */
export function operand(text = ''): string {
  return /^[\w.]+(\[[^[\]]*\])*$/.test(text) || /^[\w.]+\([^()]*\)$/.test(text) ? text : `(${text})`
}

/** Dimensions as an argument: `1`, or `(2, 3)` for several; `None` for all. */
export function dimsText(dims: number | readonly number[] | null): string {
  const [only, ...more] = [dims].flat()
  return more.length === 0 ? literal(only) : literal(dims)
}

/** `x[:, 0]`: what stands at one dimension between square brackets; negative dimensions count from the last. */
export function indexed(text: string | undefined, dim: number, index: string): string {
  const all = (count: number): string[] => Array.from({ length: count }, () => ':')
  const parts = dim >= 0 ? [...all(dim), index] : ['...', index, ...all(-dim - 1)]
  return `${operand(text)}[${parts.join(', ')}]`
}

/** Lines moved to the right; empty ones stay empty. */
export function indented(lines: readonly string[], levels = 1): string[] {
  const margin = '    '.repeat(levels)
  return lines.flatMap((line) => line.split('\n')).map((line) => (line === '' ? '' : margin + line))
}

/** Text that stands in a docstring or comment of one line. */
export function plainText(text: string): string {
  return text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .replaceAll('\\', '/')
    .replaceAll('"', "'")
    .trim()
}

/** `name(a, b)` on one line, or one argument a line where that would be long. */
export function callText(name: string, args: readonly string[], width = 80): string {
  const line = `${name}(${args.join(', ')})`
  if (line.length <= width || args.length < 2) return line
  return [`${name}(`, ...args.map((arg) => `    ${arg},`), ')'].join('\n')
}
