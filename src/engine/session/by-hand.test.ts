import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { ready } from '../backend/index'
import { decodeFrame } from '../../graph/frames/frame'
import { difference } from '../reference/tolerance'
import type { SavedNumbers } from '../reference/tolerance'
import type { EngineCommand, HandInput, ProbeTarget } from '../protocol'
import { deepDocument } from './stops.fixture'
import { newSession } from './session-harness'
import { readTensors } from '../executor/named-tensors'
import { writeSafetensors } from '../../graph/formats/safetensors'

/** What PyTorch says; `make_by_hand.py` writes it. */
const torch = JSON.parse(readFileSync(new URL('by-hand.json', import.meta.url), 'utf8')) as {
  print: string
  parameters: [string, number[]][]
  output: SavedNumbers
  hooked: SavedNumbers
  forward: SavedNumbers
}

const sample = JSON.parse(
  readFileSync(new URL('../../../resources/samples/mnist-cnn.json', import.meta.url), 'utf8'),
) as { modules: { Net: object } }

const DOUBLED = { id: 'h0', node: 'n1', pass: 'forward', type: 'expression', params: { expr: '2 * x' } }

function withHooks(...hooks: object[]): object {
  return { ...sample, modules: { Net: { ...sample.modules.Net, hooks } } }
}

const X = { node: 'n0', handle: 'x', shape: [1, 1, 28, 28], dtype: 'float32' } as const
const Y = { node: 'n0', handle: 'y', shape: [1], dtype: 'int64', from: { kind: 'fill', value: 3 } } as const
type ByHand = Extract<EngineCommand, { kind: 'byHand' }>

function byHand(from: HandInput['from'], more: Partial<ByHand> = {}): ByHand {
  return { kind: 'byHand', inputs: [{ ...X, from, shape: [...X.shape] }, { ...Y, shape: [1] }], mode: 'eval', shown: 'call', ...more } // prettier-ignore
}

const SEEDED = { kind: 'randn', seed: 7 } as const

beforeAll(() => ready())

describe('a net that is fed by hand', () => {
  it('has the print, the parameters and the outputs that PyTorch has', async () => {
    const { session } = newSession()
    const opened = await session.handle({ kind: 'open', document: sample })
    expect(opened.print).toBe(torch.print)
    expect(opened.parameters.map(({ key, shape }) => [key, shape])).toEqual(torch.parameters)
    const { outputs, tensors, hooked } = await session.handle(byHand(SEEDED))
    expect(outputs).toEqual([{ name: 'fc2', node: 'n9', handle: 'output' }])
    expect(hooked).toBe(false)
    expect(difference(readTensors(tensors).get('call/fc2')?.values, torch.output)).toBeNull()
  })

  it('gives net(x), net.forward(x), in which modules inside run their hooks as in PyTorch, and the net without any', async () => {
    const { session, events } = newSession()
    const print = { id: 'h1', node: 'n1', pass: 'forward', type: 'print' }
    await session.handle({ kind: 'open', document: withHooks(DOUBLED, print) })
    const { tensors, hooked } = await session.handle(byHand(SEEDED))
    expect(hooked).toBe(true)
    expect(difference(readTensors(tensors).get('call/fc2')?.values, torch.hooked)).toBeNull()
    expect(difference(readTensors(tensors).get('forward/fc2')?.values, torch.forward)).toBeNull()
    expect(difference(readTensors(tensors).get('bare/fc2')?.values, torch.output)).toBeNull()
    const printed = events.flatMap((event) => (event.kind === 'log' && event.printed ? [event.message] : []))
    expect(printed.join('\n').match(/Inside Conv2d forward/g)).toHaveLength(1)
  })

  it('shows its own values on the wires until training goes on', async () => {
    const { session, events, frames } = newSession()
    await session.handle({ kind: 'open', document: withHooks(DOUBLED) })
    const target: ProbeTarget = { kind: 'edge', path: [], edge: 'e9' }
    await session.handle({ kind: 'probes', probes: [{ id: 1, target, direction: 'forward', view: { kind: 'numbers' } }] }) // prettier-ignore
    await session.handle({ kind: 'ack', probes: [1] })
    const { tensors } = await session.handle(byHand(SEEDED, { shown: 'bare' }))
    const shown = await session.handle({ kind: 'tensor', target, direction: 'forward' })
    expect(shown.shape).toEqual([1, 10])
    expect([...shown.values]).toEqual([...readTensors(tensors).get('bare/fc2')!.values])
    expect(decodeFrame(frames.at(-1)!).shape).toEqual([1, 10])
    expect((await session.handle({ kind: 'snapshot' })).byHand).toBe(true)
    await session.handle({ kind: 'ack', probes: [1] })
    await session.handle({ kind: 'step' })
    expect(events.filter(({ kind }) => kind === 'byHand')).toEqual([
      { kind: 'byHand', shown: true },
      { kind: 'byHand', shown: false },
    ])
    const after = await session.handle({ kind: 'tensor', target, direction: 'forward' })
    expect(after.shape).toEqual([16, 10])
  })

  it('shows what came to a hook and what left it, of this one sample', async () => {
    const { session } = newSession()
    await session.handle({ kind: 'open', document: withHooks(DOUBLED) })
    await session.handle({ kind: 'step' })
    const side = (of: 'before' | 'after') =>
      session.handle({
        kind: 'tensor',
        target: { kind: 'hook', path: [], hook: 'h0', side: of, part: 0 },
        direction: 'forward',
      })
    await session.handle(byHand(SEEDED))
    const [before, after] = [await side('before'), await side('after')]
    expect(before.shape).toEqual([1, 32, 28, 28])
    expect([...after.values]).toEqual([...before.values].map((value) => 2 * value))
    await session.handle({ kind: 'endByHand' })
    expect((await side('before')).shape).toEqual([16, 32, 28, 28])
  })

  it('ends to be shown when that is asked for', async () => {
    const { session } = newSession()
    await session.handle({ kind: 'open', document: sample })
    await session.handle({ kind: 'step' })
    const target: ProbeTarget = { kind: 'edge', path: [], edge: 'e9' }
    const before = await session.handle({ kind: 'tensor', target, direction: 'forward' })
    await session.handle(byHand(SEEDED))
    await session.handle({ kind: 'endByHand' })
    const after = await session.handle({ kind: 'tensor', target, direction: 'forward' })
    expect(after).toEqual(before)
  })
})

