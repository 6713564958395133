/** What drawings of the input space share: how one is asked for, and which samples are shown. */
import type { Fit } from '../protocol'

/** Draws as the net stands after a step; null where it cannot be drawn after all, e.g. with two losses. */
export type FitDrawing = (step: number) => Fit | null

/** More points than this hide each other. */
const MOST_POINTS = 500

/** The places of at most {@link MOST_POINTS} of so many samples, evenly. */
export function thinned(count: number): number[] {
  const every = Math.ceil(count / MOST_POINTS)
  return Array.from({ length: Math.ceil(count / every) }, (_, i) => i * every)
}
