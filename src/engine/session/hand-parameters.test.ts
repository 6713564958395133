/** Parameters changed by hand, beside PyTorch, and what cannot be changed. */
import { beforeAll, describe, expect, it } from 'vitest'
import { ready } from '../backend/index'
import { memory } from '../core/storage'
import { difference, drawn } from '../reference/tolerance'
import type { TensorEdit, TensorTarget } from '../protocol'
import {
  saved,
  training,
  SGD,
  residual,
  twice,
  residualSession,
  changesOf,
  runTo,
  atEdge,
  atPort,
  atParameter,
  change,
  read,
  HALF,
  finish,
  OF_RESIDUAL,
} from './hand-changes.fixture'

beforeAll(async () => {
  await ready()
})

describe('parameters that are changed between two steps', () => {
  const ADAM = { ...residual, training: training({ type: 'Adam', params: { lr: 0.01 } }) }
  const EDITS: Record<string, { at: number; target: TensorTarget; edit: TensorEdit } | null> = {
    unedited: null,
    element: {
      at: 2,
      target: OF_RESIDUAL['fc2.weight'],
      edit: { kind: 'set', indices: [6], values: Float32Array.of(-1.25) },
    },
    filled: { at: 1, target: OF_RESIDUAL['fc1.bias'], edit: { kind: 'fill', value: 0.5 } },
    scaled: { at: 3, target: OF_RESIDUAL['fc1.weight'], edit: HALF },
    initialised: {
      at: 2,
      target: OF_RESIDUAL['fc2.weight'],
      edit: { kind: 'init', type: 'kaiming_normal', params: { nonlinearity: 'relu' }, seed: 7 },
    },
  }

  it.each(Object.entries(EDITS))('go on with what Adam remembers: %s', async (name, edit) => {
    const { session, losses } = await residualSession(ADAM)
    for (let step = 0; step < 4; step++) {
      if (edit?.at === step) await change(session, edit.target, 'forward', edit.edit)
      await session.handle({ kind: 'step' })
    }
    const expected = saved.edited[name]!
    expect(difference(losses(), expected.losses), 'losses').toBeNull()
    for (const [key, target] of Object.entries(OF_RESIDUAL))
      expect(difference(await read(session, target, 'forward'), expected.weights[key]!), key).toBeNull()
  })

  it('are put back to the bit, until a step has run on them', async () => {
    const { session, events } = await residualSession()
    await session.handle({ kind: 'step' })
    const target = OF_RESIDUAL['fc1.weight']
    const before = await read(session, target, 'forward')
    await change(session, target, 'forward', { kind: 'noise', std: 0.25, seed: 3 })
    const noisy = await read(session, target, 'forward')
    const { values, magnitudes } = drawn(saved.noise)
    const sum = (terms: readonly number[]) => terms.map((value, i) => value + before[i]!)
    const added = magnitudes!.map((value, i) => value + Math.abs(before[i]!))
    expect(difference(noisy, { values: sum(values), magnitudes: added })).toBeNull()
    const second = await change(session, target, 'forward', {
      kind: 'init',
      type: 'eye',
      params: {},
      seed: 0,
    })
    await session.handle({ kind: 'putBack', ids: [second.change.id] })
    expect(await read(session, target, 'forward')).toEqual(noisy)
    await session.handle({ kind: 'putBack' })
    expect(await read(session, target, 'forward')).toEqual(before)
    const last = await change(session, target, 'forward', HALF)
    expect(events.findLast((event) => event.kind === 'changes')).toMatchObject({ changes: [last.change] })
    await session.handle({ kind: 'step' })
    expect(await changesOf(session)).toEqual([])
    await expect(session.handle({ kind: 'putBack', ids: [last.change.id] })).rejects.toThrow('past')
  })

  it('stay what they were made where the document is edited meanwhile, and can still be put back', async () => {
    const { session } = await residualSession()
    const target = OF_RESIDUAL['fc1.weight']
    const before = await read(session, target, 'forward')
    const { change: made } = await change(session, target, 'forward', { kind: 'fill', value: 2 })
    const [net] = Object.values(residual.modules)
    const nodes = net!.nodes.map((each) => (each.id === 'r' ? { ...each, type: 'Tanh', name: 'tanh' } : each))
    await session.handle({ kind: 'open', document: { ...residual, modules: { Net: { ...net, nodes } } } })
    expect(new Set(await read(session, target, 'forward'))).toEqual(new Set([2]))
    await session.handle({ kind: 'putBack', ids: [made.id] })
    expect(await read(session, target, 'forward')).toEqual(before)
  })

  it('in the middle of a step: what was saved for the way back stays, and the update begins at the new values', async () => {
    const made = await residualSession(twice)
    await runTo(made.session, { kind: 'edge', edge: 'e2' }, 'forward')
    await change(made.session, OF_RESIDUAL['fc1.weight'], 'forward', { kind: 'scale', factor: 2 })
    expect(await finish(made, OF_RESIDUAL)).toEqual(saved.middle)
  })

  it('are what they were where the step is given up, as are gradients and running statistics', async () => {
    const made = await residualSession()
    const { session } = made
    const weights = await session.handle({ kind: 'weights' })
    await runTo(session, { kind: 'port', node: 'a', handle: 'output' }, 'backward')
    await change(session, OF_RESIDUAL['fc1.weight'], 'forward', { kind: 'fill', value: 9 })
    await change(session, OF_RESIDUAL['fc2.weight'], 'backward', { kind: 'fill', value: 9 })
    await change(session, atEdge('e4'), 'backward', HALF)
    expect(await changesOf(session)).toHaveLength(3)
    await session.handle({ kind: 'stop' })
    expect(await changesOf(session)).toEqual([])
    expect(await session.handle({ kind: 'weights' })).toEqual(weights)
    expect(await finish(made, OF_RESIDUAL)).toEqual(saved.residual['unchanged'])
  })

  it('leave no tensor behind', async () => {
    const { session } = await residualSession()
    const once = async () => {
      await runTo(session, { kind: 'node', node: 'r' }, 'forward')
      await change(session, OF_RESIDUAL['fc1.weight'], 'forward', HALF)
      await change(session, atPort('a'), 'forward', HALF)
      await session.handle({ kind: 'putBack' })
      await change(session, OF_RESIDUAL['fc1.weight'], 'forward', HALF)
      await runTo(session, { kind: 'port', node: 'a', handle: 'output' }, 'backward')
      await change(session, atEdge('e4'), 'backward', HALF)
      await change(session, OF_RESIDUAL['fc2.bias'], 'backward', HALF)
      await session.handle({ kind: 'step' })
    }
    await once()
    const live = memory().tensors
    for (let i = 0; i < 3; i++) await once()
    expect(memory().tensors).toBe(live)
  })
})

