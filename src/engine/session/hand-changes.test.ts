/** Shares, values and parameters that a person changes by hand, beside PyTorch: what make_hand_changes.py saved. */
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { writeSafetensors } from '../../graph/formats/safetensors'
import { ready } from '../backend/index'
import { memory } from '../core/storage'
import type { BreakPlace, TensorEdit, TensorTarget } from '../protocol'
import { edge, newSession } from './session-harness'
import type { Session } from './session'

interface Result {
  loss: number
  gradients: Record<string, number[]>
  weights: Record<string, number[]>
}
interface Edited {
  losses: number[]
  weights: Record<string, number[]>
}
interface Saved {
  x: number[]
  y: number[]
  part: number[]
  residual: { weights: Record<string, number[]> } & Record<string, Result>
  nested: { weights: Record<string, number[]> } & Record<string, Result>
  edited: Record<string, Edited>
  middle: Result
  noise: number[]
}

/** No number is −0: which of its zeros a sum has is nobody's business. */
const saved = JSON.parse(
  readFileSync(new URL('hand-changes.json', import.meta.url), 'utf8'),
  (_, value: unknown) => (typeof value === 'number' ? value + 0 : value),
) as Saved

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
const training = (optimizer: object) => ({ optimizer, batch_size: 4, epochs: 8, seed: 0 })
const SGD = training({ type: 'SGD', params: { lr: 0.25 } })

