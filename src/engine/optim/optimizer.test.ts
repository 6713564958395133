import { beforeAll, describe, expect, it } from 'vitest'
import {
  keep,
  manualSeed,
  memory,
  nn,
  noGrad,
  ones,
  optim,
  randn,
  ready,
  scope,
  tensor,
  Tensor,
  zeros,
} from '../index'
import type { OptimizerState } from './optimizer'

beforeAll(async () => void (await ready()))

const leaf = (...values: number[]): Tensor => tensor(values, { requiresGrad: true })

function newOptimizer(
  name: string,
  parameters: Tensor[],
  options: object,
): optim.Optimizer<optim.BaseOptions> {
  type Kind = new (params: Tensor[], options: object) => optim.Optimizer<optim.BaseOptions>
  const kind = (optim as unknown as Record<string, Kind>)[name]!
  return new kind(parameters, options)
}

describe('SGD without momentum', () => {
  it.each([[10], [5000]])('subtracts lr · gradient from %i values to the last bit', (size) => {
    manualSeed(0)
    const [parameter, grad] = [randn([size], { requiresGrad: true }), randn([size])]
    const [before, slope] = [[...parameter.data()], [...grad.data()]]
    parameter.grad = grad
    new optim.SGD([parameter], { lr: 0.1 }).step()
    const expected = before.map((x, i) => Math.fround(x - Math.fround(slope[i]! * Math.fround(0.1))))
    expect([...parameter.data()]).toEqual(expected)
  })
})

describe('parameter groups', () => {
  it('step with options of their own, the rest from the defaults', () => {
    const [slow, fast] = [leaf(1), leaf(1)]
    const optimizer = new optim.SGD([{ params: [slow] }, { params: [fast], lr: 0.5 }], { lr: 0.1 })
    for (const parameter of [slow, fast]) parameter.grad = ones([1])
    optimizer.step()
    expect(slow.item()).toBeCloseTo(0.9, 6)
    expect(fast.item()).toBe(0.5)
    expect(optimizer.paramGroups.map(({ lr, momentum }) => [lr, momentum])).toEqual([
      [0.1, 0],
      [0.5, 0],
    ])
  })

  it('can be added later', () => {
    const [first, later] = [leaf(1), leaf(1)]
    const optimizer = new optim.Adagrad([first], { lr: 0.1 })
    optimizer.addParamGroup({ params: [later], lr: 0.2, initialAccumulatorValue: 3 })
    for (const parameter of [first, later]) parameter.grad = ones([1])
    optimizer.step()
    expect(first.item()).toBeCloseTo(0.9, 6)
    expect(later.item()).toBeCloseTo(0.9, 6)
  })

  it('are refused where a parameter is missing, no leaf, no tensor or listed twice', () => {
    const parameter = leaf(1)
    expect(() => new optim.SGD([])).toThrow('optimizer got an empty parameter list')
    expect(() => new optim.SGD([parameter.mul(2)])).toThrow("can't optimize a non-leaf Tensor")
    const optimizer = new optim.SGD([parameter])
    expect(() => optimizer.addParamGroup({ params: [parameter] })).toThrow(
      'some parameters appear in more than one parameter group',
    )
    expect(() => optimizer.addParamGroup({ params: [3 as unknown as Tensor] })).toThrow(
      'optimizer can only optimize Tensors, but one of the params is number',
    )
  })
})

