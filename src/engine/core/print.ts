import type { Tensor } from './tensor'

const EDGE = 3
const THRESHOLD = 1000
const PRECISION = 4
const LINE = 80

/** A tensor as PyTorch prints it. */
export function tensorText(x: Tensor, prefix = 'tensor('): string {
  const values = x.data()
  const summarize = values.length > THRESHOLD
  const format = formatter(x, values, summarize)
  const body = values.length === 0 ? '[]' : nested(x, values, format, prefix.length, summarize)
  const extras: string[] = []
  if (values.length === 0 && x.shape.length > 1) extras.push(`size=(${x.shape.join(', ')})`)
  if (values.length === 0 && x.dtype !== 'float32') extras.push(`dtype=torch.${x.dtype}`)
  if (x.gradFn) extras.push(`grad_fn=<${x.gradFn.name}>`)
  else if (x.requiresGrad) extras.push('requires_grad=True')
  return `${prefix}${[body, ...extras].join(', ')})`
}

function nested(
  x: Tensor,
  values: ArrayLike<number>,
  format: (value: number) => string,
  indent: number,
  summarize: boolean,
): string {
  const { shape } = x
  const strides = shape.map((_, dim) => shape.slice(dim + 1).reduce((a, b) => a * b, 1))
  const build = (dim: number, offset: number, depth: number): string => {
    if (dim === shape.length) return format(values[offset]!)
    const cut = summarize && shape[dim]! > 2 * EDGE
    const length = shape[dim]!
    const places = cut
      ? [
          ...Array.from({ length: EDGE }, (_, i) => i),
          -1,
          ...Array.from({ length: EDGE }, (_, i) => length - EDGE + i),
        ]
      : Array.from({ length }, (_, i) => i)
    const last = dim === shape.length - 1
    const parts = places.map((i) =>
      i < 0 ? (last ? ' ...' : '...') : build(dim + 1, offset + i * strides[dim]!, depth + 1),
    )
    if (last) return `[${wrapped(parts, depth)}]`
    const gap = `,${'\n'.repeat(shape.length - dim - 1)}${' '.repeat(depth + 1)}`
    return `[${parts.join(gap)}]`
  }
  return build(0, 0, indent)
}

function wrapped(parts: readonly string[], indent: number): string {
  const width = (parts[0]?.length ?? 0) + 2
  const perLine = Math.max(1, Math.floor((LINE - indent) / width))
  const lines: string[] = []
  for (let i = 0; i < parts.length; i += perLine) lines.push(parts.slice(i, i + perLine).join(', '))
  return lines.join(`,\n${' '.repeat(indent + 1)}`)
}

function formatter(x: Tensor, values: ArrayLike<number>, summarize: boolean): (value: number) => string {
  const shown = summarize ? visible(x, values) : Array.from(values)
  const text = x.dtype === 'bool' ? booleanText : x.dtype === 'int64' ? String : floatText(shown)
  // Zeros, infinities and NaN do not widen the columns of floats: PyTorch's own quirk.
  const counted =
    x.dtype === 'float32' ? shown.filter((value) => Number.isFinite(value) && value !== 0) : shown
  const width = Math.max(...counted.map((value) => text(value).length), 0)
  return (value) => (x.shape.length === 0 ? text(value) : text(value).padStart(width))
}

/** The values that a shortened print shows, which alone decide the format. */
function visible(x: Tensor, values: ArrayLike<number>): number[] {
  const found: number[] = []
  const strides = x.shape.map((_, dim) => x.shape.slice(dim + 1).reduce((a, b) => a * b, 1))
  const visit = (dim: number, offset: number): void => {
    if (dim === x.shape.length) {
      found.push(values[offset]!)
      return
    }
    const length = x.shape[dim]!
    for (let i = 0; i < length; i++) {
      if (length > 2 * EDGE && i === EDGE) i = length - EDGE
      visit(dim + 1, offset + i * strides[dim]!)
    }
  }
  visit(0, 0)
  return found
}

function booleanText(value: number): string {
  return value ? 'True' : 'False'
}

function floatText(values: readonly number[]): (value: number) => string {
  const finite = values.filter((value) => Number.isFinite(value) && value !== 0).map(Math.abs)
  const largest = Math.max(...finite, -Infinity)
  const smallest = Math.min(...finite, Infinity)
  const whole = finite.every((value) => Number.isInteger(value))
  const scientific =
    finite.length > 0 && (largest / smallest > 1000 || largest > 1e8 || (!whole && smallest < 1e-4))
  return (value) => {
    if (Number.isNaN(value)) return 'nan'
    if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
    if (scientific && !(whole && largest <= 1e8 && largest / smallest <= 1000)) return exponentText(value)
    return whole ? `${signed(value)}.` : fixedText(value)
  }
}

function signed(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

function fixedText(value: number): string {
  const text = value.toFixed(PRECISION)
  return Object.is(value, -0) ? `-${text}` : text
}

function exponentText(value: number): string {
  const [digits, exponent] = value.toExponential(PRECISION).split('e') as [string, string]
  const size = Math.abs(Number(exponent)).toString().padStart(2, '0')
  return `${Object.is(value, -0) ? '-' : ''}${digits}e${exponent.startsWith('-') ? '-' : '+'}${size}`
}
