import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { documentSchema } from '../../graph/document/document'
import { readSafetensors, writeSafetensors } from '../../graph/formats/safetensors'
import { inferDocument } from '../../graph/infer/infer'
import { READY, RecordingHost, RecordingPage } from '../engine-link/recording-host.fixture'
import { HostCallError } from '../host/host-call-error'
import { createDocumentSession } from '../session/document-session'
import type { DocumentSession } from '../session/document-session'
import type { ToastMessage } from '../ui/toast'
import { showToast } from '../ui/toast'
import { useModalStore } from '../window/modal-store'
import { useSavingStore } from '../window/saving-store'
import { load, saveDocument } from './file-flow'
import { ReaderHere } from './reader-worker.fixture'

vi.mock('../ui/toast', () => ({ showToast: vi.fn() }))

const sample = readFileSync(
  new URL('../../../resources/samples/linear-regression.json', import.meta.url),
  'utf8',
)

const LINE = writeSafetensors(new Map([['linear.bias', { dtype: 'F32', shape: [1], values: Float32Array.of(3) }]])) // prettier-ignore

interface Call {
  method: string
  params: { path?: string; text?: string; overwrite?: boolean }
}

/** A window whose host writes down what it is asked, and whose engine has built the net. */
async function windowOf(
  answer: (call: Call) => unknown = () => undefined,
  weights?: string,
  own = weights === undefined,
) {
  const page = new RecordingPage()
  const host = new RecordingHost(page, 'net')
  const session = createDocumentSession(page.connection, 'net')
  const calls: Call[] = []
  const usual = page.connection.call.bind(page.connection) as (method: string, params: object) => unknown
  vi.spyOn(page.connection, 'call').mockImplementation((async (method: string, params: Call['params']) => {
    const call = { method, params }
    if (method === 'ownWeights') return own
    if (!['writeFile', 'exportGraph', 'readBytes'].includes(method)) return usual(method, params)
    calls.push(call)
    const given = await answer(call)
    return given ?? { path: params.path, name: params.path?.split('/').at(-1), bytes: LINE }
  }) as never)
  const text = JSON.stringify({
    ...(JSON.parse(sample) as object),
    ...(weights === undefined ? {} : { weights }),
  })
  await load(session, { path: '/home/line.json', name: 'line.json', text })
  host.status({ ...READY, pid: 1 })
  await vi.advanceTimersByTimeAsync(1000)
  return { session, host, calls }
}

function written(calls: readonly Call[]): [string, string | undefined][] {
  return calls.map(({ method, params: { path = '', text } }) =>
    method === 'writeFile' ? [path, documentSchema.parse(JSON.parse(text ?? '')).weights] : [method, path],
  )
}

function lastToast(): ToastMessage {
  return vi.mocked(showToast).mock.calls.at(-1)![0]
}

