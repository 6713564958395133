/** A whole tensor, or its numbers, as text for other programs. */
import type { TensorResult } from '../../engine/protocol'
import type { FlowFrame } from '../../graph/frames/frame'

/** The shortest number that reads back as the same float32; JSON has no NaN or infinity, so those are texts. */
function jsonNumber(value: number): number | string {
  if (!Number.isFinite(value)) return String(value)
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return short
  }
  return Number(value.toPrecision(9))
}

/** `{ "name", "step", "shape", "values" }`, values nested as the shape says. */
export function tensorJson(name: string, { step, shape, values }: TensorResult): string {
  let at = 0
  const nest = (axis: number): unknown =>
    axis === shape.length
      ? jsonNumber(values[at++]!)
      : Array.from({ length: shape[axis]! }, () => nest(axis + 1))
  return JSON.stringify({ name, step, shape, values: nest(0) })
}

/** One line a row of the last dimension; before it the index into every other dimension. */
export function tensorCsv({ shape, values }: TensorResult): string {
  const width = shape.at(-1) ?? 1
  const outer = shape.slice(0, -1)
  const header = [
    ...outer.map((_, axis) => `index${axis}`),
    ...Array.from({ length: width }, (_, i) => String(i)),
  ]
  const lines = [header.join(',')]
  for (let start = 0; start < values.length; start += width) {
    let rest = start / width
    const index = outer.map(() => 0)
    for (let axis = outer.length - 1; axis >= 0; axis--) {
      index[axis] = rest % outer[axis]!
      rest = Math.floor(rest / outer[axis]!)
    }
    lines.push([...index, ...Array.from(values.subarray(start, start + width), jsonNumber)].join(','))
  }
  return `${lines.join('\n')}\n`
}

/** The numbers of one lane as JSON. */
export function numbersJson(name: string, { direction, step, shape, statistics }: FlowFrame): string {
  const numbers = Object.fromEntries(
    Object.entries(statistics).map(([key, value]: [string, number]) => [
      key,
      Number.isFinite(value) ? value : String(value),
    ]),
  )
  return JSON.stringify({ name, direction, step, shape, ...numbers }, null, 2)
}
