import { beforeAll, describe, expect, it } from 'vitest'
import { F, arange, eye, full, linspace, ones, rand, randn, ready, tensor, zeros } from '../index'

beforeAll(async () => void (await ready()))

describe('creation', () => {
  it('takes nested arrays, typed arrays and numbers', () => {
    expect(
      tensor([
        [1, 2],
        [3, 4],
      ]).shape,
    ).toEqual([2, 2])
    expect(tensor(new Int32Array([1, 2])).dtype).toBe('int64')
    expect(tensor(3).shape).toEqual([])
    expect(tensor([true, false]).toArray()).toEqual([true, false])
    expect(arange(2, 6, 2).toArray()).toEqual([2, 4])
    expect(linspace(0, 1, 3).toArray()).toEqual([0, 0.5, 1])
    expect(eye(2).toArray()).toEqual([
      [1, 0],
      [0, 1],
    ])
    expect(full([2], 7, { dtype: 'int64' }).toArray()).toEqual([7, 7])
  })

  it('copies the values', () => {
    const values = new Float32Array([1, 2])
    const x = tensor(values)
    values[0] = 9
    expect(x.toArray()).toEqual([1, 2])
  })

  it('refuses ragged rows and what int64 cannot hold here', () => {
    expect(() => tensor([[1], [2, 3]])).toThrow('expected sequence of length 1 at dim 1 (got 2)')
    expect(() => tensor([2 ** 31], { dtype: 'int64' })).toThrow('is beyond ±2147483647')
    expect(() => tensor([1.5], { dtype: 'int64' })).toThrow('1.5 is not a whole number')
    expect(tensor([2 ** 31 - 1], { dtype: 'int64' }).item()).toBe(2 ** 31 - 1)
  })
})

describe('the largest and the smallest', () => {
  it('are one value of all, or values and places along a dimension', () => {
    const x = tensor([
      [1, 5, 2],
      [6, 0, 6],
    ])
    expect([x.max().item(), x.min().item()]).toEqual([6, 0])
    const [values, places] = x.max(1)
    expect([values.toArray(), places.toArray()]).toEqual([
      [5, 6],
      [1, 0],
    ])
    expect(x.min(0, { keepdim: true })[0].shape).toEqual([1, 3])
  })
})

describe('layout', () => {
  it('takes sizes one by one or as one list', () => {
    const x = arange(0, 6).view([2, 3])
    expect(x.toArray()).toEqual(arange(0, 6).view(2, 3).toArray())
    expect(x.reshape([-1]).shape).toEqual([6])
    expect(x.permute(1, 0).toArray()).toEqual(x.permute([1, 0]).toArray())
    expect(x.repeat([2, 1]).shape).toEqual([4, 3])
    expect(x.expand([4, 2, 3]).shape).toEqual([4, 2, 3])
  })

  it('is never seen: images come out in N, C, H, W order whatever ran before', () => {
    const x = tensor(
      Float32Array.from({ length: 24 }, (_, i) => i),
      { shape: [1, 4, 2, 3] },
    )
    const same = F.maxPool2d(x, 1)
    expect(same.layout).not.toBeNull()
    expect(same.toArray()).toEqual(x.toArray())
    expect(same.view(1, -1).toArray()).toEqual(x.view(1, -1).toArray())
    expect(same.add(x).toArray()).toEqual(x.mul(2).toArray())
    expect(x.add(same).sum(1).toArray()).toEqual(x.mul(2).sum(1).toArray())
    expect(same.permute([0, 2, 3, 1]).layout).toBeNull()
    expect(same.transpose(2, 3).matmul(x).toArray()).toEqual(x.transpose(2, 3).matmul(x).toArray())
  })
})

