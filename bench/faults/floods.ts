/**
 * What pages and programs can take from a host that ask without end, or stop reading: npm run bench:faults -- floods [--seconds 60]
 *
 * Each trial has a host of its own: 500 requests of which half comes; 50 pages that want an engine each; a page that floods its host with commands while
 * another, another document and a pause are answered; a page that trains, watches and stops reading; 35 drafts of 16 MB. Memory is the host's alone.
 */
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { ROOT, type RunningHost } from '../../e2e/host'
import { childrenOf, heldBy } from './processes'
import { RawPage } from './raw-page'
import { startFaultyHost } from './window'

const MIB = 2 ** 20

interface Trial {
  before: number
  after: number
  [what: string]: number | string
}

type Act = (host: RunningHost, seconds: number) => Promise<Record<string, number | string>>
const TRIALS: Readonly<Record<string, Act>> = { flood, halfRequests, pages, stopped, drafts }

export async function floods(args: string[]): Promise<void> {
  const { values: options } = parseArgs({
    args,
    options: { seconds: { type: 'string', default: '60' }, json: { type: 'string' } },
  })
  const trials: Record<string, Trial> = {}
  for (const [name, act] of Object.entries(TRIALS)) {
    const host = await startFaultyHost()
    try {
      const before = heldBy(host.pid)
      const found = await act(host, Number(options.seconds))
      trials[name] = { before: Math.round(before / MIB), after: Math.round(heldBy(host.pid) / MIB), ...found }
      console.log(name, trials[name])
    } finally {
      await host.stop()
    }
  }
  const json = options.json ?? join(ROOT, 'out/bench/floods.json')
  mkdirSync(dirname(json), { recursive: true })
  writeFileSync(json, `${JSON.stringify({ date: new Date().toISOString(), trials }, null, 2)}\n`)
}

/** How many of 500 half requests are open, at first and after 10 s. */
async function halfRequests(host: RunningHost) {
  const sockets = Array.from({ length: 500 }, () => {
    const socket = connect(Number(new URL(host.url).port), '127.0.0.1')
    socket.on('error', () => undefined).resume()
    socket.write('GET / HTTP/1.1\r\nHost: ')
    return socket
  })
  await pause(1000)
  const open = () => sockets.filter(({ closed, readableEnded }) => !closed && !readableEnded).length
  const atFirst = open()
  await pause(9000)
  return { openAtFirst: atFirst, openAfter10s: open() }
}

/** How many engines 50 pages get that want one each. */
async function pages(host: RunningHost) {
  const all = await Promise.all(Array.from({ length: 50 }, () => RawPage.open(host)))
  for (const page of all) await page.ask('openDocument', { documentId: 'net' })
  const enginesBeforeNeed = childrenOf(host.pid).length
  const answers = await Promise.all(all.map((page) => page.command('net', { kind: 'snapshot' })))
  const refused = answers.filter((answer) => !answer.ok)
  const engines = childrenOf(host.pid)
  const enginesHold = Math.round(engines.reduce((sum, pid) => sum + heldBy(pid), 0) / MIB)
  const why = refused[0] && !refused[0].ok ? refused[0].problem.message : ''
  return { enginesBeforeNeed, engines: engines.length, enginesHold, refused: refused.length, why }
}

/** How long others wait, in milliseconds, while a page asks 20,000 times at once; and how many of those it is refused. */
async function flood(host: RunningHost) {
  const [page, neighbour] = [await RawPage.open(host), await RawPage.open(host)]
  for (const documentId of ['net', 'other']) {
    await page.ask('openDocument', { documentId })
    await page.command(documentId, { kind: 'snapshot' })
  }
  const from = performance.now()
  const all = Array.from({ length: 20_000 }, () => page.command('net', { kind: 'snapshot' }))
  // Asked at once, so that each waits for its own answer only.
  const [neighbourMs, otherMs, pauseMs] = await Promise.all([
    longest(() => neighbour.ask('info', {}), 20),
    timed(() => page.command('other', { kind: 'snapshot' })),
    timed(() => page.command('net', { kind: 'pause' })),
  ])
  const answers = await Promise.all(all)
  const refused = answers.filter((answer) => !answer.ok).length
  return { neighbourMs, otherMs, pauseMs, refused, floodMs: Math.round(performance.now() - from) }
}

/** What a host holds more after a page that trains has not read for so long. */
async function stopped(host: RunningHost, seconds: number) {
  const page = await RawPage.open(host)
  const document = JSON.parse(readFileSync(join(ROOT, 'resources/samples/xor-mlp.json'), 'utf8')) as {
    training?: object
  }
  document.training = { ...document.training, epochs: 1_000_000 }
  await page.ask('openDocument', { documentId: 'net' })
  const opened = await page.command('net', { kind: 'open', document })
  await page.command('net', { kind: 'train' })
  await pause(2000)
  const reading = Math.round(heldBy(host.pid) / MIB)
  page.stopReading()
  await pause(seconds * 1000)
  const stoppedHold = Math.round(heldBy(host.pid) / MIB)
  page.readOn()
  const closedWith = await Promise.race([page.closed, pause(5000).then(() => 0)])
  return { opened: String(opened.ok), reading, stoppedHold, closedWith }
}

/** Whether a host lives that lists 35 drafts of 16 MB. */
async function drafts(host: RunningHost) {
  const folder = join(host.home, 'data', 'drafts')
  mkdirSync(folder, { recursive: true })
  for (let i = 10; i < 45; i++) {
    const head = `${JSON.stringify({ name: `${i}.json`, path: null, saved: i, holder: null })}\n`
    const path = join(folder, `session-of-${i}.a.json`)
    writeFileSync(path, head)
    truncateSync(path, head.length + 16 * MIB)
  }
  const page = await RawPage.open(host)
  const ms = await timed(() => page.ask('listDrafts', {}))
  const lives = await page.ask('info', {})
  return { ms, lives: String(lives.ok) }
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await act()
  return Math.round(performance.now() - from)
}

async function longest(act: () => Promise<unknown>, times: number): Promise<number> {
  let most = 0
  for (let i = 0; i < times; i++) most = Math.max(most, await timed(act))
  return most
}
