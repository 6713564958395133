/** The rule itself: what it lets pass, and that it finds what a share of the largest value lets pass. */
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { ready, scope } from '../index'
import { expectEqual, restore, savedRows, type SavedTensor } from './compare'
import { allowed, ALLOWED, isClose, SMALLEST } from './tolerance'

const FILES = [
  'activations', 'attention', 'convs', 'layers', 'losses', 'models', 'more_losses', 'more_optimizers', 'norms', 'operations', 'ops', 'optimizers', 'samplers', 'sequences',
] // prettier-ignore
/** Where results stand in a row. */
const RESULTS = [
  'output',
  'outputs',
  'gradInputs',
  'gradParameters',
  'gradients',
  'buffers',
  'trajectory',
  'state',
]

beforeAll(async () => void (await ready()))

function tensorsIn(value: unknown): SavedTensor[] {
  if (value === null || typeof value !== 'object') return []
  return 'dtype' in value ? [value as SavedTensor] : Object.values(value).flatMap(tensorsIn)
}

function resultsOf(name: string): SavedTensor[] {
  return savedRows<Record<string, unknown>>(name)
    .flatMap((row) => RESULTS.flatMap((key) => tensorsIn(row[key])))
    .filter(({ dtype, values }) => dtype === 'float32' && values.every((value) => typeof value === 'number'))
}

/** The tensor with its value nearest to 0 (but not 0) moved by a share of its largest, and whether that value's own terms allow it. */
function withSmallestMoved(saved: SavedTensor, share: number): SavedTensor | null {
  const sizes = (saved.values as number[]).map(Math.abs)
  const moved = share * Math.max(...sizes)
  const own = sizes.map((size, i) => Math.max(size, saved.magnitudes?.[i] ?? 0))
  const place = own.findIndex((size) => size === Math.min(...own.filter((each) => each > 0)))
  if (place < 0 || moved < 2 * allowed(own[place]!)) return null
  return {
    ...saved,
    values: saved.values.map((value, i) => (i === place ? (value as number) + moved : value)),
  }
}

function passes(actual: SavedTensor, saved: SavedTensor): boolean {
  return scope(() => {
    try {
      expectEqual(restore(actual), saved, 'value')
      return true
    } catch {
      return false
    }
  })
}

/** 1e-5 of the largest value, for every value. */
function passesByLargest(actual: SavedTensor, saved: SavedTensor): boolean {
  const [values, wanted] = [actual.values as number[], saved.values as number[]]
  const largest = Math.max(...wanted.map(Math.abs))
  return values.every((value, i) => Math.abs(value - wanted[i]!) <= 1e-5 * largest)
}

describe('the rule for equal numbers', () => {
  it('is the same in Python', () => {
    const python = readFileSync(new URL('tolerance.py', import.meta.url), 'utf8')
    const constant = (name: string) => new RegExp(`^${name} = (.*)$`, 'm').exec(python)?.[1]
    expect(constant('ALLOWED')).toBe(`2.0**${Math.log2(ALLOWED)}`)
    expect(constant('SMALLEST')).toBe(`2.0**${Math.log2(SMALLEST)}`)
  })

  it('lets a gradient pass that is zero but for rounding, and no small value that is wrong', () => {
    expect(isClose(2e-6, 1.7e-6, 40)).toBe(true)
    expect(isClose(2e-6, 1.7e-6)).toBe(false)
    expect(isClose(2e-6, 1.7e-6, 0.1)).toBe(false)
    expect(isClose(1, 1 + 9e-7)).toBe(true)
    expect(isClose(1, 1 + 2e-6)).toBe(false)
    expect(isClose(0, 1e-40)).toBe(true)
    expect(isClose(0, 1e-30)).toBe(false)
  })

  it('takes what is not finite only for the same', () => {
    for (const value of [NaN, Infinity, -Infinity]) {
      expect(isClose(value, value)).toBe(true)
      expect(isClose(1, value, 1e30)).toBe(false)
      expect(isClose(value, 1, 1e30)).toBe(false)
    }
    expect(isClose(Infinity, -Infinity)).toBe(false)
  })
})

describe.each(FILES)('the saved values of %s', (name) => {
  const results = resultsOf(name)

  it('are equal to themselves', () => {
    expect(results.length).toBeGreaterThan(0)
    for (const saved of results) expect(passes(saved, saved)).toBe(true)
  })

  it('do not pass with a small one moved by 8e-6 of the largest, which a tolerance by the largest lets pass', () => {
    const moved = results.flatMap((saved) => {
      const actual = withSmallestMoved(saved, 8e-6)
      return actual ? [{ actual, saved }] : []
    })
    expect(moved.length).toBeGreaterThan(0)
    expect(moved.filter(({ actual, saved }) => !passesByLargest(actual, saved))).toEqual([])
    expect(moved.filter(({ actual, saved }) => passes(actual, saved))).toEqual([])
  })

  it('have magnitudes that leave most values as strictly compared as they were, or more', () => {
    const values = results.flatMap((saved) => {
      const largest = Math.max(...(saved.values as number[]).map(Math.abs))
      return saved.values.map((value, i) => {
        return allowed(value as number, saved.magnitudes?.[i]) > 1e-5 * largest
      })
    })
    expect(values.filter(Boolean).length / values.length).toBeLessThan(0.1)
  })
})
