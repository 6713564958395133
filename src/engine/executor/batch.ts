/** A batch of samples as plain numbers: whoever runs a plan makes of them what it runs on. */

import type { DType } from '../../graph/types/dims'
import type { Values } from '../../graph/types/values'

/** What goes into one output of an Input or Dataset node. */
export interface BatchPart {
  node: string
  handle: string
  dtype: DType
  /** Shape: (samples, *shape of one). */
  shape: readonly number[]
  /** Row-major; nobody else changes them. */
  values: Values
}

export type Batch = readonly BatchPart[]
