/** Values that are changed while a step is stopped, beside PyTorch: what make_changes.py saved. */
import { beforeAll, describe, expect, it } from 'vitest'
import { ready } from '../backend/index'
import type { BreakPlace } from '../protocol'
import { atPort, finish, opened, OF_RESIDUAL, residual, savedBeside } from './hand-changes.fixture'
import type { Result } from './hand-changes.fixture'

interface Saved {
  x: number[]
  y: number[]
  new: number[]
  weights: Record<string, number[]>
  unchanged: Result
  cases: (Result & { pass: 'forward' | 'backward'; place: string })[]
}

const saved = savedBeside('changes.json') as Saved

beforeAll(async () => {
  await ready()
})

const begun = () => opened(residual, saved.weights, saved)

function placeOf(text: string): BreakPlace {
  const [kind, name = ''] = text.split(' ')
  if (kind === 'edge') return { kind, edge: name }
  if (kind === 'port') return { kind, node: name, handle: 'output' }
  const { node, name: parameter } = OF_RESIDUAL[name as keyof typeof OF_RESIDUAL]
  return { kind: 'parameter', node, name: parameter }
}

describe('a value that is changed while the step is stopped at it', () => {
  it('is as PyTorch has it where nothing is changed', async () => {
    expect(await finish(await begun(), OF_RESIDUAL)).toEqual(saved.unchanged)
  })

  it.each(saved.cases.map((one) => ({ name: `${one.pass} ${one.place}`, one })))(
    '$name',
    async ({ one: { pass, place, ...expected } }) => {
      expect(expected).not.toEqual(saved.unchanged)
      const made = await begun()
      await made.session.handle({ kind: 'runTo', path: [], place: placeOf(place), pass })
      await made.session.handle({ kind: 'change', values: Float32Array.from(saved.new) })
      expect(await finish(made, OF_RESIDUAL)).toEqual(expected)
    },
  )

  it('can be put back: the same bits as if it had not been changed', async () => {
    const made = await begun()
    const { session } = made
    const target = atPort('r')
    await session.handle({ kind: 'runTo', path: [], place: { kind: 'port', node: 'r', handle: 'output' } })
    const { values } = await session.handle({ kind: 'tensor', target, direction: 'forward' })
    await session.handle({ kind: 'change', values: Float32Array.from(saved.new) })
    expect((await session.handle({ kind: 'tensor', target, direction: 'forward' })).values).toEqual(
      Float32Array.from(saved.new),
    )
    await session.handle({ kind: 'change', values })
    expect(await finish(made, OF_RESIDUAL)).toEqual(saved.unchanged)
  })

  it('has to have as many numbers, and there has to be one', async () => {
    const { session } = await begun()
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