async function saved(session: DocumentSession): Promise<boolean> {
  const saving = saveDocument(session)
  await vi.advanceTimersByTimeAsync(100)
  return saving
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('sessionStorage', {
    getItem: () => null,
    setItem: () => undefined,
    removeItem: () => undefined,
  })
  vi.stubGlobal('Worker', ReaderHere)
  vi.stubGlobal('localStorage', { setItem: () => undefined, getItem: () => null })
  useSavingStore.setState({ weights: null })
  vi.mocked(showToast).mockClear()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('saving a graph', () => {
  it('without trained weights says nothing of them', async () => {
    const { session, calls } = await windowOf(undefined, undefined, false)
    expect(await saved(session)).toBe(true)
    expect(written(calls)).toEqual([['/home/line.json', undefined]])
    expect(lastToast().action).toBeUndefined()
  })

  it('says the same of weights whose run was stopped', async () => {
    const { session } = await windowOf(undefined, undefined, false)
    session.run.series.add([
      { step: 5, epoch: 1, loss: 2, accuracy: null, lr: 0.1, milliseconds: 1, metrics: {} },
    ])
    await saved(session)
    expect(lastToast().action).toBeDefined()
  })

  it('with trained weights says that they are not in it, and saves them beside it once that is wanted', async () => {
    const { session, calls } = await windowOf()
    await saved(session)
    expect(written(calls)).toEqual([['/home/line.json', undefined]])
    lastToast().action!.perform()
    await vi.advanceTimersByTimeAsync(100)
    expect(written(calls.slice(1))).toEqual([
      ['/home/line.json', 'line.safetensors'],
      ['exportGraph', '/home/line.safetensors'],
    ])
    expect(session.editor.getState()).toMatchObject({ dirty: false, file: { weights: 'line.safetensors' } })
    await saved(session)
    expect(calls.at(-1)).toMatchObject({ method: 'exportGraph', params: { overwrite: true } })
    expect(lastToast().text).toContain('line.safetensors')
  })

  it('has them also while their engine is brought back, and after it', async () => {
    const { session, host, calls } = await windowOf()
    useSavingStore.setState({ weights: true })
    host.status({ state: 'restarting', message: '' })
    await saved(session)
    expect(written(calls).at(-1)).toEqual(['exportGraph', '/home/line.safetensors'])
    host.status({ ...READY, pid: 2 })
    await vi.advanceTimersByTimeAsync(1000)
    await saved(session)
    expect(written(calls).slice(2)).toEqual([
      ['/home/line.json', 'line.safetensors'],
      ['exportGraph', '/home/line.safetensors'],
    ])
  })

  it('is not held up by weights that cannot be written: the graph names none, and why is said', async () => {
    const full = new HostCallError({ message: 'The disk is full.', code: 'full' })
    const { session, calls } = await windowOf(({ method }) => {
      if (method === 'exportGraph') throw full
    })
    useSavingStore.setState({ weights: true })
    expect(await saved(session)).toBe(true)
    expect(written(calls).at(-1)).toEqual(['/home/line.json', undefined])
    const said = vi.mocked(showToast).mock.calls.map(([{ text = '' }]) => text)
    expect(said.join(' ')).toContain('The disk is full.')
  })

  it('over a file that is not its own asks first, and says where it fails after all', async () => {
    const { session, calls } = await windowOf(({ method, params }) => {
      if (method === 'exportGraph')
        throw new HostCallError(
          params.overwrite === true
            ? { message: 'The disk is full.', code: 'full' }
            : { message: 'It is there.', code: 'exists' },
        )
    })
    useSavingStore.setState({ weights: true })
    const saving = saveDocument(session)
    await vi.advanceTimersByTimeAsync(100)
    const [question] = useModalStore.getState().modals
    if (question?.kind !== 'question') throw new Error('nothing was asked')
    question.answer('overwrite')
    await vi.advanceTimersByTimeAsync(100)
    expect(await saving).toBe(true)
    expect(written(calls).at(-1)).toEqual(['/home/line.json', undefined])
    const said = vi.mocked(showToast).mock.calls.map(([{ text = '' }]) => text)
    expect(said).toContain('The disk is full.')
  })

  it('of a net that starts untrained leaves the file of weights that it names as it is', async () => {
    const gone = new HostCallError({ message: 'There is no such file.', code: 'missing' })
    const { session, calls } = await windowOf(({ method }) => {
      if (method === 'readBytes') throw gone
    }, 'line.safetensors')
    useSavingStore.setState({ weights: true })
    await saved(session)
    expect(written(calls.slice(1))).toEqual([['/home/line.json', 'line.safetensors']])
  })
})

describe('opening a graph that names weights', () => {
  it('loads them once the engine has built the net', async () => {
    const { host, calls } = await windowOf(undefined, 'line.safetensors')
    expect(written(calls)).toEqual([['readBytes', '/home/line.safetensors']])
    await vi.waitFor(() => expect(host.of('loadWeights')).toHaveLength(1))
    expect([...readSafetensors(host.of('loadWeights')[0]!.weights).keys()]).toEqual(['linear.bias'])
  })

  it('tells of one that is no file of weights what is wrong, and asks no engine', async () => {
    const damaged = { path: '/home/line.safetensors', name: 'line.safetensors', bytes: LINE.slice(0, -1) }
    const { host } = await windowOf(({ method }) => (method === 'readBytes' ? damaged : undefined), 'line.safetensors') // prettier-ignore
    await vi.waitFor(() =>
      expect(useModalStore.getState().modals).toMatchObject([
        { kind: 'findings', findings: [{ severity: 'error', remedy: expect.any(String) as string }] },
      ]),
    )
    expect(host.of('loadWeights')).toEqual([])
    useModalStore.setState({ modals: [] })
  })

  it('says where they are not there', async () => {
    const gone = new HostCallError({ message: 'There is no such file.', code: 'missing' })
    await windowOf(({ method }) => {
      if (method === 'readBytes') throw gone
    }, 'line.safetensors')
    expect(lastToast()).toMatchObject({ tone: 'warning', keep: true })
    expect(lastToast().title).toContain('line.safetensors')
    expect(lastToast().text).toContain('There is no such file.')
  })

  it('keeps them by name in a document that was never saved here', () => {
    const document = documentSchema.parse({ ...(JSON.parse(sample) as object), weights: 'line.safetensors' })
    expect(inferDocument(document).document.weights).toBe('line.safetensors')
  })
})
