import { beforeEach, describe, expect, it } from 'vitest'
import type { EngineEvent, EpochPoint, MetricPoint } from '../protocol'
import { EventPacer } from './event-pacer'

const progress = { state: 'running' as const, step: 1, steps: 9, epoch: 1, epochs: 9, stepsPerEpoch: 1 }
const step = (number: number): MetricPoint => {
  return { step: number, epoch: number, loss: 1, accuracy: null, lr: 0.1, milliseconds: 1, metrics: {} }
}
const epoch = (number: number): EpochPoint => ({
  epoch: number,
  step: number,
  trainLoss: 1,
  heldOutLoss: null,
  heldOutAccuracy: null,
  metrics: {},
})

describe('EventPacer', () => {
  let now: number
  let events: EngineEvent[]
  let pacer: EventPacer

  beforeEach(() => {
    now = 0
    events = []
    pacer = new EventPacer(
      (event) => events.push(event),
      () => now,
    )
  })

  const kinds = () => events.map(({ kind }) => kind)
  const epochs = () => events.flatMap((event) => (event.kind === 'epochs' ? event.points : []))

  it('sends ten thousand epochs a second in few events, every one of them, steps first', () => {
    for (let number = 1; number <= 10_000; number++) {
      now += 0.1
      pacer.step(step(number), progress)
      pacer.epoch(epoch(number), progress)
    }
    pacer.flush()
    for (const kind of ['metrics', 'epochs', 'progress'])
      expect(kinds().filter((each) => each === kind).length, kind).toBeLessThanOrEqual(42)
    expect(epochs().map((point) => point.epoch)).toEqual(Array.from({ length: 10_000 }, (_, i) => i + 1))
    let seen = 0
    for (const event of events) {
      if (event.kind === 'metrics') seen = event.points.at(-1)!.step
      if (event.kind === 'epochs') expect(event.points.at(-1)!.step).toBeLessThanOrEqual(seen)
    }
  })

  it('does not hold the end of a long epoch back until its next step', () => {
    now = 1000
    pacer.step(step(1), progress)
    now = 1001
    pacer.epoch(epoch(1), progress)
    expect(epochs()).toHaveLength(1)
  })
})
