import { describe, expect, it } from 'vitest'
import { curveColumns, hasShares } from './curve-columns'

const metric = (step: number, loss: number) => ({
  step,
  epoch: 1,
  loss,
  accuracy: 0.5,
  lr: 1,
  milliseconds: 1,
  metrics: {},
})
const epoch = (step: number) => ({
  epoch: 1,
  step,
  trainLoss: 1,
  heldOutLoss: 0.25,
  heldOutAccuracy: 0.75,
  metrics: {},
})

describe('curveColumns', () => {
  it('puts epochs at their step, also where the steps beside it were merged', () => {
    const columns = curveColumns([metric(2, 1), metric(4, 2)], [epoch(3), epoch(4)], {
      logarithmic: false,
      lines: [],
    })
    expect(columns.steps).toEqual([2, 3, 4])
    expect(columns.loss).toEqual([1, null, 2])
    expect(columns.heldOutLoss).toEqual([null, 0.25, 0.25])
    expect(columns.heldOutAccuracy).toEqual([null, 0.75, 0.75])
  })

  it('leaves out what cannot be drawn', () => {
    const columns = curveColumns([metric(1, NaN), metric(2, Infinity), metric(3, 0)], [], {
      logarithmic: true,
      lines: [],
    })
    expect(columns.loss).toEqual([null, null, null])
    expect(columns.measuredLoss).toEqual([NaN, Infinity, 0])
    expect(curveColumns([metric(3, 0)], [], { logarithmic: false, lines: [] }).loss).toEqual([0])
  })
})

describe('hasShares', () => {
  const error = { id: 'rmse', form: 'amount', beside: 'losses' } as const
  const score = { id: 'r2', form: 'score', beside: 'shares' } as const

  it('is so of a classification, which has an accuracy, and not of a regression', () => {
    expect(hasShares(metric(1, 2), [])).toBe(true)
    expect(hasShares({ ...metric(1, 2), accuracy: null }, [])).toBe(false)
    expect(hasShares({ ...metric(1, 2), accuracy: null }, [error])).toBe(false)
    expect(hasShares(null, [])).toBe(false)
  })

  it('is so of a regression that measures one', () => {
    expect(hasShares({ ...metric(1, 2), accuracy: null }, [error, score])).toBe(true)
  })
})
