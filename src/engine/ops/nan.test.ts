/** What PyTorch 2.13 gives for NaN among other values. */
import { beforeAll, describe, expect, it } from 'vitest'
import { F, ones, ready, tensor, type Tensor } from '../index'
import { maximum, minimum } from './arithmetic'

beforeAll(async () => void (await ready()))

const row = (): Tensor => tensor([NaN, Infinity, 1, 2, -1, 3, 0, -2], { requiresGrad: true })

/** With NaN first, last and in the middle of windows, and beside infinities. */
const image = (): Tensor =>
  tensor([NaN, 1, 2, 3, 1, 5, -8, -8, 5, 6, NaN, 4, Infinity, 2, Infinity, 1], { requiresGrad: true })

function values(x: Tensor): number[] {
  return [...x.data()]
}

describe('the largest and the smallest of values with NaN', () => {
  it('is NaN for those that it is among, and for no others', () => {
    const x = row().reshape(2, 4)
    expect(values(x.amax(1))).toEqual([NaN, 3])
    expect(values(x.amin(1))).toEqual([NaN, -2])
    expect(x.max().item()).toBeNaN()
    expect(x.min().item()).toBeNaN()
    expect(values(x.amax(0))).toEqual([NaN, Infinity, 1, 2])
  })

  it('is NaN of two of which either is', () => {
    const [a, b] = [tensor([NaN, 1, NaN, 1]), tensor([1, NaN, NaN, 2])]
    expect(values(maximum(a, b))).toEqual([NaN, NaN, NaN, 2])
    expect(values(minimum(a, b))).toEqual([NaN, NaN, NaN, 1])
    expect(values(minimum(ones([2, 2]), tensor(NaN)))).toEqual([NaN, NaN, NaN, NaN])
    expect(values(maximum(tensor([[1], [NaN]]), tensor([2, NaN])))).toEqual([2, NaN, NaN, NaN])
  })

  it('lies where the first NaN lies', () => {
    const x = tensor([3, NaN, Infinity, NaN, -1, 3, 0, -2]).reshape(2, 4)
    expect(values(x.argmax(1))).toEqual([1, 1])
    expect(values(x.argmin(1))).toEqual([1, 3])
    const [largest, places] = x.max(1)
    expect(values(largest)).toEqual([NaN, 3])
    expect(values(places)).toEqual([1, 1])
  })
})

describe('pooling for the largest of values with NaN', () => {
  it('gives NaN for windows that hold one', () => {
    const x = image().reshape(1, 1, 4, 4)
    expect(values(F.maxPool2d(x, 2))).toEqual([NaN, 3, Infinity, NaN])
    expect(values(F.adaptiveMaxPool2d(x, 2))).toEqual([NaN, 3, Infinity, NaN])
    const rows = F.maxPool2d(x, 3, { stride: 1, padding: 1 }).reshape(4, 4)
    expect(rows.toArray()).toEqual([
      [NaN, NaN, 5, 3],
      [NaN, NaN, NaN, NaN],
      [Infinity, NaN, NaN, NaN],
      [Infinity, NaN, NaN, NaN],
    ])
    expect(values(F.maxPool2d(x, 2, { dilation: 2, stride: 1 }))).toEqual([NaN, 6, Infinity, 5])
    expect(values(F.adaptiveMaxPool2d(x, 3))).toEqual([NaN, 5, 3, 6, NaN, NaN, Infinity, NaN, NaN])
  })

  it('sends the gradient to NaN, and the others where they come from', () => {
    const x = image()
    F.maxPool2d(x.reshape(1, 1, 4, 4), 2).backward(ones([1, 1, 2, 2]))
    expect(values(x.grad!)).toEqual([1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0])
  })

  it('names the operation as ever', () => {
    expect(F.maxPool2d(image().reshape(1, 1, 4, 4), 2).gradFn?.name).toBe('MaxPool2DWithIndicesBackward0')
  })
})

describe('pooling for the largest of minus infinities', () => {
  const low = (): Tensor =>
    tensor([-Infinity, -Infinity, -Infinity, 3, -Infinity, -Infinity, -3.4e38, 2], { requiresGrad: true })

  it('gives minus infinity for windows of nothing else, with a gradient and without', () => {
    const x = low().reshape(1, 1, 2, 4)
    for (const each of [x, x.detach()]) {
      expect(values(F.maxPool2d(each, 2))).toEqual([-Infinity, 3])
      expect(values(F.maxPool2d(each, 2, { stride: 1 }))).toEqual([-Infinity, Math.fround(-3.4e38), 3])
      expect(values(F.adaptiveMaxPool2d(each, [1, 3]))).toEqual([-Infinity, Math.fround(-3.4e38), 3])
    }
  })

  it('sends the gradient to the first of them', () => {
    const x = low()
    F.maxPool2d(x.reshape(1, 1, 2, 4), 2).backward(ones([1, 1, 1, 2]))
    expect(values(x.grad!)).toEqual([1, 0, 0, 1, 0, 0, 0, 0])
  })
})

describe('a threshold', () => {
  it('lets NaN through', () => {
    expect(values(F.threshold(tensor([NaN, 1, 0]), 0.5, 20))).toEqual([NaN, 1, 20])
  })
})