describe('errors', () => {
  it('read as PyTorch’s', () => {
    const sentences: [() => unknown, string][] = [
      [
        () => ones([2, 3]).add(ones([2, 4])),
        'The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1',
      ],
      [() => ones([2, 5]).matmul(ones([3, 4])), 'mat1 and mat2 shapes cannot be multiplied (2x5 and 3x4)'],
      [() => F.linear(ones([2, 5]), ones([4, 3])), 'mat1 and mat2 shapes cannot be multiplied (2x5 and 3x4)'],
      [
        () => F.conv2d(ones([1, 1, 8, 8]), ones([8, 3, 3, 3])),
        'Given groups=1, weight of size [8, 3, 3, 3], expected input[1, 1, 8, 8] to have 3 channels, but got 1 channels instead',
      ],
      [
        () => F.conv2d(ones([1, 1, 2, 2]), ones([1, 1, 5, 5])),
        "Calculated padded input size per channel: (2 x 2). Kernel size: (5 x 5). Kernel size can't be greater than actual input size",
      ],
      [
        () => F.maxPool2d(ones([1, 1, 2, 2]), 3),
        'Given input size: (1x2x2). Calculated output size: (1x0x0). Output size is too small',
      ],
      [() => F.crossEntropy(ones([1, 3]), tensor([5], { dtype: 'int64' })), 'Target 5 is out of bounds.'],
      [
        () => F.crossEntropy(ones([2, 3]), tensor([1], { dtype: 'int64' })),
        'Expected input batch_size (2) to match target batch_size (1).',
      ],
      [() => ones([2, 3]).view(4, -1), "shape '[4, -1]' is invalid for input of size 6"],
      [() => ones([2, 3]).sum(2), 'Dimension out of range (expected to be in range of [-2, 1], but got 2)'],
      [() => ones([2]).index(0, 0), 'too many indices for tensor of dimension 1'],
      [() => ones([2, 3]).topk(4), 'selected index k out of range'],
      [() => ones([2]).bmm(ones([2])), 'batch1 and batch2 must be 3D tensors, but they are 1D and 1D'],
      [
        () => ones([2, 3]).gather(1, tensor([[3], [0]], { dtype: 'int64' })),
        'index 3 is out of bounds for dimension 1 with size 3',
      ],
      [() => ones([2]).item(), 'a Tensor with 2 elements cannot be converted to Scalar'],
    ]
    for (const [run, sentence] of sentences) expect(run).toThrow(sentence)
  })
})

describe('printing', () => {
  it('reads as PyTorch prints', () => {
    expect(
      String(
        tensor([
          [1, 2],
          [3, 4.5],
        ]),
      ),
    ).toBe('tensor([[1.0000, 2.0000],\n        [3.0000, 4.5000]])')
    expect(String(tensor([1, -2, 3]))).toBe('tensor([ 1., -2.,  3.])')
    expect(String(tensor([1, 10], { dtype: 'int64' }))).toBe('tensor([ 1, 10])')
    expect(String(tensor([true, false]))).toBe('tensor([ True, False])')
    expect(String(tensor(0.5))).toBe('tensor(0.5000)')
    expect(String(tensor([1e-6, 1]))).toBe('tensor([1.0000e-06, 1.0000e+00])')
    expect(String(zeros([2], { requiresGrad: true }))).toBe('tensor([0., 0.], requires_grad=True)')
    expect(String(zeros([1], { requiresGrad: true }).add(1))).toBe('tensor([1.], grad_fn=<AddBackward0>)')
    expect(String(tensor([NaN, Infinity, 1]))).toBe('tensor([nan, inf, 1.])')
    expect(String(zeros([0]))).toBe('tensor([])')
  })

  it('shortens what is long', () => {
    expect(String(arange(2000))).toBe('tensor([   0,    1,    2,  ..., 1997, 1998, 1999])')
    expect(String(zeros([50, 50])).split('\n')).toHaveLength(7)
  })
})

describe('random tensors', () => {
  it('have the shape asked for', () => {
    expect([rand([2, 3]).shape, randn([4]).shape]).toEqual([[2, 3], [4]])
  })
})