/** `fc2(relu(fc1(x))) + fc1(x)`: e1 is the branch at the fan-out, e4 the straight way. */
const residual = {
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
const twice = {
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
const nested = {
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

beforeAll(async () => {
  await ready()
})

async function opened(document: object, weights: Record<string, number[]>) {
  const made = newSession()
  const { session } = made
  await session.handle({ kind: 'open', document })
  await session.handle({ kind: 'useInputs', inputs: file({ x: saved.x, y: saved.y }) })
  await session.handle({ kind: 'configure', options: { shuffle: false } })
  await session.handle({ kind: 'loadWeights', weights: file(weights) })
  return made
}

const residualSession = (document: object = residual) => opened(document, saved.residual.weights)
const stopOf = async (session: Session) => (await session.handle({ kind: 'snapshot' })).stop
const changesOf = async (session: Session) => (await session.handle({ kind: 'snapshot' })).changes

async function runTo(
  session: Session,
  place: BreakPlace,
  pass: 'forward' | 'backward',
  path: string[] = [],
): Promise<void> {
  await session.handle({ kind: 'runTo', path, place, pass })
  expect(await stopOf(session)).not.toBeNull()
}

const atEdge = (id: string, path: string[] = []): TensorTarget => ({ kind: 'edge', path, edge: id })
const atPort = (id: string, path: string[] = []): TensorTarget => ({
  kind: 'port',
  path,
  node: id,
  handle: 'output',
})
const atParameter = (id: string, name: string, path: string[] = []): TensorTarget => ({
  kind: 'parameter',
  path,
  node: id,
  name,
})

const change = (
  session: Session,
  target: TensorTarget,
  direction: 'forward' | 'backward',
  edit: TensorEdit,
) => session.handle({ kind: 'changeTensor', target, direction, edit })
const read = async (session: Session, target: TensorTarget, direction: 'forward' | 'backward' = 'backward') =>
  Array.from((await session.handle({ kind: 'tensor', target, direction })).values, (value) => value + 0)

const HALF: TensorEdit = { kind: 'scale', factor: 0.5 }

/** Runs the step to its end, with a look at the gradients before the update. */
async function finish(
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

const OF_RESIDUAL = {
  'fc1.weight': atParameter('a', 'weight'),
  'fc1.bias': atParameter('a', 'bias'),
  'fc2.weight': atParameter('b', 'weight'),
  'fc2.bias': atParameter('b', 'bias'),
}
const OF_NESTED = {
  'stem.weight': atParameter('t', 'weight'),
  'stem.bias': atParameter('t', 'bias'),
  'outer.block.fc.weight': atParameter('f', 'weight', ['w', 'u']),
  'outer.block.fc.bias': atParameter('f', 'bias', ['w', 'u']),
}

describe('a step that stands still at the fan-out of a residual block', () => {
  const atFanOut = async () => {
    const made = await residualSession()
    await runTo(made.session, { kind: 'port', node: 'a', handle: 'output' }, 'backward')
    return made
  }

  it('shows both shares, and their sum', async () => {
    const { session } = await atFanOut()
    const [branch, straight, sum] = await Promise.all(
      [atEdge('e1'), atEdge('e4'), atPort('a')].map((target) => read(session, target)),
    )
    expect(sum).toEqual(branch!.map((value, i) => value + straight![i]! + 0))
  })

  it.each([
    ['straight halved', [['e4', 0.5]]],
    ['branch halved', [['e1', 0.5]]],
    ['both', [['e4', 0.5], ['e1', -2]]], // prettier-ignore
  ] as const)('goes on with changed shares as PyTorch does: %s', async (name, shares) => {
    const made = await atFanOut()
    for (const [id, factor] of shares)
      await change(made.session, atEdge(id), 'backward', { kind: 'scale', factor })
    expect(await finish(made, OF_RESIDUAL)).toEqual(saved.residual[name])
  })

  it('has a share changed before the other has come, and one element of it', async () => {
    const made = await residualSession()
    await runTo(made.session, { kind: 'edge', edge: 'e4' }, 'backward')
    await change(made.session, atEdge('e4'), 'backward', {
      kind: 'set',
      indices: [11],
      values: Float32Array.of(1.5),
    })
    expect(await finish(made, OF_RESIDUAL)).toEqual(saved.residual['share element'])
    const late = await residualSession()
    await runTo(late.session, { kind: 'node', node: 'r' }, 'backward')
    await change(late.session, atEdge('e4'), 'backward', HALF)
    expect(await finish(late, OF_RESIDUAL)).toEqual(saved.residual['straight halved'])
  })

  it('shows the sum so far, of which one share has come', async () => {
    const { session } = await residualSession()
    await runTo(session, { kind: 'port', node: 'r', handle: 'output' }, 'backward')
    expect(await read(session, atPort('a'))).toEqual(await read(session, atEdge('e4')))
    await expect(read(session, atEdge('e1'))).rejects.toThrow('Not yet')
  })

  it('has the sum filled', async () => {
    const made = await atFanOut()
    await change(made.session, atPort('a'), 'backward', { kind: 'fill', value: 0.5 })
    expect(await finish(made, OF_RESIDUAL)).toEqual(saved.residual['sum filled'])
  })

  it('puts changes back, one and all, to the bit', async () => {
    const made = await atFanOut()
    const { session } = made
    const before = await read(session, atPort('a'))
    const first = await change(session, atEdge('e4'), 'backward', HALF)
    await change(session, atEdge('e1'), 'backward', { kind: 'noise', std: 1, seed: 4 })
    expect(await changesOf(session)).toHaveLength(2)
    await session.handle({ kind: 'putBack', ids: [first.change.id] })
    expect(await changesOf(session)).toHaveLength(1)
    expect(await read(session, atEdge('e4'))).not.toEqual(await read(session, atEdge('e1')))
    await session.handle({ kind: 'putBack' })
    expect(await changesOf(session)).toEqual([])
    expect(await read(session, atPort('a'))).toEqual(before)
    expect(await finish(made, OF_RESIDUAL)).toEqual(saved.residual['unchanged'])
  })

  it('says who has used a gradient up, and where nothing has come', async () => {
    const { session } = await atFanOut()
    await expect(change(session, atPort('r'), 'backward', HALF)).rejects.toThrow(
      'This gradient is used up: relu has gone on with it.',
    )
    await expect(change(session, atEdge('e0'), 'backward', HALF)).rejects.toThrow('Not yet')
    await expect(change(session, atEdge('e5'), 'forward', HALF)).rejects.toThrow(
      'Everybody has computed with this value already: loss.',
    )
  })
})

describe('a value on its way forward', () => {
  it('takes a slice and an element as PyTorch does, and what follows is computed from them', async () => {
    const made = await residualSession()
    await runTo(made.session, { kind: 'port', node: 'a', handle: 'output' }, 'forward')
    const part = { start: [1, 0], size: [2, 2] }
    const values = Float32Array.from(saved.part)
    await change(made.session, atPort('a'), 'forward', { kind: 'paste', values, shape: [2, 2], part })
    expect(await finish(made, OF_RESIDUAL)).toEqual(saved.residual['slice pasted'])
    const other = await residualSession()
    await runTo(other.session, { kind: 'edge', edge: 'e1' }, 'forward')
    // It is at the end of one wire already, where nobody has taken it yet.
    const { taken, awaited } = await change(other.session, atPort('a'), 'forward', {
      kind: 'set',
      indices: [11],
      values: Float32Array.of(1.5),
    })
    expect({ taken, awaited }).toEqual({ taken: [], awaited: ['relu', 'sum'] })
    expect((await read(other.session, atEdge('e1'), 'forward'))[11]).toBe(1.5)
    expect(await finish(other, OF_RESIDUAL)).toEqual(saved.residual['element set'])
  })

  it('is new only for those that are still to come, and says so', async () => {
    const made = await residualSession()
    await runTo(made.session, { kind: 'node', node: 'b' }, 'forward')
    const result = await change(made.session, atPort('a'), 'forward', HALF)
    expect(result).toMatchObject({ taken: ['relu'], awaited: ['sum'] })
    expect(await finish(made, OF_RESIDUAL)).toEqual(saved.residual['late'])
  })

  it('lets a number take the place of NaN', async () => {
    const { session } = await residualSession()
    await runTo(session, { kind: 'port', node: 'a', handle: 'output' }, 'forward')
    await change(session, atPort('a'), 'forward', { kind: 'fill', value: NaN })
    const { statistics } = await change(session, atPort('a'), 'forward', { kind: 'fill', value: 0.1 })
    expect(statistics).toMatchObject({ nan: 0, max: Math.fround(0.1) })
    expect((await stopOf(session))!.at).toMatchObject({ statistics: { nan: 0 } })
  })
})

describe('the gradient of a parameter', () => {
  it('is changed before it is added, and after', async () => {
    const made = await residualSession()
    const { session } = made
    const target = OF_RESIDUAL['fc2.bias']
    await runTo(session, { kind: 'parameter', node: 'b', name: 'bias' }, 'backward')
    const arriving = await read(session, target)
    expect(arriving).toEqual(saved.residual['unchanged']!.gradients['fc2.bias'])
    await change(session, target, 'backward', HALF)
    await session.handle({ kind: 'putBack' })
    await change(session, target, 'backward', { kind: 'fill', value: 0.25 })
    await runTo(session, { kind: 'port', node: 'a', handle: 'output' }, 'backward')
    expect(await read(session, target)).toEqual([0.25, 0.25, 0.25, 0.25])
    await change(session, target, 'backward', { kind: 'scale', factor: 2 })
    const { gradients, weights } = await finish(made, OF_RESIDUAL)
    expect(gradients['fc2.bias']).toEqual([0.5, 0.5, 0.5, 0.5])
    const before = saved.residual.weights['fc2.bias']!
    expect(weights['fc2.bias']).toEqual(before.map((value) => value - 0.25 * 0.5))
    expect(weights['fc1.weight']).toEqual(saved.residual['unchanged']!.weights['fc1.weight'])
  })
})

describe('a shared module inside another', () => {
  it.each(['first', 'second'] as const)('has a share halved in one of its calls: %s', async (call) => {
    const made = await opened(nested, saved.nested.weights)
    const path = ['w', call === 'first' ? 'u' : 'v']
    await runTo(made.session, { kind: 'port', node: 'i', handle: 'output' }, 'backward', path)
    const [share, other, sum] = await Promise.all(
      [atEdge('e3', path), atEdge('e0', path), atPort('i', path)].map((target) => read(made.session, target)),
    )
    expect(sum).toEqual(share!.map((value, i) => value + other![i]! + 0))
    await change(made.session, atEdge('e3', path), 'backward', HALF)
    expect(await finish(made, OF_NESTED)).toEqual(saved.nested[call])
  })

  it('gives what PyTorch gives where nothing is changed', async () => {
    const made = await opened(nested, saved.nested.weights)
    expect(await finish(made, OF_NESTED)).toEqual(saved.nested['unchanged'])
  })
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
    losses().forEach((loss, i) => expect(loss / expected.losses[i]!).toBeCloseTo(1, 5))
    for (const [key, target] of Object.entries(OF_RESIDUAL)) {
      const values = await read(session, target, 'forward')
      values.forEach((value, i) => expect(Math.abs(value - expected.weights[key]![i]!)).toBeLessThan(2e-6))
    }
  })

  it('are put back to the bit, until a step has run on them', async () => {
    const { session, events } = await residualSession()
    await session.handle({ kind: 'step' })
    const target = OF_RESIDUAL['fc1.weight']
    const before = await read(session, target, 'forward')
    await change(session, target, 'forward', { kind: 'noise', std: 0.25, seed: 3 })
    const noisy = await read(session, target, 'forward')
    // Logarithms and cosines round otherwise on other processors.
    noisy.forEach((value, i) => expect(Math.abs(value - before[i]! - saved.noise[i]!)).toBeLessThan(2e-7))
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
