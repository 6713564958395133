/** Nets whose tensors a person changes by hand, and what PyTorch gives for that: what the scripts beside this saved. */
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { writeSafetensors } from '../../graph/formats/safetensors'
import type { BreakPlace, ParameterTarget, TensorEdit, TensorTarget } from '../protocol'
import type { SavedNumbers } from '../reference/tolerance'
import { edge, newSession } from './session-harness'
import type { Session } from './session'

/** What a step gives. */
export interface Result {
  loss: number
  gradients: Record<string, number[]>
  weights: Record<string, number[]>
}
interface Edited {
  losses: SavedNumbers
  weights: Record<string, SavedNumbers>
}
interface Batch {
  x: number[]
  y: number[]
}
interface Saved extends Batch {
  part: number[]
  residual: { weights: Record<string, number[]> } & Record<string, Result>
  nested: { weights: Record<string, number[]> } & Record<string, Result>
  edited: Record<string, Edited>
  middle: Result
  noise: number[]
}

/** No number is −0: which of its zeros a sum has is nobody's business. */
export function savedBeside(name: string): unknown {
  const text = readFileSync(new URL(name, import.meta.url), 'utf8')
  return JSON.parse(text, (_, value: unknown) => (typeof value === 'number' ? value + 0 : value))
}

export const saved = savedBeside('hand-changes.json') as Saved

const node = (id: string, type: string, name: string, more: object = {}) => ({
  id,
  type,
  name,
  params: {},
  ...more,
})
const IN = { params: { shape: [4] } }
const LINEAR = { params: { out_features: 4 } }
const FUNCTION = { call: 'functional' }
export const training = (optimizer: object) => ({ optimizer, batch_size: 4, epochs: 8, seed: 0 })
export const SGD = training({ type: 'SGD', params: { lr: 0.25 } })

/** `fc2(relu(fc1(x))) + fc1(x)`: e1 is the branch at the fan-out, e4 the straight way. */
export const residual = {
  format: 'gradwire.graph',
  version: 1,
  main: 'Net',
  modules: {
    Net: {
      nodes: [
        node('x', 'Input', 'x', IN),
        node('y', 'Input', 'y', IN),
        node('a', 'Linear', 'fc1', LINEAR),
        node('r', 'ReLU', 'relu'),
        node('b', 'Linear', 'fc2', LINEAR),
        node('s', 'Add', 'sum', FUNCTION),
        node('l', 'MSELoss', 'loss'),
      ],
      edges: ['x>a', 'a>r', 'r>b', 'b>s.input', 'a>s.other', 's>l.input', 'y>l.target'].map(edge),
    },
  },
  training: SGD,
}

/** The second use of fc1 comes after the first. */
export const twice = {
  ...residual,
  modules: {
    Net: {
      nodes: [
        ...residual.modules.Net.nodes.filter(({ id }) => id !== 's'),
        node('c', 'Linear', 'again', { ...LINEAR, shared_with: 'a' }),
      ],
      edges: ['x>a', 'a>r', 'r>c', 'c>b', 'b>l.input', 'y>l.target'].map(edge),
    },
  },
}

