/**
 * A data set in memory: `count` samples, one after another, inputs in `x` and targets in `y`.
 * The last `heldOut` samples are kept for evaluation and never trained on.
 */
export interface Dataset {
  /** Name of the source, e.g. `digits`. */
  name: string
  /** Number of samples, held-out ones included. */
  count: number
  /** Number of samples at the end that are for evaluation only; 0: none. */
  heldOut: number
  /** `count` inputs. Shape: (count, *xShape), row-major. */
  x: Float32Array | Int32Array
  /** `float32` for values, `int64` for indices (stored as int32), e.g. of characters. */
  xDtype: 'float32' | 'int64'
  /** Shape of one input, without the batch dimension; `[]`: one number. */
  xShape: readonly number[]
  /** `count` targets. Shape: (count, *yShape). */
  y: Int32Array | Float32Array
  /** Shape of one target; `[]`: one number, e.g. a class index. */
  yShape: readonly number[]
  /** `int64` for class indices (stored as int32), `float32` for values. */
  yDtype: 'int64' | 'float32'
  /** Names of the classes, in the order of their indices. */
  classes?: readonly string[]
  /** What was done to every value of x: `(value - mean) / deviation`; left out: nothing. */
  scaling?: Scaling
}

export interface Scaling {
  mean: number
  deviation: number
}

/** A data source that cannot be read or was asked for wrongly; the message names the place and the remedy. */
export class DatasetError extends Error {
  override readonly name = 'DatasetError'

  constructor(
    /** What is wrong, with the file's or the parameter's name. */
    readonly problem: string,
    /** What the person can do about it. */
    readonly remedy: string,
    /** The file or parameter that is wrong. */
    readonly place?: string,
  ) {
    super(`${problem} ${remedy}`)
  }
}

/** Number of values in one element of a shape: the product of its dimensions, 1 for `[]`. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}