describe('what cannot be changed', () => {
  it.each<[string, TensorTarget, 'forward' | 'backward', TensorEdit]>([
    ['What flows can be changed while a step stands still', atEdge('e1'), 'forward', HALF],
    ['What flows can be changed', OF_RESIDUAL['fc1.bias'], 'backward', HALF],
    ["There is no parameter 'gain' here.", atParameter('a', 'gain'), 'forward', HALF],
    [
      'The array has shape [2, 2], not [4, 4].',
      OF_RESIDUAL['fc1.weight'],
      'forward',
      { kind: 'paste', values: new Float32Array(4), shape: [2, 2] },
    ],
    [
      'There is no element 16',
      OF_RESIDUAL['fc1.weight'],
      'forward',
      { kind: 'set', indices: [16], values: Float32Array.of(1) },
    ],
    [
      'not inside [4]',
      OF_RESIDUAL['fc1.bias'],
      'forward',
      { kind: 'fill', value: 1, part: { start: [2], size: [3] } },
    ],
    [
      'Only tensors with 2 dimensions are supported',
      OF_RESIDUAL['fc1.bias'],
      'forward',
      { kind: 'init', type: 'eye', params: {}, seed: 0 },
    ],
    [
      'sparsity',
      OF_RESIDUAL['fc1.weight'],
      'forward',
      { kind: 'init', type: 'sparse', params: { sparsity: 2 }, seed: 0 },
    ],
  ])('is refused with the reason: %s', async (message, target, direction, edit) => {
    const { session } = await residualSession()
    const before = await session.handle({ kind: 'weights' })
    await expect(change(session, target, direction, edit)).rejects.toThrow(message)
    expect(await session.handle({ kind: 'weights' })).toEqual(before)
    expect(await changesOf(session)).toEqual([])
  })

  it('is anything while training runs', async () => {
    const { session, until } = await residualSession({
      ...residual,
      training: { ...SGD, epochs: 100_000 },
    })
    await session.handle({ kind: 'train' })
    await until('running')
    await expect(change(session, OF_RESIDUAL['fc1.bias'], 'forward', HALF)).rejects.toThrow(
      'while training runs',
    )
    await session.handle({ kind: 'stop' })
  })
})
