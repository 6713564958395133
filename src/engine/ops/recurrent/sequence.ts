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

/** Steps that are cut apart, or prepared, by one kernel: more would hold more memory at once. */
export const TOGETHER = 64

/** The rows of one step after the other, of many, [L·N, …], along `order`, which goes up or down. Each is good until the next is asked for. */
export function* rowsInTurn(all: Tensor, order: readonly number[], batch: number): Generator<Tensor, void> {
  for (const places of chunksOf(order)) {
    const first = Math.min(places[0]!, places.at(-1)!)
    const whole = places.length === order.length
    const some = whole ? all : sliceRaw(all, 0, first * batch, (first + places.length) * batch, 1)
    const rows = splitRows(some, places.length)
    if (!whole) some.dispose()
    for (const place of places) {
      yield rows[place - first]!
      rows[place - first]!.dispose()
    }
  }
}

/** The same list in parts that are handled {@link TOGETHER}. */
export function chunksOf<T>(list: readonly T[]): T[][] {
  const count = Math.ceil(list.length / TOGETHER)
  return Array.from({ length: count }, (_, i) => list.slice(i * TOGETHER, (i + 1) * TOGETHER))
}

/** As many parts of the same height. */
export function splitRows(all: Tensor, count: number): Tensor[] {
  return backend.split(all.handle, 0, count).map((handle) => fromHandle(handle, handle.shape))
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
