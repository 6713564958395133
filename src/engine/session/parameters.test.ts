/** The list of a net's parameters and buffers, with the numbers that PyTorch has of them. */
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { decodeFrame } from '../../graph/frames/frame'
import { ready } from '../backend/index'
import { newSession } from './session-harness'
import { deepDocument } from './stops.fixture'

beforeAll(async () => {
  await ready()
})
afterEach(() => vi.unstubAllEnvs())

async function opened() {
  const made = newSession()
  await made.session.handle({ kind: 'open', document: deepDocument() })
  return made
}

describe('the list of parameters', () => {
  it('has every tensor once, in the order of the state_dict, with the nodes that share it', async () => {
    const { session } = await opened()
    const { rows } = await session.handle({ kind: 'parameters' })
    expect(rows.map(({ key }) => key)).toEqual(
      ['first', 'second']
        .flatMap((block) =>
          [
            'fc.weight',
            'fc.bias',
            'norm.weight',
            'norm.bias',
            'norm.running_mean',
            'norm.running_var',
            'norm.num_batches_tracked',
          ].map((name) => `${block}.${name}`),
        )
        .concat('last.weight', 'last.bias'),
    )
    expect(rows[0]).toMatchObject({
      kind: 'parameter',
      sharedBy: ['first.again'],
      target: { kind: 'parameter', path: ['u'], node: 'a', name: 'weight' },
      shape: [9, 9],
      requiresGrad: true,
    })
    expect(rows[6]).toMatchObject({ kind: 'buffer', dtype: 'int64', shape: [], requiresGrad: false })
  })

  it('measures what is asked for: values, gradient, and how much the last step changed it', async () => {
    const { session } = await opened()
    const none = await session.handle({ kind: 'parameters', keys: [], updates: true })
    expect(none.numbers).toEqual({})
    const target = none.rows.find(({ key }) => key === 'last.weight')!.target
    const read = async (direction: 'forward' | 'backward') =>
      (await session.handle({ kind: 'tensor', target, direction })).values
    const before = await read('forward')
    const fresh = await session.handle({ kind: 'parameters', keys: ['last.weight'], updates: true })
    expect(fresh.numbers['last.weight']).toMatchObject({ gradNorm: null, updateRatio: null })
    await session.handle({ kind: 'step' })
    const { numbers, step } = await session.handle({
      kind: 'parameters',
      keys: ['last.weight'],
      updates: true,
    })
    const [after, gradient] = [await read('forward'), await read('backward')]
    const norm = (values: Float32Array) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))
    const found = numbers['last.weight']!
    expect(step).toBe(1)
    expect(found.norm / norm(after)).toBeCloseTo(1, 6)
    expect(found.gradNorm! / norm(gradient)).toBeCloseTo(1, 6)
    const changed = after.map((value, i) => value - before[i]!)
    expect(found.updateRatio! / (norm(changed) / norm(before))).toBeCloseTo(1, 5)
    const mean = after.reduce((a, b) => a + b, 0) / after.length
    const variance = after.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (after.length - 1)
    expect(found.mean).toBeCloseTo(mean, 6)
    expect(found.std / Math.sqrt(variance)).toBeCloseTo(1, 6)
  })

  it('takes the same steps, whether or not somebody looks', async () => {
    const results = []
    for (const updates of [true, false]) {
      const { session, until } = await opened()
      await session.handle({ kind: 'parameters', updates })
      await session.handle({ kind: 'train' })
      await until('done')
      results.push(await session.handle({ kind: 'weights' }))
    }
    expect(results[0]).toEqual(results[1])
  })

  it('shows values and gradients on probes, as those of wires, and again when they were changed', async () => {
    const { session, frames } = await opened()
    const target = { kind: 'parameter', path: [], node: 'c', name: 'bias' } as const
    const view = { kind: 'table', index: [], row: 0, column: 0, rows: 10, columns: 1 } as const
    const probes = (['forward', 'backward'] as const).map((direction, id) => ({
      id,
      target,
      direction,
      view,
    }))
    await session.handle({ kind: 'probes', probes })
    const seen = async () => {
      const all = []
      while (frames.length > 0) {
        all.push(...frames.splice(0).map((bytes) => decodeFrame(bytes)))
        await session.handle({ kind: 'ack', probes: [0, 1] })
      }
      return all
    }
    const first = await seen()
    expect(new Set(first.map(({ probe, shape }) => [probe, ...shape].join()))).toEqual(new Set(['0,10']))
    await session.handle({
      kind: 'changeTensor',
      target,
      direction: 'forward',
      edit: { kind: 'set', indices: [3], values: Float32Array.of(0.5) },
    })
    expect((await seen()).at(-1)!.picture!.values[3]).toBe(0.5)
    await session.handle({ kind: 'step' })
    const stepped = await seen()
    expect(new Set(stepped.map(({ probe, step }) => [probe, step].join()))).toEqual(new Set(['0,1', '1,1']))
  })
  it.each(['graph', 'calls'])(
    'can be read as the last step computed with them, where steps run as %s',
    async (way) => {
      vi.stubEnv('GRADWIRE_STEPS', way)
      const { session } = await opened()
      const { rows } = await session.handle({ kind: 'parameters' })
      const targets = rows.filter(({ kind }) => kind === 'parameter').map(({ target }) => target)
      const usedBy = () =>
        Promise.all(targets.map((target) => session.handle({ kind: 'usedParameter', target })))
      const now = () =>
        Promise.all(targets.map((target) => session.handle({ kind: 'tensor', target, direction: 'forward' })))
      for (let step = 1; step <= 4; step++) {
        const before = await now()
        await session.handle({ kind: 'step' })
        const [used, after] = [await usedBy(), await now()]
        expect(used.map(({ values }) => values)).toEqual(before.map(({ values }) => values))
        expect(new Set(used.map((tensor) => tensor.step))).toEqual(new Set([step]))
        expect(after.at(-1)!.values).not.toEqual(before.at(-1)!.values)
      }
      // Loaded anew, nothing has flowed that was computed with anything else.
      await session.handle({ kind: 'reset' })
      expect((await usedBy()).map(({ values }) => values)).toEqual((await now()).map(({ values }) => values))
    },
  )
})
