import { describe, expect, it } from 'vitest'
import { curveColumns } from './curve-columns'
import { curvesCsv } from './curves-csv'

const metric = (step: number, loss: number) => ({
  step,
  epoch: 1,
  loss,
  accuracy: null,
  lr: 0.1,
  milliseconds: 1,
  metrics: { mae: step },
})

describe('curvesCsv', () => {
  it('has a row a step, as measured, and leaves out what was never measured', () => {
    const lines = [{ id: 'mae', form: 'amount', beside: 'losses' }] as const
    const columns = curveColumns([metric(1, 2.5), metric(2, NaN)], [], { logarithmic: true, lines })
    expect(curvesCsv(columns, ['the "mae", say'])).toBe(
      'step,train_loss,lr,"the ""mae"", say"\r\n1,2.5,0.1,1\r\n2,NaN,0.1,2\r\n',
    )
  })
})
