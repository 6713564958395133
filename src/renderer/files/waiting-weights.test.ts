import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { documentSchema } from '../../graph/document/document'
import { readSafetensors } from '../../graph/formats/safetensors'
import type { SafeTensors } from '../../graph/formats/safetensors'
import { inferDocument } from '../../graph/infer/infer'
import { READY, RecordingHost, RecordingPage } from '../engine-link/recording-host.fixture'
import { createDocumentSession } from '../session/document-session'
import { showToast } from '../ui/toast'
import { giveWeights } from './waiting-weights'

vi.mock('../ui/toast', () => ({ showToast: vi.fn() }))

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const sample = new URL('../../../resources/samples/linear-regression.json', import.meta.url)
const weights: SafeTensors = new Map([
  ['linear.weight', { dtype: 'F32', shape: [1, 1], values: Float32Array.of(2) }],
  ['linear.bias', { dtype: 'F32', shape: [1], values: Float32Array.of(3) }],
  ['gone.bias', { dtype: 'F32', shape: [1], values: Float32Array.of(4) }],
])

it('gives weights in one command, so that no step taken meanwhile is undone', async () => {
  const page = new RecordingPage()
  const host = new RecordingHost(page, 'd1')
  host.fitting = 2
  const session = createDocumentSession(page.connection, 'd1')
  const document = documentSchema.parse(JSON.parse(readFileSync(sample, 'utf8')))
  session.editor.getState().load(inferDocument(document), { path: null, name: 'net.json' })
  giveWeights(session, weights)
  host.status({ ...READY, pid: 1 })
  await vi.advanceTimersByTimeAsync(1000)

  expect(host.of('weights')).toEqual([])
  const [given, ...more] = host.of('loadWeights')
  expect(more).toEqual([])
  expect(given!.mode).toBe('fitting')
  expect([...readSafetensors(given!.weights).keys()]).toEqual([...weights.keys()])
  // One of three fits nothing.
  expect(vi.mocked(showToast).mock.calls).toEqual([
    [{ tone: 'warning', title: expect.stringContaining('One tensor') as string }],
  ])
  session.close()
})
