/** Which steps a plot shows: all of them, or a part that one has zoomed to and moves about. Pure arithmetic. */

/** From one step to another, both seen. */
export interface StepRange {
  from: number
  to: number
}

/** Closer is of no use: one step to each side. */
const LEAST_STEPS = 2

/** A range made `factor` times as wide around a step, which stays where it is; null where that is all there is. */
export function zoomAround(
  range: StepRange,
  whole: StepRange,
  step: number,
  factor: number,
): StepRange | null {
  const width = range.to - range.from
  const wanted = Math.max(LEAST_STEPS, width * factor)
  const share = width === 0 ? 0.5 : (step - range.from) / width
  return within({ from: step - share * wanted, to: step + (1 - share) * wanted }, whole)
}

/** The range further on by a share of its width, no further than there are steps. */
export function moveBy(range: StepRange, whole: StepRange, share: number): StepRange | null {
  const by = share * (range.to - range.from)
  return within({ from: range.from + by, to: range.to + by }, whole)
}

/** What is kept in view as a run grows: a range that saw the last step goes on with it, another stays. */
export function follow(range: StepRange, before: StepRange, now: StepRange): StepRange | null {
  const by = range.to >= before.to ? Math.max(0, now.to - before.to) : 0
  return within({ from: range.from + by, to: range.to + by }, now)
}

/** The range moved into the whole, as wide as it was where there is room; null where it is as wide as the whole. */
export function within(range: StepRange, whole: StepRange): StepRange | null {
  const width = Math.max(LEAST_STEPS, range.to - range.from)
  if (width >= whole.to - whole.from) return null
  const from = Math.min(Math.max(range.from, whole.from), whole.to - width)
  return { from, to: from + width }
}
