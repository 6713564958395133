/** The step under the pointer in one plot of steps, which every other marks too. */
import { create } from 'zustand'

export const usePointedStep = create<{ step: number | null }>(() => ({ step: null }))

/** The pointer is at that step of a plot; null: at none. */
export function pointAt(step: number | null): void {
  if (usePointedStep.getState().step !== step) usePointedStep.setState({ step })
}

/** Of steps in ascending order, the place of the one nearest to `step`; −1 where there are none. */
export function nearestStep(steps: readonly number[], step: number): number {
  let nearest = -1
  steps.forEach((each, i) => {
    if (nearest < 0 || Math.abs(each - step) < Math.abs(steps[nearest]! - step)) nearest = i
  })
  return nearest
}
