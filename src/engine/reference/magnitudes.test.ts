/** Magnitudes that are known: of what is only moved, of sums, of what cancels on the way, and of jumps. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { SafeTensors } from '../../graph/formats/safetensors'
import { F, ready, scope } from '../index'
import type { Tensor } from '../index'
import { toTensor } from '../visited/tensor-file'
import { expectClose } from './expect-close.fixture'
import { ADDED_BY_ONNXRUNTIME, growingMagnitudes } from './magnitudes.fixture'

beforeAll(() => ready())

const values = Float32Array.of(3, -1, 0.5, 2, -4, 1, 0.25, -2)
const given: SafeTensors[] = [new Map([['x', { dtype: 'F32', shape: [2, 4], values }]])]

function magnitude(compute: (x: Tensor) => Tensor, added = {}): number[] {
  const run = ([tensors]: readonly SafeTensors[]): Map<string, ArrayLike<number>> =>
    scope(
      () =>
        new Map([
          [
            'y',
            compute(toTensor(tensors!.get('x')!))
              .data()
              .slice(),
          ],
        ]),
    )
  return [...[...growingMagnitudes(given, run, added)].at(-1)!.get('y')!]
}

it('is the number itself of what is only moved', () => {
  const found = magnitude((x) => x.transpose(0, 1).reshape([8]))
  const sizes = [3, 4, 1, 1, 0.5, 0.25, 2, 2]
  found.forEach((each, i) => expect(each / sizes[i]!).toBeCloseTo(1, 2))
})

it('is that of the terms of a sum, not of what they leave', () => {
  const [found] = magnitude((x) => x.sub(x.mul(0.999)).sum())
  expect(found).toBeGreaterThan(1)
  expect(found).toBeLessThan(30)
})

it('counts what lies on the way: the sum of normalised values is 0 whatever goes in', () => {
  const [found] = magnitude((x) => F.layerNorm(x, [4]).sum())
  expect(found).toBeGreaterThan(1)
  expect(found).toBeLessThan(10)
})

it('counts a jump for nothing', () => {
  expect(magnitude((x) => x.gt(1).float())).toEqual([0, 0, 0, 0, 0, 0, 0, 0])
})

it('counts what the other side adds and takes away', () => {
  const small = (x: Tensor): Tensor => x.mul(1e-3).expm1()
  magnitude(small).forEach((each) => expect(each).toBeLessThan(0.02))
  magnitude(small, ADDED_BY_ONNXRUNTIME).forEach((each) => expect(each).toBeGreaterThan(0.98))
})

describe('what is compared', () => {
  const sum = { shape: [], values: [1e-6] }
  /** As found from three samples. */
  function* grown() {
    for (const size of [0.1, 1, 10]) yield new Map([['sum', [size]]])
  }
  const compare = (actual: number) =>
    expectClose(
      [{ key: 'sum', what: 'the sum', actual: { shape: [], values: [actual] }, expected: sum }],
      grown,
    )

  it('may be apart by what was lost of the terms, in whatever sample that is seen', () => {
    expect(() => compare(4e-6)).not.toThrow()
  })

  it('may be no further apart', () => {
    expect(() => compare(7e-6)).toThrow(
      'value 0 is 0.000007, 0.000001 is expected, of terms that add up to 10',
    )
  })
})
