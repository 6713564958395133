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

/** Another program's words for a tensor as text. */
interface Literal {
  nan: string
  inf: string
  /** - `values`: nested lists, or one number */
  whole: (values: string, dtype: string) => string
  /** Of a shape with a dimension of 0, which lists cannot tell. */
  empty: (shape: string, dtype: string) => string
  dtypes: { float32: string; int64: string; bool: string }
}

const NUMPY: Literal = {
  nan: 'np.nan',
  inf: 'np.inf',
  whole: (values, dtype) => `np.array(${values}, dtype=${dtype})`,
  empty: (shape, dtype) => `np.empty(${shape}, dtype=${dtype})`,
  dtypes: { float32: 'np.float32', int64: 'np.int64', bool: 'np.bool_' },
}

const PYTORCH: Literal = {
  nan: "float('nan')",
  inf: "float('inf')",
  whole: (values, dtype) => `torch.tensor(${values}, dtype=${dtype})`,
  empty: (shape, dtype) => `torch.empty(${shape}, dtype=${dtype})`,
  dtypes: { float32: 'torch.float32', int64: 'torch.int64', bool: 'torch.bool' },
}

/** `np.array(…)` with all digits of every value. - `dtype`: what flows there; what is no whole number or truth value is float32 */
export function numpyText(tensor: TensorResult, dtype: string | null): string {
  return literalText(tensor, dtype, NUMPY)
}

/** `torch.tensor(…)` with all digits of every value. - `dtype`: as above */
export function pytorchText(tensor: TensorResult, dtype: string | null): string {
  return literalText(tensor, dtype, PYTORCH)
}

function literalText({ shape, values }: TensorResult, dtype: string | null, literal: Literal): string {
  const kind = dtype === 'int64' || dtype === 'bool' ? dtype : 'float32'
  const name = literal.dtypes[kind]
  if (shape.includes(0)) return literal.empty(`(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`, name)
  const numberText = (value: number): string => {
    if (kind === 'bool') return value === 0 ? 'False' : 'True'
    if (kind === 'int64') return String(value)
    if (Number.isNaN(value)) return literal.nan
    if (!Number.isFinite(value)) return value > 0 ? literal.inf : `-${literal.inf}`
    // Minus zero has its sign there, too.
    return Object.is(value, -0) ? '-0.0' : String(jsonNumber(value))
  }
  let at = 0
  const nest = (axis: number): string => {
    if (axis === shape.length) return numberText(values[at++]!)
    const parts = Array.from({ length: shape[axis]! }, () => nest(axis + 1))
    return `[${parts.join(axis === shape.length - 1 ? ', ' : `,\n${' '.repeat(axis + 1)}`)}]`
  }
  return literal.whole(nest(0), name)
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
