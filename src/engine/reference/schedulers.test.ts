import { beforeAll, describe, expect, it } from 'vitest'
import { optim, ready, zeros, type Tensor } from '../index'
import { savedRows } from './compare'

type Spec = [kind: string, args: unknown[], options: Record<string, unknown>]

interface Row {
  scheduler: Spec
  optimizer: string
  halved: number | null
  rates: number[][]
  momenta?: number[][]
  metrics?: number[]
  state: Record<string, unknown>
}

interface Scheduler {
  step(metrics?: number): void
  getLastLr(): number[]
  stateDict(): object
  loadStateDict(state: object): void
}

interface Group {
  lr: number
  momentum?: number
  betas?: readonly [number, number]
}

type AnyOptimizer = optim.Optimizer<optim.BaseOptions>

const lambdas: Record<string, (epoch: number) => number> = {
  power: (epoch) => 0.95 ** epoch,
  inverse: (epoch) => 1 / (1 + epoch),
}

function newOptimizer({ optimizer }: Row): AnyOptimizer {
  type Kind = new (groups: { params: Tensor[]; lr?: number }[], options: { lr: number }) => AnyOptimizer
  const kind = (optim as unknown as Record<string, Kind>)[optimizer]!
  const leaf = (): Tensor => zeros([1], { requiresGrad: true })
  return new kind([{ params: [leaf()] }, { params: [leaf()], lr: 0.02 }], { lr: 0.1 })
}

function build(optimizer: AnyOptimizer, [kind, args, options]: Spec): Scheduler {
  type Kind = new (optimizer: AnyOptimizer, ...rest: unknown[]) => Scheduler
  const constructor = (optim.lrScheduler as unknown as Record<string, Kind>)[kind]!
  if (kind === 'SequentialLR') {
    const [inner, milestones] = args as [Spec[], number[]]
    return new constructor(
      optimizer,
      inner.map((spec) => build(optimizer, spec)),
      milestones,
    )
  }
  const given = kind === 'LambdaLR' ? args.map(functions) : args
  return new constructor(optimizer, ...given, options)
}

function functions(names: unknown): unknown {
  return typeof names === 'string' ? lambdas[names] : (names as string[]).map((name) => lambdas[name])
}

/** Takes the steps `from` to `to`, and fails where something differs from PyTorch's rates by more than the last digits of a double. */
function follow(row: Row, optimizer: AnyOptimizer, scheduler: Scheduler, from: number, to: number): void {
  for (let step = from; step <= to; step++) {
    if (step > 0) {
      optimizer.step()
      scheduler.step(row.metrics?.[step - 1])
    }
    const groups = optimizer.paramGroups as Group[]
    groups.forEach((group, i) => {
      expectClose(group.lr, row.rates[step]![i]!, `rate of group ${i} after step ${step}`)
      if (row.momenta)
        expectClose(
          group.betas?.[0] ?? group.momentum!,
          row.momenta[step]![i]!,
          `momentum after step ${step}`,
        )
    })
    expect(scheduler.getLastLr()).toEqual(groups.map(({ lr }) => lr))
    if (step === row.halved) for (const group of groups) group.lr *= 0.5
  }
}

function expectClose(actual: number, expected: number, what: string): void {
  expect(
    Math.abs(actual - expected) <= 1e-12 * Math.max(Math.abs(expected), 1e-3),
    `${what}: ${actual}, PyTorch has ${expected}`,
  ).toBe(true)
}

function expectState(actual: unknown, expected: unknown, what: string): void {
  if (typeof expected === 'number') expectClose(actual as number, expected, what)
  else if (typeof expected === 'object' && expected !== null)
    for (const [name, value] of Object.entries(expected))
      expectState((actual as Record<string, unknown>)[name], value, `${what}.${name}`)
  else
    expect(typeof actual === 'number' ? String(actual).replace('Infinity', 'inf') : actual, what).toBe(
      expected,
    )
}

beforeAll(async () => void (await ready()))

describe.each(
  savedRows<Row>('schedulers').map((row) => ({
    row,
    title: `${JSON.stringify(row.scheduler)} of ${row.optimizer}${row.halved === null ? '' : ', halved by hand'}`,
  })),
)('$title', ({ row }) => {
  it('sets the rates that PyTorch sets over fifty steps, and remembers the same', () => {
    const optimizer = newOptimizer(row)
    const scheduler = build(optimizer, row.scheduler)
    follow(row, optimizer, scheduler, 0, 50)
    expectState(scheduler.stateDict(), row.state, 'state')
  })

  it('goes on from a loaded state as if it had never stopped', () => {
    const before = newOptimizer(row)
    const first = build(before, row.scheduler)
    follow(row, before, first, 0, 23)
    const optimizer = newOptimizer(row)
    const scheduler = build(optimizer, row.scheduler)
    optimizer.loadStateDict(before.stateDict())
    scheduler.loadStateDict(first.stateDict())
    follow(row, optimizer, scheduler, 24, 50)
    expectState(scheduler.stateDict(), row.state, 'state')
  })
})
