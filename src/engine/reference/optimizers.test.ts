import { beforeAll, describe, expect, it } from 'vitest'
import { memory, noGrad, ready, scope, Tensor } from '../index'
import type { ParamState } from '../optim'
import { expectEqual, restore, savedRows, type SavedTensor } from './compare'
import { makeOptimizer } from './saved-optim.fixture'
import type { AnyOptimizer } from './saved-optim.fixture'
import { isClose } from './tolerance'

interface Row {
  optimizer: string
  options: Record<string, unknown>
  parameters: SavedTensor[]
  slopes: SavedTensor[]
  offsets: SavedTensor[]
  trajectory: { step: number; parameters: SavedTensor[] }[]
  /** What PyTorch's optimiser holds for each parameter in the end. */
  state: Record<string, SavedTensor | number>[]
}

const rows = ['optimizers', 'more_optimizers'].flatMap((name) => savedRows<Row>(name))

function build(row: Row, parameters: Tensor[]): AnyOptimizer {
  return makeOptimizer(row.optimizer, parameters, row.options)
}

function leaves(row: Row): Tensor[] {
  return row.parameters.map((saved) => restore(saved).requiresGrad_())
}

function setGradients(row: Row, parameters: readonly Tensor[]): void {
  parameters.forEach((parameter, i) => {
    parameter.grad = noGrad(() => restore(row.slopes[i]!).mul(parameter).add(restore(row.offsets[i]!)))
  })
}

function take(row: Row, optimizer: AnyOptimizer, parameters: readonly Tensor[]): void {
  scope(() => {
    setGradients(row, parameters)
    optimizer.step()
    optimizer.zeroGrad()
  })
}

function expectState(state: ParamState, saved: Row['state'][number], what: string): void {
  expect(Object.keys(state).sort(), what).toEqual(Object.keys(saved).sort())
  for (const [name, value] of Object.entries(saved)) {
    if (typeof value === 'number')
      expect(isClose(Number(state[name]), value), `${what}: ${name} is ${String(state[name])}`).toBe(true)
    else expectEqual(state[name] as Tensor, value, `${what}: ${name}`)
  }
}

beforeAll(async () => void (await ready()))

describe.each(rows.map((row) => ({ row, title: `${row.optimizer} ${JSON.stringify(row.options)}` })))(
  '$title',
  ({ row }) => {
    it('takes the twenty steps that PyTorch takes', () => {
      scope(() => {
        const parameters = leaves(row)
        const optimizer = build(row, parameters)
        for (let step = 1; step <= 20; step++) {
          take(row, optimizer, parameters)
          const shown = row.trajectory.find((entry) => entry.step === step)
          shown?.parameters.forEach((saved, i) =>
            expectEqual(parameters[i], saved, `parameter ${i} after step ${step}`),
          )
        }
        parameters.forEach((parameter, i) =>
          expectState(optimizer.state.get(parameter)!, row.state[i]!, `state of parameter ${i}`),
        )
      })
    })

    it('goes on from a loaded state as if it had never stopped', () => {
      scope(() => {
        const parameters = leaves(row)
        let optimizer = build(row, parameters)
        for (let step = 1; step <= 20; step++) {
          if (step === 11) {
            const state = optimizer.stateDict()
            optimizer = build(row, parameters)
            optimizer.loadStateDict(state)
          }
          take(row, optimizer, parameters)
        }
        row.trajectory
          .at(-1)!
          .parameters.forEach((saved, i) => expectEqual(parameters[i], saved, `parameter ${i}`))
      })
    })

    it('holds the same number of tensors after every step', () => {
      scope(() => {
        const parameters = leaves(row)
        const optimizer = build(row, parameters)
        const counts = Array.from({ length: 8 }, () => {
          take(row, optimizer, parameters)
          return memory().tensors
        })
        expect(new Set(counts.slice(1)).size).toBe(1)
        const held = [...optimizer.state.values()].flatMap((state) => Object.values(state))
        for (const value of held) if (value instanceof Tensor) value.dispose()
      })
    })
  },
)
