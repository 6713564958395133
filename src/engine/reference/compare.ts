/** Reads the values that make_reference.py saved, and compares with them. */
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { fromValues, type DType, type Tensor } from '../core/tensor'

export interface SavedTensor {
  shape: number[]
  dtype: DType
  values: (number | boolean | string)[]
}

/** The rows of NAME.json. */
export function savedRows<Row>(name: string): Row[] {
  const text = readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8')
  return (JSON.parse(text) as { rows: Row[] }).rows
}

export function restore(saved: SavedTensor): Tensor {
  const numbers = saved.values.map(asNumber)
  const values =
    saved.dtype === 'float32'
      ? Float32Array.from(numbers)
      : saved.dtype === 'bool'
        ? Uint8Array.from(numbers)
        : Int32Array.from(numbers)
  return fromValues(values, saved.shape, saved.dtype)
}

function asNumber(value: number | boolean | string): number {
  if (typeof value !== 'string') return Number(value)
  return { nan: NaN, inf: Infinity, '-inf': -Infinity }[value]!
}

/** Relative to each value, or to the largest of the tensor where a value is the small difference of large ones. */
export const TOLERANCE = 1e-5

/** Fails where shape, type or any value differs from PyTorch's by more than the tolerance. */
export function expectEqual(
  actual: Tensor | null | undefined,
  saved: SavedTensor | null,
  what: string,
  tolerance = TOLERANCE,
): void {
  if (saved === null) {
    expect(actual ?? null, what).toBeNull()
    return
  }
  expect(actual, what).toBeTruthy()
  expect([...actual!.shape], `${what}: shape`).toEqual(saved.shape)
  expect(actual!.dtype, `${what}: dtype`).toBe(saved.dtype)
  const values = [...actual!.data()]
  const expected = saved.values.map(asNumber)
  const scale = Math.max(...expected.map((value) => (Number.isFinite(value) ? Math.abs(value) : 0)), 0)
  const wrong = expected.findIndex(
    (value, i) => !close(values[i]!, value, tolerance * Math.max(Math.abs(value), scale)),
  )
  if (wrong >= 0) expect.fail(`${what}: value ${wrong} is ${values[wrong]}, PyTorch's is ${expected[wrong]}`)
}

function close(actual: number, expected: number, allowed: number): boolean {
  if (!Number.isFinite(expected)) return Object.is(actual, expected)
  return Math.abs(actual - expected) <= allowed
}
