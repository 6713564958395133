import { beforeAll, describe, expect, it } from 'vitest'
import { ready } from '../backend/index'
import { scope } from '../core/scope'
import { fromValues } from '../core/tensor'
import { FlowReader } from './flow-reader'
import { measure } from './measure'

const VIEW = { kind: 'numbers' } as const

function thumbnailOf(values: Float32Array) {
  return scope(() => {
    const tensor = fromValues(values, [values.length], 'float32')
    return new FlowReader().read(tensor, { view: VIEW, thumbnail: true }).statistics
  })
}

describe('FlowReader', () => {
  beforeAll(async () => {
    await ready()
  })

  const few = [3, -4, 0]
  const many = Array.from({ length: 40_000 }, (_, i) => Math.sin(i))
  it.each<[string, number[]]>([
    ['a few values', few],
    ['many values', many],
    ['a few values with NaN', [...few, NaN]],
    ['many values with NaN', [...many, NaN]],
    ['a few values with infinities', [...few, Infinity, -Infinity]],
    ['many values with infinities', [...many, Infinity, -Infinity]],
    ['values whose squares single precision cannot hold', many.map((value) => value * 1e-25)],
  ])('tells on a thumbnail the norm, and what is not finite: %s', (_, values) => {
    const all = Float32Array.from(values)
    const { norm, nan, inf } = measure(all).statistics
    const told = thumbnailOf(all)
    expect(told).toEqual({ nan, inf, norm: told.norm, min: NaN, max: NaN, mean: NaN, std: NaN, zeros: NaN })
    if (Number.isFinite(norm)) expect(told.norm / norm).toBeCloseTo(1, 6)
    else expect(told.norm).toBe(norm)
  })
})
