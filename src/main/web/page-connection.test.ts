import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { HostConnection, HostEvent, HostProblem } from '../contract'
import { forkEngine } from '../engine-link/fork-engine'
// The page's own end of the connection: both ends are tested together.
import { connectOver } from '../../renderer/host/connect'
import { documentHost, type DocumentHost } from '../../renderer/host/document-host'
import { socketLink } from '../../renderer/host/socket-link'
import { startWebHost } from './web-host'
import type { WebHost } from './web-host'

const COUNTING = fileURLToPath(new URL('../supervisor/counting-engine.fixture.ts', import.meta.url))
const execArgv = ['--import', import.meta.resolve('tsx')]
/** What a page of a test that is over connects to. */
class Nowhere {
  addEventListener(): void {}
}

let folder: string
let host: WebHost
let sockets: WebSocket[]
const engines: number[] = []

async function start(port = 0, graceMs = 60_000, mostEngines = 12, files?: string): Promise<void> {
  host = await startWebHost({
    port,
    pageFolder: folder,
    samplesFolder: fileURLToPath(new URL('../../../resources/samples', import.meta.url)),
    dataFolder: join(folder, 'data'),
    version: '0.0.0',
    file: null,
    folder: files,
    developmentServer: null,
    graceMs,
    mostEngines,
    drawer: { path: '', execArgv: [] },
    startEngine: (documentId, shared) => {
      const transport = forkEngine(COUNTING, documentId, { execArgv, folder: shared })
      engines.push(transport.pid!)
      return transport
    },
  })
  const { origin } = new URL(host.url)
  // What a browser adds to the handshake by itself.
  globalThis.WebSocket = class extends WebSocket {
    constructor(address: string, protocols: string[]) {
      super(address, protocols, { headers: { origin } })
      sockets.push(this)
    }
  } as unknown as typeof globalThis.WebSocket
}

/** A secret for the ticket of an address, as a page gets it. A connection of its own: one that is kept would be to a host that is closed. */
function secretOf(address: string): Promise<string> {
  const { origin, hash } = new URL(address)
  const headers = { origin, 'x-gradwire-ticket': hash.slice('#open='.length) }
  return new Promise((resolve, reject) => {
    httpRequest(`${origin}/secret`, { method: 'POST', agent: false, headers }, (answer) => {
      answer.setEncoding('utf8').once('data', resolve)
    })
      .on('error', reject)
      .end()
  })
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gradwire-connection-'))
  sockets = []
  engines.length = 0
  await start()
})
afterEach(async () => {
  for (const socket of sockets) {
    socket.removeAllListeners('close')
    // One that was still opening says so when it is ended.
    socket.on('error', () => undefined)
    socket.terminate()
  }
  host.close()
  globalThis.WebSocket = Nowhere as unknown as typeof globalThis.WebSocket
  await rm(folder, { recursive: true, force: true })
})

/** A tab's storage; a duplicate of the tab begins with a copy. */
function storage(copied?: Map<string, string>) {
  const items = new Map(copied)
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  }
}

function load(tab = storage()) {
  const connection = connectOver(
    socketLink({
      origin: `ws://${new URL(host.url).host}`,
      // Asked anew each time, as by a page whose host was started anew.
      secret: {
        find: () => secretOf(host.address()).catch(() => null),
        check: () => Promise.resolve(),
      },
      storage: tab,
    }),
  )
  return { connection, net: documentHost(connection, 'net'), tab, socket: () => sockets.at(-1)! }
}

/** Closes a tab's page: its socket goes, and nothing connects again. */
function leave(socket: WebSocket): void {
  socket.removeAllListeners('close')
  socket.terminate()
}

function event(connection: HostConnection, wanted: (event: HostEvent) => boolean): Promise<HostEvent> {
  return new Promise((resolve) => {
    const stop = connection.onEvent((happened) => {
      if (!wanted(happened)) return
      stop()
      resolve(happened)
    })
  })
}

const NOBODY = {
  event: () => undefined,
  status: () => undefined,
  frame: () => undefined,
  connection: () => undefined,
}

