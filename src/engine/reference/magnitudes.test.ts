/** Magnitudes that are known: of what is only moved, of sums, of what cancels on the way, and of jumps. */
import { beforeAll, expect, it } from 'vitest'
import type { SafeTensors } from '../../graph/formats/safetensors'
import { F, ready, scope } from '../index'
import type { Tensor } from '../index'
import { toTensor } from '../visited/tensor-file'
import { ADDED_BY_ONNXRUNTIME, magnitudesOf } from './magnitudes.fixture'

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
  return [...magnitudesOf(given, run, added).get('y')!]
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
