import { beforeAll, describe, expect, it, vi } from 'vitest'
import { manualSeed, nn, ready, zeros, type Tensor } from '../index'
import { Generator } from '../random/generator'
import { erf } from '../core/erf'

const { init } = nn

beforeAll(async () => void (await ready()))

describe('nn.init', () => {
  it('fills parameters, in whatever order they lie in memory, without recording', () => {
    const { weight } = new nn.Conv2d(2, 3, 3)
    const plain = zeros(weight.shape)
    manualSeed(7)
    init.orthogonal_(weight)
    manualSeed(7)
    init.orthogonal_(plain)
    expect([...weight.data()]).toEqual([...plain.data()])
    expect(weight.isLeaf && weight.requiresGrad).toBe(true)
  })

  it('draws from a generator of one’s own', () => {
    const draw = (): number[] => [...init.truncNormal_(zeros([20]), 0, 1, -1, 1, new Generator(3)).data()]
    expect(draw()).toEqual(draw())
    expect(draw().every((value) => Math.abs(value) <= 1)).toBe(true)
  })

  it('makes the fewer of rows and columns orthonormal', () => {
    const product = (x: Tensor): Tensor => x.matmul(x.t())
    const wide = init.orthogonal_(zeros([30, 70]), 2)
    const tall = init.orthogonal_(zeros([70, 30]), 2).t()
    for (const matrix of [wide, tall])
      product(matrix)
        .data()
        .forEach((value, i) => expect(value).toBeCloseTo(i % 31 === 0 ? 4 : 0, 5))
  })

  it.each<[string, () => unknown, string]>([
    ['eye_', () => init.eye_(zeros([2])), 'Only tensors with 2 dimensions are supported'],
    ['sparse_', () => init.sparse_(zeros([2, 2, 2]), 0.5), 'Only tensors with 2 dimensions are supported'],
    ['dirac_', () => init.dirac_(zeros([2, 2])), 'Only tensors with 3, 4, or 5 dimensions are supported'],
    ['dirac_ groups', () => init.dirac_(zeros([3, 2, 1]), 2), 'dim 0 must be divisible by groups'],
    ['orthogonal_', () => init.orthogonal_(zeros([2])), 'Only tensors with 2 or more dimensions are supported'],
    ['xavierUniform_', () => init.xavierUniform_(zeros([2])), 'Fan in and fan out can not be computed for tensor with fewer than 2 dimensions'],
    ['kaimingNormal_', () => init.kaimingNormal_(zeros([2, 2]), { mode: 'fan' as 'fan_in' }), "Mode fan not supported, please use one of ['fan_in', 'fan_out']"],
    ['calculateGain', () => init.calculateGain('swish' as 'relu'), 'Unsupported nonlinearity swish'],
    ['uniform_', () => init.uniform_(zeros([2]), 1, 0), 'uniform_ expects to return a [from, to) range, but found from=1 > to=0'],
    ['normal_', () => init.normal_(zeros([2]), 0, -1), 'normal expects std >= 0.0, but found std -1'],
  ])('%s refuses what PyTorch refuses', (_, call, text) => {
    expect(call).toThrow(text)
  }) // prettier-ignore

  it('warns of bounds far from the mean, and leaves empty tensors alone', () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    init.truncNormal_(zeros([2]), 10)
    init.kaimingUniform_(zeros([0, 2]))
    expect(warn.mock.calls.map(([text]) => text)).toEqual([
      'mean is more than 2 std from [a, b] in nn.init.truncNormal_. The distribution of values may be incorrect.',
      'Initializing zero-element tensors is a no-op',
    ])
    warn.mockRestore()
  })
})

describe('the error function', () => {
  it('is right to the last digits', () => {
    // From Python's math.erf.
    const known = [
      [0.1, 0.1124629160182849],
      [0.5, 0.5204998778130465],
      [1.2, 0.9103139782296354],
      [2.4, 0.9993114861033549],
      [2.6, 0.9997639655834707],
      [4, 0.9999999845827421],
    ] as const
    for (const [x, y] of known) {
      expect(erf(x)).toBeCloseTo(y, 14)
      expect(erf(-x)).toBeCloseTo(-y, 14)
    }
    expect([erf(0), erf(9), erf(NaN)]).toEqual([0, 1, NaN])
  })
})
