import { beforeAll, describe, expect, it } from 'vitest'
import { memory, noGrad, optim, ready, scope, type Tensor } from '../index'
import type { Optimizer } from '../optim'
import { expectEqual, restore, savedRows, type SavedTensor } from './compare'

interface Row {
  optimizer: string
  options: Record<string, unknown>
  parameters: SavedTensor[]
  slopes: SavedTensor[]
  offsets: SavedTensor[]
  trajectory: { step: number; parameters: SavedTensor[] }[]
}

const rows = savedRows<Row>('optimizers')

function build(row: Row, parameters: Tensor[]): Optimizer<object> {
  const kind = ({ ...optim } as Record<string, unknown>)[row.optimizer] as new (params: Tensor[], options: object) => Optimizer<object>
  return new kind(parameters, row.options)
}

function leaves(row: Row): Tensor[] {
  return row.parameters.map((saved) => restore(saved).requiresGrad_())
}

function setGradients(row: Row, parameters: readonly Tensor[]): void {
  parameters.forEach((parameter, i) => {
    parameter.grad = noGrad(() => restore(row.slopes[i]!).mul(parameter).add(restore(row.offsets[i]!)))
  })
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
          scope(() => {
            setGradients(row, parameters)
            optimizer.step()
          })
          const shown = row.trajectory.find((entry) => entry.step === step)
          shown?.parameters.forEach((saved, i) =>
            expectEqual(parameters[i], saved, `parameter ${i} after step ${step}`),
          )
        }
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
          scope(() => {
            setGradients(row, parameters)
            optimizer.step()
          })
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
        const counts = Array.from({ length: 3 }, () => {
          scope(() => {
            setGradients(row, parameters)
            optimizer.step()
            optimizer.zeroGrad()
          })
          return memory().tensors
        })
        expect(counts[2]).toBe(counts[1])
      })
    })
  },
)
