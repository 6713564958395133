/** The points of a classification with two features, and the class that the net gives every place of their plane. */
import { zerosOf } from '../../graph/types/values'
import type { Executor } from '../executor/executor'
import type { PlaneFit } from '../protocol'
import { BatchSource } from './batch-source'
import type { Column } from './batch-source'
import { thinned } from './fit-drawing'
import type { FitDrawing } from './fit-drawing'
import type { Samples } from './sample-store'

/** Places in each direction. */
const SIZE = 48
/** Room around the points, as a share of what they span. */
const ROOM = 0.1
/** Probabilities are told to a thousandth. */
const FINENESS = 1000

/** A drawing for samples of two numbers with a class each (a number that is 0 or 1, too); else null. */
export function planeFit(executor: Executor, { train }: Samples): FitDrawing | null {
  const [features, target, ...more] = train.columns
  if (!features || !target || more.length > 0) return null
  if (features.dtype !== 'float32' || features.shape.length !== 1 || features.shape[0] !== 2) return null
  if (!isOfClasses(target, train.count)) return null
  const points = thinned(train.count).map((at): [number, number, number] => [
    features.values[2 * at]!,
    features.values[2 * at + 1]!,
    target.values[at]!,
  ])
  const x = spanOf(points.map(([first]) => first))
  const y = spanOf(points.map(([, second]) => second))
  const places = SIZE * SIZE
  const grid = new BatchSource(
    [
      { ...features, values: placesOf(x, y) },
      { ...target, values: zerosOf(target.dtype, places) },
    ],
    places,
  )
  return (step): PlaneFit | null => {
    const probabilities = executor.predictions(grid.batch(0, places))?.probabilities
    if (!probabilities || probabilities.length === 0 || probabilities.length % places !== 0) return null
    return { kind: 'plane', step, points, x, y, size: SIZE, ...likeliest(probabilities, places) }
  }
}

/** One whole number that is not negative a sample. */
function isOfClasses({ shape, values }: Column, count: number): boolean {
  return (
    shape.every((size) => size === 1) &&
    values.subarray(0, count).every((value) => Number.isInteger(value) && value >= 0)
  )
}

function spanOf(values: readonly number[]): [number, number] {
  const low = Math.min(...values)
  const high = Math.max(...values)
  const room = (high - low || 1) * ROOM
  return [low - room, high + room]
}

/** Row after row, the first feature faster. */
function placesOf(x: readonly [number, number], y: readonly [number, number]): Float32Array {
  const at = ([low, high]: readonly [number, number], i: number): number =>
    low + ((high - low) * i) / (SIZE - 1)
  return Float32Array.from({ length: 2 * SIZE * SIZE }, (_, i) => {
    const place = i >> 1
    return i % 2 === 0 ? at(x, place % SIZE) : at(y, Math.floor(place / SIZE))
  })
}

function likeliest(
  probabilities: Float32Array,
  places: number,
): Pick<PlaneFit, 'classes' | 'winners' | 'confidences'> {
  const scores = probabilities.length / places
  const winners: number[] = []
  const confidences: number[] = []
  for (let place = 0; place < places; place++) {
    const shares = Array.from(probabilities.subarray(place * scores, (place + 1) * scores))
    // One number says how probable the second of two classes is.
    const all = scores === 1 ? [1 - shares[0]!, shares[0]!] : shares
    const winner = all.reduce((best, share, at) => (share > all[best]! ? at : best), 0)
    winners.push(winner)
    confidences.push(Math.round(all[winner]! * FINENESS) / FINENESS)
  }
  return { classes: Math.max(2, scores), winners, confidences }
}
