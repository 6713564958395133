/** What was seen of each output, look after look: how large its activation and its gradient were. */
import type { FlowFrame } from '../../graph/frames/frame'

/** One look at one lane. */
export interface DepthLook {
  step: number
  /**
   * Of an activation its root mean square √(Σx²/n), which does not depend on how many values a layer has; of a gradient
   * its norm √Σg², which a layer of orthogonal weights hands on as it is. Of the finite values.
   */
  value: number
  /** Whether a value is NaN or infinite. */
  notFinite: boolean
}

/** So many looks are kept of a lane. */
export const MOST_LOOKS = 240

/** `frame`'s numbers as a look; null for a tensor without elements. */
export function lookOf({ step, shape, direction, statistics }: FlowFrame): DepthLook | null {
  const count = shape.reduce((product, size) => product * size, 1)
  if (count === 0) return null
  const { norm, nan, inf } = statistics
  return {
    step,
    value: direction === 'forward' ? norm / Math.sqrt(count) : norm,
    notFinite: nan > 0 || inf > 0,
  }
}

/** Of the lanes of one document, by their key. */
export class DepthHistory {
  private readonly lanes = new Map<string, DepthLook[]>()

  /** Adds a look; a step that was seen is not seen twice, and one of a run that began anew forgets the run before. */
  add(key: string, look: DepthLook): void {
    let looks = this.lanes.get(key)
    const last = looks?.at(-1)
    if (last?.step === look.step) looks!.pop()
    if (!looks || (last && look.step < last.step)) this.lanes.set(key, (looks = []))
    looks.push(look)
    if (looks.length > MOST_LOOKS) looks.shift()
  }

  looks(key: string): readonly DepthLook[] {
    return this.lanes.get(key) ?? []
  }
}
