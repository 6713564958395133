import { beforeAll, describe, expect, it } from 'vitest'
import { ready } from '../backend/index'
import { branched, DATA, documentOf, edge, newSession } from './session-harness'

beforeAll(async () => {
  await ready()
})

describe('a session that is asked for what cannot be', () => {
  it('refuses commands that it does not understand, and those before any graph', async () => {
    const { session } = newSession()
    await expect(session.handle({ kind: 'dance' })).rejects.toThrow('does not understand')
    await expect(session.handle({ kind: 'step', count: -1 })).rejects.toThrow('at count')
    for (const probes of [[], [-1], Array.from({ length: 4001 }, (_, id) => id)])
      await expect(session.handle({ kind: 'ack', probes })).rejects.toThrow('at probes')
    await expect(session.handle({ kind: 'ack', probe: 1 })).rejects.toThrow('at probes')
    await expect(session.handle({ kind: 'train' })).rejects.toThrow('No graph is open')
  })

  it('names the node of a wrong graph and keeps the one it has', async () => {
    const { session } = newSession()
    await session.handle({ kind: 'open', document: branched() })
    const wrong = branched()
    wrong.modules.Net.nodes[3]!.params = { in_features: 5, out_features: 10 }
    await expect(session.handle({ kind: 'open', document: wrong })).rejects.toMatchObject({
      problem: {
        module: 'Net',
        node: 'a',
        name: 'left',
        message: expect.stringContaining('cannot be multiplied') as string,
      },
    })
    await session.handle({ kind: 'step' })
  })

  it('refuses to train without a loss, without data, and without parameters', async () => {
    const { session } = newSession()
    const input = { id: 'i', type: 'Input', name: 'x', params: { shape: [3] } }
    const linear = { id: 'a', type: 'Linear', name: 'fc', params: { out_features: 2 } }
    await session.handle({ kind: 'open', document: documentOf([input, linear], ['i>a']) })
    await expect(session.handle({ kind: 'train' })).rejects.toThrow('no data to run on')
    const data = { id: 'd', type: 'Dataset', name: 'data', params: DATA }
    const flatten = { id: 'f', type: 'Flatten', name: 'flatten' }
    await session.handle({ kind: 'open', document: documentOf([data, flatten, linear], ['d.x>f', 'f>a']) })
    await expect(session.handle({ kind: 'train' })).rejects.toThrow('no loss')
    const loss = { id: 'l', type: 'CrossEntropyLoss', name: 'loss' }
    await session.handle({
      kind: 'open',
      document: documentOf([data, flatten, loss], ['d.x>f', 'f>l', 'd.y>l.target']),
    })
    await expect(session.handle({ kind: 'train' })).rejects.toThrow('empty parameter list')
  })

  it('names the node whose data set is missing', async () => {
    const { session } = newSession()
    const data = { source: 'mnist-idx', folder: '/nowhere/at/all' }
    await session.handle({ kind: 'open', document: branched({ data }) })
    await expect(session.handle({ kind: 'train' })).rejects.toMatchObject({
      problem: { node: 'd', name: 'data', remedy: expect.any(String) as string },
    })
  })

  it('fails with the node where a run breaks, and starts again', async () => {
    const { session, events, until } = newSession()
    // Digits have ten classes, the last layer four.
    const document = branched()
    document.modules.Net.nodes[3]!.params = { out_features: 4 }
    document.modules.Net.nodes[6]!.params = { out_features: 4 }
    await session.handle({ kind: 'open', document })
    await session.handle({ kind: 'train' })
    await until('failed')
    const problem = events.find((event) => event.kind === 'problem')!.problem
    expect(problem).toMatchObject({ node: 'l', name: 'loss' })
    expect(problem.message).toMatch(/Target \d is out of bounds/)
    await session.handle({ kind: 'open', document: branched() })
    await session.handle({ kind: 'step' })
  })

  it("answers weights that do not fit in PyTorch's words", async () => {
    const { session } = newSession()
    await session.handle({ kind: 'open', document: branched() })
    const weights = await session.handle({ kind: 'weights' })
    await session.handle({ kind: 'open', document: branched({ hidden: 9 }), fresh: true })
    await expect(session.handle({ kind: 'loadWeights', weights })).rejects.toThrow(
      'Error(s) in loading state_dict for Net:\n\tsize mismatch for right.weight: copying a param with shape torch.Size([12, 49]) from checkpoint, the shape in current model is torch.Size([9, 49]).',
    )
    await expect(session.handle({ kind: 'loadWeights', weights: new Uint8Array(20) })).rejects.toThrow(
      'safetensors',
    )
  })

  it('ends a run that an edit leaves without a loss, or without parameters, and says why', async () => {
    const without = (gone: string[]) => {
      const document = branched()
      const { Net } = document.modules
      Net.nodes = Net.nodes.filter(({ id }) => !gone.includes(id))
      Net.edges = []
      return document
    }
    const wired = (document: ReturnType<typeof branched>, wires: string[]) => {
      document.modules.Net.edges = wires.map(edge)
      return document
    }
    const chain = ['d.x>p', 'p>f']
    const edits = [
      [wired(without(['l']), [...chain, 'f>a', 'f>b', 'b>r', 'r>c', 'a>s.input', 'c>s.other']), 'no loss'],
      [
        wired(without(['a', 'b', 'r', 'c', 's']), [...chain, 'f>l.input', 'd.y>l.target']),
        'empty parameter list',
      ],
    ] as const
    for (const [edited, reason] of edits) {
      const { session, events, state } = newSession()
      await session.handle({ kind: 'open', document: branched() })
      await session.handle({ kind: 'step' })
      const { kept } = await session.handle({ kind: 'open', document: edited })
      expect(kept).toEqual(reason === 'no loss' ? ['left', 'right', 'last'] : [])
      expect(state()).toBe('failed')
      const problems = events.flatMap((event) => (event.kind === 'problem' ? [event.problem.message] : []))
      expect(problems).toEqual([expect.stringContaining(reason)])
      await session.handle({ kind: 'open', document: branched() })
      await session.handle({ kind: 'step' })
      expect(state()).toBe('paused')
    }
  })

  it('warns once when numbers are none any more, with the node that was first and why, and goes on', async () => {
    const { session, events, until } = newSession()
    const document = branched({ training: { optimizer: { type: 'SGD', params: { lr: 1e30 } } } })
    await session.handle({ kind: 'open', document })
    await session.handle({ kind: 'train' })
    await until('done')
    const warnings = events.filter((event) => event.kind === 'log' && event.level === 'warning')
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatchObject({
      message: expect.stringMatching(
        /^Step 2: last \(Linear\) is the first to give NaN, in the forward pass\. .* learning rate of 1e\+30/,
      ) as string,
    })
  })
})
