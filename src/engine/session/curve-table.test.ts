import { describe, expect, it } from 'vitest'
import type { EpochPoint, MetricPoint } from '../protocol'
import { CurveTable, epochRow, pointsOf, stepRow } from './curve-table'

const step = (i: number, more: Partial<MetricPoint> = {}): MetricPoint => ({
  step: i,
  epoch: 1 + Math.floor(i / 3),
  loss: 1 / i,
  accuracy: null,
  lr: 0.1,
  milliseconds: 0.3 * i,
  metrics: {},
  ...more,
})
const epoch = (i: number, more: Partial<EpochPoint> = {}): EpochPoint => ({
  epoch: i,
  step: 3 * i,
  trainLoss: -0,
  heldOutLoss: 1 / 3,
  heldOutAccuracy: null,
  metrics: {},
  ...more,
})

function bytesOf(table: 'steps' | 'epochs', rows: Record<string, number>[]): Uint8Array {
  const gathered = new CurveTable(table)
  for (const row of rows) gathered.add(row)
  return Uint8Array.from(gathered.take().flatMap((block) => [...block]))
}

describe('curves as bytes', () => {
  it('give back every number of every step', () => {
    const points = [
      ...[1, 2, 3, 4].map((i) => step(i)),
      step(5, { accuracy: 0.5, metrics: { 'a/b': NaN, __proto__x: -0 } }),
      step(6, { loss: NaN, accuracy: 0 }),
      step(7, { loss: -Infinity }),
    ]
    const back = [...pointsOf(bytesOf('steps', points.map(stepRow)))]
    expect(back.map(({ point }) => point)).toEqual(points)
  })

  it('give back every number of every epoch, without matrices', () => {
    const points = [
      epoch(1, { metrics: { m: { train: 1, heldOut: null }, n: { train: null, heldOut: null } } }),
      epoch(2, { metrics: { m: { train: 0.1, heldOut: NaN }, n: { train: null, heldOut: 3 } } }),
      epoch(3, { heldOutLoss: null }),
    ]
    const matrix = epoch(4, { metrics: { m: { train: [[1, 2]], heldOut: [[3, 4]] } } })
    const back = [...pointsOf(bytesOf('epochs', [...points, matrix].map(epochRow)))]
    expect(back.map(({ point }) => point)).toEqual([...points, epoch(4)])
    expect(Object.is(back[0]!.point.step, 3)).toBe(true)
  })

  it('take 16 bytes a step where only loss and time change', () => {
    const rows = Array.from({ length: 1000 }, (_, i) => stepRow(step(i + 1, { epoch: i + 1 })))
    expect(bytesOf('steps', rows).length).toBeLessThan(16 * 1000 + 400)
  })

  it('that are damaged or cut short are refused', () => {
    const bytes = bytesOf(
      'steps',
      [1, 2, 3].map((i) => stepRow(step(i))),
    )
    const read = (damaged: Uint8Array, size?: number) => () => [...pointsOf(damaged, size)]
    expect(read(bytes.subarray(0, -8))).toThrow('damaged')
    expect(read(bytes, bytes.length + 1)).toThrow('cut short')
    expect(read(bytes.map((byte, i) => (i === 0 ? byte ^ 1 : byte)))).toThrow('damaged')
    const claims = Buffer.from(
      Buffer.from(bytes).toString('latin1').replace('"rows":3', '"rows":9'),
      'latin1',
    )
    expect(read(claims)).toThrow('damaged')
  })
})
