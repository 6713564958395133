/** What can be looked at when training comes to rest between two steps, and that no step is taken for it. */
import { beforeAll, describe, expect, it } from 'vitest'
import { decodeFrame } from '../../graph/frames/frame'
import { ready } from '../backend/index'
import { documentOf, newSession } from './session-harness'

/** Dropout draws random numbers, and batch norm moves its statistics, in every pass. */
const document = documentOf(
  [
    { id: 'd', type: 'Dataset', name: 'data', params: { source: 'digits', count: 40, held_out: 8, seed: 1 } },
    { id: 'p', type: 'AvgPool2d', name: 'pool', params: { kernel_size: 4 } },
    { id: 'f', type: 'Flatten', name: 'flatten' },
    { id: 'a', type: 'Linear', name: 'first', params: { out_features: 12 } },
    { id: 'n', type: 'BatchNorm1d', name: 'norm' },
    { id: 'o', type: 'Dropout', name: 'dropout', params: { p: 0.3 } },
    { id: 'b', type: 'Linear', name: 'last', params: { out_features: 10 } },
    { id: 'l', type: 'CrossEntropyLoss', name: 'loss' },
  ],
  ['d.x>p', 'p>f', 'f>a', 'a>n', 'n>o', 'o>b', 'b>l', 'd.y>l.target'],
  { epochs: 100_000, optimizer: { type: 'Adam', params: { lr: 0.01 } } },
)

/** What flows into the last layer, and the gradient that comes back from it. */
async function looked({ session }: ReturnType<typeof newSession>) {
  const target = { kind: 'edge' as const, path: [], edge: 'e5' }
  return [
    await session.handle({ kind: 'tensor', target, direction: 'forward' }),
    await session.handle({ kind: 'tensor', target, direction: 'backward' }),
  ]
}

beforeAll(() => ready())

async function running() {
  const made = newSession()
  await made.session.handle({ kind: 'open', document, fresh: true })
  await made.session.handle({ kind: 'train' })
  return made
}

describe('a pause', () => {
  it('takes no step more, and leaves the net as it was', async () => {
    const { session, until, steps } = await running()
    for (let i = 0; i < 5; i++) {
      await steps(1)
      // Training goes on in turns of its own, so none lies between these two.
      const before = await session.handle({ kind: 'weights' })
      const paused = session.handle({ kind: 'pause' })
      expect(await session.handle({ kind: 'weights' })).toEqual(before)
      await paused
      await until('paused')
      await session.handle({ kind: 'train' })
    }
    await session.handle({ kind: 'stop' })
  })

  it('shows what flows in the next step, to the last bit', async () => {
    const made = await running()
    const { session } = made
    let compared = 0
    for (let i = 0; i < 50 && compared < 5; i++) {
      await made.steps(1)
      await session.handle({ kind: 'pause' })
      const { step } = (await session.handle({ kind: 'snapshot' })).progress
      const ahead = await looked(made)
      // After the last step of an epoch that step itself is there.
      if (ahead[0]!.step !== step) {
        compared++
        expect(ahead.map((tensor) => tensor.step)).toEqual([step + 1, step + 1])
        await session.handle({ kind: 'step' })
        expect(await looked(made)).toEqual(ahead)
      }
      await session.handle({ kind: 'train' })
    }
    await session.handle({ kind: 'stop' })
    expect(compared).toBe(5)
  })

  it('changes nothing of how training goes on', async () => {
    const often = await running()
    for (let i = 0; i < 20; i++) {
      await often.steps(3)
      await often.session.handle({ kind: 'pause' })
      await often.session.handle({ kind: 'train' })
    }
    await often.session.handle({ kind: 'pause' })
    const losses = often.losses()
    const weights = await often.session.handle({ kind: 'weights' })
    // The generator of random numbers belongs to the process: opened after, not beside.
    const alone = newSession()
    await alone.session.handle({ kind: 'open', document, fresh: true })
    await alone.session.handle({ kind: 'step', count: losses.length })
    expect(losses).toEqual(alone.losses())
    expect(weights).toEqual(await alone.session.handle({ kind: 'weights' }))
  })
})

describe('an edit while training rests', () => {
  it('leaves nothing of the old net to look at: what is shown flows in the new one', async () => {
    const made = await running()
    const { session, frames } = made
    await session.handle({ kind: 'pause' })
    await made.until('paused')
    const watch = (id: number, edge: string) => ({
      id,
      target: { kind: 'edge' as const, path: [], edge },
      direction: 'forward' as const,
      view: { kind: 'numbers' as const },
    })
    await session.handle({ kind: 'probes', probes: [watch(1, 'e3'), watch(2, 'e6')] })
    const before = await session.handle({ kind: 'weights' })
    const { step } = (await session.handle({ kind: 'snapshot' })).progress
    const net = document.modules.Net
    const nodes = net.nodes.map((node) => (node.id === 'a' ? { ...node, params: { out_features: 5 } } : node))
    const edges = net.edges.filter((each) => (each as { id: string }).id !== 'e4')
    const last = { id: 'e4', source: 'a', sourceHandle: 'output', target: 'b', targetHandle: 'input' }
    const rest = edges.filter((each) => !['e3', 'e5'].includes((each as { id: string }).id))
    const shorter = { nodes: nodes.filter(({ id }) => !['n', 'o'].includes(id)), edges: [...rest, last] }
    frames.length = 0
    await session.handle({ kind: 'open', document: { ...document, modules: { Net: shorter } } })
    await session.handle({ kind: 'probes', probes: [watch(3, 'e3'), watch(4, 'e4'), watch(5, 'e2')] })
    const shapes = frames.map((bytes) => decodeFrame(bytes)).map(({ probe, shape }) => [probe, ...shape])
    expect(shapes.filter(([probe]) => probe! >= 3)).toEqual([
      [4, 8, 5],
      [5, 8, 49],
    ])
    expect((await session.handle({ kind: 'snapshot' })).progress).toMatchObject({ state: 'paused', step })
    expect(before).not.toEqual(await session.handle({ kind: 'weights' }))
    await session.handle({ kind: 'stop' })
  })
})
