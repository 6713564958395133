/** Values that are changed while a step is stopped, beside PyTorch: what make_changes.py saved. */
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { writeSafetensors } from '../../graph/formats/safetensors'
import { ready } from '../backend/index'
import type { BreakPlace } from '../protocol'
import { edge, newSession } from './session-harness'
import type { Session } from './session'

interface Result {
  loss: number
  gradients: Record<string, number[]>
  weights: Record<string, number[]>
}
interface Saved {
  x: number[]
  y: number[]
  new: number[]
  weights: Record<string, number[]>
  unchanged: Result
  cases: (Result & { pass: 'forward' | 'backward'; place: string })[]
}

/** No number is −0: which of its zeros a sum has is nobody's business. */
const saved = JSON.parse(
  readFileSync(new URL('changes.json', import.meta.url), 'utf8'),
  (_, value: unknown) => (typeof value === 'number' ? value + 0 : value),
) as Saved

const document = {
  format: 'gradwire.graph',
  version: 1,
  main: 'Net',
  modules: {
    Net: {
      nodes: [
        { id: 'x', type: 'Input', name: 'x', params: { shape: [4] } },
        { id: 'y', type: 'Input', name: 'y', params: { shape: [4] } },
        { id: 'a', type: 'Linear', name: 'fc1', params: { out_features: 4 } },
        { id: 'r', type: 'ReLU', name: 'relu', params: {} },
        { id: 'b', type: 'Linear', name: 'fc2', params: { out_features: 4 } },
        { id: 's', type: 'Add', name: 'sum', params: {}, call: 'functional' },
        { id: 'l', type: 'MSELoss', name: 'loss', params: {} },
      ],
      edges: ['x>a', 'a>r', 'r>b', 'b>s.input', 'a>s.other', 's>l.input', 'y>l.target'].map(edge),
    },
  },
  training: { optimizer: { type: 'SGD', params: { lr: 0.25 } }, batch_size: 4, epochs: 1, seed: 0 },
}

const file = (tensors: Record<string, number[]>) =>
  writeSafetensors(
    new Map(
      Object.entries(tensors).map(([name, values]) => [
        name,
        { dtype: 'F32', shape: values.length === 4 ? [4] : [4, 4], values: Float32Array.from(values) },
      ]),
    ),
  )

beforeAll(async () => {
  await ready()
})

async function opened(): Promise<ReturnType<typeof newSession>> {
  const made = newSession()
  await made.session.handle({ kind: 'open', document })
  await made.session.handle({ kind: 'useInputs', inputs: file({ x: saved.x, y: saved.y }) })
  await made.session.handle({ kind: 'configure', options: { shuffle: false } })
  await made.session.handle({ kind: 'loadWeights', weights: file(saved.weights) })
  return made
}

const PARAMETERS = { 'fc1.weight': 'a', 'fc1.bias': 'a', 'fc2.weight': 'b', 'fc2.bias': 'b' } as const

async function read(session: Session, direction: 'forward' | 'backward'): Promise<Record<string, number[]>> {
  const values: Record<string, number[]> = {}
  for (const [key, node] of Object.entries(PARAMETERS)) {
    const target = { kind: 'parameter' as const, path: [], node, name: key.split('.')[1]! }
    const { values: found } = await session.handle({ kind: 'tensor', target, direction })
    values[key] = Array.from(found, (value) => value + 0)
  }
  return values
}

/** Runs the step to its end, with a look at the gradients before the update. */
async function finish({ session, losses, until }: ReturnType<typeof newSession>): Promise<Result> {
  while ((await session.handle({ kind: 'snapshot' })).stop?.phase !== 'step')
    await session.handle({ kind: 'advance', unit: 'phase' })
  const gradients = await read(session, 'backward')
  await session.handle({ kind: 'train' })
  await until('done')
  return { loss: losses()[0]!, gradients, weights: await read(session, 'forward') }
}

function placeOf(text: string): BreakPlace {
  const [kind, name = ''] = text.split(' ')
  if (kind === 'edge') return { kind, edge: name }
  if (kind === 'port') return { kind, node: name, handle: 'output' }
  const key = name as keyof typeof PARAMETERS
  return { kind: 'parameter', node: PARAMETERS[key], name: name.split('.')[1]! }
}

describe('a value that is changed while the step is stopped at it', () => {
  it('is as PyTorch has it where nothing is changed', async () => {
    expect(await finish(await opened())).toEqual(saved.unchanged)
  })

  it.each(saved.cases.map((one) => ({ name: `${one.pass} ${one.place}`, one })))(
    '$name',
    async ({ one: { pass, place, ...expected } }) => {
      expect(expected).not.toEqual(saved.unchanged)
      const made = await opened()
      await made.session.handle({ kind: 'runTo', path: [], place: placeOf(place), pass })
      await made.session.handle({ kind: 'change', values: Float32Array.from(saved.new) })
      expect(await finish(made)).toEqual(expected)
    },
  )

  it('can be put back: the same bits as if it had not been changed', async () => {
    const made = await opened()
    const { session } = made
    const target = { kind: 'port' as const, path: [], node: 'r', handle: 'output' }
    await session.handle({ kind: 'runTo', path: [], place: { kind: 'port', node: 'r', handle: 'output' } })
    const { values } = await session.handle({ kind: 'tensor', target, direction: 'forward' })
    await session.handle({ kind: 'change', values: Float32Array.from(saved.new) })
    expect((await session.handle({ kind: 'tensor', target, direction: 'forward' })).values).toEqual(
      Float32Array.from(saved.new),
    )
    await session.handle({ kind: 'change', values })
    expect(await finish(made)).toEqual(saved.unchanged)
  })

  it('has to have as many numbers, and there has to be one', async () => {
    const { session } = await opened()
    const values = Float32Array.of(1)
    await expect(session.handle({ kind: 'change', values })).rejects.toThrow(
      'Training is not stopped at a value.',
    )
    await session.handle({ kind: 'runTo', path: [], place: { kind: 'edge', edge: 'e1' } })
    await expect(session.handle({ kind: 'change', values })).rejects.toThrow(
      'The value has 16 numbers, not 1.',
    )
  })
})
