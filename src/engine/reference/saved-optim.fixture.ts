/** Optimisers and schedulers as the saved rows name them. */
import { optim } from '../index'
import type { Tensor } from '../index'

export type AnyOptimizer = optim.Optimizer<optim.BaseOptions>

/** The functions of LambdaLR by the names that rows_schedulers.py has for them. */
const LAMBDAS: Readonly<Record<string, (epoch: number) => number>> = {
  power: (epoch) => 0.95 ** epoch,
  inverse: (epoch) => 1 / (1 + epoch),
}

export interface Scheduler {
  step(metrics?: number): void
  getLastLr(): number[]
  stateDict(): object
  loadStateDict(state: object): void
}

export type SchedulerSpec = [kind: string, args: unknown[], options: Record<string, unknown>]

type Parameters = Tensor[] | { params: Tensor[]; lr?: number }[]

export function makeOptimizer(name: string, parameters: Parameters, options: object): AnyOptimizer {
  type Kind = new (parameters: Parameters, options: object) => AnyOptimizer
  return new (optim as unknown as Record<string, Kind>)[name]!(parameters, options)
}

export function makeScheduler(optimizer: AnyOptimizer, [kind, args, options]: SchedulerSpec): Scheduler {
  type Kind = new (optimizer: AnyOptimizer, ...rest: unknown[]) => Scheduler
  const Made = (optim.lrScheduler as unknown as Record<string, Kind>)[kind]!
  if (kind === 'SequentialLR') {
    const [inner, milestones] = args as [SchedulerSpec[], number[]]
    return new Made(
      optimizer,
      inner.map((spec) => makeScheduler(optimizer, spec)),
      milestones,
    )
  }
  return new Made(
    optimizer,
    ...(['LambdaLR', 'MultiplicativeLR'].includes(kind) ? args.map(functions) : args),
    options,
  )
}

function functions(names: unknown): unknown {
  return typeof names === 'string' ? LAMBDAS[names] : (names as string[]).map((name) => LAMBDAS[name])
}

/** Of those that take a value for each group. */
const PER_GROUP = ['OneCycleLR', 'ReduceLROnPlateau', 'LambdaLR', 'CyclicLR', 'MultiplicativeLR']

/** The saved rows are about two groups of parameters; the same for the first alone. */
export function ofOneGroup([kind, args, options]: SchedulerSpec): SchedulerSpec {
  if (kind === 'SequentialLR') {
    const [inner, milestones] = args as [SchedulerSpec[], number[]]
    return [kind, [inner.map(ofOneGroup), milestones], options]
  }
  if (!PER_GROUP.includes(kind)) return [kind, args, options]
  const first = (value: unknown): unknown => (Array.isArray(value) ? value[0] : value)
  const single = Object.entries(options).map(([name, value]) => [name, first(value)] as const)
  return [kind, args.map(first), Object.fromEntries(single)]
}
