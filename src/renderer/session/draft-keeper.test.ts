import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { documentSchema } from '../../graph/document/document'
import { inferDocument } from '../../graph/infer/infer'
import type { HostMethod } from '../../main/contract'
import { perform } from '../editing/edit'
import { READY, RecordingHost, RecordingPage } from '../engine-link/recording-host.fixture'
import { createDocumentSession } from './document-session'
import type { DocumentSession } from './document-session'

const SAMPLE = new URL('../../../resources/samples/linear-regression.json', import.meta.url)

/** A host that says when it was given drafts, and how long its disk takes. */
class DraftingPage extends RecordingPage {
  readonly drafts: { at: number; nodes: number }[] = []
  milliseconds = 0
  refuses = false

  constructor() {
    super()
    const plain = this.connection.call.bind(this.connection)
    this.connection.call = (async (method: HostMethod, params: never) => {
      if (method !== 'writeDraft') return plain(method, params)
      const { text } = params as { text: string }
      this.drafts.push({ at: Date.now(), nodes: text.split('"type": "ReLU"').length - 1 })
      await new Promise((resolve) => setTimeout(resolve, this.milliseconds))
      if (this.refuses) throw new Error('The disk is full.')
      return null
    }) as typeof this.connection.call
  }
}

describe('drafts', () => {
  let page: DraftingPage
  let session: DocumentSession

  beforeEach(async () => {
    vi.useFakeTimers()
    vi.stubGlobal('requestAnimationFrame', (draw: () => void) => setTimeout(draw))
    vi.stubGlobal('requestIdleCallback', (then: (rest: object) => void) =>
      setTimeout(() => then({ timeRemaining: () => 0 }), 50),
    )
    vi.stubGlobal('window', new EventTarget())
    vi.stubGlobal('document', Object.assign(new EventTarget(), { hidden: false }))
    vi.stubGlobal('sessionStorage', { getItem: () => null, setItem: vi.fn(), removeItem: vi.fn() })
    page = new DraftingPage()
    const host = new RecordingHost(page, 'd')
    session = createDocumentSession(page.connection, 'd')
    const document = documentSchema.parse(JSON.parse(readFileSync(SAMPLE, 'utf8')))
    session.editor.getState().load(inferDocument(document), { path: null, name: 'net.json' })
    host.status({ ...READY, pid: 1 })
    session.run.setState({ connected: true })
    session.draft.start()
    await vi.advanceTimersByTimeAsync(3000)
    page.drafts.length = 0
  })
  afterEach(() => {
    session.close()
    vi.unstubAllGlobals()
    vi.useRealTimers()
  })

  function edit(): void {
    const { main } = session.editor.getState().document
    perform(session, { kind: 'add-node', module: main, type: 'ReLU', position: { x: 0, y: 0 } })
  }

  /** Edits without a rest. */
  async function editFor(milliseconds: number): Promise<void> {
    for (let passed = 0; passed < milliseconds; passed += 200) {
      edit()
      await vi.advanceTimersByTimeAsync(200)
    }
  }

  it('are written at the latest two seconds after an edit, also while editing does not rest', async () => {
    const start = Date.now()
    await editFor(10_000)
    const gaps = page.drafts.map(({ at }, i) => at - (page.drafts[i - 1]?.at ?? start))
    expect(gaps.length).toBeGreaterThan(4)
    expect(Math.max(...gaps)).toBeLessThanOrEqual(2000)
    await vi.advanceTimersByTimeAsync(1000)
    expect(page.drafts.at(-1)!.nodes).toBe(50)
  })

  it('are written soon where editing rests, and not again', async () => {
    edit()
    await vi.advanceTimersByTimeAsync(900)
    expect(page.drafts).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(page.drafts).toHaveLength(1)
  })

  it('wait for a slow disk, one at a time, and the last one has all', async () => {
    page.milliseconds = 4000
    await editFor(10_000)
    expect(page.drafts.length).toBeLessThanOrEqual(3)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(page.drafts.at(-1)!.nodes).toBe(50)
  })

  it('are tried again where the disk refused them, without another edit', async () => {
    page.refuses = true
    edit()
    await vi.advanceTimersByTimeAsync(1000)
    expect(page.drafts).toHaveLength(1)
    page.refuses = false
    await vi.advanceTimersByTimeAsync(6000)
    expect(page.drafts).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(page.drafts).toHaveLength(2)
  })
})
