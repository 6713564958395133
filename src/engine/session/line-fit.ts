/** The points of a one-feature regression and the net's curve through them. */
import type { Executor } from '../executor/executor'
import type { LineFit } from '../protocol'
import { BatchSource } from './batch-source'
import { thinned } from './fit-drawing'
import type { FitDrawing } from './fit-drawing'
import type { Samples } from './sample-store'

const CURVE_POINTS = 64

/** A drawing for data with one number in and one number out; else null. */
export function lineFit(executor: Executor, { train }: Samples): FitDrawing | null {
  const [x, y, ...more] = train.columns
  if (!x || !y || more.length > 0) return null
  const single = [x, y].every(({ shape, dtype }) => dtype === 'float32' && shape.every((size) => size === 1))
  if (!single) return null
  const points = thinned(train.count).map((at): [number, number] => [x.values[at]!, y.values[at]!])
  const given = points.map(([value]) => value)
  const low = Math.min(...given)
  const high = Math.max(...given)
  const xs = Float32Array.from(
    { length: CURVE_POINTS },
    (_, i) => low + ((high - low) * i) / (CURVE_POINTS - 1),
  )
  const columns = [
    { ...x, values: xs },
    { ...y, values: new Float32Array(CURVE_POINTS) },
  ]
  const grid = new BatchSource(columns, CURVE_POINTS)
  return (step): LineFit | null => {
    const values = executor.predictions(grid.batch(0, CURVE_POINTS))?.values
    if (values?.length !== CURVE_POINTS) return null
    const curve = Array.from(values, (value, i): [number, number] => [xs[i]!, value])
    return { kind: 'line', step, points, curve }
  }
}
