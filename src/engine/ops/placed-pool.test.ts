/** What PyTorch 2.15 gives for places that no pooling gave, and for windows without a largest value. */
import { beforeAll, expect, it } from 'vitest'
import { F, ready, scope, tensor, type Tensor } from '../index'

beforeAll(async () => void (await ready()))

const places = (values: number[], shape: number[]): Tensor =>
  tensor(Int32Array.from(values), { shape, dtype: 'int64' })
const ones = (shape: number[]): Tensor => tensor(Float32Array.from([1, 1]), { shape })

const UNPOOL = { '1d': F.maxUnpool1d, '2d': F.maxUnpool2d, '3d': F.maxUnpool3d }

it.each([
  ['1d', [1, 1, 2], 9, '9 (output volumes are of size 4x1)'],
  ['2d', [1, 1, 1, 2], 99, '99 (output volumes are of size 2x4)'],
  ['2d', [1, 1, 1, 2], -1, '-1 (output volumes are of size 2x4)'],
  ['3d', [1, 1, 1, 1, 2], 99, '99 (output volumes are of size 2x2x4)'],
] as const)('refuses a place outside: maxUnpool%s of %j at %i', (rank, shape, place, said) => {
  scope(() => {
    const run = (): Tensor => UNPOOL[rank](ones([...shape]), places([0, place], [...shape]), 2)
    expect(run).toThrow(`Found an invalid max index: ${said}`)
  })
})

it('keeps the last of several values for one place, and brings both the gradient from there', () => {
  scope(() => {
    const x = tensor([[[1, 2]]], { requiresGrad: true })
    const y = F.maxUnpool1d(x, places([3, 3], [1, 1, 2]), 2)
    expect(y.toArray()).toEqual([[[0, 0, 0, 2]]])
    y.backward(tensor([[[10, 20, 30, 40]]]))
    expect(x.grad!.toArray()).toEqual([[[40, 40]]])
  })
})

it('gives the first place of a window whose values are all -inf, and none in the padding', () => {
  scope(() => {
    const x = tensor(new Float32Array(4).fill(-Infinity), { shape: [1, 1, 4] })
    const [values, indices] = F.maxPool1dWithIndices(x, 3, { padding: 1, stride: 2 })
    expect(values.toArray()).toEqual([[[-Infinity, -Infinity]]])
    expect(indices.toArray()).toEqual([[[0, 1]]])
  })
})
