/** How a window looks at curves: what is drawn, and on which scale. It stays while other tabs are looked at. */
import { create } from 'zustand'
import type { CurveName } from './curve-style'

interface CurvesView {
  /** Whether the mean of the last points is drawn over the loss of each. */
  smooth: boolean
  logarithmic: boolean
  hidden: ReadonlySet<CurveName>
}

export const useCurvesView = create<CurvesView>(() => ({
  smooth: true,
  logarithmic: false,
  hidden: new Set(),
}))

/** Hides a curve, or shows it again. */
export function switchCurve(curve: CurveName): void {
  useCurvesView.setState(({ hidden }) => {
    const now = new Set(hidden)
    if (!now.delete(curve)) now.add(curve)
    return { hidden: now }
  })
}