describe('feeding by hand', () => {
  const inputs = [
    { node: 'd', handle: 'x', shape: [1, 1, 28, 28], dtype: 'float32', from: { kind: 'sample', index: 3 } },
    { node: 'd', handle: 'y', shape: [1], dtype: 'int64', from: { kind: 'sample', index: 3 } },
  ] satisfies HandInput[]
  const net = { ...deepDocument(), modules: { ...deepDocument().modules } }
  const noisy = {
    ...net,
    modules: {
      ...net.modules,
      Net: { ...net.modules.Net, hooks: [{ id: 'h0', edge: 'e0', pass: 'forward', type: 'noise' }] },
    },
  }

  it.each(['paused', 'stopped'])('changes nothing of a run that is %s', async (rests) => {
    const run = async (feeds: boolean): Promise<number[]> => {
      const { session, losses, until } = newSession()
      await session.handle({ kind: 'open', document: noisy })
      await session.handle({ kind: 'step', count: 2 })
      if (rests === 'stopped') await session.handle({ kind: 'runTo', path: ['v'], place: { kind: 'node', node: 'r' } }) // prettier-ignore
      if (feeds) {
        // Batch norm of one sample in training: refused, and nothing is left of the attempt either.
        await expect(session.handle({ kind: 'byHand', inputs, mode: 'train', shown: 'call' })).rejects.toThrow('Expected more than 1 value per channel') // prettier-ignore
        await session.handle({ kind: 'byHand', inputs, mode: 'eval', shown: 'call' })
        const wide = inputs.map((input) => ({ ...input, shape: [4, ...input.shape.slice(1)], from: { kind: 'fill', value: 1 } as const })) // prettier-ignore
        await session.handle({ kind: 'byHand', inputs: wide, mode: 'train', shown: 'call' })
      }
      await session.handle({ kind: 'train' })
      await until('done')
      return losses()
    }
    expect(await run(true)).toEqual(await run(false))
  })

  it('gives the sample of that number, its target too, and knows the names of the classes', async () => {
    const { session } = newSession()
    await session.handle({ kind: 'open', document: net })
    const samples = readTensors(await session.handle({ kind: 'samples' }))
    const { tensors, classes, samples: count } = await session.handle({ kind: 'byHand', inputs, mode: 'eval', shown: 'call' }) // prettier-ignore
    const x = samples.get('x') ?? samples.get('data.x')
    expect(readTensors(tensors).get('input/data.x')!.values).toEqual(x!.values.slice(3 * 784, 4 * 784))
    expect(classes).toHaveLength(10)
    expect(count).toBe(32)
  })

  it('scales a picture as the data was scaled, and other tensors not', async () => {
    const { session } = newSession()
    const scaledNet = structuredClone(net)
    const data = scaledNet.modules.Net.nodes.find(({ id }) => id === 'd')!
    const open = (normalize: boolean) => {
      Object.assign(data, { params: { ...data.params, normalize } })
      return session.handle({ kind: 'open', document: structuredClone(scaledNet) })
    }
    const given = async (index: number) => {
      const found = await session.handle({ kind: 'byHand', inputs: [{ ...inputs[0]!, from: { kind: 'sample', index } }, inputs[1]!], mode: 'eval', shown: 'call' }) // prettier-ignore
      return readTensors(found.tensors).get('input/data.x')!
    }
    await open(false)
    // The picture as the data has it, from 0 to 1.
    const picture = await given(3)
    await open(true)
    const normalised = await given(3)
    expect(normalised.values).not.toEqual(picture.values)
    const tensors = writeSafetensors(new Map([['drawn', picture]]))
    for (const [asPicture, expected] of [
      [true, normalised],
      [false, picture],
    ] as const) {
      const from = { kind: 'tensor', name: 'drawn', picture: asPicture } as const
      const fed = await session.handle({ kind: 'byHand', inputs: [{ ...inputs[0]!, from }, inputs[1]!], tensors, mode: 'eval', shown: 'call' }) // prettier-ignore
      expect(readTensors(fed.tensors).get('input/data.x')!.values).toEqual(expected.values)
    }
  })

  it('refuses a sample that is not there, with the place', async () => {
    const { session } = newSession()
    await session.handle({ kind: 'open', document: net })
    const far = inputs.map((input) => ({ ...input, from: { kind: 'sample', index: 32 } as const }))
    await expect(
      session.handle({ kind: 'byHand', inputs: far, mode: 'eval', shown: 'call' }),
    ).rejects.toMatchObject({ problem: { node: 'd', name: 'data' } })
  })

  it('waits for no run', async () => {
    const { session } = newSession()
    await session.handle({ kind: 'open', document: net })
    await session.handle({ kind: 'train', options: { epochs: 1000 } })
    await expect(
      session.handle({ kind: 'byHand', inputs, mode: 'eval', shown: 'call' }),
    ).rejects.toMatchObject({ problem: { message: 'Training runs.' } })
    await session.handle({ kind: 'stop' })
  })
})
