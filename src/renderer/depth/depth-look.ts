/** How large an activation and a gradient are, as the net is seen over its depth. */
import { rootMeanSquare } from '../../graph/drawing/lane-color'
import type { FlowFrame } from '../../graph/frames/frame'
import type { FlowLook } from '../probes/look-history'

/**
 * `frame`'s numbers as a look: of an activation its root mean square √(Σx²/n), which does not depend on how many values a layer has; of
 * a gradient its norm √Σg², which a layer of orthogonal weights hands on as it is. Null for a tensor without elements.
 */
export function lookOf({ step, shape, direction, statistics }: FlowFrame): FlowLook | null {
  const count = shape.reduce((product, size) => product * size, 1)
  if (count === 0) return null
  const { norm, nan, inf } = statistics
  return {
    step,
    value: direction === 'forward' ? rootMeanSquare(norm, count) : norm,
    notFinite: nan > 0 || inf > 0,
  }
}