/** A residual block inside a module that calls it twice, so that its weights are shared. */
export const nested = {
  format: 'gradwire.graph',
  version: 1,
  main: 'Net',
  modules: {
    Block: {
      nodes: [
        node('i', 'Input', 'input', {}),
        node('f', 'Linear', 'fc', LINEAR),
        node('r', 'ReLU', 'relu'),
        node('s', 'Add', 'sum', FUNCTION),
        node('o', 'Output', 'output'),
      ],
      edges: ['i>f', 'f>r', 'r>s.input', 'i>s.other', 's>o'].map(edge),
    },
    Outer: {
      nodes: [
        node('i', 'Input', 'input', {}),
        node('u', 'Module', 'block', { params: { module: 'Block' } }),
        node('v', 'Module', 'again', { params: { module: 'Block' }, shared_with: 'u' }),
        node('o', 'Output', 'output'),
      ],
      edges: ['i>u', 'u>v', 'v>o'].map(edge),
    },
    Net: {
      nodes: [
        node('x', 'Input', 'x', IN),
        node('y', 'Input', 'y', IN),
        node('t', 'Linear', 'stem', LINEAR),
        node('w', 'Module', 'outer', { params: { module: 'Outer' } }),
        node('l', 'MSELoss', 'loss'),
      ],
      edges: ['x>t', 't>w', 'w>l.input', 'y>l.target'].map(edge),
    },
  },
  training: SGD,
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

export async function opened(document: object, weights: Record<string, number[]>, { x, y }: Batch = saved) {
  const made = newSession()
  const { session } = made
  await session.handle({ kind: 'open', document })
  await session.handle({ kind: 'useInputs', inputs: file({ x, y }) })
  await session.handle({ kind: 'configure', options: { shuffle: false } })
  await session.handle({ kind: 'loadWeights', weights: file(weights) })
  return made
}

export const residualSession = (document: object = residual) => opened(document, saved.residual.weights)
export const stopOf = async (session: Session) => (await session.handle({ kind: 'snapshot' })).stop
export const changesOf = async (session: Session) => (await session.handle({ kind: 'snapshot' })).changes

export async function runTo(
  session: Session,
  place: BreakPlace,
  pass: 'forward' | 'backward',
  path: string[] = [],
): Promise<void> {
  await session.handle({ kind: 'runTo', path, place, pass })
  expect(await stopOf(session)).not.toBeNull()
}

export const atEdge = (id: string, path: string[] = []): TensorTarget => ({ kind: 'edge', path, edge: id })
export const atPort = (id: string, path: string[] = []): TensorTarget => ({
  kind: 'port',
  path,
  node: id,
  handle: 'output',
})
export const atParameter = (id: string, name: string, path: string[] = []): ParameterTarget => ({
  kind: 'parameter',
  path,
  node: id,
  name,
})

export const change = (
  session: Session,
  target: TensorTarget,
  direction: 'forward' | 'backward',
  edit: TensorEdit,
) => session.handle({ kind: 'changeTensor', target, direction, edit })
export const read = async (
  session: Session,
  target: TensorTarget,
  direction: 'forward' | 'backward' = 'backward',
) => Array.from((await session.handle({ kind: 'tensor', target, direction })).values, (value) => value + 0)

export const HALF: TensorEdit = { kind: 'scale', factor: 0.5 }

/** Runs the step to its end, with a look at the gradients before the update. */
export async function finish(
  { session, losses }: Awaited<ReturnType<typeof opened>>,
  parameters: Record<string, TensorTarget>,
): Promise<Result> {
  while ((await stopOf(session))?.phase !== 'step') await session.handle({ kind: 'advance', unit: 'phase' })
  const all = async (direction: 'forward' | 'backward') => {
    const values: Record<string, number[]> = {}
    for (const [key, target] of Object.entries(parameters))
      values[key] = await read(session, target, direction)
    return values
  }
  const gradients = await all('backward')
  await session.handle({ kind: 'step' })
  return { loss: losses().at(-1)!, gradients, weights: await all('forward') }
}

export const OF_RESIDUAL = {
  'fc1.weight': atParameter('a', 'weight'),
  'fc1.bias': atParameter('a', 'bias'),
  'fc2.weight': atParameter('b', 'weight'),
  'fc2.bias': atParameter('b', 'bias'),
}
export const OF_NESTED = {
  'stem.weight': atParameter('t', 'weight'),
  'stem.bias': atParameter('t', 'bias'),
  'outer.block.fc.weight': atParameter('f', 'weight', ['w', 'u']),
  'outer.block.fc.bias': atParameter('f', 'bias', ['w', 'u']),
}
