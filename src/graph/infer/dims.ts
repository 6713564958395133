/** Shapes whose batch dimension is a symbol: a dimension is a number, or an expression such as `N`, `784N`, `N + 1`. */

export type Dim = number | string
export type Shape = readonly Dim[]
export type DType = 'float32' | 'int64'

export interface TensorType {
  readonly shape: Shape
  readonly dtype: DType
}

/** The batch dimension. */
export const BATCH = 'N'

/** Product of dimensions: 32 · 28 · N = `896N`. */
export function multiplyDims(dims: Shape): Dim {
  let factor = 1
  const symbols: string[] = []
  for (const dim of dims) {
    const part = split(dim)
    factor *= part.factor
    if (part.symbol !== '') symbols.push(part.symbol)
  }
  return join(factor, symbols.sort().join('·'))
}

/** Sum of dimensions: N + N = `2N`. */
export function addDims(dims: Shape): Dim {
  const totals = new Map<string, number>()
  for (const dim of dims) {
    const part = split(dim)
    totals.set(part.symbol, (totals.get(part.symbol) ?? 0) + part.factor)
  }
  const terms = [...totals]
    .filter(([, factor]) => factor !== 0)
    .map(([symbol, factor]) => join(factor, symbol))
  if (terms.length === 0) return 0
  return terms.length === 1 ? (terms[0] ?? 0) : terms.join(' + ')
}

/** The value of a dimension for a batch of that size. */
export function dimAt(dim: Dim, batch: number): number {
  if (typeof dim === 'number') return dim
  let sum = 0
  for (const term of dim.split(' + ')) {
    const { factor, symbol } = split(/^\d+$/.test(term) ? Number(term) : term)
    sum += factor * (symbol === '' ? 1 : batch ** symbol.split('·').length)
  }
  return sum
}

export function shapeAt(shape: Shape, batch: number): number[] {
  return shape.map((dim) => dimAt(dim, batch))
}

/** Number of elements for a batch of one. */
export function elementsPerSample(shape: Shape): number {
  return shape.reduce<number>((product, dim) => product * dimAt(dim, 1), 1)
}

/** `[N, 32, 28, 28]`, as PyTorch prints sizes in its messages. */
export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`
}

/** `1x2x2`, as PyTorch prints sizes in some messages. */
export function formatTimes(shape: Shape, separator = 'x'): string {
  return shape.join(separator)
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dim, index) => dim === b[index])
}

export function sameType(a: TensorType, b: TensorType): boolean {
  return a === b || (a.dtype === b.dtype && sameShape(a.shape, b.shape))
}

function split(dim: Dim): { factor: number; symbol: string } {
  if (typeof dim === 'number') return { factor: dim, symbol: '' }
  const match = /^(\d+)(\D.*)$/.exec(dim)
  if (match === null || dim.includes(' + '))
    return { factor: 1, symbol: dim.includes(' + ') ? `(${dim})` : dim }
  return { factor: Number(match[1]), symbol: match[2] ?? '' }
}

function join(factor: number, symbol: string): Dim {
  if (symbol === '') return factor
  if (factor === 0) return 0
  return factor === 1 ? symbol : `${factor}${symbol}`
}
