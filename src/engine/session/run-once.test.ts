import { expect, it } from 'vitest'
import { readSafetensors, writeSafetensors } from '../../graph/formats/safetensors'
import { ready } from '../index'
import { documentOf, newSession } from './session-harness'

it('gives every number of a loss that is not reduced', async () => {
  await ready()
  const { session } = newSession()
  const document = documentOf(
    [
      { id: 'a', type: 'Input', name: 'a', params: { shape: [3] } },
      { id: 'l', type: 'MSELoss', name: 'loss', params: { reduction: 'none' } },
      { id: 't', type: 'Tanh', name: 'tanh' },
    ],
    ['a>t', 't>l', 'a>l.target'],
  )
  await session.handle({ kind: 'open', document })
  const { loss, tensors } = await session.handle({ kind: 'run', mode: 'eval', grad: false, inputs: batch() })
  expect(loss).toBeNull()
  const { shape, values } = readSafetensors(tensors).get('loss')!
  expect(shape).toEqual([2, 3])
  expect(values[0]).toBeCloseTo((Math.tanh(1) - 1) ** 2, 6)
})

function batch(): Uint8Array {
  return writeSafetensors(
    new Map([['a', { dtype: 'F32', shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) }]]),
  )
}
