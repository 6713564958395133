/** The samples of a run: for each Input or Dataset handle one array, cut into batches by sample number. */
import type { DType } from '../../graph/types/dims'
import { zerosOf } from '../../graph/types/values'
import type { Values } from '../../graph/types/values'
import type { Batch } from '../executor/batch'
import { elementCount } from '../data/dataset'

/** One handle's values for all samples, one sample after another. */
export interface Column {
  node: string
  handle: string
  dtype: DType
  /** Shape of one sample. */
  shape: readonly number[]
  values: Values
}

export class BatchSource {
  readonly columns: readonly Column[]
  /** Number of samples. */
  readonly count: number

  constructor(columns: readonly Column[], count: number) {
    this.columns = columns
    this.count = count
  }

  /** Samples `start` up to (not including) `end`, or those that `order` names at these places. */
  batch(start: number, end: number, order: Int32Array | null = null): Batch {
    return this.columns.map((column) => ({
      node: column.node,
      handle: column.handle,
      dtype: column.dtype,
      shape: [end - start, ...column.shape],
      values: order ? gather(column, order, start, end) : slice(column, start, end),
    }))
  }

  /** Samples `start` up to `end` as a source of their own, without copying. */
  part(start: number, end: number): BatchSource {
    const columns = this.columns.map((column) => {
      const size = elementCount(column.shape)
      return { ...column, values: column.values.subarray(start * size, end * size) }
    })
    return new BatchSource(columns, end - start)
  }
}

function slice(column: Column, start: number, end: number): Values {
  const size = elementCount(column.shape)
  return column.values.slice(start * size, end * size)
}

function gather(column: Column, order: Int32Array, start: number, end: number): Values {
  const size = elementCount(column.shape)
  const values = zerosOf(column.dtype, (end - start) * size)
  for (let i = start; i < end; i++) {
    const sample = order[i]!
    values.set(column.values.subarray(sample * size, (sample + 1) * size), (i - start) * size)
  }
  return values
}
