import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { BUILD_PATIENCE, buildProgram } from '../../../scripts/built-program.mjs'
import type { Progress } from '../../engine/protocol'
import { testDocument } from '../../graph/document/test-graph'
import type { EngineStatus, HostConnection } from '../contract'
import { drawerEntry, engineEntry } from '../engine-link/engine-entry'
import { forkEngine } from '../engine-link/fork-engine'
import { HostService } from '../service/host-service'
import type { PagePort } from '../service/page-session'
import { Sessions } from '../service/sessions'
// The page's own end: both ends are tested together.
import { bridgeLink } from '../../renderer/host/bridge-link'
import { connectOver } from '../../renderer/host/connect'
import { documentHost } from '../../renderer/host/document-host'
import type { DocumentHost } from '../../renderer/host/document-host'

const SAMPLE = new URL('../../../resources/samples/linear-regression.json', import.meta.url)
const engine = engineEntry(new URL('../../../out/main/web.js', import.meta.url).href)

beforeAll(buildProgram, BUILD_PATIENCE)

let folder: string
let service: HostService
let sessions: Sessions

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradwire-two-'))
  sessions = new Sessions({
    startEngine: (documentId, shared) =>
      forkEngine(engine.path, documentId, { execArgv: engine.execArgv, folder: shared }),
    file: null,
    graceMs: 0,
  })
  service = new HostService({
    kind: 'web',
    version: '0.0.0',
    samplesFolder: folder,
    dataFolder: folder,
    folder,
    dialogs: null,
    menu: null,
    drawer: drawerEntry(import.meta.url),
    isOpen: (id) => sessions.hasPage(id),
  })
})
afterAll(async () => {
  sessions.endAll()
  service.close()
  await rm(folder, { recursive: true, force: true })
})

/** A page in this process, over what Electron's preload would give it. */
function page(): HostConnection {
  const session = sessions.enter(null)
  let port: PagePort | null = null
  return connectOver(
    bridgeLink({
      request: (request) => void service.answer(request, session).then((answer) => port!.send(answer!)),
      listen: ({ message }) => session.attach((port = { send: message, sendFrame: () => true })),
    }),
  )
}

/** An open document, with what was last told of it. */
class Watched {
  readonly host: DocumentHost
  readonly progress: Progress[] = []
  readonly logs: string[] = []
  status: EngineStatus | null = null
  private readonly looks = new Set<() => void>()

  constructor(connection: HostConnection, id: string) {
    this.host = documentHost(connection, id)
    this.host.listen({
      event: (event) => {
        if (event.kind === 'progress') this.progress.push(event)
        if (event.kind === 'log' && event.level === 'error') this.logs.push(event.message)
        this.look()
      },
      status: (status) => {
        this.status = status
        this.look()
      },
      frame: () => undefined,
      connection: () => undefined,
    })
  }

  get step(): number {
    return this.progress.at(-1)?.step ?? 0
  }

  get pid(): number | null {
    return this.status?.state === 'ready' ? this.status.pid : null
  }

  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!condition()) return
        this.looks.delete(look)
        resolve()
      }
      this.looks.add(look)
      look()
    })
  }

  private look(): void {
    for (const look of this.looks) look()
  }
}

async function graph(seed: number): Promise<unknown> {
  const document = JSON.parse(await readFile(SAMPLE, 'utf8')) as { training: { seed: number } }
  document.training.seed = seed
  return document
}

it('documents of one page train at the same time, each with generators of its own', async () => {
  const connection = page()
  const [a, b, c] = ['a', 'b', 'c'].map((id) => new Watched(connection, id)) as [Watched, Watched, Watched]
  const all = [a, b, c]
  await Promise.all(
    all.map(async ({ host }, i) => host.engine({ kind: 'open', document: await graph([1, 1, 2][i]!) })),
  )
  expect(new Set(all.map(({ pid }) => pid)).size).toBe(3)
  await Promise.all(all.map(({ host }) => host.engine({ kind: 'train', options: { steps: 40 } })))
  await Promise.all(all.map((each) => each.until(() => each.progress.at(-1)?.state === 'done')))
  const [ofA, ofB, ofC] = await Promise.all(all.map(({ host }) => host.engine({ kind: 'weights' })))
  // Were the generators shared, one document would take numbers out of the other's row.
  expect(ofB).toEqual(ofA)
  expect(ofC).not.toEqual(ofA)
})

it('a document whose engine is killed leaves the others running', async () => {
  const connection = page()
  const [a, b] = ['a', 'b'].map((id) => new Watched(connection, id)) as [Watched, Watched]
  for (const { host } of [a, b]) {
    await host.engine({ kind: 'open', document: await graph(1) })
    await host.engine({ kind: 'train', options: { epochs: 1_000_000 } })
  }
  await Promise.all([a, b].map((each) => each.until(() => each.step > 0)))
  const killed = a.pid!
  const other = b.pid!
  process.kill(killed, 'SIGKILL')
  await a.until(() => a.logs.length > 0)
  const { step } = b
  await b.until(() => b.step > step)
  expect(b.progress.at(-1)!.state).toBe('running')
  expect(b.pid).toBe(other)
  expect(b.logs).toEqual([])
  // The killed one is back in a new process, with its document.
  expect(a.logs[0]).toContain('signal SIGKILL')
  expect(a.pid).not.toBe(killed)
  expect((await a.host.engine({ kind: 'snapshot' })).opened?.parameters).not.toEqual([])
})

it('data that a document names by a relative path is meant from the folder of its file', async () => {
  const { host } = new Watched(page(), 'data')
  const net = testDocument(
    [
      ['data: Dataset', { source: 'mnist-idx', folder: 'digits' }],
      ['flatten: Flatten'],
      ['fc: Linear', { out_features: 10 }],
      ['loss: CrossEntropyLoss'],
    ],
    ['data.x → flatten', 'flatten → fc', 'fc → loss', 'data.y → loss.target'],
  )
  await host.engine({ kind: 'open', document: net }, join(folder, 'nets'))
  await expect(host.engine({ kind: 'samples' })).rejects.toThrow(join(folder, 'nets', 'digits'))
  host.close()
})
