/** A page as the host sees it, without a browser: it asks, counts what it is told, and can stop reading. */
import { request } from 'node:http'
import { WebSocket } from 'ws'
import { decodeMessage, encodeMessage } from '../../src/graph/frames/message-codec'
import type { RunningHost } from '../../e2e/host'
import type { HostAnswer, HostMessage } from '../../src/main/contract'

type Answer = HostAnswer

/** What a window keeps to be known by. */
export interface PageIdentity {
  session: string
  secret: string
}

export class RawPage {
  /** Events and frames that came. */
  told = 0
  readonly closed: Promise<number>
  private readonly pending = new Map<number, (answer: Answer) => void>()
  private nextId = 1

  private constructor(private readonly socket: WebSocket) {
    this.closed = new Promise((resolve) => {
      socket.once('close', resolve)
    })
    socket.on('message', (data: Buffer, isBinary) => this.receive(data, isBinary))
  }

  /** Lets itself in by an address of the host. - `instead`: of a window that is closed; it has its session then */
  static async open(host: RunningHost, instead?: PageIdentity): Promise<RawPage> {
    const { origin, hash } = new URL(await host.address())
    const secret = instead?.secret ?? (await secretFor(origin, hash.slice('#open='.length)))
    const query = instead ? `?session=${instead.session}` : ''
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/socket${query}`, ['gradwire', secret], {
      headers: { origin },
      perMessageDeflate: false,
    })
    await new Promise((resolve, reject) => {
      socket.once('open', resolve).once('error', reject)
    })
    return new RawPage(socket)
  }

  ask(method: string, params: unknown): Promise<Answer> {
    const id = this.nextId++
    return new Promise((resolve) => {
      this.pending.set(id, resolve)
      this.socket.send(encodeMessage({ id, method, params }))
    })
  }

  command(documentId: string, command: unknown): Promise<Answer> {
    return this.ask('engine', { documentId, command })
  }

  stopReading(): void {
    this.socket.pause()
  }

  readOn(): void {
    this.socket.resume()
  }

  close(): void {
    this.socket.terminate()
  }

  private receive(data: Buffer, isBinary: boolean): void {
    this.told++
    if (isBinary && data.toString('latin1', 0, 4) !== 'GWM1') return
    const message = decodeMessage(isBinary ? data : data.toString('utf8')) as HostMessage
    if (message.kind !== 'answer') return
    this.pending.get(message.id)?.(message)
    this.pending.delete(message.id)
  }
}

function secretFor(origin: string, ticket: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request(
      `${origin}/secret`,
      { method: 'POST', headers: { origin, 'x-gradwire-ticket': ticket } },
      (answer) => answer.setEncoding('utf8').once('data', resolve),
    )
      .once('error', reject)
      .end()
  })
}
