/** What an explanation of one number says: the arithmetic that made it, as data. */

/** A whole tensor as it flowed: row-major. */
export interface Values {
  shape: readonly number[]
  values: Float32Array
}

/** An operation as it was computed in one step. */
export interface Operation {
  /** Its params, defaults and inferred ones too. */
  params: Readonly<Record<string, unknown>>
  /** By input handle. */
  inputs: Readonly<Record<string, Values>>
  /** Parameters and buffers by their names, as the step computed with them. */
  parameters: Readonly<Record<string, Values>>
}

/** A place of a tensor that is explained: the tensor's shape, the index, and the number that the engine has there. */
export interface Place {
  shape: readonly number[]
  index: readonly number[]
  actual: number
}

/** The same on the way back: a gradient at the input `handle`, made of the gradient at the operation's output. */
export interface BackPlace extends Place {
  handle: string
  gradient: Values
}

export interface Grid {
  rows: number
  columns: number
  /** Row-major; null: there is nothing, as in padding. */
  values: readonly (number | null)[]
}

/** One channel's share: a window, the weights over it, and what their products add up to. */
export interface Plane {
  channel: number
  window: Grid
  /** Missing where nothing is weighed. */
  kernel?: Grid
  /** The cell that counts alone, as in a max pooling. */
  winner?: number
  sum: number
}

/** Where a window lies in each channel of a tensor: its rows and columns by index, those outside left out. */
export interface WindowPlace {
  sample: number
  rows: readonly number[]
  columns: readonly number[]
}

/** One product among many. */
export interface Term {
  at: readonly number[]
  factors: readonly number[]
  value: number
}

/** What a number beside its name is; `live.explain.lines` has the words. */
export type LineName =
  | 'average'
  | 'bias'
  | 'count'
  | 'deviation'
  | 'divisor'
  | 'exponential'
  | 'expsum'
  | 'gradient'
  | 'input'
  | 'largest'
  | 'logarithm'
  | 'mean'
  | 'meanGradient'
  | 'meanProduct'
  | 'normalised'
  | 'probability'
  | 'runningMean'
  | 'runningVariance'
  | 'slope'
  | 'target'
  | 'upstream'
  | 'variance'
  | 'weight'
  | 'sum'

export interface Line {
  name: LineName
  value: number
}

/** What the places of terms count. */
export type TermKind = 'channel' | 'feature' | 'outFeature' | 'class' | 'sample' | 'window' | 'place'

export type Part =
  /** `of`: which tensor the windows lie in. */
  | {
      kind: 'planes'
      of: 'input' | 'gradient'
      planes: readonly Plane[]
      place: WindowPlace
    }
  /** The largest ones, and what all others add up to. */
  | {
      kind: 'terms'
      of: TermKind
      terms: readonly Term[]
      rest: { count: number; sum: number } | null
    }
  | { kind: 'lines'; lines: readonly Line[] }

export interface Explanation {
  /** In the letters of the field. */
  formula: string
  parts: readonly Part[]
  /** What the arithmetic comes to, in double precision. */
  value: number
  /** What the absolute values of all terms add up to: rounding is measured against it. */
  magnitude: number
}

/** How an operation works, both ways; null: this one is not taken apart, e.g. for a param that it does not know. */
export interface Explainer {
  forward(operation: Operation, place: Place): Explanation | null
  backward(operation: Operation, place: BackPlace): Explanation | null
}

/** As docs/testing.md has it: eight roundings of single precision. */
const ALLOWED = 2 ** -21

/** Whether the engine's number is the one that the arithmetic comes to, but for rounding. */
export function agrees({ value, magnitude }: Explanation, actual: number): boolean {
  if (!Number.isFinite(value) || !Number.isFinite(actual)) return Object.is(value, actual)
  const size = Math.abs(value)
  return Math.abs(value - actual) <= ALLOWED * (size + Math.max(magnitude, size)) + 2 ** -126
}

/** The one whose number is nearest to the engine's: an operation that computes otherwise in training. */
export function nearest(explanations: readonly Explanation[], actual: number): Explanation | null {
  const apart = ({ value }: Explanation): number => Math.abs(value - actual)
  return explanations.reduce<Explanation | null>(
    (best, each) => (best === null || apart(each) < apart(best) ? each : best),
    null,
  )
}
