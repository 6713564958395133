/** Values and gradients of a step that is stopped, changed by hand, beside PyTorch. */
import { beforeAll, describe, expect, it } from 'vitest'
import { ready } from '../backend/index'
import {
  saved,
  nested,
  opened,
  residualSession,
  stopOf,
  changesOf,
  runTo,
  atEdge,
  atPort,
  change,
  read,
  HALF,
  finish,
  OF_RESIDUAL,
  OF_NESTED,
} from './hand-changes.fixture'

beforeAll(async () => {
  await ready()
})

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
