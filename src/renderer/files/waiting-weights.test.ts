import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { documentSchema } from '../../graph/document/document'
import { readSafetensors, writeSafetensors } from '../../graph/formats/safetensors'
import type { SafeTensors } from '../../graph/formats/safetensors'
import { inferDocument } from '../../graph/infer/infer'
import { READY, RecordingHost, RecordingPage } from '../engine-link/recording-host.fixture'
import { HostCallError } from '../host/host-call-error'
import { createDocumentSession } from '../session/document-session'
import { showToast } from '../ui/toast'
import { takeWeights } from './take-weights'
import { giveWeights } from './waiting-weights'

vi.mock('../ui/toast', () => ({ showToast: vi.fn() }))

beforeEach(() => {
  vi.useFakeTimers()
  vi.mocked(showToast).mockClear()
})
afterEach(() => void vi.useRealTimers())

const sample = new URL('../../../resources/samples/linear-regression.json', import.meta.url)
const weights: SafeTensors = new Map([
  ['linear.weight', { dtype: 'F32', shape: [1, 1], values: Float32Array.of(2) }],
  ['linear.bias', { dtype: 'F32', shape: [1], values: Float32Array.of(3) }],
  ['gone.bias', { dtype: 'F32', shape: [1], values: Float32Array.of(4) }],
])

/** A window with a document that waits for its weights. */
function waiting() {
  const page = new RecordingPage()
  const host = new RecordingHost(page, 'd1')
  const session = createDocumentSession(page.connection, 'd1')
  const document = documentSchema.parse(JSON.parse(readFileSync(sample, 'utf8')))
  session.editor.getState().load(inferDocument(document), { path: null, name: 'net.json' })
  giveWeights(session, weights)
  return { host, session }
}

it('gives weights in one command, so that no step taken meanwhile is undone', async () => {
  const { host, session } = waiting()
  host.fitting = 2
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

it('gives weights to the next engine where one ends before it has them, and says so when that ends too', async () => {
  const { host, session } = waiting()
  const ended = new HostCallError({ message: 'The engine process ended.', code: 'engineEnded' })
  host.weightsRefusal = ended
  host.status({ ...READY, pid: 1 })
  await vi.advanceTimersByTimeAsync(1000)
  expect(host.of('loadWeights')).toHaveLength(1)
  expect(showToast).not.toHaveBeenCalled()
  host.status({ state: 'restarting', message: 'killed' })
  host.opened = { ...host.opened }
  host.status({ ...READY, pid: 2 })
  await vi.advanceTimersByTimeAsync(1000)
  expect(host.of('loadWeights')).toHaveLength(2)
  expect(vi.mocked(showToast).mock.calls).toEqual([
    [expect.objectContaining({ tone: 'error', text: ended.message })],
  ])
  host.status({ state: 'restarting', message: 'killed' })
  host.opened = { ...host.opened }
  host.status({ ...READY, pid: 3 })
  await vi.advanceTimersByTimeAsync(1000)
  expect(host.of('loadWeights')).toHaveLength(2)
  session.close()
})

it('sends weights of a file again where the engine ends as it takes them, and tells of the end of the next one', async () => {
  const { host, session } = waiting()
  host.status({ ...READY, pid: 1 })
  await vi.advanceTimersByTimeAsync(1000)
  const given = host.of('loadWeights').length
  const ended = new HostCallError({ message: 'The engine process ended.', code: 'engineEnded' })
  const restart = async (pid: number): Promise<void> => {
    host.status({ state: 'restarting', message: 'killed' })
    host.opened = { ...host.opened }
    host.status({ ...READY, pid })
    await vi.advanceTimersByTimeAsync(1000)
  }
  host.weightsRefusal = ended
  const taken = takeWeights(session, writeSafetensors(weights), 'whole')
  await vi.advanceTimersByTimeAsync(1000)
  host.weightsRefusal = null
  await restart(2)
  expect(await taken).toMatchObject({ loaded: true })
  expect(host.of('loadWeights').slice(given)).toMatchObject([{ mode: 'whole' }, { mode: 'whole' }])

  host.weightsRefusal = ended
  const lost = takeWeights(session, writeSafetensors(weights), 'fitting').catch((error: unknown) => error)
  await restart(3)
  expect(await lost).toBe(ended)
  expect(host.of('loadWeights').slice(given + 2)).toHaveLength(2)

  const gone = takeWeights(session, writeSafetensors(weights), 'whole').catch((error: unknown) => error)
  await vi.advanceTimersByTimeAsync(0)
  session.editor.getState().load(session.editor.getState().inference, { path: null, name: 'other.json' })
  await restart(4)
  expect(await gone).toBe(ended)
  expect(host.of('loadWeights').slice(given + 4)).toHaveLength(1)
  session.close()
})
