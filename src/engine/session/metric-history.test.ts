import { expect, it } from 'vitest'
import type { EpochPoint, MetricPoint } from '../protocol'
import { MetricHistory } from './metric-history'

const step = (number: number): MetricPoint => {
  return { step: number, epoch: number, loss: 1, accuracy: null, lr: 0.1, milliseconds: 1, metrics: {} }
}
const epoch = (number: number): EpochPoint => ({
  epoch: number,
  step: number,
  trainLoss: 1,
  heldOutLoss: null,
  heldOutAccuracy: null,
  metrics: { n1: { train: [[number]], heldOut: null }, n2: { train: number, heldOut: null } },
})

it('keeps a bounded number of steps and epochs, from the first to the last', () => {
  const history = new MetricHistory()
  for (let number = 1; number <= 100_001; number++) {
    history.add(step(number))
    history.addEpoch(epoch(number))
  }
  expect(history.metrics.length).toBeLessThanOrEqual(20_001)
  expect(history.epochs.length).toBeLessThanOrEqual(5001)
  expect(history.epochs.length).toBeGreaterThan(2000)
  expect(history.epochs[0]!.epoch).toBeLessThan(100)
  expect(history.epochs.at(-1)!.epoch).toBe(100_001)
  expect(history.metrics.at(-1)!.step).toBe(100_001)
})

it('keeps matrices with the last epoch only', () => {
  const history = new MetricHistory()
  for (const number of [1, 2, 3]) history.addEpoch(epoch(number))
  expect(history.epochs.map(({ metrics }) => Object.keys(metrics))).toEqual([['n2'], ['n2'], ['n1', 'n2']])
})
