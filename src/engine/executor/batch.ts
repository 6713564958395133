/** A batch of samples as plain numbers: whoever runs a plan makes of them what it runs on. */

/** What goes into one output of an Input or Dataset node. */
export interface BatchPart {
  node: string
  handle: string
  dtype: 'float32' | 'int64'
  /** Shape: (samples, *shape of one). */
  shape: readonly number[]
  /** Row-major; nobody else changes them. */
  values: Float32Array | Int32Array
}

export type Batch = readonly BatchPart[]
