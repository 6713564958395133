/** A Chromium of its own, without a window, spoken to over its debugging socket and nothing else. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import config from '../../playwright.config'

type Message = Record<string, unknown>
const READY = /DevTools listening on (ws:\S+)/

export interface Chromium {
  /** Opens a page of that size. */
  page: (size: { width: number; height: number }) => Promise<Page>
  stop: () => Promise<void>
}

export interface Page {
  call: (method: string, params?: Message) => Promise<Message>
  /** Calls back with what an event says; → stops */
  on: (method: string, listener: (params: Message) => void) => () => void
  /** The value of an expression, waited for. */
  value: <T>(expression: string) => Promise<T>
  close: () => Promise<void>
}

export async function startChromium(): Promise<Chromium> {
  const { executablePath, args = [] } = config.use?.launchOptions ?? {}
  if (executablePath === undefined) throw new Error('There is no Chromium: npm run test:e2e installs one.')
  const profile = mkdtempSync(join(tmpdir(), 'gradwire-bench-'))
  const child = spawn(
    executablePath,
    [...args, '--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  // A bench that fails leaves none behind.
  process.once('exit', () => child.kill())
  const url = await new Promise<string>((found, failed) => {
    let text = ''
    child.stderr.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const address = READY.exec(text)?.[1]
      if (address !== undefined) found(address)
    })
    child.once('exit', () => failed(new Error(`Chromium ended: ${text}`)))
  })
  const socket = new WebSocket(url, { maxPayload: 0, perMessageDeflate: false })
  await new Promise((open, failed) => socket.once('open', open).once('error', failed))
  const wire = new Wire(socket)
  return {
    page: (size) => openPage(wire, size),
    stop: async () => {
      const ended = new Promise((done) => child.once('exit', done))
      await wire.call('Browser.close')
      await ended
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

async function openPage(wire: Wire, { width, height }: { width: number; height: number }): Promise<Page> {
  const { targetId } = await wire.call('Target.createTarget', { url: 'about:blank' })
  const { sessionId } = await wire.call('Target.attachToTarget', { targetId, flatten: true })
  const session = sessionId as string
  const call = (method: string, params: Message = {}) => wire.call(method, params, session)
  const metrics = { width, height, deviceScaleFactor: 1, mobile: false }
  await call('Emulation.setDeviceMetricsOverride', metrics)
  await call('Emulation.setFocusEmulationEnabled', { enabled: true })
  await call('Page.enable')
  return {
    call,
    on: (method, listener) => wire.on(method, session, listener),
    value: async <T>(expression: string) => {
      const { result, exceptionDetails } = await call('Runtime.evaluate', {
        expression,
        awaitPromise: true,
        returnByValue: true,
      })
      if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails))
      return (result as { value: T }).value
    },
    close: async () => {
      await wire.call('Target.closeTarget', { targetId })
    },
  }
}

interface Answer {
  id?: number
  method?: string
  params?: Message
  result?: Message
  error?: { message: string }
  sessionId?: string
}

/** Calls and events of the protocol over one socket. */
class Wire {
  private readonly socket: WebSocket
  private readonly waiting = new Map<number, (answer: Answer) => void>()
  private readonly listeners = new Set<(answer: Answer) => void>()
  private last = 0

  constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('message', (data: Buffer) => {
      const answer = JSON.parse(data.toString()) as Answer
      if (answer.id === undefined) for (const listener of this.listeners) listener(answer)
      else this.waiting.get(answer.id)?.(answer)
    })
  }

  call(method: string, params: Message = {}, sessionId?: string): Promise<Message> {
    const id = ++this.last
    this.socket.send(JSON.stringify({ id, method, params, sessionId }))
    return new Promise((done, failed) => {
      this.waiting.set(id, ({ result = {}, error }) => {
        this.waiting.delete(id)
        if (error === undefined) done(result)
        else failed(new Error(`${method}: ${error.message}`))
      })
    })
  }

  on(method: string, session: string, listener: (params: Message) => void): () => void {
    const heard = (answer: Answer) => {
      if (answer.method === method && answer.sessionId === session) listener(answer.params ?? {})
    }
    this.listeners.add(heard)
    return () => this.listeners.delete(heard)
  }
}
