import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { ready } from '../backend/index'
import { readTensors } from '../executor/named-tensors'
import { newSession } from './session-harness'

beforeAll(async () => {
  await ready()
})

async function opened(sample: string) {
  const { session } = newSession()
  const file = new URL(`../../../resources/samples/${sample}.json`, import.meta.url)
  await session.handle({ kind: 'open', document: JSON.parse(readFileSync(file, 'utf8')) as unknown })
  await session.handle({ kind: 'step', count: 5 })
  return session
}

describe('ranked', () => {
  it('has the samples held out by −ln p of their class, with what the net sees', async () => {
    const session = await opened('xor-mlp')
    const { of, samples, shape, worst, best, values } = await session.handle({ kind: 'rank', count: 10 })
    expect({ of, samples, shape, length: values.length }).toEqual({
      of: 'heldOut',
      samples: 100,
      shape: [2],
      length: 40,
    })
    const weights = readTensors(await session.handle({ kind: 'weights' }))
    const read = (key: string) => Array.from(weights.get(key)!.values, Number)
    const [first, bias1, second, bias2] = ['hidden.weight', 'hidden.bias', 'out.weight', 'out.bias'].map(read)
    ;[...worst, ...best].forEach(({ index, loss, target, said, share }, i) => {
      const [x, y] = [values[2 * i]!, values[2 * i + 1]!]
      const hidden = bias1!.map((bias, j) => Math.tanh(first![2 * j]! * x + first![2 * j + 1]! * y + bias))
      const scores = bias2!.map((bias, c) =>
        hidden.reduce((sum, h, j) => sum + h * second![c * hidden.length + j]!, bias),
      )
      const one = 1 / (1 + Math.exp(scores[0]! - scores[1]!))
      const shares = [1 - one, one]
      expect(index).toBeGreaterThanOrEqual(400)
      expect(target).toBe(x * y < 0 ? 1 : 0)
      expect(said).toBe(one > 0.5 ? 1 : 0)
      expect(share).toBeCloseTo(Math.max(...shares), 5)
      expect(loss).toBeCloseTo(-Math.log(shares[target!]!), 4)
    })
    const losses = worst.map(({ loss }) => loss)
    expect(losses).toEqual([...losses].sort((a, b) => b - a))
    expect(best[0]!.loss).toBeLessThan(losses.at(-1)!)
  })

  it('has those of a cell of the confusion matrix alone, and all of them', async () => {
    const session = await opened('xor-mlp')
    const every = await session.handle({ kind: 'rank', count: 50 })
    const all = [...every.worst, ...every.best]
    expect(all).toHaveLength(100)
    let found = 0
    for (const target of [0, 1])
      for (const said of [0, 1]) {
        const { worst, best, samples } = await session.handle({
          kind: 'rank',
          count: 100,
          cell: { target, said },
        })
        const wanted = all.filter((each) => each.target === target && each.said === said)
        expect(samples).toBe(wanted.length)
        expect(best).toEqual([])
        expect(new Set(worst.map(({ index }) => index))).toEqual(new Set(wanted.map(({ index }) => index)))
        found += samples
      }
    expect(found).toBe(100)
  })

  it('has those of a regression by their squared error', async () => {
    const session = await opened('linear-regression')
    const { of, worst, values } = await session.handle({ kind: 'rank', count: 3 })
    const weights = readTensors(await session.handle({ kind: 'weights' }))
    const [w, b] = ['linear.weight', 'linear.bias'].map((key) => weights.get(key)!.values[0]!)
    expect(of).toBe('train')
    worst.forEach(({ loss, target, said, share }, i) => {
      expect(said! / (w! * values[i]! + b!)).toBeCloseTo(1, 5)
      expect(loss / (said! - target!) ** 2).toBeCloseTo(1, 6)
      expect(share).toBeNull()
    })
  })

  it('refuses a net of samples without one target each', async () => {
    const session = await opened('char-lstm')
    await expect(session.handle({ kind: 'rank', count: 3 })).rejects.toThrow('cannot be ranked one by one')
  })
})
