import { beforeAll, describe, expect, it } from 'vitest'
import { ready, zeros } from '../index'
import type { Tensor } from '../index'
import { savedRows } from './compare'
import { makeOptimizer, makeScheduler } from './saved-optim.fixture'
import type { AnyOptimizer, Scheduler, SchedulerSpec } from './saved-optim.fixture'

interface Row {
  scheduler: SchedulerSpec
  optimizer: string
  halved: number | null
  rates: number[][]
  momenta?: number[][]
  metrics?: number[]
  state: Record<string, unknown>
}

interface Group {
  lr: number
  momentum?: number
  betas?: readonly [number, number]
}

function newOptimizer({ optimizer }: Row): AnyOptimizer {
  const leaf = (): Tensor => zeros([1], { requiresGrad: true })
  return makeOptimizer(optimizer, [{ params: [leaf()] }, { params: [leaf()], lr: 0.02 }], { lr: 0.1 })
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
  ['schedulers', 'more_schedulers']
    .flatMap((name) => savedRows<Row>(name))
    .map((row) => ({
      row,
      title: `${JSON.stringify(row.scheduler)} of ${row.optimizer}${row.halved === null ? '' : ', halved by hand'}`,
    })),
)('$title', ({ row }) => {
  it('sets the rates that PyTorch sets over fifty steps, and remembers the same', () => {
    const optimizer = newOptimizer(row)
    const scheduler = makeScheduler(optimizer, row.scheduler)
    follow(row, optimizer, scheduler, 0, 50)
    expectState(scheduler.stateDict(), row.state, 'state')
  })

  it('goes on from a loaded state as if it had never stopped', () => {
    const before = newOptimizer(row)
    const first = makeScheduler(before, row.scheduler)
    follow(row, before, first, 0, 23)
    const optimizer = newOptimizer(row)
    const scheduler = makeScheduler(optimizer, row.scheduler)
    optimizer.loadStateDict(before.stateDict())
    scheduler.loadStateDict(first.stateDict())
    follow(row, optimizer, scheduler, 24, 50)
    expectState(scheduler.stateDict(), row.state, 'state')
  })
})
