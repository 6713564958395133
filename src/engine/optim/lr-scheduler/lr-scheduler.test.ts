import { beforeAll, describe, expect, it, vi } from 'vitest'
import { ones, optim, ready, tensor, zeros } from '../../index'

const { lrScheduler } = optim
const newOptimizer = (lr = 0.1): optim.SGD => new optim.SGD([zeros([1], { requiresGrad: true })], { lr })

beforeAll(async () => void (await ready()))

describe('a scheduler', () => {
  it('changes the rate that the next step takes', () => {
    const parameter = zeros([1], { requiresGrad: true })
    const optimizer = new optim.SGD([parameter], { lr: 1 })
    const scheduler = new lrScheduler.ExponentialLR(optimizer, 0.5)
    for (let step = 0; step < 3; step++) {
      parameter.grad = ones([1])
      optimizer.step()
      scheduler.step()
    }
    expect(parameter.item()).toBe(-1.75)
    expect(scheduler.getLastLr()).toEqual([0.125])
  })

  it('goes on from a step where the groups know their first rate', () => {
    const optimizer = newOptimizer()
    expect(() => new lrScheduler.StepLR(optimizer, 2, { lastEpoch: 3 })).toThrow(
      "param 'initialLr' is not specified in paramGroups[0] when resuming an optimizer",
    )
    const first = new lrScheduler.StepLR(optimizer, 2)
    for (let step = 0; step < 3; step++) {
      optimizer.step()
      first.step()
    }
    const resumed = newOptimizer()
    resumed.loadStateDict(optimizer.stateDict())
    const second = new lrScheduler.ExponentialLR(resumed, 0.5, { lastEpoch: 2 })
    expect(second.lastEpoch).toBe(3)
    expect(resumed.paramGroups[0]!.lr).toBe(optimizer.paramGroups[0]!.lr)
    expect(optimizer.stateDict().param_groups[0]).toMatchObject({ initial_lr: 0.1 })
  })

  it('warns when it steps before the optimiser', () => {
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    new lrScheduler.StepLR(newOptimizer(), 2).step()
    expect(warn.mock.calls[0]![0]).toContain('Detected call of `scheduler.step()` before `optimizer.step()`')
    warn.mockRestore()
  })
})

describe('warm restarts', () => {
  it('can be set to a fraction of a step', () => {
    const optimizer = newOptimizer(1)
    const scheduler = new lrScheduler.CosineAnnealingWarmRestarts(optimizer, 4, { tMult: 2 })
    scheduler.step(2)
    expect(scheduler.getLastLr()[0]).toBeCloseTo(0.5, 12)
    scheduler.step(4 + 0.5)
    expect(scheduler.lastEpoch).toBe(4)
    expect(scheduler.getLastLr()[0]).toBeCloseTo((1 + Math.cos((Math.PI * 0.5) / 8)) / 2, 12)
    expect(() => scheduler.step(-1)).toThrow('Expected non-negative epoch, but got -1')
  })
})

describe('a sequence', () => {
  it('can hold a sequence', () => {
    const optimizer = newOptimizer(1)
    const inner = new lrScheduler.SequentialLR(
      optimizer,
      [
        new lrScheduler.LambdaLR(optimizer, () => 0.5),
        new lrScheduler.LambdaLR(optimizer, (epoch) => 0.1 + epoch),
      ],
      [2],
    )
    const outer = new lrScheduler.SequentialLR(
      optimizer,
      [new lrScheduler.LambdaLR(optimizer, () => 4), inner],
      [2],
    )
    const rates = [outer.getLastLr()[0]]
    for (let step = 0; step < 5; step++) {
      optimizer.step()
      outer.step()
      rates.push(outer.getLastLr()[0])
    }
    expect(rates).toEqual([4, 4, 0.5, 0.5, 0.1, 1.1])
  })

  it('needs one milestone less than schedulers, all of one optimiser', () => {
    const optimizer = newOptimizer()
    const one = new lrScheduler.ExponentialLR(optimizer, 0.5)
    const foreign = new lrScheduler.ExponentialLR(newOptimizer(), 0.5)
    const sequence = (members: (typeof one)[], milestones: number[]) => () =>
      new lrScheduler.SequentialLR(optimizer, members, milestones)
    expect(sequence([], [])).toThrow('SequentialLR expects at least one scheduler, but got no scheduler.')
    expect(sequence([one], [3])).toThrow(
      'but got number of schedulers 1 and the number of milestones to be equal to 1',
    )
    expect(sequence([one, foreign], [3])).toThrow(
      'but got scheduler ExponentialLR at index 1 of another one.',
    )
  })
})

