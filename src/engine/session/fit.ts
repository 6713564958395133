/** The points of a one-feature regression and the net's curve through them. */
import type { Executor } from '../executor/executor'
import type { Fit } from '../protocol'
import { BatchSource } from './batch-source'
import type { Column } from './batch-source'
import type { Samples } from './sample-store'

/** At most 10 curves a second. */
const INTERVAL = 100
const CURVE_POINTS = 64
/** More points than this are thinned out. */
const MOST_POINTS = 500

/** Draws the curve from time to time while training goes on. */
export class FitWatch {
  private readonly executor: Executor
  private readonly points: [number, number][]
  private readonly grid: BatchSource
  private readonly xs: Float32Array
  private drawn = 0
  private step = 0

  private constructor(executor: Executor, x: Column, y: Column, count: number) {
    this.executor = executor
    const every = Math.ceil(count / MOST_POINTS)
    this.points = Array.from({ length: Math.ceil(count / every) }, (_, i) => [
      x.values[i * every]!,
      y.values[i * every]!,
    ])
    const xs = this.points.map(([value]) => value)
    const low = Math.min(...xs)
    const high = Math.max(...xs)
    this.xs = Float32Array.from(
      { length: CURVE_POINTS },
      (_, i) => low + ((high - low) * i) / (CURVE_POINTS - 1),
    )
    const zeros = new Float32Array(CURVE_POINTS)
    this.grid = new BatchSource(
      [
        { ...x, values: this.xs },
        { ...y, values: zeros },
      ],
      CURVE_POINTS,
    )
  }

  /** A watch for nets with one number in, one number out and one regression loss; else null. */
  static for(executor: Executor, { train }: Samples): FitWatch | null {
    const [x, y, ...more] = train.columns
    if (!x || !y || more.length > 0) return null
    const single = [x, y].every(
      ({ shape, dtype }) => dtype === 'float32' && shape.every((size) => size === 1),
    )
    return single ? new FitWatch(executor, x, y, train.count) : null
  }

  /** The curve after a step, at most ten times a second. */
  afterStep(step: number): Fit | null {
    this.step = step
    return performance.now() - this.drawn >= INTERVAL ? this.draw() : null
  }

  /** The curve as it stands. */
  last(): Fit | null {
    return this.draw()
  }

  private draw(): Fit | null {
    const predictions = this.executor.predictions(this.grid.batch(0, CURVE_POINTS))
    this.drawn = performance.now()
    if (predictions?.length !== CURVE_POINTS) return null
    const curve = Array.from(predictions, (value, i): [number, number] => [this.xs[i]!, value])
    return { step: this.step, points: this.points, curve }
  }
}
