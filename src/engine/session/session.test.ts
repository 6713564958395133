import { beforeAll, describe, expect, it, vi } from 'vitest'
import { decodeFrame } from '../../graph/frames/frame'
import { ready } from '../backend/index'
import { memory } from '../core/storage'
import type { ProbeSubscription, ProbeTarget } from '../protocol'
import { branched, edge, newSession } from './session-harness'
import { readTensors } from '../executor/named-tensors'

const edgeTarget = (index: number): ProbeTarget => ({ kind: 'edge', path: [], edge: `e${index}` })
const portTarget = (node: string, handle = 'output'): ProbeTarget => ({
  kind: 'port',
  path: [],
  node,
  handle,
})

beforeAll(async () => {
  await ready()
})

describe('a session', () => {
  it('opens a graph, trains it to the end and says so', async () => {
    const { session, events, until, losses } = newSession()
    const opened = await session.handle({ kind: 'open', document: branched() })
    expect(opened.print).toBe(
      [
        'Net(',
        '  (flatten): Flatten(start_dim=1, end_dim=-1)',
        '  (left): Linear(in_features=49, out_features=10, bias=True)',
        '  (right): Linear(in_features=49, out_features=12, bias=True)',
        '  (relu): ReLU()',
        '  (last): Linear(in_features=12, out_features=10, bias=True)',
        ')',
      ].join('\n'),
    )
    expect(opened.parameters.map(({ key, node }) => [key, node])).toEqual([
      ['left.weight', 'a'],
      ['left.bias', 'a'],
      ['right.weight', 'b'],
      ['right.bias', 'b'],
      ['last.weight', 'c'],
      ['last.bias', 'c'],
    ])
    expect(opened.initialised).toEqual(['left', 'right', 'last'])
    await session.handle({ kind: 'train' })
    await until('done')
    expect(losses()).toHaveLength(8)
    const epochs = events.flatMap((event) => (event.kind === 'epochs' ? event.points : []))
    expect(epochs.map(({ epoch, step }) => [epoch, step])).toEqual([
      [1, 4],
      [2, 8],
    ])
    expect(epochs[1]!.heldOutAccuracy).toBeGreaterThanOrEqual(0)
    expect(epochs[1]!.heldOutAccuracy! * 8).toBeCloseTo(Math.round(epochs[1]!.heldOutAccuracy! * 8), 9)
    expect(epochs[0]!.trainLoss).toBeCloseTo(
      losses()
        .slice(0, 4)
        .reduce((a, b) => a + b) / 4,
      9,
    )
    const progress = events.findLast((event) => event.kind === 'progress')
    expect(progress).toMatchObject({ step: 8, steps: 8, epoch: 2, epochs: 2, stepsPerEpoch: 4 })
  })

  it('steps so many times, rests, and goes on', async () => {
    const { session, losses, state, until } = newSession()
    await session.handle({ kind: 'open', document: branched() })
    await session.handle({ kind: 'step', count: 3 })
    expect(state()).toBe('paused')
    expect(losses()).toHaveLength(3)
    await session.handle({ kind: 'step' })
    // The fourth step ends the epoch: its evaluation belongs to it.
    expect((await session.handle({ kind: 'snapshot' })).epochs).toHaveLength(1)
    await session.handle({ kind: 'train' })
    await until('done')
    expect(losses()).toHaveLength(8)
  })

  it('pauses in the middle, stops, and begins again at step 1 with the weights it has', async () => {
    const { session, events, state, until } = newSession()
    await session.handle({ kind: 'open', document: branched({ training: { epochs: 100_000 } }) })
    await session.handle({ kind: 'train' })
    await session.handle({ kind: 'pause' })
    expect(state()).toBe('paused')
    const before = readTensors(await session.handle({ kind: 'weights' }))
    await session.handle({ kind: 'stop' })
    expect(state()).toBe('ready')
    expect(readTensors(await session.handle({ kind: 'weights' }))).toEqual(before)
    await session.handle({ kind: 'train', options: { steps: 2 } })
    await until('done')
    const points = events.flatMap((event) => (event.kind === 'metrics' ? event.points : []))
    expect(points.slice(-2).map(({ step }) => step)).toEqual([1, 2])
  })

  it('begins anew from the seed after a reset', async () => {
    const { session, losses } = newSession()
    await session.handle({ kind: 'open', document: branched() })
    await session.handle({ kind: 'step', count: 3 })
    await session.handle({ kind: 'reset' })
    await session.handle({ kind: 'step', count: 3 })
    expect(losses().slice(3)).toEqual(losses().slice(0, 3))
  })

  it('frees everything that a step makes', async () => {
    const { session } = newSession()
    await session.handle({ kind: 'open', document: branched({ training: { epochs: 100 } }) })
    await session.handle({ kind: 'step', count: 5 })
    const before = memory()
    await session.handle({ kind: 'step', count: 50 })
    expect(memory()).toEqual(before)
  })

  it('frees everything that a pass with gradients makes', async () => {
    const { session } = newSession()
    await session.handle({ kind: 'open', document: branched() })
    const before = memory()
    await session.handle({ kind: 'run', mode: 'train', grad: true })
    expect(memory()).toEqual(before)
  })

  it('gives each wire its own share of a gradient and the port their sum, as gradwire run writes them', async () => {
    const { session, frames } = newSession()
    const document = branched()
    const { nodes, edges } = document.modules.Net
    nodes.push({ id: 'm', type: 'Linear', name: 'stem', params: { out_features: 20 } })
    edges.push(edge('f>m', 10))
    Object.assign(edges[2]!, { source: 'm' })
    Object.assign(edges[3]!, { source: 'm' })
    await session.handle({ kind: 'open', document })
    const weights = await session.handle({ kind: 'weights' })
    const targets = [edgeTarget(2), edgeTarget(3), portTarget('m'), portTarget('a')]
    const probes: ProbeSubscription[] = targets.map((target, id) => ({
      id,
      target,
      direction: 'backward',
      view: { kind: 'table', index: [], row: 0, column: 0, rows: 200, columns: 100 },
    }))
    await session.handle({ kind: 'probes', probes })
    await session.handle({ kind: 'configure', options: { shuffle: false } })
    await session.handle({ kind: 'step' })
    const shown = new Map(frames.map(decodeFrame).map((frame) => [frame.probe, frame]))
    const shares = [shown.get(0)!.picture!.values, shown.get(1)!.picture!.values]
    const sum = shown.get(2)!.picture!.values
    expect(sum.some((value) => value !== 0)).toBe(true)
    sum.forEach((value, i) => expect(shares[0]![i]! + shares[1]![i]!).toBeCloseTo(value, 8))

    await session.handle({ kind: 'loadWeights', weights })
    const { tensors } = await session.handle({ kind: 'run', mode: 'train', grad: true })
    const file = readTensors(tensors)
    expect(file.get('grad/stem')!.values).toEqual(sum)
    expect(file.get('grad/left')!.values).toEqual(shown.get(3)!.picture!.values)
  })

  it('sends no second frame for a probe before the first is acknowledged, and the last step when it rests', async () => {
    const { session, frames } = newSession()
    await session.handle({ kind: 'open', document: branched({ training: { epochs: 1000 } }) })
    const probe: ProbeSubscription = {
      id: 7,
      target: edgeTarget(2),
      direction: 'forward',
      view: { kind: 'numbers' },
    }
    await session.handle({ kind: 'probes', probes: [probe], rate: 60 })
    await session.handle({ kind: 'step', count: 200 })
    expect(frames).toHaveLength(1)
    await session.handle({ kind: 'ack', probes: [7] })
    expect(frames).toHaveLength(2)
    expect(decodeFrame(frames[1]!)).toMatchObject({ probe: 7, step: 200, shape: [8, 49] })
    await session.handle({ kind: 'ack', probes: [7] })
    expect(frames).toHaveLength(2)
  })

  it('takes the credit of many probes back in one command', async () => {
    const { session, frames } = newSession()
    await session.handle({ kind: 'open', document: branched({ training: { epochs: 1000 } }) })
    const probes = [0, 1, 2, 3].map((id): ProbeSubscription => {
      return { id, target: edgeTarget(id), direction: 'forward', view: { kind: 'numbers' } }
    })
    await session.handle({ kind: 'probes', probes, rate: 60 })
    expect(frames).toHaveLength(4)
    await session.handle({ kind: 'step' })
    // One that the page gave up meanwhile is passed over.
    await session.handle({ kind: 'ack', probes: [1, 2, 3, 99] })
    expect(frames.slice(4).map((bytes) => decodeFrame(bytes).probe)).toEqual([1, 2, 3])
  })

  it('shows the first batch before any training, and learns nothing from it', async () => {
    const { session, frames } = newSession()
    const probe: ProbeSubscription = {
      id: 1,
      target: edgeTarget(8),
      direction: 'backward',
      view: { kind: 'numbers' },
    }
    await session.handle({ kind: 'probes', probes: [probe] })
    await session.handle({ kind: 'open', document: branched() })
    const weights = await session.handle({ kind: 'weights' })
    expect(frames.map(decodeFrame)).toMatchObject([{ probe: 1, step: 0, shape: [8, 10] }])
    expect(decodeFrame(frames[0]!).statistics.norm).toBeGreaterThan(0)
    const plain = newSession()
    await plain.session.handle({ kind: 'open', document: branched() })
    expect(await plain.session.handle({ kind: 'weights' })).toEqual(weights)
    await session.handle({ kind: 'step' })
    await plain.session.handle({ kind: 'step' })
    expect(await plain.session.handle({ kind: 'weights' })).toEqual(await session.handle({ kind: 'weights' }))
  })

  it.each([0, 1])('shows after %i steps what flows with weights that were loaded', async (steps) => {
    const [before, after] = [newSession(), newSession()]
    const probe = { id: 1, target: edgeTarget(8), direction: 'forward', view: { kind: 'numbers' } } as const
    await after.session.handle({ kind: 'open', document: branched({ training: { seed: 1 } }) })
    await after.session.handle({ kind: 'probes', probes: [probe] })
    const weights = await after.session.handle({ kind: 'weights' })

    await before.session.handle({ kind: 'open', document: branched() })
    await before.session.handle({ kind: 'configure', options: { shuffle: false } })
    await before.session.handle({ kind: 'probes', probes: [probe] })
    if (steps > 0) await before.session.handle({ kind: 'step', count: steps })
    await before.session.handle({ kind: 'ack', probes: [1] })
    const shown = before.frames.length
    await before.session.handle({ kind: 'loadWeights', weights })
    await before.session.handle({ kind: 'ack', probes: [1] })
    expect(before.frames.length).toBeGreaterThan(shown)
    const norms = [before, after].map(({ frames }) => decodeFrame(frames.at(-1)!).statistics.norm)
    if (steps === 0) expect(norms[0]).toBe(norms[1])
    else expect(norms[0]).not.toBe(decodeFrame(before.frames[shown - 1]!).statistics.norm)
  })

  it('gives the whole tensor of the last step', async () => {
    const { session } = newSession()
    await session.handle({ kind: 'open', document: branched() })
    const ask = { kind: 'tensor', target: edgeTarget(2), direction: 'forward' } as const
    await expect(session.handle(ask)).rejects.toThrow('Nothing has flowed here yet')
    await session.handle({ kind: 'step', count: 2 })
    const { step, shape, values } = await session.handle(ask)
    expect([step, shape, values.length]).toEqual([2, [8, 49], 392])
    await expect(
      session.handle({ kind: 'tensor', target: edgeTarget(0), direction: 'backward' }),
    ).rejects.toThrow('No gradient flows here')
  })

  it('keeps no tensors of steps that nobody looks at, and has those of the step that it rests before', async () => {
    const { session, events } = newSession()
    await session.handle({ kind: 'open', document: branched({ training: { epochs: 10_000 } }) })
    await session.handle({ kind: 'train' })
    const steps = (): number => events.findLast((event) => event.kind === 'progress')?.step ?? 0
    const ask = { kind: 'tensor', target: edgeTarget(8), direction: 'backward' } as const
    while (!events.some((event) => event.kind === 'epochs')) await new Promise(setImmediate)
    // The last step of an epoch is kept; the next one is not.
    while (await session.handle(ask).catch(() => null)) await new Promise(setImmediate)
    const running = memory()
    await session.handle({ kind: 'pause' })
    expect(memory().tensors).toBeGreaterThan(running.tensors)
    const { step } = await session.handle(ask)
    expect(step).toBe(steps() + 1)
  })

  it('reads a tensor without taking a step, as it flowed in the last step that was kept', async () => {
    const { session, losses } = newSession()
    await session.handle({ kind: 'open', document: branched({ training: { epochs: 100_000 } }) })
    const watched = { kind: 'tensor', target: edgeTarget(8), direction: 'backward' } as const
    const glanced = { kind: 'tensor', target: edgeTarget(2), direction: 'forward' } as const
    const view = { kind: 'numbers' } as const
    await session.handle({
      kind: 'probes',
      probes: [
        { id: 1, target: watched.target, direction: 'forward', view },
        { id: 2, target: glanced.target, direction: 'forward', view, thumbnail: true },
      ],
      rate: 1,
    })
    await session.handle({ kind: 'train' })
    const refused = (): Promise<boolean> =>
      session.handle(glanced).then(
        () => false,
        () => true,
      )
    while (losses().length < 20 || !(await refused())) await new Promise(setImmediate)
    // Only promises are awaited from here on, so that training does not go on by itself.
    const { progress: before } = await session.handle({ kind: 'snapshot' })
    const { step, shape } = await session.handle(watched)
    await expect(session.handle(glanced)).rejects.toThrow('Nothing that flowed here is kept')
    const { progress: after } = await session.handle({ kind: 'snapshot' })
    expect(shape).toEqual([8, 10])
    expect(step).toBeGreaterThan(0)
    expect(step).toBeLessThan(before.step)
    expect(after).toEqual(before)
    await session.handle({ kind: 'pause' })
    expect((await session.handle(glanced)).shape).toEqual([8, 49])
  })

  it('keeps weights and momentum of nodes that an edit left alone, while it trains', async () => {
    const { session, events, until } = newSession()
    await session.handle({ kind: 'open', document: branched({ training: { epochs: 100_000 } }) })
    await session.handle({ kind: 'step', count: 2 })
    const before = readTensors(await session.handle({ kind: 'weights' }))
    const edited = branched({ hidden: 16, training: { epochs: 100_000 } })
    const opened = await session.handle({ kind: 'open', document: edited })
    expect(opened.kept).toEqual(['left'])
    expect(opened.initialised).toEqual(['right', 'last'])
    const after = readTensors(await session.handle({ kind: 'weights' }))
    expect(after.get('left.weight')).toEqual(before.get('left.weight'))
    expect(after.get('right.weight')!.shape).toEqual([16, 49])
    await session.handle({ kind: 'train' })
    const again = await session.handle({ kind: 'open', document: edited })
    expect(again.initialised).toEqual([])
    await session.handle({ kind: 'open', document: branched({ hidden: 5, training: { epochs: 100_000 } }) })
    const seen = events.length
    await vi.waitFor(() => expect(events.slice(seen).some((event) => event.kind === 'metrics')).toBe(true))
    await session.handle({ kind: 'pause' })
    await until('paused')
  })

  it('frees the weights that an edit, a reset or another graph replaced', async () => {
    const { session } = newSession()
    const round = async () => {
      await session.handle({ kind: 'open', document: branched({ hidden: 16 }) })
      await session.handle({ kind: 'open', document: branched() })
      await session.handle({ kind: 'step', count: 2 })
      await session.handle({ kind: 'reset' })
      await session.handle({ kind: 'open', document: branched(), fresh: true })
      await session.handle({ kind: 'step' })
      return memory()
    }
    const before = await round()
    expect(await round()).toEqual(before)
  })

  it('goes on exactly as it would have from a checkpoint in another process', async () => {
    const document = branched({ training: { optimizer: { type: 'Adam', params: { lr: 0.01 } } } })
    const first = newSession()
    await first.session.handle({ kind: 'open', document })
    await first.session.handle({ kind: 'step', count: 3 })
    const { file } = await first.session.handle({ kind: 'checkpoint' })
    await first.session.handle({ kind: 'train' })
    await first.until('done')

    const second = newSession()
    await second.session.handle({ kind: 'open', document })
    await second.session.handle({ kind: 'restore', file })
    expect(second.state()).toBe('paused')
    expect((await second.session.handle({ kind: 'snapshot' })).metrics).toHaveLength(3)
    await second.session.handle({ kind: 'train' })
    await second.until('done')
    expect(second.losses()).toEqual(first.losses().slice(3))
    expect(await second.session.handle({ kind: 'result' })).toEqual(
      await first.session.handle({ kind: 'result' }),
    )
  })

  it('changes the learning rate while it runs', async () => {
    const { session, events } = newSession()
    await session.handle({ kind: 'open', document: branched() })
    await session.handle({ kind: 'step' })
    await session.handle({ kind: 'configure', options: { lr: 0.5 } })
    await session.handle({ kind: 'step' })
    const rates = events.flatMap((event) =>
      event.kind === 'metrics' ? event.points.map(({ lr }) => lr) : [],
    )
    expect(rates).toEqual([0.05, 0.5])
  })
})
