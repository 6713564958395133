import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Progress } from '../../engine/protocol'
import type { EngineStatus, HostConnection } from '../contract'
import { engineEntry } from '../engine-link/engine-entry'
import { forkEngine } from '../engine-link/fork-engine'
import { HostService } from '../service/host-service'
import { Sessions } from '../service/sessions'
// The page's own end: both ends are tested together.
import { bridgeLink } from '../../renderer/host/bridge-link'
import { connectOver } from '../../renderer/host/connect'
import { documentHost } from '../../renderer/host/document-host'
import type { DocumentHost } from '../../renderer/host/document-host'

const SAMPLE = new URL('../../../resources/samples/linear-regression.json', import.meta.url)
const engine = engineEntry(new URL('./main.ts', import.meta.url).href)

let folder: string
let service: HostService
let sessions: Sessions

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradwire-two-'))
  sessions = new Sessions({
    startEngine: (documentId) => forkEngine(engine.path, documentId, { execArgv: engine.execArgv }),
    file: null,
    graceMs: 0,
  })
  service = new HostService({
    kind: 'web',
    version: '0.0.0',
    samplesFolder: folder,
    dataFolder: folder,
    dialogs: null,
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
  return connectOver(
    bridgeLink({
      request: async (request) => (await service.answer(request, session))!,
      onEvent: (listener) =>
        session.attach({
          send: (message) => message.kind === 'event' && listener(message.event),
          sendFrame: () => true,
        }),
      onFrame: () => undefined,
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

  readonly until = (condition: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!condition()) return
        this.looks.delete(look)
        resolve()
      }
      this.looks.add(look)
      look()
    })

  private look(): void {
    for (const look of this.looks) look()
  }
}

async function graph(seed: number): Promise<unknown> {
  const document = JSON.parse(await readFile(SAMPLE, 'utf8')) as { training: { seed: number } }
  document.training.seed = seed
  return document
}

describe('two documents of one page', () => {
  let a: Watched
  let b: Watched

  beforeAll(async () => {
    const connection = page()
    a = new Watched(connection, 'a')
    b = new Watched(connection, 'b')
    await Promise.all([a, b].map((each) => each.until(() => each.pid !== null)))
  })

  async function train({ host, progress, until }: Watched, seed: number): Promise<unknown> {
    await host.engine({ kind: 'open', document: await graph(seed), fresh: true })
    progress.length = 0
    await host.engine({ kind: 'train', options: { steps: 40 } })
    await until(() => progress.at(-1)?.state === 'done')
    return host.engine({ kind: 'weights' })
  }

  it('train at the same time in two engines, each with a seed and generators of its own', async () => {
    expect(a.pid).not.toBe(b.pid)
    const [ofA, ofB] = await Promise.all([train(a, 1), train(b, 2)])
    expect(ofB).not.toEqual(ofA)
    // Alone, the other engine comes to the same numbers: nobody took any out of the row.
    expect(await train(b, 1)).toEqual(ofA)
  })

  it('go on without the one whose engine is killed', async () => {
    for (const { host } of [a, b]) await host.engine({ kind: 'train', options: { steps: 1_000_000_000 } })
    await Promise.all([a, b].map((each) => each.until(() => each.progress.at(-1)?.state === 'running')))
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
})
