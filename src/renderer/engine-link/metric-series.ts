/** The training curve: bounded memory however long the run, and columns ready for plotting. */
import type { MetricPoint } from '../../engine/protocol'

/**
 * Keeps at most `capacity` points. When it is full, neighbouring pairs are merged into their mean, and from then on
 * each kept point stands for twice as many steps; a spike stays visible as a raised point.
 */
export class MetricSeries {
  readonly points: MetricPoint[] = []
  /** Steps that each kept point stands for. */
  stride = 1
  /** The last step as it was measured, also where {@link points} has means. */
  last: MetricPoint | null = null
  private gathered: MetricPoint[] = []
  private readonly capacity: number

  constructor(capacity = 4096) {
    this.capacity = capacity
  }

  add(points: readonly MetricPoint[]): void {
    for (const point of points) {
      this.last = point
      this.gathered.push(point)
      if (this.gathered.length < this.stride) continue
      this.points.push(meanPoint(this.gathered))
      this.gathered = []
      if (this.points.length >= this.capacity) this.halve()
    }
  }

  clear(): void {
    this.points.length = 0
    this.gathered = []
    this.last = null
    this.stride = 1
  }

  private halve(): void {
    const half: MetricPoint[] = []
    for (let i = 0; i + 1 < this.points.length; i += 2)
      half.push(meanPoint([this.points[i]!, this.points[i + 1]!]))
    this.points.splice(0, this.points.length, ...half)
    this.stride *= 2
  }
}

/** One point for several: the last one's place in the run, the mean of what was measured. */
function meanPoint(points: readonly MetricPoint[]): MetricPoint {
  const last = points.at(-1)!
  if (points.length === 1) return last
  const known = points.flatMap(({ accuracy }) => (accuracy === null ? [] : [accuracy]))
  return {
    ...last,
    loss: mean(points.map(({ loss }) => loss)),
    accuracy: known.length > 0 ? mean(known) : null,
    milliseconds: mean(points.map(({ milliseconds }) => milliseconds)),
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length
}

/** The mean of the last `count` values up to each; gaps and values that are not finite are passed over, and stay what they are. */
export function trailingMean(values: readonly (number | null)[], count: number): (number | null)[] {
  const last: number[] = []
  return values.map((value) => {
    if (value === null || !Number.isFinite(value)) return value
    last.push(value)
    if (last.length > count) last.shift()
    return mean(last)
  })
}