describe('options', () => {
  it.each([
    ['SGD', { lr: -1 }, 'Invalid learning rate: -1'],
    ['SGD', { momentum: -0.5 }, 'Invalid momentum value: -0.5'],
    ['SGD', { nesterov: true }, 'Nesterov momentum requires a momentum and zero dampening'],
    ['Adam', { betas: [1, 0.9] }, 'Invalid beta parameter at index 0: 1'],
    ['AdamW', { betas: [0.9, -1] }, 'Invalid beta parameter at index 1: -1'],
    ['NAdam', { momentumDecay: -1 }, 'Invalid momentum_decay value: -1'],
    ['RAdam', { eps: NaN }, 'Invalid epsilon value: NaN'],
    ['RMSprop', { alpha: -1 }, 'Invalid alpha value: -1'],
    ['Adagrad', { lrDecay: -1 }, 'Invalid lr_decay value: -1'],
    ['Adadelta', { rho: 1.5 }, 'Invalid rho value: 1.5'],
    ['Adamax', { weightDecay: -1 }, 'Invalid weight_decay value: -1'],
    ['ASGD', { lambd: -1 }, 'Invalid lambd value: -1'],
    ['ASGD', { alpha: -1 }, 'Invalid alpha value: -1'],
    ['Rprop', { etas: [1, 1.2] }, 'Invalid eta values: 1, 1.2'],
    ['Adafactor', { lr: -1 }, 'Learning rate should be >= 0 but is: -1'],
    ['Adafactor', { beta2Decay: 0.5 }, 'beta2_decay should be <= 0 but is: 0.5'],
    ['Adafactor', { eps: [-1, 0] }, 'epsilon1 should be >= 0 but is: -1'],
    ['Adafactor', { eps: [null, -1] }, 'epsilon2 should be >= 0 but is: -1'],
    ['Adafactor', { d: 0.5 }, 'Clipping threshold d should be >= 1 but is: 0.5'],
    ['Muon', { momentum: -1 }, 'momentum should be >= 0 but is: -1'],
    ['Muon', { weightDecay: -1 }, 'weight decay should be >= 0 but is: -1'],
    ['Muon', { adjustLrFn: 'adam' }, 'Adjust learning rate function adam is not supported'],
    ['Muon', {}, 'Muon only supports 2D parameters whereas we found a parameter with size: torch.Size([1])'],
  ])('of %s %j are refused', (name, options, text) => {
    expect(() => newOptimizer(name, [leaf(1)], options)).toThrow(text)
  })
})

describe('a state dict', () => {
  it('has the layout and the names of PyTorch', () => {
    const [a, b, c] = [leaf(1, 2), leaf(3), leaf(4)]
    const optimizer = new optim.AdamW([{ params: [a, b] }, { params: [c], lr: 0.5, weightDecay: 0 }])
    a.grad = ones([2])
    c.grad = ones([1])
    optimizer.step()
    const { state, param_groups } = optimizer.stateDict()
    expect(Object.keys(state)).toEqual(['0', '2'])
    expect(Object.keys(state[0]!)).toEqual(['step', 'exp_avg', 'exp_avg_sq'])
    expect((state[0]!.exp_avg as Tensor).shape).toEqual([2])
    const common = {
      betas: [0.9, 0.999],
      eps: 1e-8,
      amsgrad: false,
      maximize: false,
      decoupled_weight_decay: true,
    }
    expect(param_groups).toEqual([
      { lr: 1e-3, weight_decay: 1e-2, ...common, params: [0, 1] },
      { lr: 0.5, weight_decay: 0, ...common, params: [2] },
    ])
  })

  it('is empty for plain SGD, before and after a step', () => {
    const parameter = leaf(1)
    const optimizer = new optim.SGD([parameter])
    parameter.grad = ones([1])
    optimizer.step()
    expect(optimizer.stateDict().state).toEqual({})
  })

  it('is copied when loaded, takes the place of what was there and brings its options', () => {
    const [from, to] = [leaf(1), leaf(1)]
    const source = new optim.SGD([from], { lr: 0.1, momentum: 0.9, weightDecay: 0.25 })
    from.grad = ones([1])
    source.step()
    const saved = source.stateDict()
    const target = new optim.SGD([to])
    target.loadStateDict(saved)
    expect(target.paramGroups[0]).toMatchObject({ lr: 0.1, momentum: 0.9, weightDecay: 0.25 })
    source.step()
    expect((target.state.get(to)!.momentum_buffer as Tensor).item()).toBe(1.25)
    target.loadStateDict({ ...saved, state: {} })
    expect(target.state.size).toBe(0)
  })

  it('takes counts that PyTorch saved as tensors', () => {
    const parameter = leaf(1)
    const optimizer = new optim.Adam([parameter])
    const values = { step: tensor(4), exp_avg: tensor([0.5]), exp_avg_sq: tensor([0.25]) }
    optimizer.loadStateDict({ ...optimizer.stateDict(), state: { 0: values } })
    parameter.grad = ones([1])
    optimizer.step()
    expect(optimizer.state.get(parameter)!.step).toBe(5)
  })

  it('is refused where the groups differ', () => {
    const optimizer = new optim.SGD([leaf(1)])
    const load = (param_groups: OptimizerState['param_groups']) => (): void =>
      optimizer.loadStateDict({ state: {}, param_groups })
    expect(load([])).toThrow('loaded state dict has a different number of parameter groups')
    expect(load([{ params: [0, 1] }])).toThrow(
      "loaded state dict contains a parameter group that doesn't match the size of optimizer's group",
    )
  })
})

