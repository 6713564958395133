/** How often a document is inferred and planned between a person's edit and the compiled net: once in the page, once in the engine. */
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { testDocument } from '../../graph/document/test-graph'
import type { TestNode } from '../../graph/document/test-graph'
import { serialiseDocument } from '../../graph/file/serialise'
import type * as inference from '../../graph/infer/infer'
import type * as planning from '../../graph/plan/make-plan'
import { READY, RecordingHost } from '../../renderer/engine-link/recording-host.fixture'
import { load } from '../../renderer/files/file-flow'
import { ReaderHere } from '../../renderer/files/reader-worker.fixture'
import { createDocumentSession } from '../../renderer/session/document-session'
import { ready } from '../backend/index'
import type { EngineCommand } from '../protocol'
import { newSession } from './session-harness'

const counted = vi.hoisted(() => ({
  side: 'page' as 'page' | 'engine',
  page: [] as number[],
  engine: [] as number[],
  /** Plans that the engine made. */
  plans: 0,
}))

vi.mock('../../graph/infer/infer', async (original) => {
  const real = await original<typeof inference>()
  const inferDocument: typeof real.inferDocument = (document, previous) => {
    counted[counted.side].push(document.modules[document.main]!.nodes.length)
    return real.inferDocument(document, previous)
  }
  return { ...real, inferDocument }
})

vi.mock('../../graph/plan/make-plan', async (original) => {
  const real = await original<typeof planning>()
  const planGraph: typeof real.planGraph = (...given) => {
    if (counted.side === 'engine') counted.plans++
    return real.planGraph(...given)
  }
  return { ...real, planGraph }
})

/** A page's host whose engine is a session in this process. */
class EngineHost extends RecordingHost {
  readonly session = newSession().session

  override async answer(command: EngineCommand): Promise<unknown> {
    this.commands.push(command)
    counted.side = 'engine'
    try {
      return await this.session.handle(structuredClone(command))
    } finally {
      counted.side = 'page'
    }
  }
}

const NODES = 1000
const layers = Array.from({ length: NODES - 2 }, (_, i): TestNode =>
  i % 2 === 0 ? [`layer${i}: Linear`, { out_features: 4 }] : [`layer${i}: ReLU`],
)
const names = ['x', ...layers.map((_, i) => `layer${i}`), 'y']
const thousand = testDocument(
  [['x: Input', { shape: [4] }], ...layers, ['y: Output']],
  names.slice(1).map((name, i) => `${names[i]} → ${name}`),
)

beforeAll(async () => {
  await ready()
})

describe('a graph of 1,000 nodes', () => {
  let host: EngineHost
  let page: ReturnType<typeof createDocumentSession>

  /** Lets a waiting edit go to the engine and its answer come back. */
  async function compiled(): Promise<void> {
    await vi.advanceTimersByTimeAsync(1000)
    await vi.waitFor(() => expect(page.run.getState().opening).toBe(false))
  }

  beforeEach(async () => {
    vi.useFakeTimers()
    vi.stubGlobal('sessionStorage', {
      getItem: () => null,
      removeItem: () => undefined,
      setItem: () => undefined,
    })
    // A file of this size is read on a thread of its own, which infers nothing.
    vi.stubGlobal('Worker', ReaderHere)
    host = new EngineHost()
    page = createDocumentSession(host.page.connection, host.documentId)
    host.status(READY)
    await compiled()
    counted.page = []
    counted.engine = []
    counted.plans = 0
    await load(page, { path: null, name: 'thousand.json', text: serialiseDocument(thousand) })
    await compiled()
  })

  afterEach(() => {
    page.close()
    vi.unstubAllGlobals()
    vi.useRealTimers()
  })

  it('is inferred once in the page and once in the engine when its file is opened', () => {
    expect(page.run.getState().opened?.initialised).toHaveLength((NODES - 2) / 2)
    expect(counted).toMatchObject({ page: [NODES], engine: [NODES], plans: 1 })
  })

  it('is inferred once more in each from an edit to the compiled net, and not at all to begin again', async () => {
    const { dispatch } = page.editor.getState()
    dispatch({ kind: 'set-params', module: 'Net', node: 'layer498', params: { out_features: 5 } })
    expect(counted).toMatchObject({ page: [NODES, NODES], engine: [NODES] })
    await compiled()
    expect(page.run.getState().opened?.initialised).toEqual(['layer498', 'layer500'])
    await host.session.handle({ kind: 'reset' })
    expect(counted).toMatchObject({ page: [NODES, NODES], engine: [NODES, NODES], plans: 2 })
  })
})
