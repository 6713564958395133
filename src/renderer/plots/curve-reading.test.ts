import { describe, expect, it } from 'vitest'
import { curveColumns } from './curve-columns'
import { readCurves } from './curve-reading'

const metric = (step: number, loss: number) => ({
  step,
  epoch: 1,
  loss,
  accuracy: null,
  lr: 0.1,
  milliseconds: 1,
  metrics: {},
})
const epoch = (step: number, heldOutLoss: number, value: number) => ({
  epoch: step / 2,
  step,
  trainLoss: 1,
  heldOutLoss,
  heldOutAccuracy: null,
  metrics: { mse: { train: value, heldOut: value } },
})
const LINES = [{ id: 'mse', form: 'amount', beside: 'losses' }] as const

describe('readCurves', () => {
  const columns = curveColumns(
    [metric(1, 1), metric(2, 2), metric(3, 3), metric(4, 4)],
    [epoch(2, 0.5, 7), epoch(4, Infinity, NaN)],
    { logarithmic: false, lines: LINES },
  )

  it('never says an older value for one that no line can show', () => {
    const { heldOutLoss, metrics } = readCurves(columns, null)
    expect(heldOutLoss).toBe(Infinity)
    expect(metrics).toEqual([{ train: NaN, heldOut: NaN }])
    expect(columns.heldOutLoss).toEqual([null, 0.5, null, null])
  })

  it('says what held at the step that is pointed at', () => {
    const reading = readCurves(columns, 2)
    expect(reading).toMatchObject({ step: 3, latest: false, loss: 3, lossMean: 2, heldOutLoss: 0.5 })
    expect(reading.metrics).toEqual([{ train: 7, heldOut: 7 }])
  })
})
