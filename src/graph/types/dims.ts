/** Shapes whose batch dimension is a symbol: a dimension is a number, or an expression such as `N`, `784N`, `N + 1`. */

export type Dim = number | string
export type Shape = readonly Dim[]
/** What a tensor may hold: values, whole numbers (classes, indices, counts), or truths. Only float32 has gradients. */
export const DTYPES = ['float32', 'int64', 'bool'] as const
export type DType = (typeof DTYPES)[number]

export interface TensorType {
  readonly shape: Shape
  readonly dtype: DType
}

/** The batch dimension. */
export const BATCH = 'N'

/** Product of dimensions: 32 · 28 · N = `896N`, 3 · (N + 1) = `3N + 3`. */
export function multiplyDims(dims: Shape): Dim {
  let product: Dim = 1
  for (const dim of dims) {
    product =
      typeof product === 'number' && typeof dim === 'number'
        ? product * dim
        : dimOf(productOf(termsOf(product), termsOf(dim)))
  }
  return product
}

/** Sum of dimensions: N + N = `2N`. */
export function addDims(dims: Shape): Dim {
  const total: Terms = new Map()
  for (const dim of dims) for (const [symbol, factor] of termsOf(dim)) add(total, symbol, factor)
  return dimOf(total)
}

/** What times `divisor` gives the dimension, whatever the batch; undefined where there is no such dimension. */
export function divideDim(dim: Dim, divisor: number): Dim | undefined {
  const terms = [...termsOf(dim)]
  if (divisor === 0 || terms.some(([, factor]) => factor % divisor !== 0)) return undefined
  return dimOf(new Map(terms.map(([symbol, factor]) => [symbol, factor / divisor])))
}

/** How many times the parts make up the dimension: 8N and N give 8. undefined where that depends on the batch, or is no whole number. */
export function ratioOfDims(whole: Dim, parts: Shape): number | undefined {
  const [first, ...others] = [2, 3, 5].map(
    (batch) => dimAt(whole, batch) / parts.reduce<number>((product, part) => product * dimAt(part, batch), 1),
  )
  return first !== undefined && Number.isInteger(first) && others.every((ratio) => ratio === first)
    ? first
    : undefined
}

/** The value of a dimension for a batch of that size. */
export function dimAt(dim: Dim, batch: number): number {
  if (typeof dim === 'number') return dim
  let sum = 0
  for (const [symbol, factor] of termsOf(dim)) sum += factor * batch ** degreeOf(symbol)
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

/** A dimension as a sum of products: N·N + 3N + 2 has the terms N·N: 1, N: 3 and '': 2. */
type Terms = Map<string, number>

function termsOf(dim: Dim): Terms {
  if (typeof dim === 'number') return new Map([['', dim]])
  const terms: Terms = new Map()
  for (const text of dim.split(' + ')) {
    const [, factor = '', symbol = ''] = /^(\d*)(.*)$/.exec(text) ?? []
    add(terms, symbol, factor === '' ? 1 : Number(factor))
  }
  return terms
}

function add(terms: Terms, symbol: string, factor: number): void {
  terms.set(symbol, (terms.get(symbol) ?? 0) + factor)
}

function productOf(a: Terms, b: Terms): Terms {
  const product: Terms = new Map()
  for (const [left, times] of a) {
    for (const [right, factor] of b) {
      const symbols = [...left.split('·'), ...right.split('·')].filter((symbol) => symbol !== '')
      add(product, symbols.sort().join('·'), times * factor)
    }
  }
  return product
}

/** One text for one value: the highest powers first, the plain number last. */
function dimOf(terms: Terms): Dim {
  const used = [...terms].filter(([, factor]) => factor !== 0)
  if (used.length === 0) return 0
  used.sort(([a], [b]) => degreeOf(b) - degreeOf(a) || (a < b ? -1 : 1))
  const [only, ...more] = used
  if (only?.[0] === '' && more.length === 0) return only[1]
  return used
    .map(([symbol, factor]) => (symbol === '' || factor !== 1 ? `${factor}${symbol}` : symbol))
    .join(' + ')
}

function degreeOf(symbol: string): number {
  return symbol === '' ? 0 : symbol.split('·').length
}
