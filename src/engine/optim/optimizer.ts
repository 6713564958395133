import { enableGrad, noGrad } from '../core/grad-mode'
import { scope } from '../core/scope'
import { keep, Tensor } from '../core/tensor'
import { RuntimeError, ValueError } from '../errors'
import '../methods'

/** Parameters that share options. */
export type ParamGroup<Options> = Options & { params: Tensor[] }
/** What may be given as parameters: tensors, or groups with options of their own. */
export type Params<Options> = Iterable<Tensor> | Iterable<{ params: Iterable<Tensor> } & Partial<Options>>
/** What an optimiser remembers about one parameter. */
export type ParamState = Record<string, Tensor | number>

export interface OptimizerState<Options> {
  /** By the parameter's number, counted through all groups. */
  state: Record<number, ParamState>
  paramGroups: (Options & { params: number[] })[]
}

/** The base of all optimisers, as `torch.optim.Optimizer`. */
export abstract class Optimizer<Options extends object> {
  readonly paramGroups: ParamGroup<Options>[] = []
  readonly state = new Map<Tensor, ParamState>()

  constructor(
    params: Params<Options>,
    readonly defaults: Options,
  ) {
    const list = [...params] as (Tensor | ({ params: Iterable<Tensor> } & Partial<Options>))[]
    if (list.length === 0) throw new ValueError('optimizer got an empty parameter list')
    if (list[0] instanceof Tensor)
      this.addParamGroup({ params: list as Tensor[] } as unknown as { params: Tensor[] } & Partial<Options>)
    else
      for (const group of list) this.addParamGroup(group as { params: Iterable<Tensor> } & Partial<Options>)
  }

  /** Changes one parameter by its gradient. Runs without recording, in a scope: what `state` holds is kept. */
  protected abstract update(parameter: Tensor, grad: Tensor, state: ParamState, options: Options): void

  /** Adds parameters with options of their own. Errors: a tensor that is no leaf, or in a group already. */
  addParamGroup({ params, ...options }: { params: Iterable<Tensor> } & Partial<Options>): void {
    const group = { ...this.defaults, ...options, params: [...params] } as ParamGroup<Options>
    const known = new Set(this.paramGroups.flatMap((other) => other.params))
    for (const parameter of group.params) {
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
    this.update(parameter, grad, state, group)
  }

  /** Drops the gradients, or fills them with zeros. */
  zeroGrad(setToNone = true): void {
    for (const { params } of this.paramGroups) {
      for (const parameter of params) {
        if (!parameter.grad) continue
        if (setToNone) {
          parameter.grad.storage.letGo()
          parameter.grad = null
        } else {
          const { grad } = parameter
          noGrad(() => scope(() => void grad.zero_()))
        }
      }
    }
  }

  /** Options and state by the parameters' numbers; tensors are aliases. */
  stateDict(): OptimizerState<Options> {
    const numbers = new Map(
      this.paramGroups.flatMap(({ params }) => params).map((parameter, i) => [parameter, i]),
    )
    const state: Record<number, ParamState> = {}
    for (const [parameter, values] of this.state) state[numbers.get(parameter)!] = { ...values }
    const paramGroups = this.paramGroups.map(({ params, ...options }) => ({
      ...(options as unknown as Options),
      params: params.map((parameter) => numbers.get(parameter)!),
    }))
    return { state, paramGroups }
  }

  /** Takes over options and copies state. Errors: groups that differ in number or size. */
  loadStateDict({ state, paramGroups }: OptimizerState<Options>): void {
    if (paramGroups.length !== this.paramGroups.length) {
      throw new ValueError('loaded state dict has a different number of parameter groups')
    }
    if (paramGroups.some((group, i) => group.params.length !== this.paramGroups[i]!.params.length)) {
      throw new ValueError(
        "loaded state dict contains a parameter group that doesn't match the size of optimizer's group",
      )
    }
    paramGroups.forEach(({ params: numbers, ...options }, i) => {
      const group = this.paramGroups[i]!
      Object.assign(group, options)
      numbers.forEach((number, place) => {
        const values = state[number]
        if (values) this.state.set(group.params[place]!, copied(values))
      })
    })
  }
}

function copied(values: ParamState): ParamState {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      value instanceof Tensor ? keep(noGrad(() => value.clone())) : value,
    ]),
  )
}

/** The tensor that a state holds under a name. */
export function stateTensor(state: ParamState, name: string): Tensor {
  const value = state[name]
  if (value instanceof Tensor) return value
  throw new RuntimeError(`the optimiser's state has no tensor '${name}'`)
}

/** Fails where an option is below its least value. */
export function atLeast(least: number, value: number, what: string): void {
  if (!(value >= least)) throw new ValueError(`Invalid ${what}: ${value}`)
}
