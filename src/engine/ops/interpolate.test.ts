import { beforeAll, expect, it } from 'vitest'
import { tensor, ready, scope, type Tensor } from '../index'
import { interpolate } from './interpolate'

beforeAll(async () => void (await ready()))

const values = (x: Tensor): number[] => [...x.data()]

// Values measured on PyTorch 1.13 and 2.13.
it('copies a direction that stays as long and doubles exactly, as PyTorch does whatever the factor', () => {
  scope(() => {
    const image = tensor([[[[0, 1, 2], [3, 4, 5], [6, 7, 8]]]]) // prettier-ignore
    const same = values(image)
    for (const mode of ['nearest', 'bilinear'] as const)
      expect(values(interpolate(image, { scaleFactor: 1.3, mode })), mode).toEqual(same)
    expect(values(interpolate(image, { scaleFactor: [1.3, 2] }))).toEqual([
      0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8,
    ])
    const row = tensor([[[[0, 1, 2, 3, 4]]]])
    expect(values(interpolate(row, { scaleFactor: [1, 2.1] }))).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4])
    const signal = tensor([[[0, 1, 2]]])
    expect(values(interpolate(signal, { scaleFactor: 1.3, mode: 'linear' }))).toEqual([0, 1, 2])
    expect(values(interpolate(signal, { scaleFactor: 1.3 }))).toEqual([0, 0, 1])
  })
})
