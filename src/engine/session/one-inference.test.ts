import { beforeAll, expect, it, vi } from 'vitest'
import { testDocument } from '../../graph/document/test-graph'
import * as inference from '../../graph/infer/infer'
import { ready } from '../backend/index'
import { newSession } from './session-harness'

vi.mock('../../graph/infer/infer', async (original) => {
  const real = await original<typeof inference>()
  return { ...real, inferDocument: vi.fn(real.inferDocument) }
})

beforeAll(async () => {
  await ready()
})

const chain = (stride: number) =>
  testDocument(
    [['x: Input', { shape: [8] }], ['a: Linear', { out_features: stride }], ['y: Output']],
    ['x → a', 'a → y'],
  )

it('infers an edited document once from the message to the compiled net, and not at all to begin again', async () => {
  const { session } = newSession()
  await session.handle({ kind: 'open', document: chain(4) })
  vi.mocked(inference.inferDocument).mockClear()
  const { kept, initialised } = await session.handle({ kind: 'open', document: chain(5) })
  expect({ kept, initialised }).toEqual({ kept: [], initialised: ['a'] })
  expect(inference.inferDocument).toHaveBeenCalledTimes(1)
  await session.handle({ kind: 'reset' })
  expect(inference.inferDocument).toHaveBeenCalledTimes(1)
})