describe('a plateau', () => {
  it('takes a tensor as the number of a step', () => {
    const optimizer = newOptimizer()
    const scheduler = new lrScheduler.ReduceLROnPlateau(optimizer, { patience: 0, factor: 0.5 })
    scheduler.step(tensor([1]))
    scheduler.step(tensor([2]))
    expect(scheduler.getLastLr()).toEqual([0.05])
  })
})

describe('wrong options', () => {
  it.each<[string, () => unknown, string]>([
    ['a rising factor', () => new lrScheduler.ReduceLROnPlateau(newOptimizer(), { factor: 1 }), 'Factor should be < 1.0.'],
    ['a mode', () => new lrScheduler.ReduceLROnPlateau(newOptimizer(), { mode: 'up' as 'max' }), 'mode up is unknown!'],
    ['floors', () => new lrScheduler.ReduceLROnPlateau(newOptimizer(), { minLr: [1, 2] }), 'expected 1 min_lrs, got 2'],
    ['no first factor', () => new lrScheduler.LinearLR(newOptimizer(), { startFactor: 0 }), 'Starting multiplicative factor expected to be greater than 0 and less or equal to 1.'],
    ['a last factor', () => new lrScheduler.LinearLR(newOptimizer(), { endFactor: 2 }), 'Ending multiplicative factor expected to be between 0 and 1.'],
    ['functions', () => new lrScheduler.LambdaLR(newOptimizer(), []), 'Expected 1 lr_lambdas, but got 0'],
    ['a cycle', () => new lrScheduler.CosineAnnealingWarmRestarts(newOptimizer(), 0), 'Expected positive integer T_0, but got 0'],
    ['its growth', () => new lrScheduler.CosineAnnealingWarmRestarts(newOptimizer(), 2, { tMult: 0 }), 'Expected integer T_mult >= 1, but got 0'],
    ['no length', () => new lrScheduler.OneCycleLR(newOptimizer(), 1, { epochs: 3 }), 'You must define either totalSteps OR (epochs AND stepsPerEpoch)'],
    ['a length', () => new lrScheduler.OneCycleLR(newOptimizer(), 1, { totalSteps: 0.5 }), 'Expected positive integer total_steps, but got 0.5'],
    ['a share', () => new lrScheduler.OneCycleLR(newOptimizer(), 1, { totalSteps: 5, pctStart: 2 }), 'Expected float between 0 and 1 pct_start, but got 2'],
    ['peaks', () => new lrScheduler.OneCycleLR(newOptimizer(), [1, 2], { totalSteps: 5 }), 'expected 1 values for max_lr, got 2'],
    ['no momentum', () => new lrScheduler.OneCycleLR(new optim.Adagrad([zeros([1])]), 1, { totalSteps: 5 }), 'optimizer must support momentum or beta1 with `cycle_momentum` option enabled'],
  ])('%s: refused', (_, make, text) => {
    expect(make).toThrow(text)
  }) // prettier-ignore

  it('a step after the last of a cycle: refused', () => {
    const optimizer = newOptimizer()
    const scheduler = new lrScheduler.OneCycleLR(optimizer, 1, { totalSteps: 2 })
    optimizer.step()
    scheduler.step()
    scheduler.step()
    expect(() => scheduler.step()).toThrow('Tried to step 3 times. The specified number of total steps is 2')
  })
})
