import { expect, it } from 'vitest'
import { valueStatistics } from './value-statistics'

it('counts what torch.min, max, mean, std and norm count', () => {
  // x = torch.tensor([-1., 0., 0., 3.])
  const { std, norm, ...others } = valueStatistics([-1, 0, 0, 3])
  expect(others).toEqual({ min: -1, max: 3, mean: 0.5, zeros: 0.5, nan: 0, inf: 0 })
  expect(std).toBeCloseTo(1.7320508, 6)
  expect(norm).toBeCloseTo(3.1622777, 6)
})

it('of one value the deviation is NaN, as that of a sample', () => {
  expect(valueStatistics([2])).toEqual({
    min: 2,
    max: 2,
    mean: 2,
    std: NaN,
    norm: 2,
    zeros: 0,
    nan: 0,
    inf: 0,
  })
})

it('NaN among the values makes all NaN but the counts, and infinity what PyTorch makes of it', () => {
  expect(valueStatistics([NaN, 1, 0])).toMatchObject({
    min: NaN,
    max: NaN,
    norm: NaN,
    zeros: 1 / 3,
    nan: 1,
    inf: 0,
  })
  expect(valueStatistics([-Infinity, 1])).toMatchObject({
    min: -Infinity,
    max: 1,
    mean: -Infinity,
    norm: Infinity,
    inf: 1,
  })
})
