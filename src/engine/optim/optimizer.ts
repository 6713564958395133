import { clearGrad } from '../core/clear-grad'
import type { Handle } from '../backend/types'
import { enableGrad, noGrad } from '../core/grad-mode'
import { scope } from '../core/scope'
import { release } from '../core/storage'
import { inLayout, keep, Tensor } from '../core/tensor'
import { ValueError } from '../errors'
import '../methods'
import { decayWeights, effectiveGrad } from './kernels'
import { camelKeys, snakeKeys } from './option-names'
import type { ParamState } from './param-state'

/** What every optimiser has. */
export interface BaseOptions {
  /** Learning rate. */
  lr: number
  weightDecay?: number
  maximize?: boolean
  decoupledWeightDecay?: boolean
}

/** What all that are related to Adam take beside a learning rate. */
export interface MomentOptions {
  /** Decay of the means of gradient and squared gradient (or its largest size), in [0, 1); default [0.9, 0.999]. */
  betas?: readonly [number, number]
  /** Added to the denominator; default 1e-8. */
  eps?: number
  /** Default 0. */
  weightDecay?: number
  /** Climb instead of descend; default false. */
  maximize?: boolean
}

/** The defaults of `MomentOptions`. */
export const MOMENTS = { betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0, maximize: false } as const

/** Parameters that share options. */
export type ParamGroup<Options> = Options & { params: Tensor[] }
/** What may be given as parameters: tensors, or groups with options of their own. */
export type Params<Options> = Iterable<Tensor> | Iterable<{ params: Iterable<Tensor> } & Partial<Options>>

/** As PyTorch lays it out: options in snake_case, parameters by their number, counted through all groups. */
export interface OptimizerState {
  state: Record<number, ParamState>
  param_groups: ({ params: number[] } & Record<string, unknown>)[]
}

/**
 * The base of all optimisers, as `torch.optim.Optimizer`: each states its defaults, which options PyTorch checks, and the rule
 * by which a gradient changes a parameter.
 */
export abstract class Optimizer<Options extends BaseOptions> {
  readonly paramGroups: ParamGroup<Options>[] = []
  readonly state = new Map<Tensor, ParamState>()
  /** Whether `step` was called: a scheduler's first step should come after it. */
  stepped = false
  /** Its rule shrinks the weights itself, or has no decay: none is added to the gradient. */
  protected readonly decaysItself: boolean = false

  constructor(
    params: Params<Options>,
    readonly defaults: Options,
    checked: readonly Checked[] = ['lr', 'eps', 'betas', 'weightDecay'],
  ) {
    for (const name of checked) CHECKS[name]((defaults as unknown as Record<Checked, never>)[name])
    const list = [...params] as (Tensor | ({ params: Iterable<Tensor> } & Partial<Options>))[]
    if (list.length === 0) throw new ValueError('optimizer got an empty parameter list')
    if (list[0] instanceof Tensor)
      this.addParamGroup({ params: list as Tensor[] } as unknown as { params: Tensor[] } & Partial<Options>)
    else
      for (const group of list) this.addParamGroup(group as { params: Iterable<Tensor> } & Partial<Options>)
  }

  /**
   * The rule: changes one parameter by its gradient, which lies in memory as the parameter does and has weight decay in it.
   * Runs without recording, in a scope: what `state` holds is kept.
   */
  protected abstract update(parameter: Tensor, gradient: Handle, state: ParamState, options: Options): void

  /** Adds parameters with options of their own. Errors: no tensor, a tensor that is no leaf, or in a group already. */
  addParamGroup({ params, ...options }: { params: Iterable<Tensor> } & Partial<Options>): void {
    const group = { ...this.defaults, ...options, params: [...params] } as ParamGroup<Options>
    const known = new Set(this.paramGroups.flatMap((other) => other.params))
    for (const parameter of group.params) {
      if (!(parameter instanceof Tensor))
        throw new TypeError(
          `optimizer can only optimize Tensors, but one of the params is ${typeof parameter}`,
        )
      if (!parameter.isLeaf) throw new ValueError("can't optimize a non-leaf Tensor")
      if (known.has(parameter))
        throw new ValueError('some parameters appear in more than one parameter group')
      known.add(parameter)
    }
    this.paramGroups.push(group)
  }

  /** Changes every parameter that has a gradient. `closure` computes the loss anew and returns it. */
  step(): void
  step(closure: () => Tensor): Tensor
  step(closure?: () => Tensor): Tensor | void {
    this.stepped = true
    const loss = closure ? enableGrad(closure) : undefined
    noGrad(() =>
      scope(() => {
        for (const group of this.paramGroups) {
          for (const parameter of group.params)
            if (parameter.grad) this.updateOne(parameter, parameter.grad, group)
        }
      }),
    )
    return loss
  }

