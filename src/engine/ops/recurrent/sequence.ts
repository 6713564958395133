/** Weights of a recurrent layer, and rows of its steps. */
import { backend } from '../../backend'
import { fromHandle, Tensor } from '../../core/tensor'
import { raw2 } from '../arithmetic'
import { sliceRaw } from '../index-ops'

/** Of one layer and direction. */
export interface RecurrentWeights {
  /** [gates·H, I] */
  ih: Tensor
  /** [gates·H, H] */
  hh: Tensor
  biases: readonly [ih: Tensor, hh: Tensor] | null
}

/** The rows of one step of many, [L·N, …]. */
export function rowsOf(all: Tensor, place: number, batch: number): Tensor {
  return sliceRaw(all, 0, place * batch, (place + 1) * batch, 1)
}

/** Rows of steps one below the other, [L·N, …]. */
export function joinRows(rows: readonly Tensor[]): Tensor {
  const [first] = rows
  if (rows.length === 1) return apart(first!)
  const handle = backend.concat(
    rows.map((x) => x.handle),
    0,
  )
  return fromHandle(handle, [first!.shape[0]! * rows.length, first!.shape[1]!])
}

/** The same values under a storage of their own. */
export function apart(x: Tensor): Tensor {
  return new Tensor(x.storage.share(), x.shape, x.dtype, x.layout)
}

/** a + b, where nothing counts as zero. */
export function plus(a: Tensor | null, b: Tensor | null): Tensor | null {
  return a && b ? raw2('Add', a, b) : (a ?? b)
}

/** The gradient of a bias from that of sums [L·N, gates·H]. */
export function biasGrad(sums: Tensor): Tensor {
  return fromHandle(backend.biasAddGrad(sums.handle), [sums.shape[1]!])
}
