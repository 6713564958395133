/**
 * Keeps in view what was fitted to the window: where that gets smaller it is fitted again, and when it is as large as before once more, unless
 * somebody has moved the camera since.
 */
import type { ReactFlowState, Viewport } from '@xyflow/react'

interface Flow {
  getState: () => Pick<ReactFlowState, 'transform' | 'width' | 'height'>
  subscribe: (listener: (now: Seen, before: Seen) => void) => () => void
}
type Seen = Pick<ReactFlowState, 'width' | 'height'>

export class FittedView {
  private readonly flow: Flow
  private readonly move: (view: Viewport, duration: number) => void
  private shown: { view: Viewport; fit: () => Viewport | null } | null = null
  /** The window has become smaller since it was shown. */
  private fitsAgain = false

  /** @param move takes the camera there */
  constructor(flow: Flow, move: (view: Viewport, duration: number) => void) {
    this.flow = flow
    this.move = move
  }

  /** - `fit`: where the camera stands in the window as it is; null where there is nothing to see */
  show(fit: () => Viewport | null, duration = 0): void {
    this.fitsAgain = false
    this.fit(fit, duration)
  }

  /** Follows the size of the window. → the way to stop it */
  follow(): () => void {
    return this.flow.subscribe((now, before) => {
      if (this.shown === null || (now.width === before.width && now.height === before.height)) return
      const shrinks = now.width < before.width || now.height < before.height
      if (!(shrinks || this.fitsAgain) || !this.stands(this.shown.view)) return
      this.fitsAgain = true
      this.fit(this.shown.fit, 0)
    })
  }

  private fit(fit: () => Viewport | null, duration: number): void {
    const view = fit()
    this.shown = view && { view, fit }
    if (view !== null) this.move(view, duration)
  }

  private stands({ x, y, zoom }: Viewport): boolean {
    const [atX, atY, at] = this.flow.getState().transform
    return Math.hypot(atX - x, atY - y) < 1 && Math.abs(at / zoom - 1) < 1e-3
  }
}
