/** Reads the values that make_reference.py saved, and compares with them. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { fromValues, type DType, type Tensor } from '../core/tensor'
import { difference, drawn } from './tolerance'

export interface SavedTensor {
  shape: number[]
  dtype: DType
  values: readonly (number | boolean | string)[]
  /** The sum of the absolute values of what was added into each value, where one is much more than its value. */
  magnitudes?: readonly number[]
}

/** Layers that have a file of saved values of their own, as `savedRows` takes them. */
export function ownLayers(): string[] {
  return readdirSync(new URL('layers', import.meta.url))
    .filter((name) => name.endsWith('.json'))
    .map((name) => `layers/${name.replace('.json', '')}`)
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

/** As below for numbers drawn at random. */
export function expectDrawn(actual: Tensor, saved: SavedTensor, what: string): void {
  expectEqual(actual, { ...saved, ...drawn(saved.values.map(asNumber)) }, what)
}

/** Fails where a value is not PyTorch's in all digits that are saved: of numbers drawn from the same seed, or only moved. */
export function expectSame(actual: Tensor, saved: SavedTensor, what: string): void {
  expect([...actual.shape], `${what}: shape`).toEqual(saved.shape)
  expect(
    Array.from(actual.data(), (value) => Number(value.toPrecision(8))),
    what,
  ).toEqual(saved.values)
}

/** Fails where shape, type or any value is not PyTorch's. */
export function expectEqual(
  actual: Tensor | null | undefined,
  saved: SavedTensor | null,
  what: string,
): void {
  if (saved === null) {
    expect(actual ?? null, what).toBeNull()
    return
  }
  expect(actual, what).toBeTruthy()
  expect([...actual!.shape], `${what}: shape`).toEqual(saved.shape)
  expect(actual!.dtype, `${what}: dtype`).toBe(saved.dtype)
  const values = saved.values.map(asNumber)
  expect(difference(actual!.data(), { ...saved, values }), what).toBeNull()
}