  private updateOne(parameter: Tensor, grad: Tensor, group: ParamGroup<Options>): void {
    let state = this.state.get(parameter)
    if (!state) {
      state = {}
      this.state.set(parameter, state)
    }
    const { lr, weightDecay = 0, maximize = false, decoupledWeightDecay = false } = group
    if (decoupledWeightDecay) decayWeights(parameter, lr, weightDecay)
    const added = decoupledWeightDecay || this.decaysItself ? 0 : weightDecay
    const { handle, own } = effectiveGrad(parameter, grad, added, maximize)
    try {
      this.update(parameter, handle, state, group)
    } finally {
      if (own) release(handle)
    }
  }

  /** Drops the gradients, or fills them with zeros. */
  zeroGrad(setToNone = true): void {
    for (const { params } of this.paramGroups) for (const parameter of params) clearGrad(parameter, setToNone)
  }

  /** Options and state by the parameters' numbers, under PyTorch's names; tensors are aliases. */
  stateDict(): OptimizerState {
    const numbers = new Map(
      this.paramGroups.flatMap(({ params }) => params).map((parameter, i) => [parameter, i]),
    )
    const state: Record<number, ParamState> = {}
    for (const [parameter, values] of this.state) {
      const number = numbers.get(parameter)
      if (number !== undefined && Object.keys(values).length > 0) state[number] = { ...values }
    }
    const param_groups = this.paramGroups.map(({ params, ...options }) => ({
      ...snakeKeys(options),
      params: params.map((parameter) => numbers.get(parameter)!),
    }))
    return { state, param_groups }
  }

  /** Takes over options and copies state. Errors: groups that differ in number or size. */
  loadStateDict({ state, param_groups }: OptimizerState): void {
    if (param_groups.length !== this.paramGroups.length) {
      throw new ValueError('loaded state dict has a different number of parameter groups')
    }
    if (param_groups.some((group, i) => group.params.length !== this.paramGroups[i]!.params.length)) {
      throw new ValueError(
        "loaded state dict contains a parameter group that doesn't match the size of optimizer's group",
      )
    }
    const loaded = new Map<Tensor, ParamState>()
    param_groups.forEach(({ params: numbers, ...options }, i) => {
      const group = this.paramGroups[i]!
      Object.assign(group, camelKeys(options))
      numbers.forEach((number, place) => {
        const values = state[number]
        const parameter = group.params[place]!
        if (values) loaded.set(parameter, copied(values, parameter))
      })
    })
    this.state.clear()
    for (const [parameter, values] of loaded) this.state.set(parameter, values)
  }
}

/** What is held as a number here; PyTorch saves these as tensors of one value. */
const COUNTS = new Set(['step', 'mu_product', 'eta', 'mu'])

function copied(values: ParamState, parameter: Tensor): ParamState {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (!(value instanceof Tensor)) return [name, value]
      if (COUNTS.has(name)) return [name, value.item()]
      return [name, noGrad(() => scope(() => keep(inLayout(value.clone(), parameter.layout))))]
    }),
  )
}

/** What PyTorch refuses about each option, in its words. */
const CHECKS = {
  lr: atLeastZero('learning rate'),
  eps: atLeastZero('epsilon value'),
  betas: checkBetas,
  weightDecay: atLeastZero('weight_decay value'),
  momentum: atLeastZero('momentum value'),
  alpha: atLeastZero('alpha value'),
  lrDecay: atLeastZero('lr_decay value'),
  initialAccumulatorValue: atLeastZero('initial_accumulator_value value'),
  momentumDecay: atLeastZero('momentum_decay value'),
  lambd: atLeastZero('lambd value'),
  rho: (value: number) => {
    if (!(value >= 0 && value <= 1)) throw new ValueError(`Invalid rho value: ${value}`)
  },
}

type Checked = keyof typeof CHECKS

function atLeastZero(what: string): (value: number) => void {
  return (value) => {
    if (!(value >= 0)) throw new ValueError(`Invalid ${what}: ${value}`)
  }
}

/** Fails where a decay of a mean is not in [0, 1). */
function checkBetas(betas: readonly [number, number]): void {
  betas.forEach((beta, i) => {
    if (!(beta >= 0 && beta < 1)) throw new ValueError(`Invalid beta parameter at index ${i}: ${beta}`)
  })
}
