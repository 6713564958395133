import { expect, it } from 'vitest'
import type { EpochPoint, MetricPoint } from '../protocol'
import { RunPoints } from './run-points'

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
  const points = new RunPoints()
  for (let number = 1; number <= 100_001; number++) {
    points.add(step(number))
    points.addEpoch(epoch(number))
  }
  expect(points.metrics.length).toBeLessThanOrEqual(20_001)
  expect(points.epochs.length).toBeLessThanOrEqual(5001)
  expect(points.epochs.length).toBeGreaterThan(2000)
  expect(points.epochs[0]!.epoch).toBeLessThan(100)
  expect(points.epochs.at(-1)!.epoch).toBe(100_001)
  expect(points.metrics.at(-1)!.step).toBe(100_001)
})

it('keeps matrices with the last epoch only', () => {
  const points = new RunPoints()
  for (const number of [1, 2, 3]) points.addEpoch(epoch(number))
  expect(points.epochs.map(({ metrics }) => Object.keys(metrics))).toEqual([['n2'], ['n2'], ['n1', 'n2']])
})
