import { beforeAll, describe, expect, it } from 'vitest'
import type { Measure } from '../../graph/breakpoints/condition'
import { backend, ready } from '../backend/index'
import { release } from '../core/storage'
import { hasAny, measured } from './value-questions'
import { valueStatistics } from './value-statistics'

/** As many as the backend's reductions take, and so few that they are read. */
const SHAPES = [
  [49, 2048],
  [3, 5],
]
const KINDS: [string, (i: number) => number][] = [
  ['rectified values', (i) => Math.max(0, Math.sin(i * i))],
  ['one NaN', (i) => (i === 5 ? NaN : Math.cos(i))],
  ['one infinity', (i) => (i === 5 ? -Infinity : Math.cos(i))],
  ['both', (i) => [NaN, Infinity][i] ?? 0],
  ['numbers whose squares are too large for single precision', (i) => (i - 7) * 1e30],
  ['numbers whose squares are too small for it', (i) => i * 1e-30],
  ['nothing but zeros', () => 0],
]
const CASES = SHAPES.flatMap((shape) => KINDS.map(([name, make]) => ({ shape, name, make })))

beforeAll(() => ready())

describe.each(CASES)('$name in $shape', ({ shape, make }) => {
  const values = Float32Array.from({ length: shape[0]! * shape[1]! }, (_, i) => make(i))
  const { min, max, norm, zeros, nan, inf } = valueStatistics(values)
  const known: Record<Measure, number> = { absmax: Math.max(Math.abs(min), Math.abs(max)), norm, zeros }

  it('answers what the statistics say', () => {
    const handle = backend.create(values.slice(), shape, 'float32')
    const live = backend.live.handles
    try {
      expect([hasAny(handle, 'nan'), hasAny(handle, 'inf')]).toEqual([nan > 0, inf > 0])
      for (const what of ['absmax', 'norm', 'zeros'] as const) {
        // So close to the limit only all digits tell on which side it is.
        expect(measured(handle, what, known[what])).toBe(known[what])
        expect(measured(handle, what, known[what] * (1 + 1e-9))).toBe(known[what])
      }
      for (const limit of [norm / 2, norm * 2])
        expect(measured(handle, 'norm', limit) > limit).toBe(norm > limit)
      expect(backend.live.handles).toBe(live)
    } finally {
      release(handle)
    }
  })
})

it('finds nothing of the kind among whole numbers', () => {
  const handle = backend.create(Int32Array.of(3, 0, -4), [3], 'int32')
  expect([hasAny(handle, 'nan'), measured(handle, 'absmax', 1), measured(handle, 'zeros', 1)]).toEqual([false, 4, 1 / 3]) // prettier-ignore
  release(handle)
})
