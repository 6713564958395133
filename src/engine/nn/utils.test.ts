import { beforeAll, describe, expect, it } from 'vitest'
import { nn, ready, tensor, zeros, type Tensor } from '../index'

beforeAll(async () => void (await ready()))

function withGrad(...values: number[]): Tensor {
  const parameter = zeros([values.length], { requiresGrad: true })
  parameter.grad = tensor(values)
  return parameter
}

describe('clipGradNorm_', () => {
  it('gives back the norm before clipping and scales in place (G4)', () => {
    const parameter = withGrad(3, 4)
    expect(nn.utils.clipGradNorm_(parameter, 1).item()).toBe(5)
    expect(parameter.grad!.data()[0]).toBeCloseTo(0.6, 5)
    expect(parameter.grad!.data()[1]).toBeCloseTo(0.8, 5)
  })

  it('takes a module’s parameters, those without a gradient left out', () => {
    const linear = new nn.Linear(2, 2)
    expect(nn.utils.clipGradNorm_(linear.parameters(), 1).item()).toBe(0)
    linear.weight.grad = tensor([
      [0, 0],
      [0, 10],
    ])
    expect(nn.utils.clipGradNorm_(linear.parameters(), 1).item()).toBe(10)
    expect(linear.weight.grad.data()[3]).toBeCloseTo(1, 5)
  })

  it('fails for a norm that is not finite only where that is asked for', () => {
    const parameter = withGrad(Infinity, 1)
    expect(() => nn.utils.clipGradNorm_(parameter, 1, { errorIfNonfinite: true })).toThrow(
      'The total norm of order 2.0 for gradients from `parameters` is non-finite, so it cannot be clipped.',
    )
    expect([...parameter.grad!.data()]).toEqual([Infinity, 1])
    nn.utils.clipGradNorm_(parameter, 1, { errorIfNonfinite: false })
    expect([...parameter.grad!.data()]).toEqual([NaN, 0])
  })
})

describe('clipGradValue_', () => {
  it('clips each value to both sides', () => {
    const parameter = withGrad(-3, 0.5, 4)
    nn.utils.clipGradValue_([parameter], 1)
    expect([...parameter.grad!.data()]).toEqual([-1, 0.5, 1])
  })
})