describe('state in another order of dimensions than the parameter', () => {
  const names = [
    'SGD',
    'Adam',
    'RMSprop',
    'Adadelta',
    'Adamax',
    'Adagrad',
    'NAdam',
    'RAdam',
    'ASGD',
    'Rprop',
    'Adafactor',
  ]

  it.each(names.flatMap((name) => ['loaded', 'set'].map((way) => [name, way] as const)))(
    'is brought into order by %s when %s',
    (name, way) => {
      manualSeed(1)
      scope(() => {
        const { weight } = new nn.Conv2d(2, 3, 2, { bias: false })
        const plain = tensor(weight.data(), { shape: weight.shape, requiresGrad: true })
        expect(plain.layout).not.toBe(weight.layout)
        const grad = randn([3, 2, 2, 2])
        const first = made(name, plain)
        const second = made(name, weight)
        step(first, plain, grad)
        noGrad(() => weight.copy_(plain))
        const saved = first.stateDict()
        if (way === 'loaded') second.loadStateDict(saved)
        else second.state.set(weight, copies(saved.state[0]!))
        step(first, plain, grad)
        step(second, weight, grad)
        const values = [...weight.data()]
        plain.data().forEach((value, i) => expect(values[i]).toBeCloseTo(value, 6))
      })
    },
  )

  function made(name: string, parameter: Tensor): optim.Optimizer<optim.BaseOptions> {
    return newOptimizer(name, [parameter], { lr: 0.1, ...(name === 'SGD' ? { momentum: 0.9 } : {}) })
  }

  function step(optimizer: optim.Optimizer<optim.BaseOptions>, parameter: Tensor, grad: Tensor): void {
    parameter.grad = grad
    optimizer.step()
  }

  function copies(state: optim.ParamState): optim.ParamState {
    const copy = (value: Tensor | number): Tensor | number =>
      value instanceof Tensor ? keep(value.clone()) : value
    return Object.fromEntries(Object.entries(state).map(([name, value]) => [name, copy(value)]))
  }
})

describe('step', () => {
  it('leaves parameters without a gradient alone and gives back the loss of its closure', () => {
    const [used, unused] = [leaf(2), leaf(3)]
    const optimizer = new optim.SGD([used, unused], { lr: 0.1 })
    const loss = optimizer.step(() => {
      optimizer.zeroGrad()
      const value = used.square().sum()
      value.backward()
      return value
    })
    expect(loss.item()).toBe(4)
    expect(used.item()).toBeCloseTo(1.6, 6)
    expect(unused.item()).toBe(3)
  })

  it('changes neither copies nor what was computed before', () => {
    const kinds = { SGD: { momentum: 0.5 }, Adam: {}, RMSprop: { momentum: 0.5 }, Adagrad: {} }
    for (const [name, options] of Object.entries(kinds)) {
      const parameter = leaf(1, 2, 3, 4)
      const optimizer = newOptimizer(name, [parameter], { lr: 0.5, ...options })
      for (let step = 0; step < 3; step++) {
        const before = [...parameter.data()]
        const kept = [
          parameter.clone(),
          noGrad(() => parameter.reshape(2, 2)),
          noGrad(() => parameter.mul(1)),
        ]
        const seen = parameter.detach()
        const grad = tensor([1, -1, 2, -2])
        parameter.grad = grad
        optimizer.step()
        for (const copy of kept) expect([...copy.data()], name).toEqual(before)
        expect([...grad.data()], name).toEqual([1, -1, 2, -2])
        expect([...seen.data()], name).toEqual([...parameter.data()])
        expect([...parameter.data()], name).not.toEqual(before)
      }
    }
  })

  it('is seen by a backward pass that needs the old values', () => {
    const parameter = leaf(1, 2)
    const optimizer = new optim.SGD([parameter], { lr: 0.1, momentum: 0.9 })
    parameter.grad = ones([2])
    const loss = parameter.square().sum()
    optimizer.step()
    expect(() => loss.backward()).toThrow('has been modified by an inplace operation')
  })

  it('frees what it replaces at once', () => {
    const parameter = zeros([1000], { requiresGrad: true })
    const optimizer = new optim.Adam([parameter], { weightDecay: 0.1, maximize: true, amsgrad: true })
    parameter.grad = ones([1000])
    optimizer.step()
    const { tensors, bytes } = memory()
    for (let i = 0; i < 5; i++) optimizer.step()
    expect(memory()).toEqual({ tensors, bytes })
  })
})