const isRunning = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('a page’s connection', () => {
  it('carries calls, refusals, events and typed arrays', async () => {
    const { connection, net } = load()
    expect(await connection.call('info', {})).toMatchObject({ kind: 'web', dialogs: 'page', file: null })
    await expect(connection.call('readFile', { path: '/none' })).rejects.toMatchObject({
      problem: { code: 'closed' },
    })
    await expect(connection.call('readFile', { path: '' })).rejects.toMatchObject({
      problem: { code: 'invalid' },
    })
    await net.engine({ kind: 'open', document: 'net' })
    const checkpoint = await net.engine({ kind: 'checkpoint' })
    expect(checkpoint).toMatchObject({ step: 0 })
    const paused = event(connection, (one) => one.kind === 'engine' && one.event.kind === 'progress')
    await net.engine({ kind: 'restore', file: checkpoint.file })
    expect(await paused).toMatchObject({ event: { state: 'paused' } })
  })

  it('finds the same engine and run again after a reload', async () => {
    const first = load()
    const { session } = await first.connection.call('info', {})
    await first.net.engine({ kind: 'open', document: 'net' })
    await first.net.engine({ kind: 'train' })
    leave(first.socket())
    const second = load(first.tab)
    expect((await second.connection.call('info', {})).session).toBe(session)
    expect((await second.net.engine({ kind: 'snapshot' })).progress.state).toBe('running')
    expect(engines).toHaveLength(1)
  })

  it('of a duplicated tab gets a session of its own', async () => {
    const first = load()
    const { session } = await first.connection.call('info', {})
    const copy = load(storage(first.tab.items))
    expect((await copy.connection.call('info', {})).session).not.toBe(session)
    expect((await first.connection.call('info', {})).session).toBe(session)
    await expect.poll(() => engines).toHaveLength(2)
  })

  it('gets frames again after it comes back, though the last ones were never drawn', async () => {
    const first = load()
    const drawn = (net: DocumentHost) =>
      new Promise<void>((resolve) => {
        const stop = net.listen({ ...NOBODY, frame: () => queueMicrotask(done) })
        const done = () => {
          stop()
          resolve()
        }
      })
    const target = { kind: 'edge' as const, path: [], edge: 'e1' }
    const frame = drawn(first.net)
    await first.net.engine({
      kind: 'probes',
      probes: [{ id: 7, target, direction: 'forward', view: { kind: 'numbers' } }],
    })
    await frame
    leave(first.socket())
    await drawn(load(first.tab).net)
  })

  it('that is lost rejects what was asked, says so, and comes back by itself', async () => {
    const { connection, net, socket } = load()
    const { session } = await connection.call('info', {})
    const states: boolean[] = []
    const back = new Promise<void>((resolve) =>
      connection.onConnection((connected) => {
        states.push(connected)
        if (states.length === 3) resolve()
      }),
    )
    const asked = net.engine({ kind: 'snapshot' })
    socket().terminate()
    await expect(asked).rejects.toMatchObject({ problem: { code: 'disconnected' } })
    await expect(connection.call('info', {})).rejects.toMatchObject({ problem: { code: 'disconnected' } })
    await back
    expect(states).toEqual([true, false, true])
    expect((await connection.call('info', {})).session).toBe(session)
    await net.engine({ kind: 'snapshot' })
    expect(engines).toHaveLength(1)
  })

  it('is offered at once what a window that was closed has left, and nothing of one that is open', async () => {
    const first = load()
    await first.connection.call('info', {})
    const socket = first.socket()
    const other = load()
    await first.net.call('writeDraft', { text: '{}', path: null, name: 'net.json' })
    expect(await other.connection.call('listDrafts', {})).toEqual([])
    leave(socket)
    await vi.waitFor(async () =>
      expect(await other.connection.call('listDrafts', {})).toMatchObject([{ name: 'net.json' }]),
    )
  })

  it('keeps its session’s id, and so its draft, when the host was started anew', async () => {
    const { connection, net, tab, socket } = load()
    const { session } = await connection.call('info', {})
    await net.call('writeDraft', { text: '{}', path: null, name: 'net.json' })
    leave(socket())
    host.close()
    await start(Number(new URL(host.url).port))
    const next = load(tab)
    expect((await next.connection.call('info', {})).session).toBe(session)
    expect(await next.connection.call('listDrafts', {})).toEqual([])
    expect(await next.net.call('takeDraft', {})).toMatchObject({ text: '{}', name: 'net.json' })
  })
})

