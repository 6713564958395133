/** What was seen of parameters as uPlot wants it: one column of steps, one of values for each. */
import type { FollowedPoint } from '../engine-link/followed-parameters'

type Column = (number | null)[]

/**
 * Joined by step. What was not seen at a step is null; what a line cannot show, a value that is not finite, or one that is not
 * above zero on a logarithmic axis, is null among those drawn only.
 */
export function followedColumns(
  all: readonly (readonly FollowedPoint[])[],
  logarithmic: boolean,
): { steps: number[]; values: Column[]; drawn: Column[] } {
  const steps = [...new Set(all.flatMap((points) => points.map(({ step }) => step)))].sort((a, b) => a - b)
  const values = all.map((points) => {
    const at = new Map(points.map(({ step, value }) => [step, value]))
    return steps.map((step) => at.get(step) ?? null)
  })
  const drawable = (value: number | null): boolean =>
    value !== null && Number.isFinite(value) && (!logarithmic || value > 0)
  return {
    steps,
    values,
    drawn: values.map((column) => column.map((value) => (drawable(value) ? value : null))),
  }
}
