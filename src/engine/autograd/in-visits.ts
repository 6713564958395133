import type { Tensor } from '../core/tensor'
import { checkRoot } from './check-root'
import { visitTape, type TapeVisit } from './engine'

/** As `backward` of a single value, one node of the tape after the other. */
export function* backwardInVisits(x: Tensor): Generator<TapeVisit, void, void> {
  checkRoot(x, null, 0)
  yield* visitTape({ roots: [x], gradients: [null], retainGraph: false })
}