describe('files of a page', () => {
  const graph = JSON.stringify({ format: 'gradwire.graph', modules: {} })

  it('are those that the host has listed for it below its folder, of the kind that is asked for, and never programs', async () => {
    host.close()
    const work = join(folder, 'work')
    await mkdir(work)
    await writeFile(join(folder, 'outside.json'), graph)
    await symlink(join(folder, 'outside.json'), join(work, 'link.json'))
    await writeFile(join(work, 'net.json'), graph, { mode: 0o755 })
    await start(0, 60_000, 12, work)
    const { connection } = load()
    const path = join(work, 'net.json')
    const write = (to: string, text = graph) =>
      connection.call('writeFile', { path: to, text, overwrite: true })
    const closed = { problem: { code: 'closed', remedy: expect.stringContaining('npm start') as string } }
    await expect(connection.call('readFile', { path })).rejects.toMatchObject(closed)
    const { entries, parent } = await connection.call('listFolder', {})
    expect(entries.map(({ name }) => name)).toEqual(['net.json'])
    expect(parent).toBeNull()
    expect((await connection.call('readFile', { path })).text).toBe(graph)
    for (const other of [
      '/etc/passwd',
      join(folder, 'outside.json'),
      join(work, 'link.json'),
      join(work, '.hidden'),
    ]) {
      await expect(connection.call('readBytes', { path: other })).rejects.toMatchObject(closed)
      await expect(write(other)).rejects.toMatchObject(closed)
    }
    await write(path)
    expect((await stat(path)).mode & 0o111).toBe(0)
    await expect(write(join(work, 'net.sh'))).rejects.toMatchObject({ problem: { code: 'name' } })
    await expect(write(path, '#!/bin/sh')).rejects.toMatchObject({ problem: { code: 'invalid' } })
    expect(await readFile(path, 'utf8')).toBe(graph)
  })

  it('that were open before the host was started can be saved again', async () => {
    host.close()
    await writeFile(join(folder, 'net.json'), graph)
    await mkdir(join(folder, 'data'), { recursive: true })
    const path = join(folder, 'net.json')
    await writeFile(
      join(folder, 'data', 'recent.json'),
      JSON.stringify([{ path, name: 'net.json', opened: 1 }]),
    )
    await start()
    expect(await load().connection.call('writeFile', { path, text: graph, overwrite: true })).toMatchObject({
      path,
    })
  })

  it('of data are below its folder too', async () => {
    const { net } = load()
    const node = { id: 'n1', name: 'data', type: 'Dataset', params: { source: 'mnist-idx', folder: '/etc' } }
    const document = { modules: { main: { nodes: [node] } } }
    await expect(net.engine({ kind: 'open', document })).rejects.toMatchObject({
      problem: { code: 'closed', name: 'data', param: 'folder' },
    })
  })
})

