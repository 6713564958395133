import { beforeAll, describe, expect, it } from 'vitest'
import { manualSeed, memory, nn, noGrad, randn, ready, scope } from '../../index'

beforeAll(async () => void (await ready()))

describe('LSTM', () => {
  it('reads weights that lie transposed in memory', () => {
    scope(() => {
      manualSeed(0)
      type Weights = nn.LSTM & { weight_ih_l0: nn.Parameter }
      const [lstm, other] = [new nn.LSTM(4, 1) as Weights, new nn.LSTM(4, 1) as Weights]
      const x = randn([3, 2, 4])
      const weight = randn([4, 4])
      lstm.weight_ih_l0 = new nn.Parameter(weight)
      other.loadStateDict(lstm.stateDict())
      other.weight_ih_l0 = new nn.Parameter(weight.t().clone().t())
      const [expected] = lstm.call(x)
      const [output] = other.call(x)
      expect([...output.data()]).toEqual([...expected.data()])
      expected.sum().backward()
      output.sum().backward()
      expect(other.weight_ih_l0.grad!.toArray()).toEqual(lstm.weight_ih_l0.grad!.toArray())
    })
  })

  it('keeps nothing but its results where no gradient is wanted', () => {
    const lstm = new nn.LSTM(3, 50)
    const x = randn([4, 2, 3])
    noGrad(() => scope(() => void lstm.call(x)))
    const before = memory().bytes
    const results = noGrad(() => lstm.call(x))
    // The weights are 43,200 bytes, and the results 2,400.
    expect(memory().bytes - before).toBeLessThan(10_000)
    expect(results).toHaveLength(2)
  })
})
