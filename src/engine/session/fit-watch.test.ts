import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { ready } from '../backend/index'
import { readTensors } from '../executor/named-tensors'
import type { Fit } from '../protocol'
import { newSession } from './session-harness'

beforeAll(async () => {
  await ready()
})

/** What is drawn of a sample after five steps, and the weights then. */
async function drawn(sample: string) {
  const { session, events } = newSession()
  const file = new URL(`../../../resources/samples/${sample}.json`, import.meta.url)
  await session.handle({ kind: 'open', document: JSON.parse(readFileSync(file, 'utf8')) as unknown })
  await session.handle({ kind: 'step', count: 5 })
  const fit = events.findLast((event) => event.kind === 'fit')?.fit ?? null
  const weights = readTensors(await session.handle({ kind: 'weights' }))
  return { fit, values: (key: string) => Array.from(weights.get(key)!.values) }
}

/** The one kind of it. */
function of<K extends Fit['kind']>(kind: K, fit: Fit | null): Extract<Fit, { kind: K }> {
  if (fit?.kind !== kind) throw new Error(`It draws ${fit?.kind}.`)
  return fit as Extract<Fit, { kind: K }>
}

/** The features at a place of the plane. */
function featuresAt({ size, x, y }: Extract<Fit, { kind: 'plane' }>, place: number): [number, number] {
  const along = ([low, high]: [number, number], i: number) => low + ((high - low) * i) / (size - 1)
  return [along(x, place % size), along(y, Math.floor(place / size))]
}

describe('FitWatch', () => {
  it('draws the curve of a one-feature regression', async () => {
    const { fit, values } = await drawn('linear-regression')
    const { step, points, curve } = of('line', fit)
    expect(step).toBe(5)
    expect(points).toHaveLength(30)
    const [w, b] = [values('linear.weight')[0]!, values('linear.bias')[0]!]
    for (const [x, y] of curve) expect(y / (w * x + b)).toBeCloseTo(1, 5)
  })

  it('draws the classes of a plane, by the softmax of the scores', async () => {
    const { fit, values } = await drawn('xor-mlp')
    const plane = of('plane', fit)
    expect([plane.step, plane.classes, plane.points.length]).toEqual([5, 2, 400])
    const [first, bias1, second, bias2] = ['hidden.weight', 'hidden.bias', 'out.weight', 'out.bias'].map(
      values,
    )
    for (const place of [0, 47, 1000, 2303]) {
      const [x, y] = featuresAt(plane, place)
      const hidden = bias1!.map((bias, i) => Math.tanh(first![2 * i]! * x + first![2 * i + 1]! * y + bias))
      const scores = bias2!.map((bias, i) =>
        hidden.reduce((sum, value, j) => sum + value * second![i * hidden.length + j]!, bias),
      )
      const share = 1 / (1 + Math.exp(scores[1]! - scores[0]!))
      expect(plane.winners[place]).toBe(share >= 0.5 ? 0 : 1)
      expect(plane.confidences[place]).toBeCloseTo(Math.max(share, 1 - share), 2.9)
    }
  })

  it('draws two classes that one score tells apart', async () => {
    const { fit, values } = await drawn('logistic-regression')
    const plane = of('plane', fit)
    expect(plane.classes).toBe(2)
    const [[a, b], [c]] = [values('linear.weight'), values('linear.bias')]
    for (const place of [5, 1200, 2300]) {
      const [x, y] = featuresAt(plane, place)
      const share = 1 / (1 + Math.exp(-(a! * x + b! * y + c!)))
      expect(plane.winners[place]).toBe(share > 0.5 ? 1 : 0)
      expect(plane.confidences[place]).toBeCloseTo(Math.max(share, 1 - share), 2.9)
    }
  })

  it('draws nothing of pictures', async () => expect((await drawn('lenet-5')).fit).toBeNull())
})