describe('documents of one page', () => {
  it('have an engine process and frames of their own', async () => {
    const { connection, net } = load()
    const other = documentHost(connection, 'other')
    const frames: string[] = []
    for (const document of [net, other])
      document.listen({ ...NOBODY, frame: () => void frames.push(document.documentId) })
    const target = { kind: 'edge' as const, path: [], edge: 'e1' }
    const probe = { id: 7, target, direction: 'forward' as const, view: { kind: 'numbers' as const } }
    await net.engine({ kind: 'open', document: 'net' })
    await other.engine({ kind: 'probes', probes: [probe] })
    await expect.poll(() => frames).toEqual(['other'])
    expect((await net.engine({ kind: 'snapshot' })).progress.state).toBe('ready')
    expect((await other.engine({ kind: 'snapshot' })).progress.state).toBe('idle')
    expect(new Set(engines).size).toBe(2)
  })

  it('keep their drafts apart', async () => {
    const { connection, net } = load()
    const other = documentHost(connection, 'other')
    await net.call('writeDraft', { text: '{}', path: null, name: 'net.json' })
    await other.call('writeDraft', { text: '[]', path: null, name: 'other.json' })
    await net.call('clearDraft', {})
    expect(await net.call('takeDraft', {})).toBeNull()
    expect(await other.call('takeDraft', {})).toMatchObject({ text: '[]', name: 'other.json' })
  })

  it('have no engine before something is asked of it, and are told when there is none left', async () => {
    host.close()
    await start(0, 60_000, 1)
    const { net } = load()
    await net.engine({ kind: 'snapshot' })
    const { connection } = load()
    const told = event(connection, (one) => one.kind === 'engineStatus' && one.documentId === 'second')
    await connection.call('openDocument', { documentId: 'second' })
    expect(await told).toMatchObject({ documentId: 'second', status: { state: 'starting' } })
    const second = documentHost(connection, 'third')
    const failed = new Promise((resolve) => {
      second.listen({ ...NOBODY, status: (status) => status.state === 'failed' && resolve(status) })
    })
    expect(await failed).toMatchObject({ message: expect.stringContaining('1 engine') as string })
    net.close()
    await second.call('restartEngine', {})
    expect((await second.engine({ kind: 'snapshot' })).progress.state).toBe('idle')
    expect(engines).toHaveLength(2)
  })

  it('end their engine when they are closed, and are then not known', async () => {
    const { connection, net } = load()
    const other = documentHost(connection, 'other')
    await Promise.all([net, other].map((document) => document.engine({ kind: 'snapshot' })))
    const [first, second] = engines as [number, number]
    net.close()
    await expect.poll(() => isRunning(first)).toBe(false)
    expect(isRunning(second)).toBe(true)
    await expect(net.engine({ kind: 'snapshot' })).rejects.toMatchObject({
      problem: { code: 'unknownDocument', documentId: 'net', remedy: expect.any(String) as string },
    })
    expect((await other.engine({ kind: 'snapshot' })).progress.state).toBe('idle')
  })

  it.each(['', '../net', 'a b', 'x'.repeat(65), 7, undefined])('are not named %j', async (documentId) => {
    const { connection } = load()
    const asked = connection.call('openDocument', { documentId: documentId as string })
    await expect(asked).rejects.toMatchObject({ problem: { code: 'invalid' } })
  })

  it('are at most 32, and the one too many is told so', async () => {
    const { connection } = load()
    for (let i = 1; i < 32; i++) await connection.call('openDocument', { documentId: `d${i}` })
    await expect(connection.call('openDocument', { documentId: 'last' })).rejects.toMatchObject({
      problem: { code: 'full', documentId: 'last' },
    })
    // The one that is there stays open.
    await connection.call('openDocument', { documentId: 'net' })
  })
})

describe('a page that floods its host', () => {
  it('waits for its own answers: another page and another document are answered while its engine does nothing', async () => {
    const { connection, net } = load()
    await net.engine({ kind: 'snapshot' })
    const [pid] = engines as [number]
    const neighbour = load().connection
    const other = documentHost(connection, 'other')
    await other.engine({ kind: 'snapshot' })
    let answered = 0
    const refused: unknown[] = []
    process.kill(pid, 'SIGSTOP')
    const flood = Array.from({ length: 1000 }, () =>
      net.engine({ kind: 'snapshot' }).then(
        () => {
          answered++
        },
        ({ problem }: { problem: HostProblem }) => refused.push(problem.code),
      ),
    )
    await neighbour.call('info', {})
    await other.engine({ kind: 'snapshot' })
    expect(answered).toBe(0)
    process.kill(pid, 'SIGCONT')
    await Promise.all(flood)
    expect(answered).toBe(320)
    expect(refused).toEqual(Array(680).fill('busy'))
  })
})

describe('an engine', () => {
  it('ends when its page stays away', async () => {
    host.close()
    await start(0, 1)
    const { net, socket } = load()
    await net.engine({ kind: 'snapshot' })
    leave(socket())
    const pid = engines.at(-1)!
    await expect.poll(() => isRunning(pid)).toBe(false)
  })

  it('ends with its host', async () => {
    const { net } = load()
    await net.engine({ kind: 'snapshot' })
    const pid = engines.at(-1)!
    host.close()
    await expect.poll(() => isRunning(pid)).toBe(false)
  })
})
